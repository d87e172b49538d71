import Screen
import Telemetry

// Tool success rate: the rate of all calls with their number, its course over the window, and a row for each tool.

/// The rows of the panel's inside.
struct ToolPanelLayout: Hashable, Sendable {
    var gauge: Rect
    var history: Rect
    /// Empty where there is no room or nothing to say.
    var cache: Rect
    var table: Rect

    init(inside: Rect, hasCache: Bool) {
        let (gauge, afterGauge) = inside.splitTop(1)
        let (history, rest) = afterGauge.splitTop(1)
        let (cache, table) = rest.splitTop(hasCache && inside.height >= 9 ? 1 : 0)
        self.gauge = gauge
        self.history = history
        self.cache = cache
        self.table = table
    }

    /// Rows of tools that are seen.
    var page: Int { max(0, table.height - 1) }
}

extension DashboardModel {
    /// Rows of tools that the panel shows.
    var toolPage: Int {
        let hasCache = overview?.window.cacheByProvider.isEmpty == false
        return ToolPanelLayout(
            inside: dashboardLayout?.inside(.tools) ?? Rect(Size(width: 0, height: 0)), hasCache: hasCache
        )
        .page
    }
}

extension Canvas {
    mutating func drawTools(_ model: DashboardModel, in rect: Rect, frame style: FrameStyle) {
        let overview = model.overview ?? Overview()
        let window = overview.window
        let frame = Frame(
            style: style, number: Panel.tools.rawValue, title: Panel.tools.title,
            figures: sourceFigures(window.toolSource)
                + [Segment(windowText(seconds: overview.windowSeconds), .dim, priority: 1)],
            isFocused: model.focus == .tools)
        let inside = draw(frame, in: rect)
        guard window.toolCalls.total > 0 || !window.tools.isEmpty else {
            return drawEmpty("No tool calls in the last \(windowText(seconds: overview.windowSeconds)).", in: inside)
        }
        let layout = ToolPanelLayout(inside: inside, hasCache: !window.cacheByProvider.isEmpty)
        drawToolGauge(window, in: layout.gauge.inset(left: 1, right: 1))
        drawToolHistory(overview, in: layout.history.inset(left: 1, right: 1))
        drawCache(window.cacheByProvider, in: layout.cache.inset(left: 1, right: 1))
        let table = Table(
            columns: toolColumns(hasCache: window.cacheHitRate != nil),
            firstRow: model.tools.top(count: window.tools.count, page: layout.page), count: window.tools.count,
            height: layout.page
        ) { index in window.tools.at(index).map { toolRow($0, hasCache: window.cacheHitRate != nil) } }
        draw(table, in: layout.table)
    }

    private mutating func drawToolGauge(_ window: Section, in row: Rect) {
        let rate = window.toolCalls.successRate
        let calls = window.toolCalls
        let (left, rest) = row.splitLeft(7)
        put(rate.map(percentText) ?? glyphs.noFigure, in: left, rate.map { .goodBad($0) } ?? .dim)
        var facts = [
            Segment("n \(grouped(calls.ok + calls.failed))", priority: 0),
            Segment("\(grouped(calls.failed)) failed", calls.failed > 0 ? .error : .dim, priority: 1),
        ]
        if calls.other > 0 { facts.append(Segment("\(grouped(calls.other)) other", .dim, priority: 4)) }
        if window.toolRetries > 0 {
            facts.append(
                Segment(
                    window.toolRetries == 1 ? "1 retry" : "\(grouped(window.toolRetries)) retries", .warn,
                    priority: 3))
        }
        if let hits = window.cacheHitRate { facts.append(Segment("\(percentText(hits)) cached", .dim, priority: 2)) }
        let line = Line(fitting: facts, width: rest.width - 10)
        let gauge = rest.inset(right: line.width + 2)
        if gauge.width >= 6 { drawGauge(rate, in: gauge) }
        put(line, in: rest, alignment: .right)
    }

    private mutating func drawToolHistory(_ overview: Overview, in row: Rect) {
        let start = "-" + windowText(seconds: overview.windowSeconds)
        let graph = row.inset(left: max(7, columns(of: start) + 1), right: 4)
        put(start, in: row, .ruler)
        put("now", in: row, .ruler, alignment: .right)
        let rates = resampled(overview.toolHistory, to: graph.width) { parts in
            parts.reduce(into: CallCounts()) { sum, part in
                sum.ok += part.ok
                sum.failed += part.failed
            }
        }.map(\.successRate)
        for (column, rate) in rates.enumerated() {
            guard let rate else { continue }
            let cell = Rect(x: graph.x + column, y: graph.y, width: 1, height: graph.height)
            let level = max(1, steps(of: rate, top: 1, steps: 8))
            fill(cell, .goodBad(rate), with: glyphs.columnLevels[level - 1])
        }
    }

    private mutating func drawCache(_ figures: [CacheFigures], in row: Rect) {
        let segments = figures.enumerated().map { index, cache in
            Segment("\(cache.provider ?? "unnamed") \(percentText(cache.hitRate))", priority: index + 1)
        }
        put(Line(fitting: [Segment("cache hits", .dim, priority: 0)] + segments, width: row.width), in: row)
    }

    private func toolColumns(hasCache: Bool) -> [Column] {
        [
            Column.text("Tool", 10, upTo: 32, priority: 0), .text("Provider", 8, upTo: 14, priority: 9),
            .figure("Calls", 5, priority: 2), .figure("Ok", 5, priority: 6), .figure("Fail", 4, priority: 3),
            .figure("Rate", 6, priority: 1), .figure("Retry", 5, priority: 7),
            .figure(hasCache ? "Cache" : "", 5, priority: 8), .figure("p50", 6, priority: 5),
            .figure("p95", 6, priority: 4),
        ]
    }

    /// A rate; a dash where no call ended either way.
    private func rateCell(_ rate: Double?) -> TableCell {
        TableCell(rate.map(percentText) ?? glyphs.noFigure, rate.map { .goodBad($0) } ?? .dim)
    }

    private func toolRow(_ tool: ToolFigures, hasCache: Bool) -> [TableCell] {
        [
            .id(tool.name, .tool), TableCell(tool.provider ?? "", .dim), .count(tool.calls.total),
            .count(tool.calls.ok), .count(tool.calls.failed, .error),
            rateCell(tool.calls.successRate),
            .count(tool.retries, .warn), hasCache ? .count(tool.cached) : TableCell(""),
            .figure(tool.p50Ms, .foreground) { durationText(ms: $0, isEstimate: tool.durationsAreEstimates) },
            .figure(tool.p95Ms, .foreground) { durationText(ms: $0, isEstimate: tool.durationsAreEstimates) },
        ]
    }
}
