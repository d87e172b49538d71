import Testing

@testable import Telemetry

@Suite("Parts of streams, which come by the hundred and tell of no work")
struct StreamPartTests {
    private let turn = TestSpan(1, "session_task.turn", 0, 9, ["thread.id": "c", "turn.id": "t", "model": "m"])
    private let tool = TestSpan(2, in: 1, "function_call", 1, 2, ["tool_name": "shell", "call_id": "c1"])

    private func parts(_ names: [String]) -> [TestSpan] {
        names.enumerated().map { TestSpan(UInt64($0) + 10, in: 2, $1, 1, 2) }
    }

    @Test func `spans of parts are counted and not kept`() throws {
        let spans = [tool] + parts(["text_delta", "receiving", "reasoning_delta", "handle_responses"]) + [turn]
        var store = store([batch(spans, service: "codex_cli_rs")])
        #expect(store.counts.spans.accepted == 6 && store.counts.spans.retained == 2)
        #expect(store.counts.spans.leftOut == 4)
        let tree = try #require(store.tree(of: TraceID(high: 7, low: 1), agent: nil, at: at(200)))
        #expect(tree.lines.indices.map { tree.rows[$0]?.name } == ["session_task.turn", "function_call"])
        #expect(
            store.diagnosis(at: at(200)).findings.map(\.sentence) == [
                "4 parts of streams were left out", "1 task ended, and no model call was told of",
            ])
    }

    @Test func `of another emitter they are spans like all others`() {
        let store = store([batch([tool] + parts(["text_delta", "receiving"]), service: "mine")])
        #expect(store.counts.spans.retained == 3 && store.counts.spans.leftOut == 0)
    }

    @Test func `what others are below of is kept, and what tells of a trace first`() throws {
        let below = TestSpan(20, in: 10, "completed", 1, 2, ["gen_ai.usage.input_tokens": 10])
        let spans = [tool, below] + parts(["handle_responses"])
        let kept = store([batch(spans, service: "codex_cli_rs")])
        #expect(kept.counts.spans.retained == 3)
        #expect(kept.totals().tokens.input == 10)
        let first = store([batch(parts(["text_delta", "text_delta"]), service: "codex_cli_rs")])
        #expect(first.counts.spans.retained == 1 && first.counts.spans.leftOut == 1)
    }

    @Test func `records of parts are counted and not kept, but for errors and tokens`() {
        func record(_ name: String, _ time: Double, _ attributes: [String: TestValue]) -> TestEvent {
            TestEvent(name, time, ["conversation.id": "c"].merging(attributes) { $1 })
        }
        let events = [
            record("codex.websocket_event", 1, ["event.kind": "response.output_text.done"]),
            record("codex.sse_event", 2, ["event.kind": "response.output_text.delta"]),
            record("codex.websocket_event", 3, ["error.message": "closed"]),
            record("codex.websocket_event", 4, ["success": "false"]),
            record("codex.sse_event", 5, ["event.kind": "response.completed", "input_token_count": "10"]),
        ]
        var store = store([eventBatch(events, service: "codex_cli_rs")])
        #expect(store.counts.logRecords.accepted == 5 && store.counts.logRecords.retained == 3)
        #expect(store.counts.logRecords.leftOut == 2)
        #expect(store.logs(LogsRequest()).rows.count == 3)
        #expect(store.totals().tokens.input == 10)
    }
}
