/// Every instrument that was heard of, with the series of each over the last hour.
///
/// Bounded by `maxSeries` and `maxBytes`: the least recently updated series go first, idle ones among them, and an
/// instrument goes with its last series. The more series there are, the coarser their history gets.
package struct InstrumentTable: Sendable {
    private(set) var series = RecencyTable<SeriesKey, InstrumentSeries>()
    private(set) var instruments: [Instrument] = []
    /// Places of instruments, by their keys' order.
    private(set) var order: [Int32] = []
    private(set) var symbols = SymbolTable()
    private var places: [InstrumentKey: Int32] = [:]
    private var free: [Int32] = []
    private let maxSeries: Int
    private let maxBytes: Int
    private var nextSequence: UInt64 = 0
    /// Of histories and what series and instruments hold.
    private var heapBytes = 0

    /// How many series were let go to make room.
    package private(set) var evicted = 0

    /// An attribute's text beyond so many bytes is cut, and attributes beyond so many are left out.
    static let maxTextBytes = 256
    static let maxAttributes = 32
    /// So many bytes a history may always take.
    private static let minAllowance = 2_048

    package init(maxSeries: Int = 10_000, maxBytes: Int = 64 << 20) {
        self.maxSeries = max(1, maxSeries)
        self.maxBytes = maxBytes
    }

    package var seriesCount: Int { series.count }
    package var instrumentCount: Int { order.count }

    /// Bytes held, about.
    package var byteCount: Int { heapBytes + series.byteCount + symbols.byteCount }

    /// The bytes that one history should not take more than.
    private var allowance: Int { max(Self.minAllowance, maxBytes / 4 / max(1, series.count)) }

    /// Was nothing heard of a series yet, or has it been let go?
    func isNew(_ identity: SeriesKey) -> Bool { series.place(of: identity) == nil }

    /// Takes in what became of a point.
    mutating func receive(_ outcome: PointOutcome, _ source: PointSource, in batch: borrowing Batch, now: Timestamp) {
        switch outcome {
        case .duplicate, .rejected, .outOfOrder: return
        case .noRecordedValue:
            guard let place = series.place(of: source.identity) else { return }
            series[place]?.current = nil
            series.use(place)
        case .baseline, .gauge, .increment:
            let place = series.place(of: source.identity) ?? insert(source, in: batch)
            update(place, outcome, source, in: batch, now: now)
            series.use(place)
            while series.count > maxSeries || (byteCount > maxBytes && series.count > 1) { evictOne() }
        }
    }
}

/// Where a point comes from.
struct PointSource {
    var point: DataPoint
    var metric: MetricRecord
    var identity: SeriesKey
    var emitter: EmitterName
    /// The agent that the point or its resource names.
    var agent: String?
}

// Known series.
extension InstrumentTable {
    private mutating func update(
        _ place: Int32, _ outcome: PointOutcome, _ source: PointSource, in batch: borrowing Batch, now: Timestamp
    ) {
        guard let before = series[place]?.byteCount, let instrument = series[place]?.instrument,
            let agent = series[place]?.agent
        else { return }
        let time = source.point.time.isSet ? min(source.point.time, now) : now
        let allowance = allowance
        let news = SeriesNews(outcome)
        func add(to history: inout SeriesHistory) {
            history.add(news, through: time.second, now: now.second, allowance: allowance)
        }
        series[place]?.note(outcome, source, time: time, in: batch)
        series[place]?.add(add)
        heapBytes += (series[place]?.byteCount ?? 0) - before
        heapBytes += instruments[Int(instrument)].changeShared(of: agent, add)
    }
}

// New series and old ones.
extension InstrumentTable {
    private mutating func insert(_ source: PointSource, in batch: borrowing Batch) -> Int32 {
        let instrument = place(of: source.metric, in: batch)
        let entry = InstrumentSeries(
            instrument: instrument, agent: symbol(source.agent ?? source.emitter.service), sequence: nextSequence,
            service: symbol(source.emitter.service), serviceInstance: symbol(source.emitter.instance),
            attributes: attributes(of: source.point, in: batch), history: SeriesHistory(source.metric.kind),
            time: source.point.time)
        nextSequence += 1
        let place = series.insert(entry, for: source.identity)
        heapBytes += entry.byteCount
        share(place, entry)
        return place
    }

