import Telemetry
import Testing

@testable import Dashboard
@testable import Screen

@Suite struct WaterfallStateTests {
    /// Spans 1 to 6: a root with two children, the first of which has two, and a second root.
    private static let tree = TraceTree([
        TestSpan(0, .agent, "root", 0, 10),
        TestSpan(1, .iteration, "a", 0, 5),
        TestSpan(2, .llm, "a1", 0, 2),
        TestSpan(2, .tool, "a2", 2, 5),
        TestSpan(1, .iteration, "b", 5, 10),
        TestSpan(0, .other, "orphan", 6, 7),
    ])

    private func state(on span: UInt64, in tree: TraceTree = tree, rows: Int = 10) -> WaterfallState {
        var state = WaterfallState()
        state.selected = SpanID(span)
        state.receive(tree, rows: rows)
        return state
    }

    @Test(arguments: [
        (1, WaterfallState.Action.down, 2, WaterfallState.Outcome.stay),
        (6, .down, 6, .stay),
        (1, .up, 1, .stay),
        (4, .up, 3, .stay),
        (2, .last, 6, .stay),
        (5, .first, 1, .stay),
        // Into the first child; on a leaf its detail.
        (1, .enter, 2, .stay),
        (2, .enter, 3, .stay),
        (4, .enter, 4, .showDetail(SpanID(4))),
        (6, .enter, 6, .showDetail(SpanID(6))),
        // To the parent; on a root back.
        (4, .leave, 2, .stay),
        (5, .leave, 1, .stay),
        (1, .leave, 1, .back),
        (6, .leave, 6, .back),
        (2, .open, 2, .showDetail(SpanID(2))),
    ])
    func `A key moves the selection or says what else is to be done`(
        from: UInt64, action: WaterfallState.Action, to: UInt64, outcome: WaterfallState.Outcome
    ) {
        var state = state(on: from)
        #expect(state.handle(action, in: Self.tree, rows: 10) == outcome)
        #expect(state.selected == SpanID(to))
    }

    @Test func `At first the first row is selected`() {
        var state = WaterfallState()
        state.receive(Self.tree, rows: 10)
        #expect(state.selected == SpanID(1))
    }

    @Test func `A page leaves one row of the last one in view, and the selection is always seen`() {
        let tree = TraceTree((0..<50).map { TestSpan($0 == 0 ? 0 : 1, .tool, "t", 0, 1) })
        var state = state(on: 1, in: tree, rows: 10)
        let visited = [WaterfallState.Action.pageDown, .pageDown, .up, .last, .pageUp, .first].map { action in
            _ = state.handle(action, in: tree, rows: 10)
            return [Int(state.selected?.rawValue ?? 0), state.firstRow]
        }
        #expect(visited == [[10, 0], [19, 9], [18, 9], [50, 40], [41, 40], [1, 0]])
    }

    @Test func `New rows above move neither the selection nor its place on the screen`() {
        let spans = (0..<40).map { TestSpan($0 == 0 ? 0 : 1, .tool, "t", 0, 1) }
        let tree = TraceTree(spans)
        var state = state(on: 21, in: tree, rows: 10)
        #expect(state.firstRow == 11)
        var later = tree
        later.lines.insert(
            contentsOf: (0..<3).map { TreeLine(SpanID(UInt64(100 + $0)), parent: 0, depth: 1, start: at(0)) }, at: 1)
        later.revision = 2
        state.receive(later, rows: 10)
        #expect(state.selected == SpanID(21))
        #expect(state.firstRow == 14)
        #expect(state.row(in: later) == 23)
    }

    @Test func `When the selected span has gone, the one in its place is selected`() {
        var state = state(on: 4)
        var later = Self.tree
        later.lines.remove(at: 3)
        state.receive(later, rows: 10)
        #expect(state.selected == SpanID(5))
        later.lines = []
        state.receive(later, rows: 10)
        #expect(state == WaterfallState())
        #expect(state.handle(.leave, in: later, rows: 10) == .back)
        #expect(state.handle(.open, in: later, rows: 10) == .stay)
    }

    @Test func `A smaller panel still shows the selection`() {
        let tree = TraceTree((0..<50).map { TestSpan($0 == 0 ? 0 : 1, .tool, "t", 0, 1) })
        let state = state(on: 30, in: tree, rows: 20)
        #expect(state.visibleRows(of: tree, rows: 20) == Array(10..<30))
        #expect(state.visibleRows(of: tree, rows: 5) == Array(25..<30))
        #expect(state.visibleRows(of: tree, rows: 0) == [])
        #expect(state.visibleRows(of: tree, rows: 100) == Array(0..<50))
    }

    @Test func `Search finds text whatever its case`() {
        func hits(_ search: String, _ text: String) -> [[Int]] {
            searchHits(of: search, in: text).map { [$0.column, $0.width] }
        }
        #expect(hits("CHAT", "chat, Chat") == [[0, 4], [6, 4]])
        #expect(hits("搜", "a搜索") == [[1, 2]])
        #expect(hits("aa", "aaa") == [[0, 2]])
        #expect(hits("", "abc").isEmpty)
        #expect(hits("abcd", "abc").isEmpty)
    }
}
