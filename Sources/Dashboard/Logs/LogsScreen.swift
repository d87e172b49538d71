import Screen
package import Telemetry

/// The logs screen: a live tail, and one record of it.
package struct LogsScreenState: Hashable, Sendable {
    /// A record on its own.
    package struct Opened: Hashable, Sendable {
        package var id: LogID
        package var scroll = ScrollState()
    }

    /// The search for a task's records, and what it took the place of.
    package struct TaskSearch: Hashable, Sendable {
        var text: String
        var before: String
        var minimumBefore: LogLevel
    }

    package var figures: LogsFigures?
    package var search = ""
    package var minimum = LogLevel.unset
    package var selection = LogsRequest.Selection.newest
    /// The first visible record; nil at the end of the list.
    package var top: LogID?
    /// The number of the last arrival when the view left the end.
    package var seen: UInt64?
    package var opened: Opened?
    /// How the screen was opened, if for a task: Escape leads back from there at once.
    package var taskSearch: TaskSearch?
    /// Grows while records are looked through.
    private var round = 0

    package init() {}

    var isFollowing: Bool { selection == .newest }

    func request(of model: DashboardModel) -> LogsRequest {
        var request = LogsRequest(agent: model.agent, search: search)
        request.minimum = minimum
        request.attribute = model.filter
        request.selection = selection
        request.top = top
        request.rowCount = model.logPage
        request.seen = seen
        request.opened = opened?.id
        request.round = round
        return request
    }

    /// Takes in an answer; gives what is to be said of it, if anything.
    fileprivate mutating func receive(_ new: LogsFigures) -> String? {
        figures = new
        if case .searching = new.progress { round += 1 }
        guard let selected = new.selected, !isFollowing else {
            top = nil
            return nil
        }
        let notice = new.row(at: selected).flatMap { noticeOfNoGraver(than: $0) }
        if let row = new.row(at: selected) { selection = .record(row.id) }
        top = new.top.flatMap { new.row(at: $0)?.id }
        return notice
    }

    /// What to say when no grave record was found beyond the one that is selected.
    private func noticeOfNoGraver(than row: LogRow) -> String? {
        switch selection {
        case .graveAfter(row.id): "No record of WARN or above comes after this one."
        case .graveBefore(row.id): "No record of WARN or above comes before this one."
        default: nil
        }
    }

    /// Goes to the next or last grave record.
    fileprivate mutating func stepGrave(_ direction: MatchDirection) {
        guard let figures, let row = figures.selected.flatMap({ figures.row(at: $0) }) else { return }
        if isFollowing { seen = figures.arrivals }
        top = figures.top.flatMap { figures.row(at: $0)?.id }
        selection = direction == .previous ? .graveBefore(row.id) : .graveAfter(row.id)
    }

    /// Moves the selection within the rows that are at hand; the end of the list is followed from then on.
    fileprivate mutating func move(_ motion: Motion, page: Int) {
        guard let figures, let selected = figures.selected else { return }
        let target = figures.reachable(motion.target(from: selected, count: figures.total, page: page))
        let wasFollowing = isFollowing
        if motion == .first {
            selection = .oldest
        } else if motion == .last || target == figures.total - 1 {
            selection = .newest
        } else if let row = figures.row(at: target) {
            selection = .record(row.id)
        }
        if wasFollowing && !isFollowing { seen = figures.arrivals }
        if isFollowing { seen = nil }
        show(target, page: page)
    }

    private mutating func show(_ row: Int, page: Int) {
        guard var figures else { return }
        figures.selected = row
        figures.top = scrolled(figures.top ?? 0, toShow: row, page: page)
        top = isFollowing ? nil : figures.top.flatMap { figures.row(at: $0)?.id }
        self.figures = figures
    }

    /// Back to the end of the list, for another search or filter.
    mutating func restart() {
        selection = .newest
        top = nil
        seen = nil
    }
}

extension LogsFigures {
    /// The row at a place of the whole list, if it was fetched.
    func row(at place: Int) -> LogRow? { rows.at(place - firstRow) }

    /// The nearest place whose row was fetched.
    fileprivate func reachable(_ place: Int) -> Int {
        min(max(place, firstRow), max(firstRow, firstRow + rows.count - 1))
    }
}

