import Telemetry
import Testing

@Suite("Work of a long session")
struct LongSessionTests {
    /// A hook's span each time a tool comes back, and one when the agent has answered; the session's own never comes.
    private let session =
        (2..<202).map { id in
            TestSpan(
                id, in: 1, "hook", Double(id) / 10, Double(id) / 10 + 0.05,
                [
                    "gen_ai.client.hook.event": "PostToolUse", "gen_ai.client.name": "claude",
                    "gen_ai.client.tool_name": "Bash", "gen_ai.client.tool_use_id": .string("t\(id)"),
                    "gen_ai.client.session_id": "s",
                ])
        } + [
            TestSpan(
                300, in: 1, "hook", 30, 30.1,
                [
                    "gen_ai.client.hook.event": "Stop", "gen_ai.client.name": "claude",
                    "gen_ai.client.session_id": "s",
                ])
        ]

    @Test(arguments: 0..<10)
    func `two hundred tool calls under a span that never comes are one task, in any order`(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let totals = store([batch(session.shuffled(using: &random))]).totals()
        #expect(totals.tasks == TaskCounts(completed: 1))
        #expect(totals.toolCalls.ok == 200)
        #expect(totals.agents.map(\.id) == ["claude-code"])
    }

    @Test func `a task with many spans runs since the first of them`() {
        var store = store([batch(Array(session.dropLast()))])
        #expect(store.overview(OverviewRequest(), at: at(101)).tasks.active.map(\.startedAt) == [at(0.2)])
        _ = store.ingest(batch(Array(session.suffix(1))), at: at(102))
        let finished = store.overview(OverviewRequest(), at: at(103)).tasks.finished
        #expect(finished.map { ($0.durationMs / 100).rounded() } == [299])
    }
}
