import Testing

@testable import Telemetry

/// Codex gives its prompts no ids: what a record belongs to follows from its time.
@Suite("Tasks of prompts without ids")
struct StoreEventTasksTests {
    private func event(_ name: String, _ time: Double, _ more: [String: TestValue] = [:]) -> Batch {
        let own: [String: TestValue] = ["conversation.id": "c", "model": "m"]
        return eventBatch([TestEvent("codex." + name, time, own.merging(more) { $1 })], service: "codex")
    }

    private func answer(_ time: Double, _ tokens: Int64) -> Batch {
        event("sse_event", time, ["event.kind": "response.completed", "input_token_count": .int(tokens)])
    }

    private func tool(_ time: Double, _ call: TestValue) -> [Batch] {
        [
            event("tool_decision", time, ["tool_name": "shell", "call_id": call, "decision": "approved"]),
            event("tool_result", time + 1, ["tool_name": "shell", "call_id": call, "success": "true"]),
        ]
    }

    /// Start, tokens and duration of the tasks that ended, the number of those that run and of those that are counted.
    private func tasks(_ batches: [Batch]) -> String {
        var store = Store(startedAt: at(0))
        for batch in batches { _ = store.ingest(batch, at: at(50)) }
        let tasks = store.overview(OverviewRequest(), at: at(50)).tasks
        let ended = tasks.finished.map {
            "\($0.durationMs) ms to \($0.endedAt.second % 1_000): \($0.tokens.input ?? 0)"
        }
        let active = tasks.active.map {
            "from \($0.startedAt.second % 1_000): \($0.tokens.input ?? 0), \($0.toolCalls.ok)"
        }
        return (ended + active + ["\(tasks.counts.completed) completed"]).joined(separator: "\n")
    }

    @Test func `each prompt's task has what happened up to the next one, in any order of arrival`() {
        let batches =
            [event("user_prompt", 1), answer(3, 10), event("user_prompt", 10)] + tool(11, "1")
            + [answer(14, 20), answer(15, 1), event("user_prompt", 20)] + tool(22, "2") + [answer(24, 300)]
        let expected = """
            5000.0 ms to 15: 21
            2000.0 ms to 3: 10
            from 20: 300, 1
            2 completed
            """
        #expect(tasks(batches) == expected)
        for seed in 0..<100 {
            var random = SeededRandom(seed: UInt64(seed))
            let figures = tasks(batches.shuffled(using: &random))
            #expect(figures == expected, "seed \(seed)")
            guard figures == expected else { return }
        }
    }

    @Test func `what happened before the first prompt is a task of its own, in any order`() {
        let batches = [answer(1, 5), event("user_prompt", 10), answer(12, 7)]
        for seed in 0..<12 {
            var random = SeededRandom(seed: UInt64(seed))
            #expect(
                tasks(batches.shuffled(using: &random)) == "0.0 ms to 1: 5\nfrom 10: 7, 0\n1 completed")
        }
    }

    @Test func `a conversation's end ends its last task, whatever comes late`() {
        let end = eventBatch([TestEvent("session.end", 30, ["session.id": "c"])], service: "codex")
        let batches = [event("user_prompt", 1), answer(3, 10), event("user_prompt", 10), answer(14, 20), end]
        for seed in 0..<24 {
            var random = SeededRandom(seed: UInt64(seed))
            let figures = tasks(batches.shuffled(using: &random))
            #expect(figures.hasSuffix("2 completed"), "seed \(seed)")
        }
    }

    @Test func `a turn's cost, which names the turn, is no task`() {
        let cost = event("turn_cost", 4, ["turn.id": "t1", "usage.estimated_usd": 0.5])
        for batches in [
            [event("user_prompt", 1), answer(3, 10), cost], [cost, event("user_prompt", 1), answer(3, 10)],
        ] {
            let store = store(batches, now: 5)
            #expect(store.totals(at: 6).tasks == TaskCounts(active: 1))
            #expect(store.totals(at: 6).costUSD == 0.5)
        }
    }

    // Under a sanitizer, beside all other tests, it takes minutes.
    @Test(.timeLimit(.minutes(5)))
    func `thousands of prompts of one conversation are followed within bounds, also backwards`() {
        let forwards = (0..<4_000).map { number in
            TestEvent("user_prompt", Double(number) / 1_000, ["session.id": "c", "prompt.id": .string("\(number)")])
        }
        let plain = (0..<4_000).map { TestEvent("user_prompt", Double($0) / 1_000, ["session.id": "c"]) }
        let answers = (0..<200).map { number in
            TestEvent("api_request", 11 + Double(number) / 1_000, ["session.id": "c", "input_tokens": 1])
        }
        for events in [forwards, forwards.reversed(), plain, answers + plain.reversed()] {
            let store = store([eventBatch(events, service: "agent")], now: 20)
            #expect(store.totals(at: 21).tasks.completed == 3_999)
            #expect(store.events.tasks.count <= 2_000)
        }
    }
}
