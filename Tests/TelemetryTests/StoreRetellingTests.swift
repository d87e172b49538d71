import Testing

@testable import Telemetry

@Suite("Calls that an SDK tells of, and an instrumentation of it once more")
struct StoreRetellingTests {
    private static let sdk = "com.anthropic.sdk.python"
    private static let instrumentation = "opentelemetry.instrumentation.anthropic"

    private func call(
        _ id: UInt64, in parent: UInt64 = 0, _ from: Double, _ to: Double, trace: UInt64, isError: Bool = false,
        answer: String = "", input: Int64 = 100, output: Int64 = 20, model: String = "claude-sonnet-4",
        cost: Double? = nil, by scope: String, service: String = "app"
    ) -> Batch {
        var own: [String: TestValue] = ["gen_ai.operation.name": "chat", "gen_ai.request.model": .string(model)]
        if !isError {
            if !answer.isEmpty { own["gen_ai.response.id"] = .string(answer) }
            if output >= 0 { own["gen_ai.usage.input_tokens"] = .int(input) }
            if output >= 0 { own["gen_ai.usage.output_tokens"] = .int(output) }
            if let cost { own["gen_ai.usage.cost"] = .double(cost) }
        }
        let span = TestSpan(
            id, in: parent, "chat", from, to, trace: trace, status: isError ? .error : .unset, own)
        return batch([span], service: service, scope: scope)
    }

    /// Beside each other below a span, one well and one failed; one around the other; in traces of their own, one well and
    /// one failed.
    private var requests: [Batch] {
        [
            call(2, in: 1, 1, 3, trace: 1, answer: "a", by: Self.instrumentation),
            call(3, in: 1, 1.5, 2.5, trace: 1, answer: "a", by: Self.sdk),
            call(4, in: 1, 3, 5, trace: 1, isError: true, by: Self.instrumentation),
            call(5, in: 1, 3.5, 4.5, trace: 1, isError: true, by: Self.sdk),
            batch([TestSpan(1, "work", 0, 6)], service: "app"),
            call(2, in: 1, 7.5, 8.5, trace: 2, answer: "b", by: Self.sdk),
            call(1, 7, 9, trace: 2, answer: "b", by: Self.instrumentation),
            call(1, 9, 11, trace: 3, answer: "c", by: Self.instrumentation),
            call(1, 9.5, 10.5, trace: 4, answer: "c", by: Self.sdk),
            call(1, 12, 14, trace: 5, isError: true, by: Self.instrumentation),
            call(1, 12.5, 13.5, trace: 6, isError: true, by: Self.sdk),
        ]
    }

    @Test func `each counts once, whoever is heard first`() {
        for seed in 0..<40 {
            var random = SeededRandom(seed: UInt64(seed))
            let totals = store(requests.shuffled(using: &random)).totals()
            #expect(totals.modelCalls == 5, "seed \(seed)")
            #expect(totals.modelCallsFailed == 2, "seed \(seed)")
            #expect(totals.tokens.input == 300 && totals.tokens.output == 60, "seed \(seed)")
            #expect(totals.tasks == TaskCounts(completed: 3, failed: 1), "seed \(seed)")
        }
    }

    @Test func `an instrumentation alone tells of all calls`() {
        let alone = requests.filter { batch in batch.scopes.contains { batch.text($0.name) != Self.sdk } }
        let totals = store(alone).totals()
        #expect(totals.modelCalls == 5 && totals.modelCallsFailed == 2)
    }

    /// Below a framework's call, which is no SDK's parent: the span around it in time.
    private func isRetold(_ inner: Batch, beside others: [Batch] = []) -> Bool {
        let outer = call(2, in: 1, 1, 3, trace: 1, by: "langchain")
        return [[outer, inner], [inner, outer]].map { store($0 + others).totals().modelCalls == 1 } == [true, true]
    }

    @Test func `a call of another sender, scope, time, size or outcome is another`() {
        #expect(isRetold(call(1, 1, 3, trace: 2, by: Self.sdk)))
        #expect(!isRetold(call(1, 1, 3, trace: 2, by: Self.sdk, service: "other")))
        #expect(!isRetold(call(1, 1, 3, trace: 2, by: "langchain")))
        #expect(!isRetold(call(1, 0.5, 3, trace: 2, by: Self.sdk)))
        #expect(!isRetold(call(1, 1, 3.5, trace: 2, by: Self.sdk)))
        #expect(!isRetold(call(1, 1, 3, trace: 2, isError: true, by: Self.sdk)))
        #expect(!isRetold(call(1, 1, 3, trace: 2, output: 21, by: Self.sdk)))
        #expect(!isRetold(call(1, 1, 3, trace: 2, input: 101, by: Self.sdk)))
        #expect(!isRetold(call(1, 1, 3, trace: 2, model: "gpt-4o", by: Self.sdk)))
        #expect(isRetold(call(1, 1, 3, trace: 2, model: "claude-sonnet-4-20250514", by: Self.sdk)))
        #expect(!isRetold(call(1, 1, 1.5, trace: 2, by: Self.sdk)))
        #expect(!isRetold(call(9, in: 8, 1, 3, trace: 2, by: Self.sdk)))
    }

    @Test func `one answer's id is one call, whatever its tokens and times`() {
        let calls = [
            call(1, 1, 3, trace: 1, answer: "x", output: 21, by: Self.instrumentation),
            call(1, 2, 4, trace: 2, answer: "x", by: Self.sdk),
        ]
        for calls in [calls, calls.reversed()] {
            let totals = store(calls).totals()
            #expect(totals.modelCalls == 1 && totals.tokens.output == 21)
            #expect(totals.tasks == TaskCounts(completed: 1))
        }
    }

