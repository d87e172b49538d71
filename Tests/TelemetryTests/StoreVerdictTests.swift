import Testing

@testable import Telemetry

/// A tool's span may not say how it came out, and its log does: `claude_code.tool` is always left unset.
@Suite("How a tool call came out, by its log")
struct StoreVerdictTests {
    private func span(
        _ trace: UInt64, session: String? = nil, call: TestValue = "call_0", _ from: Double = 1, _ to: Double = 2
    ) -> [Batch] {
        let root: [String: TestValue] = session.map { ["session.id": .string($0)] } ?? [:]
        let tool: [String: TestValue] = ["gen_ai.tool.name": "t", "gen_ai.tool.call.id": call]
        return [
            batch([
                TestSpan(1, "turn", from - 1, to + 1, trace: trace, root.merging(["span.type": "interaction"]) { $1 })
            ]),
            batch([TestSpan(2, in: 1, "claude_code.tool", from, to, trace: trace, tool)]),
        ]
    }

    private func log(
        _ success: String, session: String? = nil, trace: UInt64 = 0, call: TestValue = "call_0", at time: Double = 2
    ) -> Batch {
        var attributes: [String: TestValue] = [
            "tool_name": "t", "call_id": call, "success": .string(success), "duration_ms": 900,
        ]
        if let session { attributes["session.id"] = .string(session) }
        return eventBatch([TestEvent("tool_result", time, trace: trace, attributes)], service: "looopy")
    }

    /// The outcomes that all orders of arrival come to.
    private func outcomes(_ batches: [Batch], sourceLocation: SourceLocation = #_sourceLocation) -> Set<CallCounts> {
        Set(
            (0..<60).map { seed in
                var random = SeededRandom(seed: UInt64(seed))
                return store(batches.shuffled(using: &random)).totals().toolCalls
            })
    }

    @Test func `it comes to the same in any order`() {
        #expect(outcomes(span(1, session: "a") + [log("false", session: "a")]) == [CallCounts(failed: 1)])
    }

    @Test func `calls of one id in two conversations have each its own`() {
        let batches =
            span(1, session: "a") + span(2, session: "b") + [log("true", session: "a"), log("false", session: "b")]
        #expect(outcomes(batches) == [CallCounts(ok: 1, failed: 1)])
    }

    @Test func `one does not take another conversation's`() {
        #expect(outcomes(span(1, session: "a") + [log("false", session: "b")]) == [CallCounts(other: 1)])
    }

    @Test func `both conversations' traces wait for theirs`() {
        let batches =
            span(1, session: "a") + span(2, session: "b") + [log("false", session: "a"), log("false", session: "b")]
        #expect(outcomes(batches) == [CallCounts(failed: 2)])
    }

    @Test func `calls of one id in turns of one conversation have each its own`() {
        let batches =
            span(1, session: "a", 1, 2) + span(2, session: "a", 61, 62)
            + [log("true", session: "a", at: 2), log("false", session: "a", at: 62)]
        #expect(outcomes(batches) == [CallCounts(ok: 1, failed: 1)])
    }

    @Test func `a later turn's call does not take the verdict of an earlier one`() {
        let batches = span(2, session: "a", 61, 62) + [log("true", session: "a", at: 2)]
        #expect(outcomes(batches) == [CallCounts(other: 1)])
    }

    @Test func `where no conversation is named, a record in a trace is about a call of that`() {
        let batches = span(1) + span(2) + [log("true", trace: 1), log("false", trace: 2)]
        #expect(outcomes(batches) == [CallCounts(ok: 1, failed: 1)])
    }

    @Test func `where one of them names no conversation, the time tells`() {
        let batches =
            span(1, 1, 2) + span(2, 61, 62) + [log("true", session: "a"), log("false", session: "b", at: 62)]
        #expect(outcomes(batches) == [CallCounts(ok: 1, failed: 1)])
    }

    @Test func `short ids given to hundreds of calls have each their own`() {
        let calls = (0..<100).map { number in
            let start = Double(number) * 20
            let success = number % 4 == 0 ? "false" : "true"
            return [
                span(UInt64(number + 1), session: "s\(number)", start + 1, start + 2),
                [log(success, session: "s\(number)", at: start + 2)],
            ].flatMap(\.self)
        }
        #expect(store(calls.flatMap(\.self)).totals(at: 3_000).toolCalls == CallCounts(ok: 75, failed: 25))
    }
}
