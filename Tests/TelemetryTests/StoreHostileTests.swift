import Telemetry
import Testing

@Suite("Hostile data is normal data")
struct StoreHostileTests {
    @Test(arguments: [Int64.min, -1, 0, .max])
    func `no number that a span carries is too much`(number: Int64) {
        let keys = [
            "agent.iteration", "attempt", "cost_usd_micros", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
            "cache_read_tokens", "ttft_ms", "gen_ai.tool.name", "session.id", "agent.id",
        ]
        let spans = (1...8).flatMap { id in
            ["chat", "execute_tool", "invoke_agent", "agent_step"].enumerated().map { place, operation in
                var attributes = Dictionary(uniqueKeysWithValues: keys.map { ($0, TestValue.int(number)) })
                attributes["gen_ai.operation.name"] = .string(operation)
                return TestSpan(UInt64(id * 10 + place), in: UInt64(id), operation, 5, 1, attributes)
            }
        }
        let store = store([batch(spans)])
        #expect(store.totals().agents.map(\.id) == [String(number)])
        #expect(store.tree(of: TraceID(high: 7, low: 1), agent: nil, at: at(200))?.rows.count == 40)
    }

    @Test func `doubles that are no numbers say nothing`() {
        let spans = [Double.nan, .infinity, -1, 1e300].enumerated().map { place, number in
            TestSpan(
                UInt64(place + 1), "chat", 0, 1,
                [
                    "gen_ai.operation.name": "chat", "cost_usd": .double(number),
                    "gen_ai.usage.input_tokens": .double(number),
                ])
        }
        let totals = store([batch(spans)]).totals()
        #expect(totals.modelCalls == 4)
        #expect(totals.costUSD == nil)
        #expect(totals.tokens.input == 0)
    }

    @Test func `more tools than have rows are counted together, and none is lost`() {
        let spans = (1...700).map {
            TestSpan(UInt64($0), "tool.execute", 0, 1, ["tool.name": .string("t\($0)"), "tool.success": true])
        }
        let totals = store([batch(spans)]).totals()
        #expect(totals.tools.count == 501)
        #expect(totals.tools.first?.name == "(other)")
        #expect(totals.tools.first?.calls.ok == 200)
        #expect(totals.toolCalls.ok == 700)
    }

    @Test func `more agents than are told apart are counted together`() {
        var limits = Store.Limits()
        limits.agents = 12
        let spans = (1...50).map { TestSpan(UInt64($0), "agent[a]", 0, 1, ["agent.id": .string("a\($0)")]) }
        let totals = store([batch(spans)], limits: limits).totals()
        #expect(totals.agents.count == 10)
        #expect(totals.agents.first?.id == "(other)")
        #expect(totals.tasks.completed == 50)
    }

    @Test func `a clock that goes back takes nothing away`() {
        var store = store([batch(seedTrace)], now: 500)
        _ = store.ingest(
            batch(
                [codeTrace[0]].map {
                    var span = $0; span.trace = 2; return span
                }), at: at(100))
        #expect(store.totals(at: 100).modelCalls == 3)
        #expect(store.totals(at: 500).modelCalls == 3)
    }

    @Test func `a marker without a parent tells of nothing`() {
        var store = Store(startedAt: at(0))
        let summary = store.ingest(batch([TestSpan(1, "chat", 0, 1, ["logfire.span_type": "pending_span"])]), at: at(1))
        #expect(summary.accepted == 1)
        let report = store.report(ReportRequest(), at: at(2))
        #expect(report.traces.isEmpty)
        #expect(report.ingest.spans == IngestCounts.Records())
    }

    @Test func `sums of costs beyond what a number holds do not stop the program`() {
        let spans = (1...10_000).map {
            TestSpan(UInt64($0), "chat", 0, 1, ["gen_ai.operation.name": "chat", "cost_usd": 999_999_999])
        }
        #expect(store([batch(spans)]).totals().modelCalls == 10_000)
    }

    @Test(arguments: ["tool.executions", "llm.tokens", "agent.tasks"])
    func `sums of counters beyond what a number holds do not stop the program`(metric: String) {
        var store = Store(startedAt: at(0))
        for number in 1...300 {
            let point = MetricPoint(
                .int(1 << 62), from: 1_000_000_001, at: 1_000_000_001 + UInt64(number),
                ["tool.name": "t", "llm.token_type": "total", "agent.id": "a"])
            _ = store.ingest(
                MetricBatchBuilder.batch(metric, .sum(.delta, isMonotonic: true), point), at: at(Double(number)))
        }
        #expect(!store.totals(at: 400).agents.isEmpty)
    }

    @Test func `a start that is not set does not stretch the time of recorded data`() {
        var store = Store(startedAt: .unset)
        var unset = batch([
            TestSpan(1, "chat", 0, 10, ["gen_ai.operation.name": "chat", "gen_ai.usage.output_tokens": 100])
        ])
        unset.spans[0].start = .unset
        _ = store.ingest(unset, at: .unset)
        #expect(store.report(ReportRequest(), at: .unset).totals.tokensPerSecond == 100)
    }

    @Test func `the rate of recorded event logs goes by their own times, however they are batched`() {
        let events = [(0.0, 10), (4.0, 30), (10.0, 60)].map { time, tokens in
            TestEvent(
                "claude_code.api_request", time,
                ["session.id": "s", "model": "m", "input_tokens": .int(Int64(tokens)), "output_tokens": 0])
        }
        let whole = [eventBatch(events, service: "claude-code")]
        let parts = events.reversed().map { eventBatch([$0], service: "claude-code") }
        for batches in [whole, parts] {
            var store = Store(startedAt: .unset)
            for batch in batches { _ = store.ingest(batch, at: .unset) }
            #expect(store.report(ReportRequest(), at: .unset).totals.tokensPerSecond == 10)
        }
    }
}
