import Telemetry
import Testing

struct StoreKnownAgentsTests {
    private let chat: [String: TestValue] = [
        "gen_ai.operation.name": "chat", "gen_ai.agent.name": "planner", "gen_ai.request.model": "m",
        "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10,
    ]

    private func tokens(_ count: Int64, _ type: String) -> TestMetric {
        .histogram(
            "gen_ai.client.token.usage", count: 1, sum: Double(count), unit: "{token}",
            ["gen_ai.token.type": type, "gen_ai.request.model": "m"])
    }

    /// The agents of the picker, those that never worked in brackets.
    private func agents(_ batches: [Batch]) -> [String] {
        var store = store(batches, now: 3)
        return store.overview(OverviewRequest(), at: at(60)).agents.map { $0.hasWorked ? $0.id : "[\($0.id)]" }
    }

    @Test func `a service whose counters tell what its agent's spans tell is no agent beside it`() {
        let spans = batch([TestSpan(1, "chat m", 1, 2, chat)], service: "planner-svc")
        let counters = metricBatch([tokens(100, "input"), tokens(10, "output")], service: "planner-svc")
        #expect(agents([spans, counters]) == ["planner"])
        #expect(agents([counters]) == ["planner-svc"])
    }

    @Test func `a service that does no agent's work is there to be picked, and has not worked`() {
        let web = batch([TestSpan(1, "GET /users", 1, 2, trace: 9)], service: "web")
        #expect(agents([web]) == ["[web]"])
    }

    @Test func `a trace is first that of its root's agent`() {
        func agent(_ name: String) -> [String: TestValue] {
            ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": .string(name)]
        }
        let spans = [
            TestSpan(3, in: 1, "invoke_agent a", 1, 2, agent("a")),
            TestSpan(2, in: 1, "invoke_agent helper", 1, 2, agent("helper")),
            TestSpan(1, "invoke_agent planner", 0, 3, agent("planner")),
        ]
        var store = store([batch(spans)], now: 3)
        let row = store.overview(OverviewRequest(), at: at(60)).traces.rows.first
        #expect(row?.agents.map(\.id) == ["planner", "a", "helper"])
    }
}
