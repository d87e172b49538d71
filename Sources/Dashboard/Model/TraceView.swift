package import Telemetry

/// The trace whose waterfall is on the screen, in its panel or on its own, and where the user is in it.
package struct TraceView: Hashable, Sendable {
    package var trace: TraceID
    /// Nil until it has been supplied.
    package var tree: TraceTree?
    /// False when the store has let go of it; the last tree stays.
    package var isRetained = true
    package var waterfall = WaterfallState()
    /// What to mark; empty for nothing.
    package var search = ""
    /// The rows of the tree in which the search text occurs.
    private(set) var matches: [Int] = []

    init(trace: TraceID) { self.trace = trace }

    mutating func receive(_ tree: TraceTree?, rows: Int) {
        isRetained = tree != nil
        guard let tree, tree.traceID == trace else { return }
        self.tree = tree
        matches = []
        waterfall.receive(tree, rows: rows)
    }

    /// Takes what lines of the tree say.
    mutating func receive(_ answer: TreeRows) {
        guard answer.traceID == trace else { return }
        tree?.rows = answer.rows
        matches = answer.matches
    }

    /// Selects a span and brings it into view, unfolding what hides it.
    mutating func select(_ span: SpanID, rows: Int) {
        waterfall.selected = span
        if let tree { waterfall.receive(tree, rows: rows) }
    }

    /// The row of the selected span.
    var selectedRow: Int? {
        tree.flatMap { waterfall.row(in: $0) }
    }

    /// The rows of what failed itself.
    var errors: [Int] { tree?.errors ?? [] }

    /// Selects the next or previous one of some rows, around the ends; false when there is none.
    mutating func step(_ direction: MatchDirection, among targets: [Int], rows: Int) -> Bool {
        guard let tree, let first = targets.first, let last = targets.last else { return false }
        let here = selectedRow ?? -1
        let target =
            switch direction {
            case .here: targets.first { $0 >= here } ?? first
            case .next: targets.first { $0 > here } ?? first
            case .previous: targets.last { $0 < here } ?? last
            }
        select(tree.lines[target].spanID, rows: rows)
        return true
    }
}

/// Where to look for a match from the selected span.
package enum MatchDirection: Hashable, Sendable {
    /// The selected span itself, or the first one below.
    case here
    case next, previous
}

/// The span whose detail is on the screen.
package struct DetailView: Hashable, Sendable {
    package var place: SpanPlace
    /// Nil until it has been supplied.
    package var detail: SpanDetail?
    package var isRetained = true
    package var state = DetailState()

    init(place: SpanPlace) { self.place = place }

    mutating func receive(_ detail: SpanDetail?) {
        isRetained = detail != nil
        guard let detail, SpanPlace(trace: detail.traceID, span: detail.spanID) == place else { return }
        self.detail = detail
    }
}
