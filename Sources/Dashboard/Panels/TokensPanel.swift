import Screen
import Telemetry

// LLM token rate: tokens a second over the window, input and output on scales of their own (input is often ten times
// output, so that one scale would flatten it), and a row for each model.

/// The rows of the panel's inside.
struct TokenPanelLayout: Hashable, Sendable {
    var summary: Rect
    var input: Rect
    var output: Rect
    var axis: Rect
    var table: Rect

    /// Columns left of the graphs: what they show and the top of their scale.
    static let labels = 10

    init(inside: Rect, models: Int) {
        let wanted = min(models + 1, max(3, (inside.height - 2) * 2 / 5))
        let tableRows = inside.height >= 7 ? wanted : 0
        let (summary, rest) = inside.splitTop(1)
        let (graphs, bottom) = rest.splitTop(max(0, rest.height - tableRows - 1))
        (input, output) = graphs.splitTop((graphs.height + 1) / 2)
        (axis, table) = bottom.splitTop(1)
        self.summary = summary
    }

    /// Columns of the graphs in a panel of a width.
    static func graphWidth(inside width: Int) -> Int { max(0, width - labels - 1) }

    /// Rows of models that are seen.
    var page: Int { max(0, table.height - 1) }
}

extension DashboardModel {
    /// Rows of models that the panel shows.
    var modelPage: Int {
        let inside = dashboardLayout?.inside(.tokens) ?? Rect(Size(width: 0, height: 0))
        return TokenPanelLayout(inside: inside, models: overview?.window.models.count ?? 0).page
    }
}

extension Canvas {
    mutating func drawTokens(_ model: DashboardModel, in rect: Rect, frame style: FrameStyle) {
        let overview = model.overview ?? Overview()
        let window = overview.window
        let frame = Frame(
            style: style, number: Panel.tokens.rawValue, title: Panel.tokens.title,
            figures: sourceFigures(window.tokenSource)
                + [Segment(windowText(seconds: overview.windowSeconds), .dim, priority: 1)],
            isFocused: model.focus == .tokens)
        let inside = draw(frame, in: rect)
        guard window.modelCalls > 0 || window.tokens.total != nil || (overview.tokenHistory.max ?? 0) > 0 else {
            return drawEmpty("No model calls in the last \(windowText(seconds: overview.windowSeconds)).", in: inside)
        }
        let layout = TokenPanelLayout(inside: inside, models: window.models.count)
        drawTokenSummary(overview, in: layout.summary.inset(left: 1, right: 1))
        let parts = tokenParts(overview, width: TokenPanelLayout.graphWidth(inside: inside.width))
        drawTokenGraph(parts.map { $0?.input }, label: "in", role: .input, in: layout.input)
        drawTokenGraph(parts.map { $0?.output }, label: "out", role: .output, in: layout.output)
        drawTimeAxis(
            windowSeconds: overview.windowSeconds, in: layout.axis.inset(left: TokenPanelLayout.labels, right: 1))
        drawModels(
            window, top: model.tokens.top(count: window.models.count, page: layout.page), in: layout.table)
    }

    private mutating func drawTokenSummary(_ overview: Overview, in row: Rect) {
        let history = overview.tokenHistory
        func figure(_ label: String, _ rate: Double?, priority: Int) -> Segment {
            var line = Line(label + " ", .dim)
            line.add(rate.map(rateText) ?? glyphs.noFigure, rate == nil ? .dim : .foreground)
            return Segment(line, priority: priority)
        }
        var segments = [
            figure("now", history.current, priority: 0), figure("mean", history.mean, priority: 2),
            figure("max", history.max, priority: 6),
        ]
        let tokens = overview.window.tokens
        func count(_ label: String, _ count: Int64?, _ role: ThemeRole) -> Segment? {
            guard let count else { return nil }
            var line = Line(label + " ", role)
            line.add(shortCount(count))
            return Segment(line, priority: 0)
        }
        // Input without output would mislead: they stay and go together.
        let both = [count("in", tokens.input, .input), count("out", tokens.output, .output)].compactMap(\.self)
        segments.append(Segment(Line(fitting: both, width: .max), priority: 1))
        for (segment, priority) in [
            (count("cached", tokens.cacheRead, .dim), 4), (count("reasoning", tokens.reasoning, .dim), 5),
        ] {
            segment.map { segments.append(Segment($0.line, priority: priority)) }
        }
        if let cost = overview.window.costUSD { segments.append(Segment(costText(cost), priority: 3)) }
        put(Line(fitting: segments, width: row.width), in: row)
    }

    /// The history with a part for each column of the graph.
    private func tokenParts(_ overview: Overview, width: Int) -> [TokenHistory.Part?] {
        resampled(overview.tokenHistory.parts, to: width) { parts in
            let known = parts.compactMap(\.self)
            guard !known.isEmpty else { return nil }
            var mean = TokenHistory.Part()
            mean.input = known.reduce(0) { $0 + $1.input } / Double(known.count)
            mean.output = known.reduce(0) { $0 + $1.output } / Double(known.count)
            return mean
        }
    }

