import Telemetry

/// The rows of a tree that are seen while some spans are folded: all but those below a folded one. What stands on the
/// screen is a place among them.
struct SeenRows: Hashable, Sendable {
    /// Rows that are seen one after the other.
    private struct Run: Hashable, Sendable {
        /// The first of them, and its place.
        var row: Int
        var place: Int
        var count: Int
    }

    /// In order; empty while nothing is hidden, when place and row are the same.
    private var runs: [Run] = []

    init() {}

    init(_ tree: TraceTree, folded: Set<SpanID>) {
        guard !folded.isEmpty else { return }
        var run = Run(row: 0, place: 0, count: 0)
        var row = 0
        while row < tree.lines.count {
            let hidden = Int(tree.lines[row].descendants)
            row += 1
            // Most rows have nothing below them.
            guard hidden > 0, folded.contains(tree.lines[row - 1].spanID) else { continue }
            run.count = row - run.row
            runs.append(run)
            row += hidden
            run = Run(row: row, place: run.place + run.count, count: 0)
        }
        run.count = tree.lines.count - run.row
        if !runs.isEmpty, run.count > 0 { runs.append(run) }
    }

    /// How many rows of the tree are seen.
    func count(of tree: TraceTree) -> Int { runs.last.map { $0.place + $0.count } ?? tree.lines.count }

    /// The row at a place, which must be one.
    func row(at place: Int) -> Int {
        guard !runs.isEmpty else { return place }
        let run = runs[runs.partitioningIndex { $0.place > place } - 1]
        return run.row + place - run.place
    }

    /// Where a row stands; one that is hidden stands where the folded one does that hides it.
    func place(of row: Int) -> Int {
        guard !runs.isEmpty else { return row }
        let run = runs[runs.partitioningIndex { $0.row > row } - 1]
        return run.place + min(row - run.row, run.count - 1)
    }
}
