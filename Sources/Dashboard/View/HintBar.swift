import Screen
import Telemetry

// The last row: the keys that matter here, from the key table. Quit and help are the last to go. A prompt or a notice
// takes the left of it.

extension Canvas {
    mutating func drawHints(_ model: DashboardModel, in row: Rect) {
        fill(row)
        switch model.overlay {
        case .search(let prompt): drawPrompt(prompt, completions: model.completions, in: row)
        case .help, .agents, nil:
            if let notice = model.notice {
                drawNotice(notice, model: model, in: row)
            } else {
                put(hintLine(model, width: row.width - 2), in: row.inset(left: 1, right: 1))
            }
        }
    }

    private func hintLine(_ model: DashboardModel, width: Int, atLeast priority: Int = 0) -> Line {
        let rows = KeyMap.standard.rows(in: model.context)
            .compactMap { row in row.hint.map { (row: row, hint: $0) } }
            .filter { $0.hint.priority >= priority && model.isUseful($0.row) }
            .sorted { $0.hint.priority > $1.hint.priority }
        // Quit and help stand last, where they are in any context.
        let ordered = rows.filter { $0.hint.priority < 99 } + rows.filter { $0.hint.priority >= 99 }.reversed()
        func segments(isShort: Bool) -> [Segment] {
            ordered.map { row, hint in
                var line = Line(row.hintKeys(glyphs), .keyHint)
                line.add(" " + model.hintText(row, hint, isShort: isShort), .dim)
                return Segment(line, priority: 100 - hint.priority)
            }
        }
        let whole = Line(fitting: segments(isShort: false), width: .max)
        return whole.width <= width ? whole : Line(filling: segments(isShort: true), width: width)
    }

    private mutating func drawNotice(_ notice: String, model: DashboardModel, in row: Rect) {
        let ways = hintLine(model, width: row.width / 2, atLeast: 99)
        put(ways, in: row.inset(right: 1), alignment: .right)
        put(notice, in: row.inset(left: 1, right: ways.width + 3), .warn)
    }

    private mutating func drawPrompt(_ prompt: SearchPrompt, completions: [String], in row: Rect) {
        let rows = KeyMap.standard.rows(in: .prompt).filter { row in
            row.hint != nil && (row.keys.first?.action != .complete || !completions.isEmpty)
        }
        let segments = rows.map { row in
            var line = Line(row.hintKeys(glyphs), .keyHint)
            line.add(" " + (row.hint?.text ?? ""), .dim)
            return Segment(line, priority: 100 - (row.hint?.priority ?? 0))
        }
        let ways = Line(fitting: segments, width: row.width / 2)
        put(ways, in: row.inset(right: 1), alignment: .right)
        let line = row.inset(left: 1, right: ways.width + 3)
        let sign = prompt.target.sign
        put(sign, in: line, .keyHint)
        let room = line.inset(left: columns(of: sign), right: 1)
        let end = lastColumns(of: prompt.text, width: room.width)
        put(end, in: room)
        drawCompletions(completions, of: prompt.text, in: room.inset(left: columns(of: end)))
        surface.cursor = Point(x: min(room.right, room.x + columns(of: end)), y: row.y)
    }

    /// How the name goes on that Tab takes, and the next ones.
    private mutating func drawCompletions(_ names: [String], of text: String, in room: Rect) {
        guard let first = names.first, room.width > 2 else { return }
        let goesOn = first.lowercased().hasPrefix(text.lowercased())
        let rest = goesOn ? String(first.dropFirst(text.count)) : "  \(glyphs.right) " + first
        let others = names.dropFirst().prefix(8).joined(separator: "  ")
        put(others.isEmpty ? rest : rest + "   " + others, in: room, .dim)
    }

    /// The end of a text that takes at most so many columns.
    private func lastColumns(of text: String, width: Int) -> String {
        var end = text
        while columns(of: end) > max(0, width) { end.removeFirst() }
        return end
    }
}

extension SearchPrompt.Target {
    /// What stands before what is typed.
    fileprivate var sign: String {
        switch self {
        case .filter: "filter key=value: "
        case .grouping: "group by: "
        case .traces, .waterfall, .metrics, .logs: "/"
        }
    }
}

extension DashboardModel {
    /// Is a key worth a hint as things are?
    fileprivate func isUseful(_ row: KeyRow) -> Bool {
        if depth == .top && context == .dashboard && !hasData {
            return [.nextTheme, .help, .close, .show(.metrics)].contains(row.keys.first?.action)
        }
        return switch row.keys.first?.action {
        case .match: traceView?.search.isEmpty == false
        case .open where context == .metrics: hasMetricRow
        case .nextSeverity, .search: context != .logs || logs.opened == nil
        case .open where context == .logs && logs.opened != nil: openedLog?.spanID.isZero == false
        case .open where context == .doctor: selectedFinding?.example.trace != nil
        case .caller: traceView?.tree?.caller != nil
        case .error: context == .logs ? logs.opened == nil : hasErrors
        case .fold: traceView?.tree.map { $0.lines.count > 1 } ?? false
        case .open, .enter: context != .dashboard || hasRows
        default: true
        }
    }

    /// Is there anything that failed in the trace that is shown?
    private var hasErrors: Bool {
        guard context != .dashboard || focus == .waterfall else { return false }
        guard let tree = traceView?.tree else { return false }
        return tree.figures.errors > 0 || tree.hasErrors
    }

    /// Has the focused panel a row to open?
    private var hasRows: Bool {
        switch focus {
        case .traces, .waterfall: selectedTrace != nil
        case .tasks: overview?.tasks.places.isEmpty == false
        case .tools, .tokens: false
        }
    }

    /// What a key does at this moment, where that differs from what the table says.
    fileprivate func hintText(_ row: KeyRow, _ hint: KeyRow.Hint, isShort: Bool) -> String {
        let usual = isShort ? hint.short : hint.text
        return switch row.keys.first?.action {
        case .close: depth == .top && screen == .dashboard && !isZoomed ? usual : "back"
        case .pause: flow.pause == nil ? usual : "resume"
        case .open where context == .logs && logs.opened != nil: "its span"
        case .zoom: isZoomed ? "unzoom" : usual
        case .open where context == .metrics && metrics.opened != nil: "trace"
        default: usual
        }
    }
}
