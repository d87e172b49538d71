import Screen
import Telemetry

// The live tail: the newest record at the bottom, what it says in one line.

extension Canvas {
    mutating func drawLogs(_ model: DashboardModel, screen: ScreenLayout) {
        if model.logs.opened != nil { return drawLog(model, screen: screen) }
        let figures = model.logs.figures ?? LogsFigures()
        let frame = Frame(
            style: screen.frame, number: nil, title: "Logs", subtitle: logSubtitle(model),
            figures: logFigures(model, figures), isFocused: true)
        let inside = draw(frame, in: screen.body)
        guard figures.total > 0 else { return drawEmpty(emptyLogs(model, figures), in: inside) }
        drawRows(figures, in: inside)
    }

    private func logSubtitle(_ model: DashboardModel) -> String {
        var parts: [String] = []
        if model.logs.minimum != .unset { parts.append("\(model.logs.minimum.name) and above") }
        if !model.logs.search.isEmpty { parts.append("/" + model.logs.search) }
        return parts.joined(separator: " ")
    }

    /// Whether it follows, how far it has been searched, and which records are seen of how many.
    private func logFigures(_ model: DashboardModel, _ figures: LogsFigures) -> [Segment] {
        var segments: [Segment] = []
        if case .searching(let looked, let all) = figures.progress {
            let share = all > 0 ? percentText(Double(looked) / Double(all)) : ""
            segments.append(Segment("searching\(glyphs.ellipsis) \(share)", .running, priority: 1))
        }
        guard let top = figures.top else { return segments }
        if figures.arrivedSince > 0 {
            let count = grouped(figures.arrivedSince) + (figures.arrivedSince >= 5_000 ? "+" : "")
            segments.append(Segment("+\(count) new \(glyphs.down) End", .running, priority: 0))
        } else if model.logs.isFollowing && model.flow.pause == nil {
            segments.append(Segment("FOLLOW", .ok, priority: 0))
        }
        let last = min(figures.total, top + model.logPage)
        let range = "\(grouped(top + 1))-\(grouped(last)) of \(grouped(figures.total))"
        if figures.evicted > 0 {
            segments.append(Segment("\(shortCount(Int64(figures.evicted))) evicted", .warn, priority: 3))
        }
        return segments + [Segment(range, .dim, priority: 2)]
    }

    private func emptyLogs(_ model: DashboardModel, _ figures: LogsFigures) -> String {
        if model.logs.figures == nil { return "Reading the log records." }
        if case .searching = figures.progress { return "Searching\(glyphs.ellipsis)" }
        let limits = [
            model.logs.minimum == .unset ? nil : "\(model.logs.minimum.name) and above",
            model.logs.search.isEmpty ? nil : "\"\(model.logs.search)\"", model.filter?.text,
        ].compactMap(\.self)
        if !limits.isEmpty { return "No log record matches \(limits.joined(separator: ", "))." }
        return model.agent.map { "No log records of \($0)." } ?? "No log records yet. Agents send them to /v1/logs."
    }

    private mutating func drawRows(_ figures: LogsFigures, in rect: Rect) {
        let columns = logColumns(width: rect.width)
        let places = place(columns, width: rect.width - 2, gap: rect.width >= 90 ? 2 : 1)
        let (heading, body) = rect.splitTop(1)
        for place in places {
            put(columns[place.index].title, in: cell(place, in: heading), .dim)
        }
        let top = figures.top ?? 0
        for line in 0..<body.height {
            guard let row = figures.row(at: top + line) else { continue }
            let rect = Rect(x: body.x, y: body.y + line, width: body.width, height: 1)
            let cells = logCells(row, narrow: columns[0].width < 12)
            for place in places { put(cells[place.index], in: cell(place, in: rect)) }
            if top + line == figures.selected { select(rect, isFocused: true) }
        }
    }

    private func cell(_ place: ColumnPlace, in row: Rect) -> Rect {
        Rect(x: row.x + 1 + place.x, y: row.y, width: place.width, height: 1).intersection(row)
    }

    private func logColumns(width: Int) -> [Column] {
        [
            width < 60 ? Column.text("UTC", 8, upTo: 8, priority: 2) : .text("Time (UTC)", 12, upTo: 12, priority: 2),
            .text("Level", 5, upTo: 5, priority: 1), .text("Agent", 9, upTo: width < 100 ? 12 : 18, priority: 3),
            .text("What", 18, upTo: 1_000, priority: 0),
        ]
    }

    private func logCells(_ row: LogRow, narrow: Bool) -> [Line] {
        let time = row.time.isSet ? clockText(row.time) : glyphs.noFigure
        let look = row.level.look(glyphs)
        return [
            Line(narrow ? String(time.prefix(8)) : time, .dim), Line(look.text, look.role), Line(row.agent, .agent),
            whatLine(row),
        ]
    }

    /// The event, what the record says, and its fields.
    private func whatLine(_ row: LogRow) -> Line {
        var line = Line()
        func add(_ text: String, _ role: ThemeRole) {
            if !line.isEmpty { line.add(" ") }
            line.add(text, role)
        }
        if !row.event.isEmpty { add(row.event, .title) }
        if !row.line.isEmpty { add(row.line, row.level.textRole) }
        for field in row.fields {
            add("\(field.key)=", .dim)
            line.add(field.value, .dim)
        }
        if line.isEmpty { add("(no body)", .dim) }
        return line
    }
}

extension LogLevel {
    /// How a level looks: its word, and its role.
    func look(_ glyphs: Glyphs) -> (text: String, role: ThemeRole) {
        switch self {
        case .unset: (glyphs.noFigure, .dim)
        case .trace, .debug: (name, .dim)
        case .info: (name, .ok)
        case .warn: (name, .warn)
        case .error, .fatal: (name, .error)
        }
    }

    /// The role of what a record says.
    var textRole: ThemeRole {
        switch self {
        case .trace, .debug: .dim
        case .unset, .info, .warn: .foreground
        case .error, .fatal: .error
        }
    }
}

/// The time of day as `12:00:00.250`, UTC.
func clockText(_ moment: Timestamp) -> String {
    // `2026-03-01 12:00:00.250 UTC` between the blanks.
    String(utcText(moment).split(separator: " ").dropFirst().first ?? "")
}
