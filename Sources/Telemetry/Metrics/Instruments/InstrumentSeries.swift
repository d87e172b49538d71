/// A measurement that a trace is known of.
package struct SeriesExemplar: Hashable, Sendable {
    package var time: Timestamp
    package var value: Double?
    package var traceID: TraceID
    package var spanID: SpanID

    package init(time: Timestamp, value: Double?, traceID: TraceID, spanID: SpanID) {
        self.time = time
        self.value = value
        self.traceID = traceID
        self.spanID = spanID
    }
}

/// A series of an instrument.
struct InstrumentSeries: Sendable {
    var instrument: Int32
    var agent: Symbol
    /// Its place in the list of its agent's series.
    var place = 0
    /// Rises with the order in which series were first heard of.
    var sequence: UInt64
    var service: Symbol
    var serviceInstance: Symbol
    /// Key, value, key, value.
    var attributes: [Symbol]
    var history: SeriesHistory
    /// As sent, or for steps their sum; nil when there is none.
    var current: Double?
    /// Of a summary, as sent.
    var quantiles: [Quantile] = []
    /// The newest one.
    var exemplar: SeriesExemplar?
    /// The latest point's.
    var time: Timestamp

    /// An attribute.
    struct Pair: Hashable {
        var key: Symbol
        var value: Symbol
    }

    var pairs: [Pair] {
        stride(from: 0, to: attributes.count - 1, by: 2).map { Pair(key: attributes[$0], value: attributes[$0 + 1]) }
    }

    var byteCount: Int { history.byteCount + attributes.count * 4 + quantiles.count * 16 + 96 }
}

extension InstrumentSeries {
    /// Notes what a point says beside its part of the history.
    mutating func note(
        _ outcome: PointOutcome, _ source: PointSource, time: Timestamp, in batch: borrowing Batch
    ) {
        self.time = max(self.time, time)
        switch outcome {
        case .gauge(let value): current = value
        case .increment where source.metric.kind.isCumulative: current = batch.number(source.point)
        case .increment(let increment): current = (current ?? 0) + (increment.value ?? 0)
        case .baseline: current = batch.number(source.point)
        case .outOfOrder, .duplicate, .noRecordedValue, .rejected: break
        }
        if case .summary(let index) = source.point.value {
            quantiles = Array(batch.quantiles[batch.summaries[Int(index)].quantiles.range].prefix(16))
        }
        for place in source.point.exemplars.range { note(batch.exemplars[place], time) }
    }

    private mutating func note(_ exemplar: Exemplar, _ pointTime: Timestamp) {
        let time = exemplar.time.isSet ? exemplar.time : pointTime
        guard !exemplar.traceID.isZero, self.exemplar.map({ $0.time <= time }) ?? true else { return }
        self.exemplar = SeriesExemplar(
            time: time, value: exemplar.value.number, traceID: exemplar.traceID, spanID: exemplar.spanID)
    }

    /// Changes its history.
    mutating func add(_ body: (inout SeriesHistory) -> Void) { body(&history) }
}

extension PointValue {
    /// The number; nil where it is none, or none that can be shown.
    fileprivate var number: Double? {
        switch self {
        case .int(let int): Double(int)
        case .double(let double): double.isFinite ? double : nil
        case .none, .histogram, .exponentialHistogram, .summary: nil
        }
    }
}

extension Batch {
    /// A point's number, or the sum of what it measured.
    fileprivate func number(_ point: DataPoint) -> Double? {
        switch point.value {
        case .histogram(let index): histograms[Int(index)].sum
        case .exponentialHistogram(let index): exponentialHistograms[Int(index)].sum
        case .summary(let index): summaries[Int(index)].sum
        case .none, .int, .double: point.value.number
        }
    }
}
