/// Makes figures of an instrument table, under a filter.
struct InstrumentReader {
    private let table: InstrumentTable
    /// The agents whose series are looked at; nil for all.
    private let agents: [Symbol]?
    /// The window in so many parts.
    private let parts: (Int) -> WindowParts

    /// Of more series than this, no current value is worked out for all together.
    private static let manySeries = 1_000
    /// More series than this are not sorted by their attributes.
    private static let sortedSeries = 500

    init(table: InstrumentTable, agents: [String]?, parts: @escaping (Int) -> WindowParts) {
        self.table = table
        self.agents = agents.map { $0.compactMap { table.symbols.find($0) } }
        self.parts = parts
    }

    // MARK: Instruments

    func instruments(_ request: ListRequest<InstrumentKey>, columns: Int) -> ListRows<InstrumentFigures> {
        let found = instrumentPlaces(request.search)
        let window = parts(columns)
        return request.rows(of: found.count, place: { key in found.firstIndex { instrument($0).key == key } }) {
            figures(of: instrument(found[$0]), window)
        }
    }

    private func instrument(_ place: Int32) -> Instrument { table.instruments[Int(place)] }

    /// Those with series under the filter in which the search text occurs.
    private func instrumentPlaces(_ search: String) -> [Int32] {
        if agents == nil, search.isEmpty { return table.order }
        let wanted = search.lowercased()
        return table.order.filter { place in
            let instrument = instrument(place)
            return (wanted.isEmpty || instrument.searchText.contains(wanted)) && isWanted(instrument)
        }
    }

    private func isWanted(_ instrument: Instrument) -> Bool {
        agents?.contains { instrument.parts[$0] != nil } ?? true
    }

    private func wantedParts(of instrument: Instrument) -> [InstrumentPart] {
        agents.map { $0.compactMap { instrument.parts[$0] } } ?? Array(instrument.parts.values)
    }

    private func figures(of instrument: Instrument, _ window: WindowParts) -> InstrumentFigures {
        var figures = InstrumentFigures(id: instrument.key)
        figures.description = instrument.description
        let history = history(of: instrument)
        figures.summary = history?.summary(window) ?? SeriesSummary()
        figures.history = history?.values(window) ?? []
        let parts = agents == nil && instrument.seriesCount > Self.manySeries ? [] : wantedParts(of: instrument)
        figures.seriesCount = agents == nil ? instrument.seriesCount : parts.reduce(0) { $0 + $1.series.count }
        if instrument.key.kind == .summary {
            let only = figures.seriesCount == 1 ? parts.first?.series.first : nil
            figures.summary.take(only.flatMap { table.series[$0]?.quantiles } ?? [])
        }
        if figures.seriesCount <= Self.manySeries {
            figures.summary.current = current(of: parts.flatMap(\.series), instrument.key.kind, window)
        }
        return figures
    }

    /// What all series under the filter told together.
    private func history(of instrument: Instrument) -> SeriesHistory? {
        if agents == nil, let shared = instrument.history { return shared }
        // An agent's id and name are rarely both in use: the one with more series stands for it.
        let part = wantedParts(of: instrument).max { $0.series.count < $1.series.count }
        return part.flatMap { table.history(of: $0) }
    }

    /// The least and the greatest current value; of what can be added up, the sum.
    private func current(of series: [Int32], _ kind: MetricKind, _ window: WindowParts) -> ClosedRange<Double>? {
        let values = series.compactMap { place in table.series[place].flatMap { current(of: $0, window) } }
        guard let least = values.min(), let greatest = values.max() else { return nil }
        guard kind.isSum else { return least...greatest }
        let sum = values.reduce(0, +)
        return sum.isFinite ? sum...sum : nil
    }

    private func current(of series: InstrumentSeries, _ window: WindowParts) -> Double? {
        series.current.map { series.history.level(window) ?? $0 }
    }

    // MARK: Series

