import Screen
import Telemetry

// Help and the list of agents: boxes over the middle of the screen.

/// Where an overlay stands, and how many rows it has inside.
struct OverlayPlace: Hashable, Sendable {
    var rect: Rect
    var rows: Int

    /// The box for so many columns and rows inside, as far as the screen holds them.
    init(size: Size, width: Int, rows: Int) {
        let width = min(width + 4, size.width)
        let height = min(rows + 2, max(0, size.height - 2))
        rect = Rect(x: (size.width - width) / 2, y: 1 + (size.height - 2 - height) / 2, width: width, height: height)
        self.rows = max(0, height - 2)
    }

    static func help(size: Size, glyphs: Glyphs) -> OverlayPlace {
        let lines = helpLines(glyphs, width: helpWidth(size))
        return OverlayPlace(size: size, width: lines.map(\.width).max() ?? 0, rows: lines.count)
    }

    /// Columns that the help's lines may take.
    static func helpWidth(_ size: Size) -> Int { min(76, size.width - 4) }

    /// Columns of a screen on which the list of agents has room for what they cost.
    static let roomForCost = 132

    /// The list with its heading, and the row for all agents.
    static func agents(size: Size, count: Int) -> OverlayPlace {
        OverlayPlace(size: size, width: size.width < roomForCost ? 116 : 124, rows: max(6, count + 2))
    }
}

/// The help's lines: what signs mean, and the keys from their table.
func helpLines(_ glyphs: Glyphs, map: KeyMap = .standard, width: Int = 76) -> [Line] {
    var lines = [Line("Signs", .title)] + glyphs.legend.flatMap { $0.lines(width: width) }
    for group in map.groups {
        if !lines.isEmpty { lines.append(Line()) }
        lines.append(Line(group.title, .title))
        for row in group.rows {
            let keys = row.keyNames(glyphs).joined(separator: " ")
            var line = Line("  " + keys, .keyHint)
            line.add(String(repeating: " ", count: max(1, 20 - line.width)))
            line.add(row.description)
            lines.append(line)
        }
    }
    return lines
}

extension Canvas {
    mutating func drawHelp(_ scroll: ScrollState) {
        let lines = helpLines(glyphs, width: OverlayPlace.helpWidth(surface.size))
        let place = OverlayPlace.help(size: surface.size, glyphs: glyphs)
        let top = scroll.top(count: lines.count, page: place.rows)
        let isWhole = lines.count <= place.rows
        let range = "\(top + 1)-\(min(lines.count, top + place.rows)) of \(lines.count)"
        let inside = drawOverlay("Keys and signs", figures: isWhole ? [] : [Segment(range, .dim, priority: 0)], place)
        for (index, line) in lines.dropFirst(top).prefix(inside.height).enumerated() {
            put(line, in: Rect(x: inside.x + 1, y: inside.y + index, width: inside.width - 2, height: 1))
        }
    }

    mutating func drawAgents(_ picker: AgentPickerState, model: DashboardModel) {
        let agents = model.overview?.agents ?? []
        let window = windowText(seconds: model.overview?.windowSeconds ?? model.windowSeconds)
        let rows = picker.grouping.rows(of: agents)
        let place = OverlayPlace.agents(size: surface.size, count: rows.count - 1)
        let title = ["Agents", picker.grouping.title].filter { !$0.isEmpty }.joined(separator: " ")
        let inside = drawOverlay(title, figures: [Segment("figures of \(window)", .dim, priority: 0)], place)
        let table = Table(
            columns: agentColumns, firstRow: picker.firstRow, count: rows.count, height: inside.height - 1,
            selected: picker.row(in: rows), isFocused: true
        ) { index in rows.at(index).map { cells(of: $0, among: agents) } }
        draw(table, in: inside)
        drawHeadings(rows.dropFirst(picker.firstRow), in: inside.splitTop(1).rest)
    }

    /// Headings of groups go across all columns.
    private mutating func drawHeadings(_ rows: ArraySlice<AgentPickerRow>, in rect: Rect) {
        for (line, row) in rows.prefix(rect.height).enumerated() {
            guard case .heading(let group) = row else { continue }
            put(group, in: Rect(x: rect.x + 1, y: rect.y + line, width: rect.width - 2, height: 1), .title)
        }
    }

    private func cells(of row: AgentPickerRow, among agents: [AgentFigures]) -> [TableCell] {
        switch row {
        case .all: allAgentsRow(agents)
        case .heading: []
        case .agent(let agent): agentRow(agent)
        }
    }

    private mutating func drawOverlay(_ title: String, figures: [Segment], _ place: OverlayPlace) -> Rect {
        fill(place.rect)
        return draw(Frame(style: .box, number: nil, title: title, figures: figures, isFocused: true), in: place.rect)
    }

    private var agentColumns: [Column] {
        [
            Column.text("Agent", 12, upTo: 24, priority: 0), .text("Id", 8, upTo: 24, priority: 3),
            .text("Service", 8, upTo: 18, priority: 4), .text("Version", 7, upTo: 9, priority: 6),
            .text("Environment", 11, upTo: 12, priority: 7), .figure("Active", 6, priority: 1),
            .figure("Done", 5, priority: 2), .figure("Fail", 4, priority: 5), .figure("Tools", 5, priority: 8),
            .figure("Calls", 5, priority: 9), .figure("Tokens", 6, priority: 3),
            .figure("p95", 6, priority: 6),
        ] + (hasCost ? [.figure("Cost", 6, priority: 10)] : [])
    }

    private var hasCost: Bool { surface.size.width >= OverlayPlace.roomForCost }

    private func agentRow(_ agent: AgentFigures) -> [TableCell] {
        [
            TableCell(agent.name.isEmpty ? agent.id : agent.name, .agent), TableCell(agent.id, .dim),
            TableCell(agent.services.joined(separator: " ")), TableCell(agent.versions.joined(separator: " "), .dim),
            TableCell(agent.environments.joined(separator: " "), .dim), .count(agent.tasks.active, .running),
            .count(agent.tasks.completed), .count(agent.tasks.failed, .error), .count(agent.toolCalls.total),
            .count(agent.modelCalls), .figure(agent.tokens.total, .foreground, shortCount),
            .figure(agent.runsP95Ms, .foreground) { durationText(ms: $0, isEstimate: agent.runsAreEstimates) },
            .figure(agent.costUSD, .foreground, costText),
        ]
    }

    private func allAgentsRow(_ agents: [AgentFigures]) -> [TableCell] {
        func sum(_ count: (AgentFigures) -> Int) -> TableCell { .count(agents.reduce(0) { $0 &+ count($1) }) }
        let tokens = agents.compactMap(\.tokens.total)
        let costs = agents.compactMap(\.costUSD)
        return [
            TableCell("All agents", .title), TableCell(counted(agents.count, "agent"), .dim), TableCell(""),
            TableCell(""), TableCell(""), sum(\.tasks.active), sum(\.tasks.completed), sum(\.tasks.failed),
            sum(\.toolCalls.total), sum(\.modelCalls),
            .figure(tokens.isEmpty ? nil : tokens.reduce(0, &+), .foreground, shortCount), TableCell(""),
            .figure(costs.isEmpty ? nil : costs.reduce(0, +), .foreground, costText),
        ]
    }
}
