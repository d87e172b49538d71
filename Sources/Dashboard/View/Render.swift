package import Screen

/// Paints the whole screen as the model says; the model stays as it is.
package func render(_ model: DashboardModel, theme: Theme, into surface: inout Surface) {
    var canvas = Canvas(surface: surface, theme: theme, glyphs: model.glyphs)
    canvas.surface.cursor = nil
    canvas.fill(canvas.surface.bounds)
    canvas.draw(model)
    if model.glyphs == .ascii { canvas.keepASCII() }
    surface = canvas.surface
}

extension Canvas {
    fileprivate mutating func draw(_ model: DashboardModel) {
        guard let screen = ScreenLayout(size: surface.size) else { return drawTooSmall() }
        drawHeader(model, in: screen.header)
        switch model.depth {
        case .top:
            switch model.screen {
            case .dashboard: drawDashboard(model, screen: screen)
            case .metrics: drawMetrics(model, screen: screen)
            case .logs: drawLogs(model, screen: screen)
            case .doctor: drawDoctor(model, screen: screen)
            }
        case .waterfall, .detail:
            if let layout = TraceLayout(size: surface.size, hasDetail: model.openSpan != nil) {
                drawTrace(model, layout: layout)
            }
        }
        drawOverlay(model)
        drawHints(model, in: screen.hints)
    }

    private mutating func drawDashboard(_ model: DashboardModel, screen: ScreenLayout) {
        guard model.hasData else { return drawWelcome(model, in: screen.body) }
        guard let layout = DashboardLayout(size: surface.size, focus: model.focus, isZoomed: model.isZoomed) else {
            return
        }
        if let tabs = layout.screen.tabs { drawTabs(model, in: tabs) }
        for place in layout.places { draw(place, model, frame: layout.screen.frame) }
    }

    private mutating func draw(_ place: PanelPlace, _ model: DashboardModel, frame: FrameStyle) {
        switch place.panel {
        case .tasks: drawTasks(model, in: place.rect, frame: frame)
        case .tools: drawTools(model, in: place.rect, frame: frame)
        case .tokens: drawTokens(model, in: place.rect, frame: frame)
        case .traces: drawTraces(model, in: place.rect, frame: frame)
        case .waterfall: drawWaterfallPanel(model, in: place.rect, frame: frame)
        }
    }

    private mutating func drawOverlay(_ model: DashboardModel) {
        switch model.overlay {
        case .help(let scroll): drawHelp(scroll)
        case .agents(let picker): drawAgents(picker, model: model)
        case .search where model.showsAgentList:
            drawAgents(model.freshPicker, model: model)
        case .search, nil: break
        }
    }

    private mutating func drawTooSmall() {
        let smallest = ScreenLayout.smallest
        let size = surface.size
        let wanted = "\(smallest.width)x\(smallest.height)"
        let texts = [
            "looptop needs \(wanted), has \(size.width)x\(size.height); q quits", "needs \(wanted); q quits", "q quits",
            "q",
        ]
        put(texts.first { columns(of: $0) <= size.width } ?? "", in: surface.bounds.splitTop(1).top)
    }

    /// Puts a question mark in place of everything that is not ASCII: names may hold anything. The mark of estimates
    /// becomes its own stand-in.
    fileprivate mutating func keepASCII() {
        for y in 0..<surface.size.height {
            for x in 0..<surface.size.width {
                let cell = surface[x, y]
                let isASCII = cell.width == 1 && (0x20...0x7e).contains(cell.scalar) && cell.mark1 == 0
                guard !isASCII else { continue }
                let isEstimate = cell.scalar == Glyphs.estimateSign.value && cell.mark1 == 0
                surface[x, y] = Cell(scalar: isEstimate ? 0x7e : 0x3f, style: cell.style)
            }
        }
    }
}
