import Screen
import Telemetry

// One record: when, how grave, whose, what it says, and everything else that is kept of it.

/// The lines of a record.
func logDetailLines(_ detail: LogDetail, width: Int, glyphs: Glyphs) -> [DetailLine] {
    let writer = LogDetailWriter(detail: detail, width: max(1, width), glyphs: glyphs)
    return writer.identity + writer.body + writer.attributes + writer.resource + writer.scope
}

private struct LogDetailWriter {
    let detail: LogDetail
    let width: Int
    let glyphs: Glyphs

    var identity: [DetailLine] {
        let rows = identityRows
        let table = DetailTable(keys: rows.map(\.key), width: width, indent: 1, glyphs: glyphs)
        return rows.flatMap { table.lines($0.key, $0.value, role: $0.role) }
    }

    private var identityRows: [(key: String, value: String, role: ThemeRole)] {
        var rows: [(key: String, value: String, role: ThemeRole)] = [severity]
        if !detail.event.isEmpty { rows.append(("event", detail.event, .title)) }
        if detail.time.isSet { rows.append(("time", utcText(detail.time), .foreground)) }
        if detail.observed.isSet, detail.observed != detail.time {
            rows.append(("observed", utcText(detail.observed), .dim))
        }
        let agent = detail.agent
        let text = agent.name.isEmpty || agent.name == agent.id ? agent.id : "\(agent.name) (\(agent.id))"
        if !text.isEmpty { rows.append(("agent", text, .agent)) }
        if !detail.traceID.isZero { rows.append(("trace", detail.traceID.description, .dim)) }
        if !detail.spanID.isZero {
            let state = detail.spanIsRetained ? "Enter opens it" : "not arrived, or no longer kept"
            rows.append(("span", "\(detail.spanID), \(state)", .dim))
        }
        return rows
    }

    private var severity: (key: String, value: String, role: ThemeRole) {
        let level = LogLevel(severity: detail.severity)
        let look = level.look(glyphs)
        guard detail.severity > 0 else {
            return ("severity", detail.severityText.isEmpty ? "not given" : detail.severityText, .dim)
        }
        let own = detail.severityText
        let said = own.isEmpty || own.lowercased() == level.name.lowercased() ? "" : " \"\(own)\""
        return ("severity", "\(look.text)\(said) (\(detail.severity))", look.role)
    }

    var body: [DetailLine] {
        guard !detail.body.isEmpty else { return [] }
        let (lines, rest) = wrapped(legible(detail.body), width: width - 2, limit: 1_000)
        var texts = lines.map { DetailLine(" " + $0, .foreground) }
        if rest > 0 { texts.append(DetailLine(" \(glyphs.ellipsis) \(grouped(rest)) more bytes", .dim)) }
        if let length = detail.bodyLength {
            texts.append(DetailLine(" \(glyphs.ellipsis) cut here, \(grouped(length)) bytes in all", .dim))
        }
        return heading("Body") + texts
    }

    var attributes: [DetailLine] {
        guard !detail.attributes.isEmpty || detail.droppedAttributes > 0 else { return [] }
        return heading("Attributes", count: detail.attributes.count, dropped: detail.droppedAttributes)
            + table(detail.attributes)
    }

    var resource: [DetailLine] {
        detail.resource.isEmpty
            ? [] : heading("Resource", count: detail.resource.count) + table(detail.resource)
    }

    var scope: [DetailLine] {
        guard !detail.scopeName.isEmpty || !detail.scopeVersion.isEmpty else { return [] }
        let table = DetailTable(keys: ["version"], width: width, indent: 1, glyphs: glyphs)
        return heading("Scope") + (detail.scopeName.isEmpty ? [] : table.lines("name", detail.scopeName))
            + (detail.scopeVersion.isEmpty ? [] : table.lines("version", detail.scopeVersion))
    }

    private func heading(_ title: String, count: Int? = nil, dropped: Int = 0) -> [DetailLine] {
        var pieces: [DetailLine.Piece] = [.init(text: " " + title, role: .title, isBold: true)]
        if let count { pieces.append(.init(text: " \(count)", role: .dim)) }
        if dropped > 0 { pieces.append(.init(text: ", \(dropped) more dropped by the sender", role: .warn)) }
        return [.blank, DetailLine(pieces: pieces)]
    }

    private func table(_ attributes: [AttributeText]) -> [DetailLine] {
        DetailTable.lines(of: attributes, width: width, indent: 1, glyphs: glyphs)
    }
}

extension Canvas {
    /// The screen of one record.
    mutating func drawLog(_ model: DashboardModel, screen: ScreenLayout) {
        let inside = screen.frame.inside(screen.body)
        let lines = model.openedLog.map { logDetailLines($0, width: inside.width, glyphs: glyphs) } ?? []
        let top = (model.logs.opened?.scroll ?? ScrollState()).top(count: lines.count, page: inside.height)
        var figures: [Segment] = []
        if lines.count > inside.height {
            let last = min(lines.count, top + inside.height)
            figures = [Segment("\(top + 1)-\(last) of \(lines.count)", .dim, priority: 0)]
        }
        let frame = Frame(
            style: screen.frame, number: nil, title: "Log record", subtitle: logTitle(model), figures: figures,
            isFocused: true)
        _ = draw(frame, in: screen.body)
        guard !lines.isEmpty else {
            let isGone = model.logs.figures != nil
            return drawEmpty(isGone ? "This record is no longer kept." : "Reading the record.", in: inside)
        }
        draw(lines[top...].prefix(inside.height), in: inside)
    }

    private func logTitle(_ model: DashboardModel) -> String {
        guard let detail = model.openedLog else { return "" }
        return detail.event.isEmpty ? "" : detail.event
    }

    private mutating func draw(_ lines: ArraySlice<DetailLine>, in rect: Rect) {
        for (row, line) in lines.enumerated() {
            var x = rect.x
            for piece in line.pieces {
                var style = theme.style(piece.role)
                if piece.isBold { style.attributes.insert(.bold) }
                x += surface.put(piece.text, x: x, y: rect.y + row, style: style, clip: rect)
            }
        }
    }
}
