package import Telemetry

/// Where the user is in a waterfall: the selected span, what is scrolled to. The tree itself is passed in.
///
/// `rows` is everywhere the number of rows that show spans: the panel's inside without the ruler.
package struct WaterfallState: Hashable, Sendable {
    /// What a key asks of the waterfall.
    package enum Action: Hashable, Sendable {
        case up, down, pageUp, pageDown, first, last
        /// Into the first child; on a leaf its detail; on a called trace into it.
        case enter
        /// To the parent; on the root row back.
        case leave
        /// The detail of the selected span, or the called trace.
        case open
    }

    /// What follows from an action beyond the waterfall.
    package enum Outcome: Hashable, Sendable {
        case stay, back
        case showDetail(SpanID)
        /// Go to the trace that was called.
        case follow(TraceID)
    }

    package var selected: SpanID?
    package var firstRow = 0
    /// The row that `selected` was last found at, so that a key need not look for it among all rows.
    private var place = 0
    /// The span that `place` was found for.
    private var placed: SpanID?

    package init() {}

    /// Keeps the selection on its span, and that span where it is on the screen, when the tree has changed.
    package mutating func receive(_ tree: TraceTree, rows: Int) {
        guard !tree.rows.isEmpty else {
            self = WaterfallState()
            return
        }
        let offset = place - firstRow
        let isMoved = selected == placed && placed != nil
        place = row(in: tree) ?? min(place, tree.rows.count - 1)
        if isMoved { firstRow = place - offset }
        select(place, in: tree, rows: rows)
    }

    /// Moves the selection, or says what else is to be done.
    package mutating func handle(_ action: Action, in tree: TraceTree, rows: Int) -> Outcome {
        guard !tree.rows.isEmpty else { return action == .leave ? .back : .stay }
        let here = row(in: tree) ?? min(place, tree.rows.count - 1)
        let page = max(1, rows - 1)
        switch action {
        case .up: select(here - 1, in: tree, rows: rows)
        case .down: select(here + 1, in: tree, rows: rows)
        case .pageUp: select(here - page, in: tree, rows: rows)
        case .pageDown: select(here + page, in: tree, rows: rows)
        case .first: select(0, in: tree, rows: rows)
        case .last: select(tree.rows.count - 1, in: tree, rows: rows)
        case .enter:
            guard tree.hasChild(here) else { return tree.opened(at: here) }
            select(here + 1, in: tree, rows: rows)
        case .leave:
            guard let parent = tree.parentRow(of: here) else { return .back }
            select(parent, in: tree, rows: rows)
        case .open: return tree.opened(at: here)
        }
        return .stay
    }

    /// The row of the selected span; nil when it is not (or no longer) in the tree.
    func row(in tree: TraceTree) -> Int? {
        guard let selected else { return nil }
        if tree.rows.indices.contains(place), tree.rows[place].spanID == selected { return place }
        return tree.rows.indices.first { tree.rows[$0].spanID == selected }
    }

    /// The rows to paint: never scrolled past the end, and with the selected one among them.
    func visibleRows(of tree: TraceTree, rows: Int) -> Range<Int> {
        guard rows > 0, !tree.rows.isEmpty else { return 0..<0 }
        let first = scrolled(toShow: row(in: tree), count: tree.rows.count, rows: rows)
        return first..<min(tree.rows.count, first + rows)
    }

    private mutating func select(_ wanted: Int, in tree: TraceTree, rows: Int) {
        place = max(0, min(wanted, tree.rows.count - 1))
        selected = tree.rows[place].spanID
        placed = selected
        firstRow = scrolled(toShow: place, count: tree.rows.count, rows: max(1, rows))
    }

    private func scrolled(toShow row: Int?, count: Int, rows: Int) -> Int {
        let first = max(0, min(firstRow, count - rows))
        guard let row else { return first }
        return min(max(first, row - rows + 1), row)
    }
}

extension TraceTree {
    /// What opening a row leads to.
    fileprivate func opened(at row: Int) -> WaterfallState.Outcome {
        called(by: rows[row]).map { .follow($0.traceID) } ?? .showDetail(rows[row].spanID)
    }

    /// Rows come depth first, so a row's first child is the next row.
    fileprivate func hasChild(_ row: Int) -> Bool { row + 1 < rows.count && rows[row + 1].parent == Int32(row) }

    /// Nil for a local root.
    func parentRow(of row: Int) -> Int? {
        let parent = Int(rows[row].parent)
        return rows.indices.contains(parent) && parent != row ? parent : nil
    }
}
