import Screen
import Telemetry

// Traces, newest first. The list may have a hundred thousand of them: only the rows around the view are at hand.

extension Canvas {
    mutating func drawTraces(_ model: DashboardModel, in rect: Rect, frame style: FrameStyle) {
        let list = model.overview?.traces ?? TraceList()
        let isFocused = model.focus == .traces
        let search = model.traceSearch
        let frame = Frame(
            style: style, number: Panel.traces.rawValue, title: Panel.traces.title,
            subtitle: search.isEmpty ? "" : "/" + search,
            figures: traceFigures(list, state: model.traces, page: style.inside(rect).height - 1), isFocused: isFocused)
        let inside = draw(frame, in: rect)
        guard list.total > 0 else { return drawEmpty(emptyTraces(model), in: inside) }
        let table = Table(
            columns: traceColumns, firstRow: model.traces.firstRow, count: list.total, height: inside.height - 1,
            selected: model.traces.row, isFocused: isFocused
        ) { place in list.row(at: place).map { traceRow($0, now: model.now) } }
        draw(table, in: inside)
    }

    private func emptyTraces(_ model: DashboardModel) -> String {
        if !model.traceSearch.isEmpty { return "No trace matches \"\(model.traceSearch)\"." }
        if let filter = model.filter {
            let isSearching = model.overview?.traces.isSearching == true
            return isSearching ? "Searching\(glyphs.ellipsis)" : "No trace has \(filter.text)."
        }
        return model.agent.map { "No traces of \($0)." } ?? "No traces yet."
    }

    /// Which rows are seen of how many, and how many came in above them.
    private func traceFigures(_ list: TraceList, state: TracesPanelState, page: Int) -> [Segment] {
        let searching = list.isSearching ? [Segment("searching\(glyphs.ellipsis)", .running, priority: 0)] : []
        guard list.total > 0 else { return searching }
        let last = min(list.total, state.firstRow + max(1, page))
        var segments = searching
        if state.arrivedAbove > 0 {
            segments.append(Segment("\(grouped(state.arrivedAbove)) new \(glyphs.up) Home", .running, priority: 1))
        }
        let range = "\(grouped(state.firstRow + 1))-\(grouped(last)) of \(grouped(list.total))"
        return segments + [Segment(range, .dim, priority: 2)]
    }

    private var traceColumns: [Column] {
        [
            Column.figure("", 1, priority: 0), .text("Trace", 12, upTo: 400, priority: 0),
            .text("Agent", 9, upTo: 22, priority: 2), .figure("Age", 4, priority: 3),
            .figure("Took", 6, priority: 1), .figure("Spans", 5, priority: 5), .figure("Err", 3, priority: 4),
            .figure("Tokens", 6, priority: 6), .text("State", 9, upTo: 9, priority: 7),
        ]
    }

    private func traceRow(_ trace: TraceFigures, now: Timestamp) -> [TableCell] {
        let state = trace.state.look(glyphs)
        return [
            TableCell(state.mark, state.role),
            TableCell((trace.caller == nil ? "" : glyphs.called + " ") + trace.title),
            TableCell(trace.agentText, .agent),
            .figure(trace.startedAt.isSet ? trace.startedAt : nil, .dim) { shortAge(seconds: now.seconds(since: $0)) },
            TableCell(durationText(ms: trace.durationMs), trace.state == .running ? .running : .foreground),
            .count(trace.spans), .count(trace.errors, .error), .figure(trace.tokens.total, .foreground, shortCount),
            TableCell(state.text, state.role == .ok ? .dim : state.role),
        ]
    }
}

extension TraceFigures {
    /// Its name, or what stands for it.
    var title: String { name.isEmpty ? "(unnamed)" : name }

    /// Its first agent, and how many more there are.
    var agentText: String {
        guard let first = agents.first else { return "" }
        return first.name + (agents.count > 1 ? " +\(agents.count - 1)" : "")
    }
}

extension TraceState {
    /// How a state looks: a mark of its own shape, its role, and its name.
    func look(_ glyphs: Glyphs) -> (mark: String, role: ThemeRole, text: String) {
        switch self {
        case .running: (glyphs.runningMark, .running, "running")
        case .ok: (glyphs.okMark, .ok, "ok")
        case .failed: (glyphs.failedMark, .error, "failed")
        case .stalled: (glyphs.stalledMark, .warn, "stalled")
        case .timedOut: (glyphs.timedOutMark, .warn, "timed out")
        }
    }
}