extension DashboardModel {
    mutating func receive(_ figures: LogsFigures) {
        if let sentence = logs.receive(figures) { notice = sentence }
    }

    mutating func stepGrave(_ direction: MatchDirection) {
        if logs.opened == nil { logs.stepGrave(direction) }
    }

    mutating func moveInLogs(_ motion: Motion) {
        guard var opened = logs.opened else { return logs.move(motion, page: logPage) }
        guard let detail = openedLog, let inside = logsInside else { return }
        let count = logDetailLines(detail, width: inside.width, glyphs: glyphs).count
        opened.scroll.move(motion, count: count, page: inside.height)
        logs.opened = opened
    }

    /// A record on its own; from there, its span.
    mutating func openInLogs() {
        if logs.opened != nil { return openSpanOfLog() }
        guard let figures = logs.figures, let row = figures.selected.flatMap({ figures.row(at: $0) }) else { return }
        logs.opened = LogsScreenState.Opened(id: row.id)
        // What is looked at stays where it is.
        if logs.isFollowing {
            logs.selection = .record(row.id)
            logs.top = figures.top.flatMap { figures.row(at: $0)?.id }
            logs.seen = figures.arrivals
        }
    }

    private mutating func openSpanOfLog() {
        guard let detail = openedLog else { return }
        guard !detail.traceID.isZero, !detail.spanID.isZero else {
            notice = "This record belongs to no span."
            return
        }
        guard detail.spanIsRetained else {
            notice = "Its span has not arrived, or is no longer kept."
            return
        }
        depth = .detail(SpanPlace(trace: detail.traceID, span: detail.spanID))
        if traceView?.trace != detail.traceID { traceView = TraceView(trace: detail.traceID) }
        let rows = spanRows
        traceView?.select(detail.spanID, rows: rows)
    }

    /// One step out of what is open on the screen; false when there is none.
    mutating func stepBackInLogs() -> Bool {
        if logs.opened != nil {
            logs.opened = nil
            return true
        }
        if endTaskSearch() { return false }
        guard !logs.search.isEmpty else { return false }
        searchLogs("")
        return true
    }

    /// The log records that name a task: by its id, or its session's where it has none.
    mutating func showLogs(of task: TaskKey) {
        guard !task.task.isEmpty else { return notice = "No spans of this task were sent." }
        _ = endTaskSearch()
        let search = LogsScreenState.TaskSearch(
            text: task.task, before: logs.search, minimumBefore: logs.minimum)
        (screen, logs.opened, logs.minimum) = (.logs, nil, .unset)
        searchLogs(task.task)
        logs.taskSearch = search
    }

    /// Gives back what was searched for before; false where another search has taken the task's place.
    private mutating func endTaskSearch() -> Bool {
        guard let search = logs.taskSearch else { return false }
        logs.taskSearch = nil
        guard logs.search == search.text else { return false }
        logs.minimum = search.minimumBefore
        searchLogs(search.before)
        return true
    }

    mutating func searchLogs(_ text: String) {
        guard logs.search != text else { return }
        logs.search = text
        logs.restart()
    }

    mutating func nextSeverity() {
        let steps: [LogLevel] = [.unset, .info, .warn, .error]
        guard logs.opened == nil else { return }
        logs.minimum = steps.first { $0 > logs.minimum } ?? .unset
        logs.restart()
    }

    /// The record that is on its own, once it has been supplied.
    var openedLog: LogDetail? { logs.figures?.opened.flatMap { $0.id == logs.opened?.id ? $0 : nil } }

    /// Are traces or records still looked through for what is asked?
    package var isSearching: Bool {
        if overview?.traces.isSearching == true || overview?.isSurveying == true { return true }
        guard logsRequest != nil, case .searching = logs.figures?.progress else { return false }
        return true
    }

    /// The screen's inside.
    var logsInside: Rect? { ScreenLayout(size: size).map { $0.frame.inside($0.body) } }

    /// Records that the screen shows below the heading.
    var logPage: Int { max(1, (logsInside?.height ?? 0) - 1) }
}
