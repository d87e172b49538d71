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
    var sketch: ValueSketch

    init(_ increment: HistogramIncrement) {
        count = increment.count
        sum = increment.sum
        sketch = increment.valueSketch
    }

    var byteCount: Int { sketch.byteCount }

    mutating func merge(_ later: Distribution) {
        count = count.addingSaturated(later.count)
        if let sum, let more = later.sum { self.sum = bounded(sum + more) } else { sum = nil }
        sketch.add(later.sketch)
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
    mutating func add(_ outcome: PointOutcome, time: Int64, now: Int64, allowance: Int) {
        // Taken apart and put together again, so that the buffers are changed in place.
        switch consume self {
        case .levels(var history):
            if case .gauge(let value) = outcome {
                history.add(Level(value), from: time - 1, through: time, now: now, allowance: allowance)
            }
            self = .levels(history)
        case .growth(var history):
            if case .increment(let increment) = outcome, let value = increment.value {
                let from = increment.from(before: time)
                history.add(Growth(amount: value), from: from, through: time, now: now, allowance: allowance)
            }
            self = .growth(history)
        case .distributions(var history):
            if case .increment(let increment) = outcome, let histogram = increment.histogram, histogram.count > 0 {
                let from = increment.from(before: time)
                history.add(Distribution(histogram), from: from, through: time, now: now, allowance: allowance)
            }
            self = .distributions(history)
        }
    }
}

extension MetricIncrement {
    /// The second after which it grew; the one before its end where that is not known.
    fileprivate func from(before end: Int64) -> Int64 { from.isSet ? from.second : end - 1 }
}
