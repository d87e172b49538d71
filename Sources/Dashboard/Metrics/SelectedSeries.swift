import Screen
import Telemetry

// The selected series of an instrument: its figures, and its graph or heat map over the window.

extension DashboardModel {
    /// Does Enter lead anywhere on the metrics screen?
    var hasMetricRow: Bool {
        metrics.opened == nil
            ? metrics.figures?.instruments.row(at: metrics.instruments.row) != nil : openedSeries?.exemplar != nil
    }
}

extension Canvas {
    mutating func drawSelectedSeries(_ figures: OpenedInstrument, _ model: DashboardModel, layout: MetricsLayout) {
        guard !layout.selected.isEmpty, let series = model.openedSeries else { return }
        let frame = Frame(
            style: layout.frame, number: nil, title: graphTitle(figures), subtitle: label(of: series, figures.shared),
            figures: series.exemplar.map { exemplarFigures($0, figures.id, now: model.now) } ?? [], isFocused: false)
        let inside = draw(frame, in: layout.selected)
        let line = inside.splitTop(1).top.inset(left: 1, right: 1)
        put(Line(fitting: facts(of: series, figures.id, now: model.now), width: line.width), in: line)
        draw(figures.graph, of: figures.id, model: model, in: layout.graph)
    }

    /// Its attributes, those first that other series don't have alike.
    private func label(of series: SeriesFigures, _ shared: [AttributeText]) -> String {
        seriesLabel(series.attributes.filter { !shared.contains($0) } + series.attributes.filter(shared.contains))
    }

    private func graphTitle(_ figures: OpenedInstrument) -> String {
        let unit = figures.id.unitText
        switch figures.id.kind {
        case .unspecified, .gauge, .sum(_, isMonotonic: false): return unit.isEmpty ? "Level" : "Level in \(unit)"
        case .sum(_, isMonotonic: true): return unit.isEmpty ? "Rate" : "Rate in \(unit)/\(figures.graph.rateUnit.name)"
        case .histogram, .exponentialHistogram: return unit.isEmpty ? "Spread" : "Spread in \(unit)"
        case .summary: return "Rate"
        }
    }

    private func exemplarFigures(_ exemplar: SeriesExemplar, _ id: InstrumentKey, now: Timestamp) -> [Segment] {
        let value = exemplar.value.map { valueText($0, unit: id.unit) } ?? ""
        let age = shortAge(seconds: now.seconds(since: exemplar.time))
        let trace = String(exemplar.traceID.description.prefix(8)) + glyphs.ellipsis
        return [
            Segment("trace \(trace)", .keyHint, priority: 0),
            Segment(value.isEmpty ? "\(age) ago" : "\(value), \(age) ago", .dim, priority: 1),
        ]
    }

    /// What the series' row has no room for.
    private func facts(of series: SeriesFigures, _ id: InstrumentKey, now: Timestamp) -> [Segment] {
        var facts: [Segment] = []
        func add(_ label: String, _ text: String?, priority: Int, _ role: ThemeRole = .foreground) {
            guard let text, !text.isEmpty else { return }
            var line = Line(label + " ", .dim)
            line.add(text, role)
            facts.append(Segment(line, priority: priority))
        }
        let value = { (value: Double) in valueText(value, unit: id.unit) }
        if id.kind.isDistribution {
            add("n", series.summary.count.map { valueText($0) }, priority: 0)
            for quantile in series.quantiles.prefix(6) {
                add("q\(valueText(quantile.quantile))", value(quantile.value), priority: 3)
            }
            let summary = series.summary
            func estimate(_ known: Double?, _ isEstimate: Bool) -> String? {
                known.map { valueText($0, unit: id.unit, isEstimate: isEstimate) }
            }
            add("min", estimate(summary.min, summary.minIsEstimate), priority: 4)
            add("p99", estimate(summary.p99, summary.percentilesAreEstimates), priority: 2)
            add("max", estimate(summary.max, summary.maxIsEstimate), priority: 1)
        } else if id.kind.isLevel {
            add("now", series.summary.current.map { value($0.upperBound) } ?? glyphs.noFigure, priority: 0)
            add("mean", series.summary.mean.map(value), priority: 1)
        } else {
            add("mean", series.summary.rate.map(metricRateText), priority: 0)
            add("max", series.summary.max.map(metricRateText), priority: 1)
        }
        if series.time.isSet { add("heard", "\(shortAge(seconds: now.seconds(since: series.time))) ago", priority: 5) }
        add("agent", series.agent, priority: 6, .agent)
        add("service", series.service, priority: 7)
        add("instance", series.serviceInstance, priority: 8)
        return facts
    }
}

// Graphs.
extension Canvas {
    private mutating func draw(_ graph: SeriesGraph, of id: InstrumentKey, model: DashboardModel, in rect: Rect) {
        guard rect.height > 1, rect.width > MetricsLayout.labels else { return }
        let (chart, axis) = rect.splitTop(rect.height - 1)
        let columns = rect.width - MetricsLayout.labels
        switch graph {
        case .none: return
        case .values(let values):
            guard values.contains(where: { $0 != nil }) else { return drawEmpty("Nothing in this window.", in: chart) }
            drawValues(resampled(values, to: columns, merge: mean), of: id, in: chart)
        case .heat(let map):
            guard !map.rows.isEmpty else { return drawEmpty("Nothing in this window.", in: chart) }
            draw(map, of: id, in: chart)
        }
        drawTimeAxis(windowSeconds: model.windowSeconds, in: axis.inset(left: MetricsLayout.labels))
    }

