import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct FoldingTests {
    /// Spans 1 to 6: a root with two children, the first of which has two, one of them failed, and a second root.
    private static let tree = TraceTree([
        TestSpan(0, .agent, "root", 0, 10).with { $0.hasErrorBelow = true },
        TestSpan(1, .iteration, "a", 0, 5).with { $0.hasErrorBelow = true },
        TestSpan(2, .llm, "a1", 0, 2),
        TestSpan(2, .tool, "a2", 2, 5).with { $0.isError = true },
        TestSpan(1, .iteration, "b", 5, 10),
        TestSpan(0, .other, "orphan", 6, 7),
    ])

    private func state(on span: UInt64, _ actions: WaterfallState.Action...) -> WaterfallState {
        var state = WaterfallState()
        state.selected = SpanID(span)
        state.receive(Self.tree, rows: 10)
        for action in actions { _ = state.handle(action, in: Self.tree, rows: 10) }
        return state
    }

    private func rows(_ state: WaterfallState) -> [Int] { state.visibleRows(of: Self.tree, rows: 10) }

    @Test func `A folded span hides what is below it, and the same key shows it again`() {
        #expect(rows(state(on: 2, .fold)) == [0, 1, 4, 5])
        #expect(rows(state(on: 2, .fold, .fold)) == [0, 1, 2, 3, 4, 5])
        #expect(rows(state(on: 1, .fold)) == [0, 5])
    }

    @Test func `On a leaf its parent is folded and selected; on one without a parent nothing happens`() {
        let folded = state(on: 4, .fold)
        #expect(rows(folded) == [0, 1, 4, 5])
        #expect(folded.selected == SpanID(2))
        #expect(rows(state(on: 6, .fold)) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `Hidden rows are stepped over, and left out of pages`() {
        #expect(state(on: 2, .fold, .down).selected == SpanID(5))
        #expect(state(on: 2, .fold, .down, .up).selected == SpanID(2))
        #expect(state(on: 1, .fold, .last, .up).selected == SpanID(1))
    }

    @Test func `Into a folded span unfolds it first`() {
        let unfolded = state(on: 2, .fold, .enter)
        #expect(rows(unfolded) == [0, 1, 2, 3, 4, 5])
        #expect(unfolded.selected == SpanID(2))
    }

    @Test func `All below the first level is folded at once, and all is unfolded`() {
        let folded = state(on: 3, .foldAll)
        #expect(rows(folded) == [0, 1, 4, 5])
        #expect(folded.selected == SpanID(2))
        #expect(rows(state(on: 3, .foldAll, .foldAll)) == [0, 1, 2, 3, 4, 5])
        #expect(rows(state(on: 1, .fold, .foldAll)) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `What is folded stays so while the trace grows, and the selection where it is`() {
        var state = state(on: 2, .fold, .down)
        var later = Self.tree
        var line = later.lines[3]
        line.spanID = SpanID(100)
        later.lines.insert(line, at: 4)
        later.lines[0].descendants += 1
        later.lines[1].descendants += 1
        state.receive(later, rows: 10)
        #expect(state.visibleRows(of: later, rows: 10) == [0, 1, 5, 6])
        #expect(state.selected == SpanID(5))
    }

    @Test func `A span that is selected from elsewhere is unfolded`() {
        var state = state(on: 1, .fold)
        state.selected = SpanID(4)
        state.receive(Self.tree, rows: 10)
        #expect(rows(state) == [0, 1, 2, 3, 4, 5])
    }

    @Test(arguments: [Glyphs.unicode, .ascii])
    func `A folded row says how many spans it hides, and that one of them failed`(glyphs: Glyphs) {
        let text = picture(Self.tree, width: 60, height: 5, state: state(on: 2, .fold), glyphs: glyphs)
        let row = text.split(separator: "\n", omittingEmptySubsequences: false)[2]
        #expect(row.contains(glyphs == .unicode ? "▸2 ✗" : "+2 x"), "\(row)")
        #expect(row.contains(" a "))
    }

    @Test func `e and E go from failure to failure, around the ends, unfolding what hides them`() {
        var session = Session(120, 40)
        session.type("<enter>fe")
        #expect(session.model.traceView?.waterfall.selected == SpanID(4))
        #expect(session.model.traceView?.waterfall.folded.isEmpty == true)
        #expect(session.screen.contains("Failed span 1 of 1"))
        session.type("gE")
        #expect(session.model.traceView?.waterfall.selected == SpanID(4))
        session.type("g<enter>e")
        #expect(session.model.openSpan?.span == SpanID(4))
    }

    @Test func `A trace without failures says so`() {
        var session = Session(120, 40)
        session.type("<enter>")
        guard var tree = session.model.traceView?.tree else { return #expect(Bool(false), "no tree") }
        for line in tree.lines.indices { tree.lines[line].isError = false }
        tree.findMarked()
        session.send(.tree(tree))
        session.send(.input(.key(.character("e"))))
        #expect(session.screen.contains("No span of this trace failed."))
    }
}
