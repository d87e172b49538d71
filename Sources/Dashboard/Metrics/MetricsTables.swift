import Screen
import Telemetry

// The table of instruments, and that of the series of one.

extension Canvas {
    mutating func drawMetrics(_ model: DashboardModel, screen: ScreenLayout) {
        let layout = MetricsLayout(screen: screen)
        if let opened = model.metrics.opened {
            drawSeries(opened, model, layout: layout)
        } else {
            drawInstruments(model, layout: layout)
        }
    }

    private mutating func drawInstruments(_ model: DashboardModel, layout: MetricsLayout) {
        let figures = model.metrics.figures ?? MetricsFigures()
        let list = figures.instruments
        let search = model.metrics.instruments.search
        let frame = Frame(
            style: layout.frame, number: nil, title: "Metrics", subtitle: search.isEmpty ? "" : "/" + search,
            figures: instrumentFigures(figures, page: layout.instrumentPage), isFocused: true)
        let inside = draw(frame, in: layout.body)
        guard list.total > 0 else { return drawNoInstruments(model, figures, in: inside) }
        let columns = instrumentColumns(window: figures.windowSeconds, width: inside.width)
        let spark = columnPlaces(columns, in: inside).first { $0.index == columns.count - 1 }?.width ?? 0
        let table = Table(
            columns: columns, firstRow: list.firstRow, count: list.total, height: inside.height - 1,
            selected: model.metrics.instruments.row, isFocused: true
        ) { place in list.row(at: place).map { instrumentRow($0, spark: spark) } }
        draw(table, in: inside)
    }

    private mutating func drawNoInstruments(_ model: DashboardModel, _ figures: MetricsFigures, in rect: Rect) {
        let search = model.metrics.instruments.search
        if !search.isEmpty { return drawEmpty("No instrument matches \"\(search)\".", in: rect) }
        if figures.instrumentCount > 0, let agent = model.agent {
            return drawEmpty("No metrics of \(agent).", in: rect)
        }
        let address = model.addresses.first ?? "127.0.0.1:4318"
        let lines = [
            Line("No metrics yet.", .foreground), Line(),
            Line("export ", .dim, "OTEL_METRICS_EXPORTER=", .foreground, "otlp", .title),
            Line("export ", .dim, "OTEL_METRIC_EXPORT_INTERVAL=", .foreground, "5000", .title),
            Line("export ", .dim, "OTEL_EXPORTER_OTLP_ENDPOINT=", .foreground, "http://\(address)", .title),
        ]
        let top = rect.y + max(0, (rect.height - lines.count) * 2 / 5)
        for (index, line) in lines.prefix(rect.height).enumerated() {
            put(line, in: Rect(x: rect.x + 1, y: top + index, width: rect.width - 2, height: 1))
        }
    }

    /// How many there are, what had to go, and of when the figures are.
    private func instrumentFigures(_ figures: MetricsFigures, page: Int) -> [Segment] {
        var segments: [Segment] = []
        let list = figures.instruments
        if list.total > 0 { segments.append(Segment(rangeText(list, page: page), .dim, priority: 2)) }
        if figures.seriesCount > 0 {
            segments.append(Segment("\(grouped(figures.seriesCount)) series", .dim, priority: 4))
        }
        if figures.evicted > 0 {
            segments.append(Segment("\(shortCount(Int64(figures.evicted))) evicted", .warn, priority: 1))
        }
        return segments + [Segment(windowText(seconds: figures.windowSeconds), .dim, priority: 3)]
    }

    private func rangeText<Row>(_ list: ListRows<Row>, page: Int) -> String {
        let last = min(list.total, list.firstRow + page)
        return "\(grouped(list.firstRow + 1))-\(grouped(last)) of \(grouped(list.total))"
    }

    private func instrumentColumns(window: Int, width: Int) -> [Column] {
        // Where there is little room, what is to spare is for the name.
        let spark = width < 100 ? 8 : MetricsLayout.sparkColumns
        return [
            Column.text("Instrument", 24, upTo: 48, priority: 0), .text("Unit", 7, upTo: 7, priority: 5),
            .text("Kind", 10, upTo: 10, priority: 4), .text("Points", 6, upTo: 6, priority: 8),
            .figure("Series", 6, priority: 6), .figure("Now", 12, priority: 1), .figure("p50", 6, priority: 7),
            .figure("p95", 6, priority: 3),
            .text("Last \(windowText(seconds: window))", 8, upTo: spark, priority: 2),
        ]
    }

