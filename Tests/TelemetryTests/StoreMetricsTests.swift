import Telemetry
import Testing

@Suite("Counters stand in for what spans do not tell")
struct StoreMetricsTests {
    private let counters = { () -> [Batch] in
        let cumulative = MetricKind.sum(.cumulative, isMonotonic: true)
        return [
            MetricBatchBuilder.batch(
                "tool.executions", cumulative,
                MetricPoint(
                    .int(7), from: 1_000_000_001, at: 1_000_000_050, ["tool.name": "search", "tool.success": "true"]),
                MetricPoint(
                    .int(1), from: 1_000_000_001, at: 1_000_000_050, ["tool.name": "search", "tool.success": "false"])),
            MetricBatchBuilder.batch(
                "llm.tokens", unit: "tokens", cumulative,
                MetricPoint(
                    .int(120), from: 1_000_000_001, at: 1_000_000_050, ["llm.model": "m", "llm.token_type": "total"])
            ),
            MetricBatchBuilder.batch(
                "agent.tasks", cumulative,
                MetricPoint(
                    .int(3), from: 1_000_000_001, at: 1_000_000_050, ["agent.id": "a", "task.status": "completed"])),
            MetricBatchBuilder.batch(
                "agent.active_tasks", .gauge,
                MetricPoint(.int(2), from: 0, at: 1_000_000_050, ["agent.id": "a"])),
            MetricBatchBuilder.batch(
                "tool.cache.hit_rate", .gauge,
                MetricPoint(.double(0.25), from: 0, at: 1_000_000_050, ["tool.provider": "local"])),
        ]
    }()

    @Test func `an emitter without spans is counted by its counters`() {
        let totals = store(counters, now: 60).totals(at: 70)
        #expect(totals.toolCalls == CallCounts(ok: 7, failed: 1))
        #expect(totals.tools.map(\.name) == ["search"])
        #expect(totals.tokens == TokenCounts(unsplit: 120))
        #expect(totals.tokens.total == 120)
        #expect(totals.tokenSource == .metrics)
        #expect(totals.tasks == TaskCounts(active: 2, completed: 3))
        #expect(totals.cacheByProvider == [CacheFigures(provider: "local", hitRate: 0.25)])
        #expect(totals.agents.first { $0.id == "a" }?.tasks == TaskCounts(active: 2, completed: 3))
    }

    @Test func `counters stand in where they moved by more than spans account for, and nothing is added up twice`() {
        for batches in [counters + [batch(seedTrace)], [batch(seedTrace)] + counters] {
            let totals = store(batches, now: 60).totals(at: 70)
            #expect(totals.toolCalls == CallCounts(ok: 7, failed: 1))
            #expect(totals.tools.map(\.calls) == [CallCounts(ok: 7, failed: 1)])
            #expect(totals.tokens.total == 1_255)
            #expect(totals.tokenSource == .spans)
            #expect(totals.tasks == TaskCounts(active: 2, completed: 3))
        }
    }

    @Test func `durations of spans are no estimates where only the tokens come from counters`() {
        let model: [String: TestValue] = [
            "gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 10,
        ]
        let spans = batch([
            TestSpan(1, "agent.loop", 0, 4, ["agent.id": "a"]), TestSpan(2, in: 1, "chat m", 1, 3, model),
        ])
        let totals = store([spans] + counters, now: 60).totals(at: 70)
        #expect(totals.tokenSource == .metrics)
        #expect(totals.models.map(\.model) == ["m"])
        #expect(totals.models.map { $0.p50Ms.map { ($0 / 1_000).rounded() } } == [2])
        #expect(totals.models.map(\.durationsAreEstimates) == [false])
    }

    @Test func `a total counts only while no part of it is reported`() {
        let parts = MetricBatchBuilder.batch(
            "llm.tokens", unit: "tokens", .sum(.cumulative, isMonotonic: true),
            MetricPoint(
                .int(100), from: 1_000_000_001, at: 1_000_000_050, ["llm.model": "m", "llm.token_type": "prompt"]),
            MetricPoint(
                .int(20), from: 1_000_000_001, at: 1_000_000_050, ["llm.model": "m", "llm.token_type": "completion"])
        )
        #expect(store(counters + [parts], now: 60).totals(at: 70).tokens == TokenCounts(input: 100, output: 20))
    }

    @Test func `without a service name, spans and counters are of the same emitter all the same`() {
        var spans = batch(seedTrace)
        spans.resources[0].attributes = .empty
        let counter = MetricBatchBuilder.batch(
            "tool.executions", .sum(.delta, isMonotonic: true),
            MetricPoint(
                .int(9), from: 1_000_000_001, at: 1_000_000_050, ["tool.name": "search", "tool.success": "true"]),
            resource: [:])
        #expect(store([spans, counter], now: 60).totals(at: 70).toolCalls == CallCounts(ok: 9))
        #expect(store([counter], now: 60).totals(at: 70).agents.map(\.id) == ["unknown_service"])
    }