    private mutating func drawValues(_ values: [Double?], of id: InstrumentKey, in rect: Rect) {
        let rateUnit = SeriesGraph.values(values).rateUnit
        // In the unit that it is told in, a scale is round.
        let values = id.kind.isLevel ? values : values.map { $0.map { $0 * rateUnit.seconds } }
        let scale = ValueScale(values)
        func label(_ value: Double) -> String {
            id.kind.isLevel ? valueText(value, unit: id.unit) : "\(rateNumber(value))/\(rateUnit.name)"
        }
        let labels = rect.splitLeft(MetricsLayout.labels - 1).left
        put(label(scale.top), in: labels.splitTop(1).top, .ruler, alignment: .right)
        if rect.height > 2 {
            let bottom = Rect(x: labels.x, y: labels.bottom - 1, width: labels.width, height: 1)
            put(label(scale.bottom), in: bottom, .ruler, alignment: .right)
        }
        let chart = rect.inset(left: MetricsLayout.labels)
        drawColumns(values.map { $0.map { $0 - scale.bottom } }, top: scale.top - scale.bottom, in: chart, .series(0))
    }

    /// A row for each range of values, the highest on top; the more was measured, the denser a cell. Densities go by the
    /// square root, so that beside a crowded row a sparse one is still told from an empty one.
    private mutating func draw(_ map: HeatMap, of id: InstrumentKey, in rect: Rect) {
        let peak = map.peak
        let rows = min(rect.height, map.rows.count)
        let bottom = rect.bottom - 1
        for row in stride(from: 0, to: rows, by: 2) {
            let place = Rect(x: rect.x, y: bottom - row, width: MetricsLayout.labels - 1, height: 1)
            put(valueText(map.rows[row].low, unit: id.unit), in: place, .ruler, alignment: .right)
        }
        let columns = resampled(map.columns, to: rect.width - MetricsLayout.labels, merge: greatest)
        for (column, counts) in columns.enumerated() where !counts.isEmpty {
            let x = rect.x + MetricsLayout.labels + column
            if !counts.contains(where: { $0 > 0 }) { put(glyphs.zero, x: x, y: bottom, .dim) }
            for (row, count) in counts.prefix(rows).enumerated() where count > 0 {
                put(density(of: count, peak: peak), x: x, y: bottom - row, .series(0))
            }
        }
    }

    private func density(of count: Double, peak: Double) -> Unicode.Scalar {
        let level = steps(of: (count / peak).squareRoot(), top: 1, steps: glyphs.densities.count)
        return glyphs.densities[max(1, level) - 1]
    }

    /// The values as one row of columns; blank where nothing is known.
    func sparkText(_ values: [Double?], width: Int) -> String {
        let columns = resampled(values, to: min(width, max(values.count, width)), merge: mean)
        let scale = ValueScale(columns)
        var text = String.UnicodeScalarView()
        for value in columns {
            guard let value else {
                text.append(" ")
                continue
            }
            let level = steps(of: value - scale.bottom, top: scale.peak - scale.bottom, steps: 8)
            text.append(level == 0 ? glyphs.zero : glyphs.columnLevels[level - 1])
        }
        return String(text)
    }
}

/// A graph's scale: from zero to a round figure, and below zero where values are.
private struct ValueScale {
    var bottom = 0.0
    var top = 1.0
    /// The greatest value.
    var peak = 0.0

    init(_ values: [Double?]) {
        let known = values.compactMap(\.self).filter(\.isFinite)
        guard let least = known.min(), let greatest = known.max() else { return }
        bottom = least < 0 ? -niceCeiling(-least) : 0
        top = greatest > 0 ? niceCeiling(greatest) : 0
        peak = max(0, greatest)
    }
}

extension SeriesGraph {
    /// What its scale is told in.
    fileprivate var rateUnit: RateUnit {
        switch self {
        case .none, .heat: .second
        case .values(let values): RateUnit(for: ValueScale(values).top)
        }
    }
}

/// The mean of what is known.
private func mean(_ values: ArraySlice<Double?>) -> Double? {
    let known = values.compactMap(\.self)
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
}

/// The greatest count of each row.
private func greatest(_ columns: ArraySlice<[Double]>) -> [Double] {
    columns.reduce([]) { merged, column in
        merged.count < column.count ? greater(column, merged) : greater(merged, column)
    }
}

private func greater(_ longer: [Double], _ shorter: [Double]) -> [Double] {
    longer.indices.map { max(longer[$0], shorter.at($0) ?? 0) }
}

extension Glyphs {
    /// Rising densities of a heat map's cells.
    fileprivate var densities: [Unicode.Scalar] { pick(["░", "▒", "▓", "█"], [":", "+", "#", "@"]) }
}