    /// Puts a series among those of its instrument and agent. From the second one on they have a history in common.
    private mutating func share(_ place: Int32, _ entry: InstrumentSeries) {
        let instrument = Int(entry.instrument)
        if instruments[instrument].parts[entry.agent] == nil, instruments[instrument].history == nil,
            let other = instruments[instrument].parts.values.first
        {
            instruments[instrument].history = history(of: other)
            heapBytes += instruments[instrument].history?.byteCount ?? 0
        }
        var part = instruments[instrument].parts.removeValue(forKey: entry.agent) ?? InstrumentPart()
        if part.series.count == 1, part.history == nil {
            part.history = history(of: part)
            heapBytes += part.history?.byteCount ?? 0
        }
        series[place]?.place = part.series.count
        part.series.append(place)
        instruments[instrument].parts[entry.agent] = part
        instruments[instrument].seriesCount += 1
    }

    /// The history of all series of a part.
    func history(of part: InstrumentPart) -> SeriesHistory? {
        part.history ?? part.series.first.flatMap { series[$0]?.history }
    }

    private mutating func attributes(of point: DataPoint, in batch: borrowing Batch) -> [Symbol] {
        var texts: [Symbol] = []
        for place in point.attributes.range.prefix(Self.maxAttributes) {
            let attribute = batch.attributes[place]
            texts.append(symbol(batch.text(attribute.key)))
            texts.append(symbol(batch.plainText(attribute.value)))
        }
        return texts
    }

    private mutating func symbol(_ text: String) -> Symbol { symbols.retain(cut(text)) }

    private func cut(_ text: String) -> String {
        bounded(text, to: Self.maxTextBytes)
    }

    private mutating func place(of metric: MetricRecord, in batch: borrowing Batch) -> Int32 {
        let key = InstrumentKey(
            scope: cut(batch.text(batch.scopes[Int(metric.scope)].name)), name: cut(batch.text(metric.name)),
            unit: cut(batch.text(metric.unit)), kind: metric.kind)
        if let place = places[key] { return place }
        let instrument = Instrument(key: key, description: cut(batch.text(metric.description)))
        let place: Int32
        if let reused = free.popLast() {
            place = reused
            instruments[Int(place)] = instrument
        } else {
            place = Int32(instruments.count)
            instruments.append(instrument)
        }
        heapBytes += instrument.byteCount
        places[key] = place
        order.insert(place, at: orderPlace(of: key))
        return place
    }

    /// Where a key is among the instruments in order, or would be.
    func orderPlace(of key: InstrumentKey) -> Int {
        order.partitioningIndex { instruments[Int($0)].key >= key }
    }

    private mutating func evictOne() {
        guard let place = series.leastRecent, let entry = series.remove(place) else { return }
        evicted += 1
        heapBytes -= entry.byteCount
        leave(entry)
        for symbol in [entry.agent, entry.service, entry.serviceInstance] + entry.attributes { symbols.release(symbol) }
    }

    private mutating func leave(_ entry: InstrumentSeries) {
        let instrument = Int(entry.instrument)
        guard var part = instruments[instrument].parts.removeValue(forKey: entry.agent) else { return }
        let last = part.series.removeLast()
        if entry.place < part.series.count {
            part.series[entry.place] = last
            series[last]?.place = entry.place
        }
        if part.series.isEmpty {
            heapBytes -= part.history?.byteCount ?? 0
        } else {
            instruments[instrument].parts[entry.agent] = part
        }
        instruments[instrument].seriesCount -= 1
        if instruments[instrument].seriesCount == 0 { remove(entry.instrument) }
    }

    private mutating func remove(_ place: Int32) {
        let instrument = instruments[Int(place)]
        heapBytes -= instrument.byteCount + (instrument.history?.byteCount ?? 0)
        order.remove(at: orderPlace(of: instrument.key))
        places[instrument.key] = nil
        instruments[Int(place)] = Instrument(
            key: InstrumentKey(scope: "", name: "", unit: "", kind: .unspecified), description: "")
        free.append(place)
    }
}