    private mutating func drawTokenGraph(_ rates: [Double?], label: String, role: ThemeRole, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let top = niceCeiling(rates.compactMap(\.self).max() ?? 0)
        let labels = Rect(x: rect.x + 1, y: rect.y, width: TokenPanelLayout.labels - 2, height: 1)
        put(label, in: labels, role)
        put(scaleText(top), in: labels, .ruler, alignment: .right)
        drawColumns(rates, top: top, in: rect.inset(left: TokenPanelLayout.labels, right: 1), role)
    }

    private mutating func drawModels(_ window: Section, top: Int, in rect: Rect) {
        let models = window.models
        let seconds = window.tokenSeconds
        let hasCost = models.contains { $0.costUSD != nil }
        // Which columns there are depends on the width; only what nobody tells is left out for that.
        let columns = ModelColumn.all.filter { $0.column.title != ModelColumn.cost || hasCost }
        let table = Table(
            columns: columns.map(\.column), firstRow: top, count: models.count, height: rect.height - 1
        ) { index in
            models.at(index).map { model in columns.map { $0.cell(model, seconds, glyphs) } }
        }
        draw(table, in: rect)
    }
}

extension Section {
    /// The seconds that rates of tokens are by: the period, or the time since the first data, if shorter.
    fileprivate var tokenSeconds: Double? {
        guard let total = tokens.total, let rate = tokensPerSecond, rate > 0 else { return nil }
        return Double(total) / rate
    }
}

/// A column of the table of models, and what it says of one.
private struct ModelColumn {
    static let cost = "Cost"

    var column: Column
    var cell: (ModelFigures, Double?, Glyphs) -> TableCell

    /// All columns. Rates of tokens by model and type are what the panel is for: sums, costs and times to the first
    /// token are seen where there is room, zoomed on most screens.
    static var all: [ModelColumn] {
        [
            ModelColumn(column: .text("Model", 9, upTo: 30, priority: 0)) { model, _, _ in
                .id(model.model ?? "unnamed", model.model == nil ? .dim : .llm)
            },
            ModelColumn(column: .text("Provider", 8, upTo: 14, priority: 10)) { model, _, _ in
                TableCell(model.provider ?? "", .dim)
            },
            ModelColumn(column: .figure("Calls", 5, priority: 1)) { model, _, _ in .count(model.calls) },
            ModelColumn(column: .figure("Fail", 4, priority: 5)) { model, _, _ in .count(model.failed, .error) },
            rate("In/s", .input, \.input), rate("Out/s", .output, \.output), count("In", \.input),
            count("Out", \.output),
            ModelColumn(column: .figure("Cached", 6, priority: 6)) { model, _, glyphs in
                .cached(model.tokens, glyphs)
            },
            ModelColumn(column: .figure(cost, 6, priority: 7)) { model, _, _ in
                .figure(model.costUSD, .foreground, costText)
            },
            ModelColumn(column: .figure("1st token", 9, priority: 11)) { model, _, _ in
                .figure(model.timeToFirstTokenP50Ms, .foreground) {
                    durationText(ms: $0, isEstimate: model.timeToFirstTokenIsEstimate)
                }
            },
            duration("p50", 4, \.p50Ms), duration("p95", 3, \.p95Ms),
        ]
    }

    private static func rate(
        _ title: String, _ role: ThemeRole, _ tokens: @escaping (TokenCounts) -> Int64?
    ) -> ModelColumn {
        ModelColumn(column: .figure(title, 5, priority: 2)) { model, seconds, _ in
            guard let count = tokens(model.tokens), let seconds, seconds > 0 else { return TableCell("") }
            return TableCell(rateNumber(Double(count) / seconds), count == 0 ? .dim : role)
        }
    }

    private static func count(_ title: String, _ tokens: @escaping (TokenCounts) -> Int64?) -> ModelColumn {
        ModelColumn(column: .figure(title, 5, priority: 8)) { model, _, _ in
            .figure(tokens(model.tokens), .foreground, shortCount)
        }
    }

    private static func duration(
        _ title: String, _ priority: Int, _ milliseconds: @escaping (ModelFigures) -> Double?
    ) -> ModelColumn {
        ModelColumn(column: .figure(title, 6, priority: priority)) { model, _, _ in
            .figure(milliseconds(model), .foreground) {
                durationText(ms: $0, isEstimate: model.durationsAreEstimates)
            }
        }
    }
}

extension TableCell {
    /// The share of the input that came from a cache; blank where nothing tells it.
    fileprivate static func cached(_ tokens: TokenCounts, _ glyphs: Glyphs) -> TableCell {
        guard let cached = tokens.cacheRead else { return TableCell("") }
        guard let input = tokens.input, input > 0 else { return TableCell(glyphs.noFigure, .dim) }
        return TableCell(percentText(Double(cached) / Double(input)), cached == 0 ? .dim : .foreground)
    }
}
