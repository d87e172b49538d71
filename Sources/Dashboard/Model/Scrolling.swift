/// A step in a list or text.
package enum Motion: Hashable, Sendable {
    case up, down, pageUp, pageDown, first, last

    /// The row that the step leads to from another one, in a list of `count` rows of which `page` are visible.
    func target(from row: Int, count: Int, page: Int) -> Int {
        let page = max(1, page - 1)
        let wanted =
            switch self {
            case .up: row - 1
            case .down: row + 1
            case .pageUp: row - page
            case .pageDown: row + page
            case .first: 0
            case .last: count - 1
            }
        return max(0, min(wanted, count - 1))
    }
}

/// A list or text without a selection: the row at its top.
package struct ScrollState: Hashable, Sendable {
    package var firstRow = 0

    /// Moves by a step, so that the last page stays full.
    mutating func move(_ motion: Motion, count: Int, page: Int) {
        firstRow = motion.target(from: firstRow, count: max(1, count - page + 1), page: page)
    }

    /// The row at the top, were there so many rows: rows may have gone since the last step.
    func top(count: Int, page: Int) -> Int { max(0, min(firstRow, count - page)) }
}

/// The first visible row after moving a view of `page` rows as little as needed to show `row`.
func scrolled(_ firstRow: Int, toShow row: Int, page: Int) -> Int {
    let page = max(1, page)
    return max(0, min(max(firstRow, row - page + 1), row))
}
