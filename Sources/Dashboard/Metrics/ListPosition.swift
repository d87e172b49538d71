import Telemetry

/// Where the user is in a list of which only the seen rows are at hand: on a row, wherever that moves.
package struct ListPosition<ID: Hashable & Sendable>: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        /// A row whose identity is not known yet.
        case row(Int)
        /// This one, and the row at which it was last seen.
        case id(ID, row: Int)
    }

    package var selection = Selection.row(0)
    /// Place of the first visible row.
    package var firstRow = 0
    package var search = ""

    package init() {}

    /// The selected row.
    package var row: Int {
        switch selection {
        case .row(let row), .id(_, let row): row
        }
    }

    /// Moves in a list of `count` rows.
    mutating func move(_ motion: Motion, count: Int, page: Int) {
        let target = motion.target(from: row, count: count, page: page)
        if target != row { selection = .row(target) }
        firstRow = scrolled(firstRow, toShow: target, page: page)
    }

    /// Takes in an answer: the selection becomes what was found.
    mutating func receive<Row: Identifiable>(_ list: ListRows<Row>, page: Int) where Row.ID == ID {
        guard let selected = list.selected, let row = list.selectedRow else {
            selection = .row(0)
            firstRow = 0
            return
        }
        selection = .id(row.id, row: selected)
        firstRow = max(0, scrolled(min(firstRow, list.total - page), toShow: selected, page: page))
    }

    /// What to ask the store for.
    func request(page: Int) -> ListRequest<ID> {
        var request = ListRequest<ID>()
        request.selection =
            switch selection {
            case .row(let row): .index(row)
            case .id(let id, let row): .id(id, index: row)
            }
        request.firstRow = firstRow
        request.rowCount = page
        request.search = search
        return request
    }
}
