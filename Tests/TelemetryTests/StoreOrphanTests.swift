import Testing

@testable import Telemetry

/// Spans get lost: a queue was full, or a request failed for good.
@Suite("What lies below a span that never arrived")
struct StoreOrphanTests {
    private let root = TestSpan(
        1, "invoke_agent planner", 0, 9,
        ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner", "session.id": "s"])

    private func chat(_ id: UInt64, in parent: UInt64) -> TestSpan {
        TestSpan(
            id, in: parent, "chat m", 2, 3,
            [
                "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
                "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 1,
            ])
    }

    private func another(root id: UInt64) -> TestSpan { TestSpan(id, "cron", 0, 9, [:]) }

    /// Each agent with its tokens; one batch a span.
    private func agents(_ spans: [TestSpan]) -> [String: Int64] {
        let rows = store(spans.map { batch([$0], service: "web") }).totals().agents
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.tokenTotal) })
    }

    @Test func `it is the work of the trace's only root, in any order of arrival`() {
        let spans = [root, chat(3, in: 2), chat(4, in: 2), chat(6, in: 5)]
        for order in permutations(spans) { #expect(agents(order) == ["planner": 33]) }
    }

    @Test func `in one request too`() {
        let spans = [chat(3, in: 2), root, chat(6, in: 5)]
        for order in permutations(spans) {
            let rows = store([batch(order, service: "web")]).totals().agents
            #expect(rows.map(\.id) == ["planner"])
            #expect(rows.map(\.tokenTotal) == [22])
        }
    }

    @Test func `of two roots it is neither's`() {
        for order in permutations([root, another(root: 7), chat(3, in: 2), chat(4, in: 2)]) {
            #expect(agents(order)["web"] == 22)
        }
    }

    @Test func `when the span arrives after all, it says whose work it is`() {
        let late = TestSpan(
            2, in: 1, "invoke_agent writer", 1, 5,
            ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "writer"])
        for order in permutations([root, late, chat(3, in: 2), chat(6, in: 5)]) {
            #expect(agents(order) == ["planner": 11, "writer": 11])
        }
    }

    @Test func `its task has what it used`() throws {
        var store = store([batch([chat(3, in: 2)], service: "web"), batch([root], service: "web")])
        let task = try #require(store.overview(OverviewRequest(), at: at(100)).tasks.finished.first)
        #expect(task.agentID == "planner")
        #expect(task.tokens.total == 11)
    }
}

extension AgentFigures {
    fileprivate var tokenTotal: Int64 { tokens.total ?? 0 }
}

private func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { place in
        var rest = elements
        let first = rest.remove(at: place)
        return permutations(rest).map { [first] + $0 }
    }
}
