import Telemetry

@testable import Dashboard

// Metrics of a fleet at work: fixed, so that screens can be compared.
extension Sample {
    private static func key(_ name: String, _ unit: String, _ kind: MetricKind) -> InstrumentKey {
        InstrumentKey(scope: "looopy", name: name, unit: unit, kind: kind)
    }

    /// By name, as the store has them.
    static let instruments: [InstrumentFigures] = [
        level(key("agent.active_tasks", "{task}", .sum(.cumulative, isMonotonic: false)), 6...6, series: 3),
        spread(key("agent.loop.duration", "ms", .histogram(.delta)), series: 4, p50: 12_400, p95: 88_000),
        counter(key("agent.tasks", "{task}", .sum(.cumulative, isMonotonic: true)), series: 8, rate: 0.04),
        counter(key("claude_code.cost.usage", "USD", .sum(.delta, isMonotonic: true)), series: 2, rate: 0.31),
        counter(key("claude_code.token.usage", "tokens", .sum(.delta, isMonotonic: true)), series: 14, rate: 18_300),
        spread(
            key("gen_ai.client.operation.duration", "s", .exponentialHistogram(.cumulative)), series: 5, p50: 1.62,
            p95: 7.4),
        spread(key("gen_ai.client.token.usage", "{token}", .histogram(.cumulative)), series: 10, p50: 353, p95: 1_640),
        spread(key("http.server.request.duration", "s", .summary), series: 1, p50: nil, p95: nil),
        level(key("process.cpu.utilization", "1", .gauge), 0.042...0.61, series: 4),
        level(
            key("process.memory.usage", "By", .sum(.cumulative, isMonotonic: false)), 412_300_000...412_300_000,
            series: 4),
        level(key("temperature.des.计划", "Cel", .gauge), -4.5 ... -4.5, series: 1),
        level(key("tool.cache.hit_rate", "1", .gauge), 0.25...0.8, series: 2),
        spread(key("tool.execution.duration", "ms", .histogram(.cumulative)), series: 7, p50: 56, p95: 304),
        counter(key("tool.executions", "{execution}", .sum(.cumulative, isMonotonic: true)), series: 31, rate: 2.4),
    ]

    private static func counter(_ id: InstrumentKey, series: Int, rate: Double) -> InstrumentFigures {
        var figures = InstrumentFigures(id: id)
        figures.seriesCount = series
        figures.summary.rate = rate
        figures.history = wave(40, from: 0, to: rate * 2, known: 30)
        return figures
    }

    private static func level(_ id: InstrumentKey, _ current: ClosedRange<Double>, series: Int) -> InstrumentFigures {
        var figures = InstrumentFigures(id: id)
        figures.seriesCount = series
        figures.summary.current = current
        figures.history = wave(40, from: current.lowerBound, to: current.upperBound * 1.2, known: 36)
        return figures
    }

    private static func spread(_ id: InstrumentKey, series: Int, p50: Double?, p95: Double?) -> InstrumentFigures {
        var figures = counter(id, series: series, rate: 3.2)
        (figures.summary.p50, figures.summary.p95) = (p50, p95)
        figures.summary.percentilesAreEstimates = id.kind.hasWideBuckets
        return figures
    }

    /// Values that rise and fall, the first ones unknown.
    private static func wave(_ count: Int, from low: Double, to high: Double, known: Int) -> [Double?] {
        (0..<count).map { place in
            guard place >= count - known else { return nil }
            let step = Double((place * 7) % 24) / 12
            return low + (high - low) * (step > 1 ? 2 - step : step)
        }
    }

    /// What the store answers to a request.
    static func metrics(_ request: MetricsRequest) -> MetricsFigures {
        var figures = MetricsFigures()
        figures.windowSeconds = request.windowSeconds
        figures.instrumentCount = instruments.count
        figures.seriesCount = 96
        let search = request.instruments.search.lowercased()
        figures.instruments = rows(
            of: instruments.filter { search.isEmpty || $0.id.name.lowercased().contains(search) }, request.instruments)
        figures.opened = request.opened.map(opened)
        return figures
    }

