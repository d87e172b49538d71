import Telemetry

/// The rows of a tree that are seen while some spans are folded: all but those below a folded one. What stands on the
/// screen is a place among them.
struct SeenRows: Hashable, Sendable {
    /// In order; nil while nothing is folded, when place and row are the same.
    private var rows: [Int32]?

    init() {}

    init(_ tree: TraceTree, folded: Set<SpanID>) {
        guard !folded.isEmpty else { return }
        var seen: [Int32] = []
        var row = 0
        while row < tree.rows.count {
            seen.append(Int32(row))
            row += folded.contains(tree.rows[row].spanID) ? 1 + Int(tree.rows[row].descendants) : 1
        }
        if seen.count < tree.rows.count { rows = seen }
    }

    /// How many rows of the tree are seen.
    func count(of tree: TraceTree) -> Int { rows?.count ?? tree.rows.count }

    /// The row at a place, which must be one.
    func row(at place: Int) -> Int { rows.map { Int($0[place]) } ?? place }

    /// Where a row stands; one that is hidden stands where the folded one does that hides it.
    func place(of row: Int) -> Int {
        guard let rows else { return row }
        return max(0, rows.partitioningIndex { $0 > row } - 1)
    }
}
