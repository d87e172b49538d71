package import Telemetry

/// Where the user is in a waterfall: the selected span, what is folded, what is scrolled to. The tree itself is passed
/// in.
///
/// `rows` is everywhere the number of rows that show spans: the panel's inside without the ruler.
package struct WaterfallState: Hashable, Sendable {
    /// What a key asks of the waterfall.
    package enum Action: Hashable, Sendable {
        case up, down, pageUp, pageDown, first, last
        /// Into the first child; unfolds first; on a leaf its detail; on a called trace into it.
        case enter
        /// To the parent; on the root row back.
        case leave
        /// The detail of the selected span, or the called trace.
        case open
        /// Folds what is below the selected span, or unfolds it; on a leaf what is below its parent.
        case fold
        /// Folds everything below the roots' children, or unfolds all.
        case foldAll
    }

    /// What follows from an action beyond the waterfall.
    package enum Outcome: Hashable, Sendable {
        case stay, back
        case showDetail(SpanID)
        /// Go to the trace that was called.
        case follow(TraceID)
    }

    package var selected: SpanID?
    /// The place of the first row on the screen among those that are seen.
    package var firstRow = 0
    /// Spans whose descendants are not seen.
    package private(set) var folded: Set<SpanID> = []
    private var seen = SeenRows()
    /// The row that `selected` was last found at, so that a key need not look for it among all rows.
    private var place = 0
    /// The span that `place` was found for.
    private var placed: SpanID?

    package init() {}

    /// Keeps the selection on its span, and that span where it is on the screen, when the tree has changed. A span that
    /// was selected from elsewhere is unfolded.
    package mutating func receive(_ tree: TraceTree, rows: Int) {
        guard !tree.lines.isEmpty else {
            self = WaterfallState()
            return
        }
        let isMoved = selected == placed && placed != nil
        let offset = seen.place(of: place) - firstRow
        place = row(in: tree) ?? min(place, tree.lines.count - 1)
        if !isMoved { unfold(above: place, in: tree) }
        seen = SeenRows(tree, folded: folded)
        if isMoved { firstRow = seen.place(of: place) - offset }
        select(seen.place(of: place), in: tree, rows: rows)
    }

    /// Moves the selection, or says what else is to be done.
    package mutating func handle(_ action: Action, in tree: TraceTree, rows: Int) -> Outcome {
        guard !tree.lines.isEmpty else { return action == .leave ? .back : .stay }
        let row = row(in: tree) ?? min(place, tree.lines.count - 1)
        let here = seen.place(of: row)
        let page = max(1, rows - 1)
        switch action {
        case .up: select(here - 1, in: tree, rows: rows)
        case .down: select(here + 1, in: tree, rows: rows)
        case .pageUp: select(here - page, in: tree, rows: rows)
        case .pageDown: select(here + page, in: tree, rows: rows)
        case .first: select(0, in: tree, rows: rows)
        case .last: select(seen.count(of: tree) - 1, in: tree, rows: rows)
        case .enter:
            guard tree.hasChild(row) else { return tree.opened(at: row) }
            if folded.contains(tree.lines[row].spanID) {
                toggleFold(row, in: tree, rows: rows)
            } else {
                select(here + 1, in: tree, rows: rows)
            }
        case .leave:
            guard let parent = tree.parent(of: row) else { return .back }
            select(seen.place(of: parent), in: tree, rows: rows)
        case .open: return tree.opened(at: row)
        case .fold: toggleFold(row, in: tree, rows: rows)
        case .foldAll: toggleAll(row, in: tree, rows: rows)
        }
        return .stay
    }

    /// The row of the selected span; nil when it is not (or no longer) in the tree.
    func row(in tree: TraceTree) -> Int? {
        guard let selected else { return nil }
        if tree.lines.indices.contains(place), tree.lines[place].spanID == selected { return place }
        // Rows above it push it down, mostly by a few.
        let here = max(0, min(place, tree.lines.count))
        return tree.lines[here...].firstIndex { $0.spanID == selected }
            ?? tree.lines[..<here].firstIndex { $0.spanID == selected }
    }

    /// The rows to paint: never scrolled past the end, and with the selected one among them.
    func visibleRows(of tree: TraceTree, rows: Int) -> [Int] {
        guard rows > 0, !tree.lines.isEmpty else { return [] }
        let count = seen.count(of: tree)
        let first = scrolled(toShow: row(in: tree).map(seen.place), count: count, rows: rows)
        return (first..<min(count, first + rows)).map(seen.row)
    }

    /// Selects what stands at a place among the rows that are seen.
    private mutating func select(_ wanted: Int, in tree: TraceTree, rows: Int) {
        let here = max(0, min(wanted, seen.count(of: tree) - 1))
        place = seen.row(at: here)
        selected = tree.lines[place].spanID
        placed = selected
        firstRow = scrolled(toShow: here, count: seen.count(of: tree), rows: max(1, rows))
    }

    private func scrolled(toShow row: Int?, count: Int, rows: Int) -> Int {
        let first = max(0, min(firstRow, count - rows))
        guard let row else { return first }
        return min(max(first, row - rows + 1), row)
    }
}

// Folding.
extension WaterfallState {
    private mutating func toggleFold(_ row: Int, in tree: TraceTree, rows: Int) {
        guard let top = tree.hasChild(row) ? row : tree.parent(of: row) else { return }
        let span = tree.lines[top].spanID
        if folded.remove(span) == nil { folded.insert(span) }
        show(top, in: tree, rows: rows)
    }

    private mutating func toggleAll(_ row: Int, in tree: TraceTree, rows: Int) {
        if folded.isEmpty {
            folded = Set(tree.lines.lazy.filter { $0.depth == 1 && $0.descendants > 0 }.map(\.spanID))
        } else {
            folded = []
        }
        show(row, in: tree, rows: rows)
    }

    private mutating func unfold(above row: Int, in tree: TraceTree) {
        guard !folded.isEmpty else { return }
        var ancestor = tree.parent(of: row)
        while let row = ancestor {
            folded.remove(tree.lines[row].spanID)
            ancestor = tree.parent(of: row)
        }
    }

    /// Selects a row, or what hides it, now that other spans are folded.
    private mutating func show(_ row: Int, in tree: TraceTree, rows: Int) {
        seen = SeenRows(tree, folded: folded)
        select(seen.place(of: row), in: tree, rows: rows)
    }
}

extension TraceTree {
    /// What opening a row leads to.
    fileprivate func opened(at row: Int) -> WaterfallState.Outcome {
        called(at: row).map { .follow($0.traceID) } ?? .showDetail(lines[row].spanID)
    }

    /// Rows come depth first, so a row's first child is the next row.
    fileprivate func hasChild(_ row: Int) -> Bool { row + 1 < lines.count && lines[row + 1].parent == Int32(row) }
}
