package import Telemetry

// The list lives in the store; the panel holds which rows it shows. Rows above the view may grow between two frames,
// so a page more than is visible is asked for on either side: a view that stays in place needs no second answer.

/// Where the user is in the trace list.
package struct TracesPanelState: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        /// The top row, whichever trace that is.
        case newest
        /// A row whose trace is not known yet.
        case row(Int)
        /// A trace, and the row at which it was last seen.
        case trace(TraceID, row: Int)
    }

    package var selection = Selection.newest
    /// Place of the first visible row.
    package var firstRow = 0
    /// Traces that came in above the view since it left the top.
    package var arrivedAbove = 0
    package var search = ""
    /// Grows while traces are looked through for an attribute.
    private var round = 0

    package init(search: String = "") { self.search = search }

    /// The selected row.
    package var row: Int {
        switch selection {
        case .newest: 0
        case .row(let row), .trace(_, let row): row
        }
    }

    mutating func move(_ motion: Motion, in list: TraceList, page: Int) {
        let target = motion.target(from: row, count: list.total, page: page)
        selection = target == 0 ? .newest : Self.selection(of: target, in: list)
        firstRow = scrolled(firstRow, toShow: target, page: page)
        arrivedAbove = min(arrivedAbove, target)
    }

    /// Holds on to a trace that the user has gone into.
    mutating func pin(_ trace: TraceID) { selection = .trace(trace, row: row) }

    /// Back to the newest, for another filter or search.
    mutating func restart(search: String) { self = TracesPanelState(search: search) }

    /// Takes in an answer: the selection becomes the trace found, and the view moves with it.
    mutating func receive(_ list: TraceList, page: Int) {
        if list.isSearching { round += 1 }
        guard let found = list.selected else {
            (selection, firstRow, arrivedAbove) = (.newest, 0, 0)
            return
        }
        switch selection {
        case .newest: firstRow = 0
        case .row: selection = Self.selection(of: found, in: list)
        case .trace(let id, let row):
            let isSame = list.trace(at: found) == id
            if isSame && found > row { arrive(found - row) }
            selection = !isSame && found == 0 ? .newest : Self.selection(of: found, in: list)
        }
        firstRow = min(scrolled(firstRow, toShow: self.row, page: page), max(0, list.total - 1))
        arrivedAbove = min(arrivedAbove, self.row)
    }

    private static func selection(of row: Int, in list: TraceList) -> Selection {
        list.trace(at: row).map { .trace($0, row: row) } ?? .row(row)
    }

    private mutating func arrive(_ count: Int) {
        arrivedAbove += count
        firstRow += count
    }

    /// What to ask the store for.
    func request(page: Int, search: String) -> TraceListRequest {
        var request = TraceListRequest()
        request.selection =
            switch selection {
            case .newest: .index(0)
            case .row(let row): .index(row)
            case .trace(let id, _): .trace(id)
            }
        request.firstRow = max(0, firstRow - page)
        request.rowCount = page * 3
        request.search = search
        request.round = round
        return request
    }
}

extension TraceList {
    /// The row at a place of the whole list, if it was fetched.
    func row(at place: Int) -> TraceFigures? {
        rows.indices.contains(place - firstRow) ? rows[place - firstRow] : nil
    }

    func trace(at place: Int) -> TraceID? { row(at: place)?.traceID }
}