    private func instrumentRow(_ row: InstrumentFigures, spark: Int) -> [TableCell] {
        func percentile(_ value: Double?) -> TableCell {
            .figure(value) {
                valueText($0, unit: row.id.unit, isEstimate: row.summary.percentilesAreEstimates)
            }
        }
        return [
            TableCell(row.id.name.isEmpty ? "(unnamed)" : row.id.name), TableCell(row.id.unitText, .dim),
            TableCell(row.id.kind.text, .dim), TableCell(row.id.kind.shortTemporality, .dim), .count(row.seriesCount),
            nowCell(row.summary, row.id), percentile(row.summary.p50), percentile(row.summary.p95),
            TableCell(sparkText(row.history, width: spark), .series(0)),
        ]
    }

    /// A level, or how much comes a second.
    private func nowCell(_ summary: SeriesSummary, _ id: InstrumentKey) -> TableCell {
        guard id.kind.isLevel else { return .figure(summary.rate, .foreground, metricRateText) }
        return .figure(summary.current) { current in
            let least = valueText(current.lowerBound, unit: id.unit)
            let greatest = valueText(current.upperBound, unit: id.unit)
            return least == greatest ? least : "\(least)..\(greatest)"
        }
    }
}

extension Canvas {
    fileprivate mutating func drawSeries(
        _ opened: MetricsScreenState.Opened, _ model: DashboardModel, layout: MetricsLayout
    ) {
        let known = model.metrics.figures?.opened
        let figures = known?.id == opened.instrument ? known : nil
        let list = figures?.series ?? ListRows()
        let id = opened.instrument
        let frame = Frame(
            style: layout.frame, number: nil, title: id.name.isEmpty ? "(unnamed)" : id.name,
            subtitle: seriesSubtitle(opened, figures),
            figures: list.total > 0
                ? [
                    Segment(rangeText(list, page: layout.seriesPage), .dim, priority: 1),
                    Segment(windowText(seconds: model.windowSeconds), .dim, priority: 2),
                ] : [], isFocused: true)
        let inside = draw(frame, in: layout.series)
        guard list.total > 0 else {
            return drawEmpty(emptySeries(opened, figures, model), in: inside)
        }
        let labels = SeriesLabels(list.rows, shared: figures?.shared ?? [])
        let table = Table(
            columns: seriesColumns(id.kind, title: labels.title(glyphs)), firstRow: list.firstRow, count: list.total,
            height: inside.height - 1,
            selected: opened.series.row, isFocused: true
        ) { place in list.row(at: place).map { seriesRow($0, id, labels) } }
        draw(table, in: inside)
        if let figures { drawSelectedSeries(figures, model, layout: layout) }
    }

    private func seriesSubtitle(_ opened: MetricsScreenState.Opened, _ figures: OpenedInstrument?) -> String {
        let id = opened.instrument
        if !opened.series.search.isEmpty { return "/" + opened.series.search }
        let kind = [id.unitText, id.kind.text, id.kind.temporality].filter { !$0.isEmpty }.joined(separator: " ")
        return [kind, figures?.description ?? "", id.scope].filter { !$0.isEmpty }
            .joined(separator: " \(glyphs.separator) ")
    }

    private func emptySeries(
        _ opened: MetricsScreenState.Opened, _ figures: OpenedInstrument?, _ model: DashboardModel
    ) -> String {
        guard let figures else { return "Reading the series." }
        if !figures.isKept { return "This instrument is no longer kept." }
        if !opened.series.search.isEmpty { return "No series matches \"\(opened.series.search)\"." }
        return model.agent.map { "No series of \($0)." } ?? "No series."
    }

