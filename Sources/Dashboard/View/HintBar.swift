import Screen
import Telemetry

// The last row: the keys that matter here, from the key table. Quit and help are the last to go. A prompt or a notice
// takes the left of it.

extension Canvas {
    mutating func drawHints(_ model: DashboardModel, in row: Rect) {
        fill(row)
        switch model.overlay {
        case .search(let prompt): drawPrompt(prompt, in: row)
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
        let segments = ordered.map { row, hint in
            var line = Line(row.hintKeys(glyphs), .keyHint)
            line.add(" " + model.hintText(row, hint), .dim)
            return Segment(line, priority: 100 - hint.priority)
        }
        return Line(fitting: segments, width: width)
    }

    private mutating func drawNotice(_ notice: String, model: DashboardModel, in row: Rect) {
        let ways = hintLine(model, width: row.width / 2, atLeast: 99)
        put(ways, in: row.inset(right: 1), alignment: .right)
        put(notice, in: row.inset(left: 1, right: ways.width + 3), .warn)
    }

    private mutating func drawPrompt(_ prompt: SearchPrompt, in row: Rect) {
        let rows = KeyMap.standard.rows(in: .prompt).filter { $0.hint != nil }
        let segments = rows.map { row in
            var line = Line(row.hintKeys(glyphs), .keyHint)
            line.add(" " + (row.hint?.text ?? ""), .dim)
            return Segment(line, priority: 100 - (row.hint?.priority ?? 0))
        }
        let ways = Line(fitting: segments, width: row.width / 2)
        put(ways, in: row.inset(right: 1), alignment: .right)
        let line = row.inset(left: 1, right: ways.width + 3)
        let sign = prompt.target == .filter ? "filter key=value: " : "/"
        put(sign, in: line, .keyHint)
        let room = line.inset(left: columns(of: sign), right: 1)
        let end = lastColumns(of: prompt.text, width: room.width)
        put(end, in: room)
        surface.cursor = Point(x: min(room.right, room.x + columns(of: end)), y: row.y)
    }

    /// The end of a text that takes at most so many columns.
    private func lastColumns(of text: String, width: Int) -> String {
        var end = text
        while columns(of: end) > max(0, width) { end.removeFirst() }
        return end
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
        case .open, .enter: context != .dashboard || hasRows
        default: true
        }
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
    fileprivate func hintText(_ row: KeyRow, _ hint: KeyRow.Hint) -> String {
        switch row.keys.first?.action {
        case .close: depth == .top && screen == .dashboard && !isZoomed ? hint.text : "back"
        case .pause: flow.pause == nil ? hint.text : "resume"
        case .open where context == .logs && logs.opened != nil: "its span"
        case .zoom: isZoomed ? "unzoom" : hint.text
        case .open where context == .metrics && metrics.opened != nil: "trace"
        default: hint.text
        }
    }
}
