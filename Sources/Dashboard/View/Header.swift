import Screen
import Telemetry

// The first row: what this is, where it listens, how much comes in, what is left out of the view, and whether it moves.

extension Canvas {
    mutating func drawHeader(_ model: DashboardModel, in row: Rect) {
        fill(row)
        let badge = flowBadge(model.flow)
        let badgeWidth = badge.width + 1
        put(badge, in: row.inset(right: 1), alignment: .right)
        let line = Line(fitting: headerSegments(model), width: row.width - badgeWidth - 3, gap: 3)
        put(line, in: row.inset(left: 1, right: badgeWidth + 1))
    }

    private func flowBadge(_ flow: Flow) -> Line {
        switch flow {
        case .live: return Line("\(glyphs.runningMark) LIVE", .ok)
        case .paused(let pause):
            guard pause.newSpans > 0 else { return Line("PAUSED", .warn) }
            let count = grouped(pause.newSpans)
            let unit = surface.size.width < 80 ? "" : pause.newSpans == 1 ? " span" : " spans"
            return Line("PAUSED +\(count)\(unit)", .warn)
        }
    }

    private func headerSegments(_ model: DashboardModel) -> [Segment] {
        var segments = [Segment("looptop", .title, priority: 1)]
        if let address = model.addresses.first { segments.append(Segment(address, .dim, priority: 6)) }
        if let exposure = model.exposure { segments.append(Segment("! \(exposure)", .warn, priority: 1)) }
        guard let overview = model.overview else { return segments }
        segments.append(Segment(figure(overview.agents.count(where: \.hasWorked), "agent"), priority: 3))
        segments.append(Segment(Line(figure: rateNumber(overview.spansPerSecond), "spans/s"), priority: 4))
        segments.append(Segment(Line(figure: windowText(seconds: model.windowSeconds), "window"), priority: 5))
        if let filter = filterText(model) { segments.append(Segment(filter, priority: 0)) }
        if let filter = model.filter { segments.append(Segment(filterText(filter), priority: 0)) }
        return segments + losses(overview.ingest) + ailments(overview.health)
    }

    /// How many findings there are, with the key that leads to them.
    private func ailments(_ health: HealthFigures) -> [Segment] {
        let count = health.errors + health.warnings
        guard count > 0 else { return [] }
        var line = Line("! \(shortCount(Int64(count))) ", health.errors > 0 ? .error : .warn)
        line.add("D", .keyHint)
        return [Segment(line, priority: 1)]
    }

    /// The agent that everything is limited to, as the store found it.
    private func filterText(_ model: DashboardModel) -> Line? {
        guard let agent = model.agent else { return nil }
        var line = Line("agent ", .dim)
        line.add(model.overview?.filter?.name ?? agent, .match)
        if model.overview?.filter?.isKnown == false { line.add(" (not seen)", .warn) }
        return line
    }

    /// The attribute that traces and logs are limited to. Figures in panels are not, and it says so.
    private func filterText(_ filter: AttributeFilter) -> Line {
        var line = Line("where ", .dim)
        line.add(fitted(filter.text, to: 40), .match)
        line.add(": traces and logs", .dim)
        return line
    }

    /// What was refused and what had to go, as far as there is any.
    private func losses(_ ingest: IngestCounts) -> [Segment] {
        let rejected = ingest.spans.rejected + ingest.metricPoints.rejected + ingest.logRecords.rejected
        let counts = [
            (ingest.requests.rejected, "refused", ThemeRole.error, 2), (rejected, "rejected", .error, 2),
            (ingest.spans.evicted, "evicted", .warn, 2),
        ]
        return counts.filter { $0.0 > 0 }.map { Segment("\(shortCount(Int64($0.0))) \($0.1)", $0.2, priority: $0.3) }
    }

    private func figure(_ count: Int, _ noun: String) -> Line {
        Line(figure: grouped(count), count == 1 ? noun : noun + "s")
    }

    /// Names the panels where not all are seen, the focused one marked.
    mutating func drawTabs(_ model: DashboardModel, in row: Rect) {
        var line = Line()
        for panel in DashboardLayout.panels(size: surface.size) where panel != .waterfall {
            let isFocused = panel == model.focus
            line.add(isFocused ? String(glyphs.focusOpen) : " ", .borderFocus)
            line.add("\(panel.rawValue) ", isFocused ? .keyHint : .dim)
            line.add(panel.shortTitle, isFocused ? .title : .dim)
            line.add(isFocused ? String(glyphs.focusClose) : " ", .borderFocus)
        }
        put(line, in: row)
    }
}

extension Line {
    /// A figure and what it counts.
    init(figure: String, _ noun: String) {
        self.init(figure)
        add(" " + noun, .dim)
    }
}
