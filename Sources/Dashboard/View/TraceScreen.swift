import Screen
import Telemetry

// One trace: its waterfall with its figures above, and a span's detail beside or instead of it; and the same waterfall
// as a panel of the dashboard.

extension Canvas {
    /// The waterfall of the selected trace as a panel.
    mutating func drawWaterfallPanel(_ model: DashboardModel, in rect: Rect, frame style: FrameStyle) {
        let figures = model.traceView?.tree?.figures
        let frame = Frame(
            style: style, number: Panel.waterfall.rawValue, title: Panel.waterfall.title,
            subtitle: figures?.title ?? "", figures: figures.map(shortTraceFigures) ?? [],
            isFocused: model.focus == .waterfall)
        let inside = draw(frame, in: rect)
        guard let view = model.traceView else { return drawEmpty("No trace is selected.", in: inside) }
        drawChart(view, model: model, isFocused: model.focus == .waterfall, in: inside)
    }

    /// The screen of a trace.
    mutating func drawTrace(_ model: DashboardModel, layout: TraceLayout) {
        if let rect = layout.waterfall, let summary = layout.summary, let chart = layout.chart {
            drawWaterfallScreen(model, layout: layout, rect: rect, summary: summary, chart: chart)
        }
        if let rect = layout.detail { drawDetailScreen(model, frame: layout.screen.frame, rect: rect) }
    }

    private mutating func drawWaterfallScreen(
        _ model: DashboardModel, layout: TraceLayout, rect: Rect, summary: Rect, chart: Rect
    ) {
        guard let view = model.traceView else { return }
        let isFocused = layout.detail == nil
        let frame = Frame(
            style: layout.screen.frame, number: nil, title: Panel.waterfall.title,
            subtitle: view.tree?.figures.title ?? "", figures: screenFigures(view), isFocused: isFocused)
        _ = draw(frame, in: rect)
        put(traceLine(view, width: summary.width - 2), in: summary.inset(left: 1, right: 1))
        drawChart(view, model: model, isFocused: isFocused, in: chart)
    }

    private mutating func drawChart(_ view: TraceView, model: DashboardModel, isFocused: Bool, in rect: Rect) {
        guard !rect.isEmpty else { return }
        guard let tree = view.tree else {
            return drawEmpty(view.isRetained ? "Reading the trace." : "This trace is no longer kept.", in: rect)
        }
        renderWaterfall(
            view.waterfall, tree: tree, now: model.now, theme: theme, glyphs: glyphs, isFocused: isFocused,
            search: view.search, into: &surface, rect: rect.inset(right: 1))
    }

    private func shortTraceFigures(_ figures: TraceFigures) -> [Segment] {
        var segments = [Segment(counted(figures.spans, "span"), .dim, priority: 2)]
        if figures.errors > 0 { segments.append(Segment(counted(figures.errors, "error"), .error, priority: 1)) }
        return segments + [Segment(durationText(ms: figures.durationMs), priority: 0)]
    }

    /// The trace's id; while searching, which match it is.
    private func screenFigures(_ view: TraceView) -> [Segment] {
        guard !view.search.isEmpty else { return [Segment(view.trace.description, .dim, priority: 0)] }
        let matches = view.matches
        let place = view.selectedRow.flatMap(matches.firstIndex).map { "\($0 + 1) of " } ?? ""
        return [
            Segment(
                "/\(view.search) \(glyphs.separator) \(place)\(counted(matches.count, "match", "matches"))", .match,
                priority: 0)
        ]
    }

    /// The trace's own figures, in one row.
    private func traceLine(_ view: TraceView, width: Int) -> Line {
        guard let figures = view.tree?.figures else { return Line("trace \(view.trace)", .dim) }
        let look = figures.state.look(glyphs)
        var segments = [Segment("\(look.mark) \(look.text)", look.role, priority: 0)]
        if !figures.agents.isEmpty {
            var line = Line("agent ", .dim)
            line.add(figures.agentText, .agent)
            segments.append(Segment(line, priority: 2))
        }
        if let caller = view.tree?.caller {
            var line = Line("called by ", .dim)
            line.add(caller.agent, .agent)
            segments.append(Segment(line, priority: 2))
        }
        segments.append(
            Segment(Line(figure: grouped(figures.spans), figures.spans == 1 ? "span" : "spans"), priority: 3))
        if let folded = view.tree?.folded, folded > 0 {
            segments.append(Segment("\(grouped(folded)) oldest spans folded", .dim, priority: 4))
        }
        segments.append(Segment(counted(figures.errors, "error"), figures.errors > 0 ? .error : .dim, priority: 1))
        segments.append(Segment(durationText(ms: figures.durationMs), priority: 1))
        if let tokens = figures.tokens.total {
            segments.append(Segment(Line(figure: shortCount(tokens), "tokens"), priority: 6))
        }
        if let cost = figures.costUSD { segments.append(Segment(costText(cost), priority: 7)) }
        if !view.isRetained { segments.append(Segment("no longer kept", .warn, priority: 2)) }
        return Line(fitting: segments, width: width)
    }

    private mutating func drawDetailScreen(_ model: DashboardModel, frame style: FrameStyle, rect: Rect) {
        guard let view = model.detailView else { return }
        let inside = draw(
            Frame(
                style: style, number: nil, title: "Span", subtitle: view.detail?.name ?? "",
                figures: detailFigures(view, height: style.inside(rect).height, width: style.inside(rect).width),
                isFocused: true),
            in: rect)
        guard let detail = view.detail else {
            return drawEmpty(view.isRetained ? "Reading the span." : "This span is no longer kept.", in: inside)
        }
        renderDetail(
            view.state, detail: detail, now: model.now, theme: theme, glyphs: glyphs, into: &surface, rect: inside)
    }

    /// Which lines of the detail are seen, where not all of them are.
    private func detailFigures(_ view: DetailView, height: Int, width: Int) -> [Segment] {
        let lines = view.detail.map { detailLineCount($0, width: width) } ?? 0
        guard lines > height else { return [] }
        let last = min(lines, view.state.firstRow + height)
        return [Segment("\(view.state.firstRow + 1)-\(last) of \(lines)", .dim, priority: 0)]
    }
}