    @Test func `sampled spans give way to counters in every row, and the disagreement is told`() {
        var store = store(counters + [batch(seedTrace)], now: 60)
        let totals = store.totals(at: 100)
        #expect(totals.toolSource == .metrics)
        #expect(totals.taskSource == .metrics)
        #expect(totals.agents.reduce(0) { $0 + $1.toolCalls.total } == totals.toolCalls.total)
        let told = store.diagnosis(at: at(100)).findings.filter { $0.id.ailment == .sourcesDisagree }.map(\.sentence)
        #expect(
            Set(told) == [
                "counters tell of 8 tool calls, spans of 2", "counters tell of 120 tokens, spans of 1,255",
            ])
    }

    @Test func `counters that have just moved ahead of spans are not told of: the spans may be on their way`() {
        var store = store([batch(seedTrace)] + counters, now: 4)
        #expect(store.totals(at: 20).toolCalls.total == 8)
        let told = store.diagnosis(at: at(20)).findings.map(\.sentence)
        #expect(!told.contains { $0.contains("tool calls") })
    }

    @Test func `instances whose counters are behind their spans are one finding`() {
        var batches: [Batch] = []
        for (instance, before) in [("a", UInt64(0)), ("b", 20)] {
            let calls = (1...20).map { number in
                let id = before + UInt64(number)
                return tool(id, in: 0, "t", Double(number), Double(number) + 1, trace: id)
            }
            batches.append(batch(calls, resource: ["service.instance.id": .string(instance)]))
            batches.append(
                MetricBatchBuilder.batch(
                    "tool.executions", .sum(.delta, isMonotonic: true),
                    MetricPoint(.int(5), from: 1_000_000_001, at: 1_000_000_030, ["tool.name": "t"]),
                    resource: ["service.name": "looopy", "service.instance.id": instance]))
        }
        var store = store(batches, now: 40)
        let told = store.diagnosis(at: at(100)).findings.filter { $0.id.ailment == .sourcesDisagree }
        #expect(told.map(\.sentence) == ["counters tell of 10 tool calls, spans of 40"])
        #expect(told.map(\.sender) == ["looopy (several instances)"])
        #expect(told.map(\.count) == [2])
    }

    @Test func `counters that began before we listened are compared with the spans since`() {
        func counter(_ count: Int64, at second: UInt64) -> Batch {
            MetricBatchBuilder.batch(
                "tool.executions", .sum(.cumulative, isMonotonic: true),
                MetricPoint(.int(count), from: 900_000_000, at: 1_000_000_000 + second, ["tool.name": "t"]),
                resource: ["service.name": "looopy"])
        }
        func calls(_ seconds: ClosedRange<Int>) -> Batch {
            batch(seconds.map { tool(UInt64($0), in: 0, "t", Double($0), Double($0) + 1, trace: UInt64($0)) })
        }
        var store = Store(startedAt: at(0))
        _ = store.ingest(calls(1...20), at: at(22))
        _ = store.ingest(counter(100, at: 22), at: at(22))
        _ = store.ingest(calls(30...35), at: at(40))
        _ = store.ingest(counter(106, at: 40), at: at(40))
        #expect(!store.diagnosis(at: at(100)).findings.contains { $0.id.ailment == .sourcesDisagree })
        // What is behind by what came since is told.
        _ = store.ingest(calls(50...60), at: at(70))
        _ = store.ingest(counter(107, at: 75), at: at(75))
        let told = store.diagnosis(at: at(120)).findings.filter { $0.id.ailment == .sourcesDisagree }
        #expect(told.map(\.sentence) == ["counters tell of 7 tool calls, spans of 17"])
    }

    @Test func `how long an agent's runs take is answered for any window, by its spans`() {
        var store = store([batch(seedTrace)], now: 60)
        var request = OverviewRequest()
        request.wantsRuns = true
        let agents = store.overview(request, at: at(70)).agents
        #expect(agents.first { $0.id == "main-agent" }?.runsP95Ms.map { ($0 / 10_000).rounded() } == 1)
        #expect(agents.first { $0.id == "main-agent" }?.runsAreEstimates == false)
    }

    @Test func `many instances of one agent keep their figures apart`() {
        let call: [String: TestValue] = [
            "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t", "agent.id": "a",
        ]
        var batches = (0..<40).map { number in
            batch(
                [TestSpan(1, "execute_tool t", 1, 2, trace: UInt64(number + 1), call)], service: "s",
                resource: ["service.instance.id": .string("i\(number)")])
        }
        batches.append(
            MetricBatchBuilder.batch(
                "tool.executions", .sum(.delta, isMonotonic: true),
                MetricPoint(
                    .int(10), from: 1_000_000_001, at: 1_000_000_002,
                    ["tool.name": "t", "tool.success": "true", "agent.id": "a"]),
                resource: ["service.name": "s", "service.instance.id": "i39"]))
        #expect(store(batches, now: 3).totals(at: 60).toolCalls.total == 49)
    }

    @Test func `counters that name one agent leave the figures of another alone`() {
        func calls(_ agent: String, _ count: Int) -> [TestSpan] {
            (0..<count).map { number in
                TestSpan(
                    UInt64(number + 1), "execute_tool t", 1, 2, trace: agent == "A" ? 1 : 2,
                    ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t", "agent.id": .string(agent)])
            }
        }
        let counter = MetricBatchBuilder.batch(
            "tool.executions", .sum(.delta, isMonotonic: true),
            MetricPoint(.int(10), from: 1_000_000_001, at: 1_000_000_002, ["tool.name": "t", "agent.id": "A"]),
            resource: ["service.name": "looopy"])
        let totals = store([batch(calls("A", 1) + calls("B", 3)), counter], now: 3).totals(at: 60)
        #expect(totals.toolCalls.total == 13)
        #expect(totals.agents.map { "\($0.id) \($0.toolCalls.total)" } == ["A 10", "B 3"])
    }

    @Test func `tokens whose kind a metric's name says count, the cache beside the input where it stands so`() {
        var builder = MetricBatchBuilder()
        for (kind, count) in [("input", 100), ("output", 20), ("cache_read.input", 400)] {
            builder.metric(
                "strands.event_loop.\(kind).tokens", unit: "token", .histogram(.delta),
                .init(
                    .histogram(bounds: [1_000], counts: [1, 0], sum: Double(count)), from: 1_000_000_001,
                    at: 1_000_000_002))
        }
        #expect(
            store([builder.batch], now: 3).totals(at: 60).tokens == TokenCounts(input: 500, output: 20, cacheRead: 400))
    }

    /// Seconds or milliseconds, as each metric's unit says.
    @Test(arguments: [
        ("gen_ai.client.operation.time_to_first_chunk", "s", 0.5), ("gen_ai.server.time_to_first_token", "s", 0.5),
        ("copilot_chat.time_to_first_token", "s", 0.5), ("copilot_chat.time_to_first_token", "", 0.5),
        ("strands.model.time_to_first_token", "ms", 500), ("strands.model.time_to_first_token", "Milliseconds", 500),
        ("codex.turn.ttft.duration_ms", "ms", 500), ("codex.turn.ttft.duration_ms", "", 500),
    ])
    func `a model's time to the first token comes from each metric of it`(name: String, unit: String, value: Double) {
        let batch = MetricBatchBuilder.batch(
            name, unit: unit, .histogram(.delta),
            .init(.plainHistogram(count: 1, sum: value), from: 1_000_000_001, at: 1_000_000_002, ["model": "m"]))
        let model = store([batch], now: 3).totals(at: 60).models.first
        #expect(model?.model == "m")
        #expect(model?.timeToFirstTokenP50Ms.map { ($0 / 10).rounded() } == 50)
        #expect(model?.timeToFirstTokenIsEstimate == true)
        #expect(model?.calls == 0)
    }

    @Test func `times to the first token of spans and of counters are not mixed`() {
        let call: [String: TestValue] = [
            "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
            "gen_ai.response.time_to_first_chunk": 0.25,
        ]
        let spans = batch([TestSpan(1, "chat m", 1, 3, call)], service: "looopy")
        func counter(_ count: UInt64) -> Batch {
            MetricBatchBuilder.batch(
                "gen_ai.client.operation.time_to_first_chunk", unit: "s", .histogram(.delta),
                .init(
                    .plainHistogram(count: count, sum: Double(count)), from: 1_000_000_001, at: 1_000_000_003,
                    ["gen_ai.request.model": "m"]))
        }
        func firstToken(_ batches: [Batch]) -> Double? {
            store(batches, now: 4).totals(at: 60).models.first?.timeToFirstTokenP50Ms.map { ($0 / 10).rounded() * 10 }
        }
        #expect(firstToken([spans, counter(1)]) == 250)
        #expect(firstToken([counter(3), spans]) == 1_000)
        #expect(store([counter(3), spans], now: 4).totals(at: 60).models.map(\.calls) == [1])
    }
}