    private func seriesColumns(_ kind: MetricKind, title: String) -> [Column] {
        let attributes = Column.text(title, 14, upTo: 400, priority: 0)
        let tail = [Column.text("Service", 8, upTo: 16, priority: 9), .figure("Trace", 5, priority: 8)]
        if kind.isDistribution {
            return [
                attributes, .figure("Count", 6, priority: 4), .figure("Rate", 7, priority: 3),
                .figure("Mean", 7, priority: 5), .figure("p50", 7, priority: 1), .figure("p95", 7, priority: 2),
                .figure("p99", 7, priority: 6), .figure("Max", 7, priority: 7),
            ] + tail
        }
        if kind.isLevel {
            return [
                attributes, .figure("Now", 8, priority: 1), .figure("Min", 8, priority: 4),
                .figure("Mean", 8, priority: 3), .figure("Max", 8, priority: 2),
            ] + tail
        }
        return [
            attributes, .figure("Total", 8, priority: 2), .figure("In window", 9, priority: 4),
            .figure("Rate", 7, priority: 1), .figure("Max rate", 8, priority: 5),
        ] + tail
    }

    private func seriesRow(_ row: SeriesFigures, _ id: InstrumentKey, _ labels: SeriesLabels) -> [TableCell] {
        let summary = row.summary
        func value(_ value: Double?, isEstimate: Bool = false) -> TableCell {
            .figure(value) { valueText($0, unit: id.unit, isEstimate: isEstimate) }
        }
        let tail = [
            TableCell(row.service, .dim), TableCell(row.exemplar == nil ? "" : glyphs.okMark, .ok),
        ]
        // Cut in the middle: of several values the first and the last stay apart.
        let label = TableCell.id(labels.text(row, glyphs), row.attributes.isEmpty ? .dim : .foreground)
        let rate = TableCell.figure(summary.rate, .foreground, metricRateText)
        if id.kind.isDistribution {
            let percentiles = [summary.p50, summary.p95, summary.p99]
            return [label, .figure(summary.count) { valueText($0) }, rate, value(summary.mean)]
                + percentiles.map { value($0, isEstimate: summary.percentilesAreEstimates) }
                + [value(summary.max, isEstimate: summary.maxIsEstimate)] + tail
        }
        if id.kind.isLevel {
            let figures = [summary.current?.upperBound, summary.min, summary.mean, summary.max]
            return [label] + figures.map { value($0) } + tail
        }
        return [
            label, value(summary.current?.upperBound), value(summary.count), rate,
            .figure(summary.max, .foreground, metricRateText),
        ] + tail
    }
}

/// How the rows of series are told apart: by what they don't all have alike.
private struct SeriesLabels {
    private let shared: Set<AttributeText>
    /// The other attributes' keys, where all rows that are seen have the same: then they stand in the heading.
    private let keys: [String]?

    init(_ rows: [SeriesFigures], shared: [AttributeText]) {
        let shared = Set(shared)
        self.shared = shared
        let keys = rows.map { row in row.attributes.filter { !shared.contains($0) }.map(\.key) }
        self.keys = keys.allSatisfy { $0 == keys.first } ? keys.first : nil
    }

    func title(_ glyphs: Glyphs) -> String {
        guard let keys, !keys.isEmpty else { return "Series" }
        return keys.joined(separator: " \(glyphs.separator) ")
    }

    func text(_ row: SeriesFigures, _ glyphs: Glyphs) -> String {
        let own = row.attributes.filter { !shared.contains($0) }
        // Series may have all attributes alike, and differ in what sent them.
        if own.isEmpty || keys == nil { return seriesLabel(own.isEmpty ? row.attributes : own) }
        return own.map(\.value).joined(separator: " \(glyphs.separator) ")
    }
}

/// Attributes of a series in a line.
func seriesLabel(_ attributes: [AttributeText]) -> String {
    guard !attributes.isEmpty else { return "(no attributes)" }
    return attributes.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
}

extension Line {
    /// Three texts of three roles.
    fileprivate init(
        _ first: String, _ firstRole: ThemeRole, _ second: String, _ secondRole: ThemeRole, _ third: String,
        _ thirdRole: ThemeRole
    ) {
        self.init(first, firstRole)
        add(second, secondRole)
        add(third, thirdRole)
    }
}