    @Test func `beside it, with the same tokens, a call is the same also after the end of a stream`() {
        func calls(_ output: Int64, in parent: UInt64) -> Int {
            store([
                call(2, in: 1, 1, 1.1, trace: 1, by: "llama_index"),
                call(3, in: parent, 2, 3, trace: 1, output: output, by: Self.sdk),
                batch([TestSpan(1, "work", 0, 4), TestSpan(9, in: 1, "other", 2, 3)], service: "app"),
            ]).totals().modelCalls
        }
        #expect(calls(20, in: 1) == 1)
        #expect(calls(21, in: 1) == 2)
        #expect(calls(20, in: 9) == 2)
    }

    @Test func `a call has the input that who made it tells of, with the cache`() {
        let outer = call(2, in: 1, 1, 3, trace: 1, input: 0, by: "langchain")
        let inner = call(1, 1.5, 2.5, trace: 2, input: 100, by: Self.sdk)
        for calls in [[outer, inner], [inner, outer]] {
            let totals = store(calls + [batch([TestSpan(1, "work", 0, 4)], service: "app")]).totals()
            #expect(totals.tokens.input == 100 && totals.tokens.output == 20)
            #expect(totals.models.map(\.calls) == [1])
            #expect(totals.tasks == TaskCounts(completed: 1))
        }
    }

    @Test func `reports with ids of their own are of two calls`() {
        let calls = [
            call(2, in: 1, 1, 3, trace: 1, answer: "x", by: "langchain"),
            call(1, 1, 3, trace: 2, answer: "y", by: Self.sdk),
        ]
        #expect(store(calls).totals().modelCalls == 2)
    }

    @Test func `short failures while a long call fails are failures of their own`() {
        let long = call(2, in: 1, 0, 30, trace: 1, isError: true, by: "langchain")
        let short = (0..<5).map { number in
            call(
                1, 5 * Double(number), 5 * Double(number) + 0.5, trace: UInt64(number) + 2, isError: true, by: Self.sdk)
        }
        #expect(store([long] + short).totals().modelCallsFailed == 6)
    }

    /// As exporters send them: all spans of one scope, then all of the next.
    @Test func `many calls of few sizes are known again in requests by scope`() {
        func calls(by scope: String, _ trace: UInt64, _ margin: Double) -> [Batch] {
            (0..<100).map { number in
                let from = Double(number) * 3
                return call(
                    1, from + margin, from + 2 - margin, trace: trace + UInt64(number), isError: number % 5 == 0,
                    output: Int64(20 + number % 4), by: scope)
            }
        }
        let outer = calls(by: Self.instrumentation, 1_000, 0)
        let inner = calls(by: Self.sdk, 5_000, 0.25)
        for requests in [outer + inner, inner + outer] {
            let totals = store(requests).totals()
            #expect(totals.modelCalls == 100 && totals.modelCallsFailed == 20)
            #expect(totals.tasks == TaskCounts(completed: 80, failed: 20))
        }
    }

    @Test func `a call has what only its other report tells of`() {
        let outer = call(2, in: 1, 1, 3, trace: 1, answer: "x", output: -1, by: "langchain")
        let inner = call(1, 1.5, 2.5, trace: 2, answer: "x", cost: 0.5, by: Self.sdk)
        for calls in [[outer, inner], [inner, outer]] {
            let totals = store(calls + [batch([TestSpan(1, "work", 0, 4)], service: "app")]).totals()
            #expect(totals.modelCalls == 1)
            #expect(totals.tokens.input == 100 && totals.tokens.output == 20)
            #expect(totals.costUSD == 0.5)
        }
    }

    @Test func `times that are no times stop nothing`() {
        func reports(_ outer: (UInt64, UInt64), _ inner: (UInt64, UInt64)) -> [Batch] {
            zip([Self.instrumentation, Self.sdk], [outer, inner]).enumerated().map { index, report in
                var batch = call(1, 0, 1, trace: UInt64(index) + 1, isError: true, by: report.0)
                batch.spans[0].start = Timestamp(nanoseconds: report.1.0)
                batch.spans[0].end = Timestamp(nanoseconds: report.1.1)
                return batch
            }
        }
        let half = UInt64(1) << 63
        let cases: [(outer: (UInt64, UInt64), inner: (UInt64, UInt64), calls: Int)] = [
            ((half, .max), (half, 0), 2), ((half, 1), (half, 0), 1), ((0, .max), (0, .max), 1),
        ]
        for (outer, inner, calls) in cases {
            #expect(store(reports(outer, inner)).totals().modelCalls == calls)
        }
    }

    /// The SDK's span lies below the instrumentation's, and that beside the framework's.
    @Test func `what lies below a span that counts nothing counts nothing`() {
        let requests = [
            call(2, in: 1, 1, 5, trace: 1, by: "langchain"),
            call(1, 2, 4, trace: 2, by: Self.instrumentation),
            call(2, in: 1, 2.5, 3.5, trace: 2, by: Self.sdk),
        ]
        for seed in 0..<6 {
            var random = SeededRandom(seed: UInt64(seed))
            let totals = store(requests.shuffled(using: &random)).totals()
            #expect(totals.modelCalls == 1 && totals.tokens.input == 100, "seed \(seed)")
        }
    }

    @Test func `it is said in the span's detail`() throws {
        let store = store(requests)
        let beside = try #require(store.detail(of: SpanID(5), in: TraceID(high: 7, low: 1)))
        #expect(
            beside.notes == [
                "It is told of once more by another scope: the span that is around it in time is counted."
            ])
    }
}
