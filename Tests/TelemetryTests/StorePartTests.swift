import Testing

@testable import Telemetry

/// Claude Code before 2.1.239 began a trace with a tool that a hook had deferred.
@Suite("A part of a task in a trace of its own")
struct StorePartTests {
    private func interaction(_ trace: UInt64, _ from: Double, _ to: Double, prompt: String = "") -> TestSpan {
        var attributes: [String: TestValue] = ["span.type": "interaction", "session.id": "s"]
        if !prompt.isEmpty { attributes["prompt.id"] = .string(prompt) }
        return TestSpan(trace * 100 + 1, "claude_code.interaction", from, to, trace: trace, attributes)
    }

    private func tool(_ trace: UInt64, _ from: Double, _ to: Double, prompt: String = "") -> TestSpan {
        var attributes: [String: TestValue] = [
            "span.type": "tool", "session.id": "s", "tool_name": "Bash", "tool_use_id": "toolu_1",
        ]
        if !prompt.isEmpty { attributes["prompt.id"] = .string(prompt) }
        return TestSpan(trace * 100 + 1, "claude_code.tool", from, to, trace: trace, attributes)
    }

    private func fed(_ spans: [TestSpan]) -> Store { store([batch(spans, service: "claude-code")]) }

    /// The trace with the task of trace 9; nil for none.
    private func whole(_ spans: [TestSpan]) -> UInt64? {
        var store = fed(spans)
        let rows = store.overview(OverviewRequest(), at: at(200)).traces.rows
        return rows.first { $0.traceID.low == 9 }?.caller?.low
    }

    @Test(arguments: [false, true]) func `it is no task of its own, in any order`(isReversed: Bool) {
        let spans = [interaction(1, 0, 4), tool(9, 2, 3)]
        let totals = fed(isReversed ? spans.reversed() : spans).totals()
        #expect(totals.tasks.completed == 1)
        #expect(totals.toolCalls.total == 1)
    }

    @Test func `its task is what ran in its session when it began`() {
        #expect(whole([interaction(1, 0, 4), interaction(2, 5, 9), interaction(3, 10, 14), tool(9, 6, 7)]) == 2)
    }

    @Test func `after its task has paused, its task is the last before it`() {
        #expect(whole([interaction(1, 0, 4), interaction(2, 5, 9), interaction(3, 30, 34), tool(9, 20, 21)]) == 2)
    }

    @Test func `its task is the one that it names, whatever ran`() {
        #expect(
            whole([interaction(1, 0, 4, prompt: "p"), interaction(2, 5, 9, prompt: "q"), tool(9, 6, 7, prompt: "p")])
                == 1)
    }

    @Test func `two parts are not each other's tasks`() {
        #expect(whole([tool(1, 0, 4), tool(9, 2, 3)]) == nil)
        #expect(whole([interaction(1, 0, 8), tool(2, 2, 6), tool(9, 3, 4)]) == 1)
    }

    @Test func `it stands in the tree of its task, by the tool's name`() throws {
        let store = fed([interaction(1, 0, 4), tool(9, 2, 3)])
        let tree = try #require(store.tree(of: TraceID(high: 7, low: 1), agent: nil, at: at(10)))
        #expect(tree.called.map(\.agent) == ["claude-code"])
        #expect(tree.called.map(\.task) == ["Bash"])
    }
}
