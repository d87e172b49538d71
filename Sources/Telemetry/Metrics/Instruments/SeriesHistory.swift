// What a series told over the last hour, by its kind: levels (gauges, and sums that go up and down), growth (counters)
// or distributions (histograms and summaries).

/// A level over an interval.
struct Level: HistoryValue {
    var least: Double
    var greatest: Double
    /// Of `count` readings.
    var sum: Double
    var count: Int
    var last: Double

    init(_ value: Double) {
        (least, greatest, sum, count, last) = (value, value, value, 1, value)
    }

    var mean: Double { sum / Double(count) }
    var byteCount: Int { 0 }

    mutating func merge(_ later: Level) {
        least = min(least, later.least)
        greatest = max(greatest, later.greatest)
        sum = bounded(sum + later.sum)
        count &+= later.count
        last = later.last
    }
}

/// What a counter grew by in an interval.
struct Growth: HistoryValue {
    var amount: Double

    var byteCount: Int { 0 }
    mutating func merge(_ later: Growth) { amount = bounded(amount + later.amount) }
}

/// What a histogram or summary measured in an interval.
struct Distribution: HistoryValue {
    var count: UInt64
    /// Of all measurements; nil when that was not sent.
    var sum: Double?
    /// As sent; of a cumulative histogram since its start. Nil where any point did not say it.
    var least: Double?
    var greatest: Double?
    var sketch: ValueSketch
    /// Are the values in the sketch known only by wide buckets?
    var isEstimate: Bool

    init(_ increment: HistogramIncrement) {
        count = increment.count
        sum = increment.sum
        (least, greatest) = (increment.min, increment.max)
        sketch = increment.valueSketch
        isEstimate = increment.isEstimate
    }

    var byteCount: Int { sketch.byteCount }

    mutating func merge(_ later: Distribution) {
        count = count.addingSaturated(later.count)
        if let sum, let more = later.sum { self.sum = bounded(sum + more) } else { sum = nil }
        if let least, let other = later.least { self.least = min(least, other) } else { least = nil }
        if let greatest, let other = later.greatest { self.greatest = max(greatest, other) } else { greatest = nil }
        sketch.add(later.sketch)
        isEstimate = isEstimate || later.isEstimate
    }
}

/// A sum that stays a number.
private func bounded(_ sum: Double) -> Double {
    max(-.greatestFiniteMagnitude, min(.greatestFiniteMagnitude, sum))
}

/// The history of a series, or of several series of one instrument.
enum SeriesHistory: Sendable {
    case levels(History<Level>)
    case growth(History<Growth>)
    case distributions(History<Distribution>)

    /// An empty one, for a kind of instrument.
    init(_ kind: MetricKind) {
        switch kind {
        case .gauge, .unspecified, .sum(_, isMonotonic: false): self = .levels(History())
        case .sum(_, isMonotonic: true): self = .growth(History())
        case .histogram, .exponentialHistogram, .summary: self = .distributions(History())
        }
    }

    var byteCount: Int {
        switch self {
        case .levels(let history): history.byteCount
        case .growth(let history): history.byteCount
        case .distributions(let history): history.byteCount
        }
    }

    /// Adds what a point told. What is not of this kind is left out.
    mutating func add(_ news: SeriesNews, through: Int64, now: Int64, allowance: Int) {
        // Taken apart and put together again, so that the buffers are changed in place.
        switch consume self {
        case .levels(var history):
            if case .level(let level) = news {
                history.add(level, from: through - 1, through: through, now: now, allowance: allowance)
            }
            self = .levels(history)
        case .growth(var history):
            if case .growth(let growth, let from) = news {
                history.add(growth, from: from ?? through - 1, through: through, now: now, allowance: allowance)
            }
            self = .growth(history)
        case .distributions(var history):
            if case .distribution(let distribution, let from) = news {
                history.add(distribution, from: from ?? through - 1, through: through, now: now, allowance: allowance)
            }
            self = .distributions(history)
        }
    }
}

/// What a point adds to histories: worked out once for all that it is part of. `from` is the second after which it
/// happened; nil where that is not known.
enum SeriesNews: Sendable {
    case none
    case level(Level)
    case growth(Growth, from: Int64?)
    case distribution(Distribution, from: Int64?)

    init(_ outcome: PointOutcome) {
        switch outcome {
        case .gauge(let value): self = .level(Level(value))
        case .increment(let increment):
            let from = increment.from.isSet ? increment.from.second : nil
            if let histogram = increment.histogram {
                self = histogram.count > 0 ? .distribution(Distribution(histogram), from: from) : .none
            } else {
                self = increment.value.map { .growth(Growth(amount: $0), from: from) } ?? .none
            }
        case .baseline, .outOfOrder, .duplicate, .noRecordedValue, .rejected: self = .none
        }
    }
}