    private static func opened(_ request: OpenedRequest) -> OpenedInstrument {
        var opened = OpenedInstrument(id: request.instrument)
        opened.description = "As the sample has it"
        opened.series = rows(of: series(of: request.instrument), request.series)
        opened.graph =
            request.instrument.kind.isDistribution
            ? .heat(heatMap(columns: request.graphColumns, rows: request.graphRows))
            : .values(wave(request.graphColumns, from: 0, to: 2.8, known: request.graphColumns * 3 / 4))
        return opened
    }

    private static func series(of id: InstrumentKey) -> [SeriesFigures] {
        let names = ["bash", "edit_file", "list_dir", "read_file", "search", "web_fetch", "漢字"]
        return names.enumerated().map { index, name in
            var series = SeriesFigures(id: seriesKey(index))
            series.service = index < 4 ? "looopy" : "codex"
            series.serviceInstance = "host-1"
            series.agent = "coder-1"
            series.attributes = [
                AttributeText(key: "tool.name", value: name),
                AttributeText(key: "tool.success", value: index % 3 == 2 ? "false" : "true"),
            ]
            let size = Double(index + 1)
            (series.summary.count, series.summary.rate) = (120 * size, 0.4 * size)
            (series.summary.min, series.summary.mean, series.summary.max) = (2 * size, 61 * size, 740 * size)
            (series.summary.p50, series.summary.p95, series.summary.p99) = (48 * size, 290 * size, 610 * size)
            // Some points say their greatest.
            series.summary.percentilesAreEstimates = id.kind.hasWideBuckets
            series.summary.maxIsEstimate = id.kind.hasWideBuckets && index == 5
            series.summary.current = (512 * size)...(512 * size)
            series.time = ago(3)
            if index % 2 == 0 {
                series.exemplar = SeriesExemplar(time: ago(12), value: 128, traceID: traceID(1_230), spanID: SpanID(4))
            }
            return series
        }
    }

    /// Keys can only be made of batches.
    private static func seriesKey(_ number: Int) -> SeriesKey {
        var batch = Batch()
        batch.resources.append(Resource())
        batch.scopes.append(Scope(resource: 0))
        var metric = MetricRecord()
        metric.name = batch.strings.intern("series \(number)")
        return SeriesKey.family(of: metric, in: batch)
    }

    private static func heatMap(columns: Int, rows: Int) -> HeatMap {
        var map = HeatMap()
        for row in 0..<rows {
            map.rows.append(HeatMap.Row(low: Double(4 << row), high: Double(8 << row)))
        }
        for column in 0..<columns {
            let isKnown = column >= columns / 3
            map.columns.append(isKnown ? (0..<rows).map { heat(row: $0, column: column, rows: rows) } : [])
        }
        return map
    }

    private static func heat(row: Int, column: Int, rows: Int) -> Double {
        let distance = abs(row - rows / 2 - (column % 11) / 4)
        return Double(max(0, 12 - distance * distance * 2) * (1 + (column * 5) % 7))
    }

    private static func rows<Row: Identifiable>(of all: [Row], _ request: ListRequest<Row.ID>) -> ListRows<Row> {
        var list = ListRows<Row>()
        list.total = all.count
        guard !all.isEmpty else { return list }
        let wanted =
            switch request.selection {
            case .index(let index): index
            case .id(let id, let index): all.firstIndex { $0.id == id } ?? index
            }
        let selected = max(0, min(wanted, all.count - 1))
        list.selected = selected
        let lastFirst = min(request.firstRow, all.count - request.rowCount)
        list.firstRow = max(0, min(max(lastFirst, selected - request.rowCount + 1), selected))
        list.rows = Array(all[list.firstRow...].prefix(request.rowCount))
        return list
    }
}

extension MetricKind {
    fileprivate var hasWideBuckets: Bool { if case .histogram = self { true } else { false } }
}