    func opened(_ request: OpenedRequest) -> OpenedInstrument {
        var opened = OpenedInstrument(id: request.instrument)
        let place = table.orderPlace(of: request.instrument)
        guard table.order.indices.contains(place), instrument(table.order[place]).key == request.instrument else {
            opened.isKept = false
            return opened
        }
        let instrument = instrument(table.order[place])
        opened.description = instrument.description
        let found = seriesPlaces(of: instrument, request.series.search)
        opened.shared = shared(among: found)
        let window = parts(request.graphColumns)
        opened.series = request.series.rows(
            of: found.count, place: { key in table.series.place(of: key).flatMap(found.firstIndex) }
        ) { figures(of: found[$0], window) }
        if let selected = opened.series.selected, let series = table.series[found[selected]] {
            // A summary tells of single measurements only how many there were.
            let heat = instrument.key.kind == .summary ? nil : series.history.heatMap(window, rows: request.graphRows)
            opened.graph = heat.map(SeriesGraph.heat) ?? .values(series.history.values(window))
        }
        return opened
    }

    private func seriesPlaces(of instrument: Instrument, _ search: String) -> [Int32] {
        let wanted = search.lowercased()
        let all = wantedParts(of: instrument).flatMap(\.series)
        let found = wanted.isEmpty ? all : all.filter { label($0).lowercased().contains(wanted) }
        func sequence(_ place: Int32) -> UInt64 { table.series[place]?.sequence ?? 0 }
        guard found.count <= Self.sortedSeries else { return found.sorted { sequence($0) < sequence($1) } }
        return found.map { (place: $0, label: label($0), sequence: sequence($0)) }
            .sorted { ($0.label, $0.sequence) < ($1.label, $1.sequence) }.map(\.place)
    }

    /// What a series is sorted and found by.
    private func label(_ place: Int32) -> String {
        guard let series = table.series[place] else { return "" }
        let texts = series.attributes + [series.service, series.serviceInstance]
        return texts.map(table.symbols.text).joined(separator: " ")
    }

    /// The attributes that all these series have alike.
    private func shared(among places: [Int32]) -> [AttributeText] {
        guard places.count > 1, var shared = table.series[places[0]]?.pairs else { return [] }
        for place in places where !shared.isEmpty {
            let pairs = table.series[place]?.pairs ?? []
            shared.removeAll { !pairs.contains($0) }
        }
        return shared.map(text)
    }

    private func text(_ pair: InstrumentSeries.Pair) -> AttributeText {
        AttributeText(key: table.symbols.text(pair.key), value: table.symbols.text(pair.value))
    }

    private func figures(of place: Int32, _ window: WindowParts) -> SeriesFigures {
        var figures = SeriesFigures(id: table.series.key(at: place))
        guard let series = table.series[place] else { return figures }
        figures.agent = table.symbols.text(series.agent)
        figures.service = table.symbols.text(series.service)
        figures.serviceInstance = table.symbols.text(series.serviceInstance)
        figures.attributes = series.pairs.map(text)
        figures.summary = series.history.summary(window)
        figures.summary.current = current(of: series, window).map { $0...$0 }
        figures.quantiles = series.quantiles
        if table.instruments[Int(series.instrument)].key.kind == .summary { figures.summary.take(series.quantiles) }
        figures.exemplar = series.exemplar
        figures.time = series.time
        return figures
    }
}

extension SeriesSummary {
    /// Puts the quantiles that were sent in place of estimates.
    fileprivate mutating func take(_ quantiles: [Quantile]) {
        func sent(_ wanted: Double) -> Double? {
            let value = quantiles.first { abs($0.quantile - wanted) < 0.000_1 }?.value
            return value.flatMap { $0.isFinite ? $0 : nil }
        }
        (min, p50, p95, p99, max) = (sent(0), sent(0.5), sent(0.95), sent(0.99), sent(1))
        (percentilesAreEstimates, minIsEstimate, maxIsEstimate) = (false, false, false)
    }
}

extension MetricKind {
    /// Can the values of several series be added up?
    fileprivate var isSum: Bool { if case .sum = self { true } else { false } }
}

extension ListRequest {
    /// The wanted rows of a list of `count`.
    fileprivate func rows<Row>(of count: Int, place: (ID) -> Int?, _ row: (Int) -> Row) -> ListRows<Row> {
        var list = ListRows<Row>()
        list.total = count
        guard count > 0 else { return list }
        let wanted =
            switch selection {
            case .index(let index): index
            case .id(let id, let index): place(id) ?? index
            }
        let selected = max(0, min(wanted, count - 1))
        let page = max(1, rowCount)
        let first = max(0, min(max(min(firstRow, count - page), selected - page + 1), selected))
        list.selected = selected
        list.firstRow = first
        list.rows = (first..<min(count, first + max(0, rowCount))).map(row)
        return list
    }
}
