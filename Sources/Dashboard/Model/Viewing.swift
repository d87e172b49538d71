import Telemetry

// What is seen and how: the agent, the pause, the help, the search.
extension DashboardModel {
    mutating func limit(to agent: String?) {
        guard agent != self.agent else { return }
        self.agent = agent
        tasks = TasksPanelState()
        traces.restart(search: traces.search)
        logs.restart()
    }

    /// Asks for an attribute to filter by.
    mutating func openFilterPrompt() {
        overlay = .search(SearchPrompt(target: .filter, text: filter?.text ?? ""))
    }

    /// Takes what was typed as the filter; nothing typed takes the filter away.
    private mutating func keepFilter(_ text: String) {
        let filter = AttributeFilter(text)
        if filter == nil, text.contains(where: { $0 != " " }) {
            notice = "\"\(text)\" is no filter: type key=value, such as tenant=acme."
        } else {
            limit(to: filter)
        }
    }

    mutating func limit(to filter: AttributeFilter?) {
        guard filter != self.filter else { return }
        self.filter = filter
        traces.restart(search: traces.search)
        logs.restart()
    }

    mutating func togglePause() {
        let accepted = overview?.ingest.spans.accepted ?? 0
        flow = flow.pause == nil ? .paused(Pause(at: now, acceptedSpans: accepted)) : .live
    }

    mutating func toggleHelp() {
        if case .help = overlay {
            overlay = nil
        } else {
            overlay = .help(ScrollState())
        }
    }

    mutating func openPrompt() {
        switch depth {
        case .top:
            switch screen {
            case .dashboard: overlay = .search(SearchPrompt(target: .traces, text: traces.search))
            case .metrics: overlay = .search(SearchPrompt(target: .metrics, text: metrics.search))
            case .logs:
                logs.opened = nil
                overlay = .search(SearchPrompt(target: .logs, text: logs.search))
            case .doctor: break
            }
        case .waterfall, .detail: overlay = .search(SearchPrompt(target: .waterfall, text: traceView?.search ?? ""))
        }
    }

    /// Changes what stands in the prompt, if it is open, and what is searched with it.
    mutating func editPrompt(_ change: (inout SearchPrompt) -> Void) {
        guard case .search(var prompt) = overlay else { return }
        change(&prompt)
        overlay = .search(prompt)
        apply(prompt.target, search: prompt.text)
    }

    mutating func keep(_ prompt: SearchPrompt) {
        overlay = nil
        switch prompt.target {
        case .traces: traces.search = prompt.text
        case .metrics: metrics.search = prompt.text
        case .logs: searchLogs(prompt.text)
        case .filter: keepFilter(prompt.text)
        case .grouping: endGroupingPrompt(prompt, isKept: true)
        case .waterfall: stepMatch(.here)
        }
    }

    mutating func giveUp(_ prompt: SearchPrompt) {
        if prompt.target == .grouping { return endGroupingPrompt(prompt, isKept: false) }
        if prompt.text != prompt.before { apply(prompt.target, search: prompt.before) }
    }

    private mutating func apply(_ target: SearchPrompt.Target, search: String) {
        switch target {
        // The list keeps its own search until the prompt's is kept: only its rows are new.
        case .traces: traces.restart(search: traces.search)
        case .metrics: metrics.search = search
        case .logs: searchLogs(search)
        // What is half typed filters nothing.
        case .filter, .grouping: break
        case .waterfall: traceView?.search = search
        }
    }

    mutating func stepMatch(_ direction: MatchDirection) {
        guard let search = traceView?.search, !search.isEmpty else { return }
        let (rows, matches) = (spanRows, traceView?.matches ?? [])
        if traceView?.step(direction, among: matches, rows: rows) == false {
            notice = "No span matches \"\(search)\"."
        }
    }

    /// To the next or previous span that failed; in the logs to the next or previous record of WARN or above.
    mutating func stepError(_ direction: MatchDirection) {
        if depth == .top && screen == .logs { return stepGrave(direction) }
        let (rows, errors) = (spanRows, traceView?.errors ?? [])
        guard traceView?.tree != nil else {
            return notice = "Open a trace first: e and E go from one failed span to another."
        }
        guard traceView?.step(direction, among: errors, rows: rows) == true else {
            return notice = "No span of this trace failed."
        }
        if let view = traceView, let row = view.selectedRow, let place = errors.firstIndex(of: row) {
            notice = "Failed span \(place + 1) of \(errors.count)"
        }
        showDetailOfSelected()
    }

    /// Where a span's detail is open, it becomes that of the selected one.
    private mutating func showDetailOfSelected() {
        guard case .detail(let place) = depth, let span = traceView?.waterfall.selected else { return }
        guard let tree = traceView?.tree, let row = traceView?.selectedRow else { return }
        depth =
            tree.called(at: row) == nil
            ? .detail(SpanPlace(trace: place.trace, span: span)) : .waterfall(place.trace)
    }
}
