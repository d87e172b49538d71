import Testing

@testable import Telemetry

@Suite("What log records tell of agents' work")
struct StoreEventTests {
    private let call: [String: TestValue] = ["model": "m", "input_tokens": 10]

    @Test func `a request that is sent again counts its events once, also those of no session`() {
        let request = eventBatch([TestEvent("api_request", 1, call)], service: "agent")
        #expect(store([request, request]).totals().modelCalls == 1)
    }

    @Test func `equal events of one request are as many events`() {
        let event = TestEvent("api_request", 1, call)
        let request = eventBatch([event, event], service: "agent")
        #expect(store([request, request]).totals().modelCalls == 2)
    }

    @Test func `a body that is a map tells of an event as attributes do, and attributes go before it`() {
        let body = LogBody.map([("model", "other"), ("input_tokens", .value(10)), ("event.name", "api_request")])
        let store = store([batch(logs: [TestLog(body, ["model": "m"])])])
        #expect(store.totals().models.map(\.model) == ["m"])
        #expect(store.totals().models.map(\.tokens.input) == [10])
    }

    // MARK: Whose it is

    /// An id that the next run won't have, and a name.
    private static let names: [[String: TestValue]] = [
        ["gen_ai.agent.id": "run-0b8cf2a4-58f1-4a5e-9d0a-0123456789ab", "gen_ai.agent.name": "research"],
        ["gen_ai.agent.id": "s", "gen_ai.agent.name": "research", "session.id": "s"],
        ["agent.id": "research"],
        ["gen_ai.agent.name": "research"],
    ]

    @Test(arguments: names)
    func `a record, an event and a span that name an agent alike are of one agent`(names: [String: TestValue]) {
        let event = TestEvent("api_request", 1, call.merging(names) { $1 })
        let operation: [String: TestValue] = ["gen_ai.operation.name": "invoke_agent"]
        let span = TestSpan(1, "agent", 0, 1, operation.merging(names) { $1 })
        var store = store([
            batch(logs: [TestLog("said", names)], service: "one"), eventBatch([event], service: "two"),
            batch([span], service: "three"),
        ])
        #expect(store.totals().agents.map(\.id) == ["research"])
        #expect(store.logs(LogsRequest()).rows.map(\.agent) == ["research", "research"])
    }

    @Test func `what names an agent on its own span only names none on a record`() {
        let step: [String: TestValue] = ["graph.node.name": "retrieve", "traceloop.entity.name": "retrieve"]
        var store = store([eventBatch([TestEvent("api_request", 1, call.merging(step) { $1 })], service: "graph")])
        #expect(store.totals().agents.map(\.id) == ["graph"])
        #expect(store.logs(LogsRequest()).rows.map(\.agent) == ["graph"])
    }

    @Test func `an event's service is noted as a service, also where the resource names an agent`() {
        let store = store([
            eventBatch([TestEvent("api_request", 1, call)], service: "shop", resource: ["agent.id": "clerk"])
        ])
        #expect(store.totals().agents.map(\.services) == [["shop"]])
    }

    // MARK: Bounds

    @Test func `what is remembered of records counts within the budget, and takes a part of a small one only`() {
        var limits = Store.Limits()
        limits.memory = 1 << 20
        var store = Store(limits: limits, startedAt: at(0))
        var random = SeededRandom(seed: 1)
        let before = store.keptBytes
        for round in 0..<20 {
            let events = (0..<500).map { number in
                let id = TestValue.string("\(UInt64.random(in: 0 ... .max, using: &random))")
                let own: [String: TestValue] = [
                    "session.id": id, "tool_name": "t", "tool_use_id": id, "success": "true", "input_tokens": 1,
                ]
                let name = ["user_prompt", "tool_result", "api_request"][number % 3]
                return TestEvent(name, Double(round) + Double(number) / 1_000, own)
            }
            _ = store.ingest(eventBatch(events, service: "agent"), at: at(Double(round) + 1))
            #expect(store.retainedBytes <= limits.memory)
        }
        let remembered = store.recentLogs.byteCount + store.events.byteCount + store.ledger.verdicts.byteCount
        #expect(before == 0 && remembered > 50_000 && remembered < limits.memory / 3)
        #expect(store.logTable.count > 100)
    }

    @Test func `a task whose sender's clock is ahead is given up all the same`() {
        var store = store([eventBatch([TestEvent("user_prompt", 900_000, ["session.id": "s"])], service: "agent")])
        #expect(store.overview(OverviewRequest(), at: at(150)).tasks.counts == TaskCounts(active: 1))
        #expect(store.overview(OverviewRequest(), at: at(200)).tasks.active.map(\.isStalled) == [true])
        let late = store.overview(OverviewRequest(), at: at(2_000)).tasks
        #expect(late.counts.active == 0)
        #expect(late.finished.map(\.outcome) == [.timedOut])
        #expect(store.totals(at: 2_000).tasks == TaskCounts(other: 1))
    }
}
