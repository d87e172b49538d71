/// What a metric point told that was not known before.
package enum PointOutcome: Hashable, Sendable {
    /// This much was added since the series' last point.
    case increment(MetricIncrement)
    /// The series' value now.
    case gauge(Double)
    /// The first point of a series that began before we did: later ones count from here.
    case baseline
    /// Older than what is known of its series, and so part of it already.
    case outOfOrder
    /// Sent before: a point of this series with this time.
    case duplicate
    /// The sender says that there is no value (flag `NO_RECORDED_VALUE`).
    case noRecordedValue
    case rejected(PointRejection)
}

/// Why a metric point was not taken in.
package enum PointRejection: Hashable, Sendable {
    case noValue, wrongKind, noTemporality, notFinite, negative, badBuckets

    /// The reason as a sentence for the sender.
    package var sentence: String {
        switch self {
        case .noValue: "A data point has no value."
        case .wrongKind: "A data point's value is not of its metric's kind."
        case .noTemporality: "A metric has no aggregation temporality."
        case .notFinite: "A data point's value is not a finite number."
        case .negative: "A point of a monotonic sum is negative."
        case .badBuckets: "A histogram has not one bucket more than bounds, or bounds that do not rise."
        }
    }
}

/// What a series grew by.
package struct MetricIncrement: Hashable, Sendable {
    /// A sum's growth, or that of a histogram's or summary's sum; nil where that was not sent.
    package var value: Double?
    /// For histograms and summaries.
    package var histogram: HistogramIncrement?
    /// The interval in which it grew; `from` is unset when it is not known.
    package var from: Timestamp
    package var to: Timestamp

    package init(value: Double?, histogram: HistogramIncrement?, from: Timestamp, to: Timestamp) {
        self.value = value
        self.histogram = histogram
        self.from = from
        self.to = to
    }
}

/// What a histogram grew by.
package struct HistogramIncrement: Hashable, Sendable {
    package var count: UInt64
    package var sum: Double?
    /// Bounds for every measurement in it, in the metric's unit; of a cumulative histogram, of all since its start.
    package var min: Double?
    package var max: Double?
    package var buckets: HistogramBuckets

    package init(count: UInt64, sum: Double?, min: Double?, max: Double?, buckets: HistogramBuckets) {
        self.count = count
        self.sum = sum
        self.min = min
        self.max = max
        self.buckets = buckets
    }

    /// Are its measurements known only by wide buckets, or by their mean? Exponential buckets are narrow from scale 3 on:
    /// a value is within 4.5 % of its bucket's middle.
    package var isEstimate: Bool {
        switch buckets {
        case .none, .explicit: count > 1
        case .exponential(let buckets): count > 1 && buckets.scale < 3
        }
    }

    /// An estimate of the durations in it, as `forEachEstimate` makes it.
    /// - Parameter nanosecondsPerUnit: what 1 in the metric's unit is.
    package func sketch(nanosecondsPerUnit: Double) -> Sketch {
        var sketch = Sketch()
        forEachEstimate { sketch.record(nanoseconds($0 * nanosecondsPerUnit), count: Int(clamping: $1)) }
        return sketch
    }

    /// An estimate of the measurements in it, as `forEachEstimate` makes it.
    package var valueSketch: ValueSketch {
        var sketch = ValueSketch()
        forEachEstimate { sketch.record($0, count: $1) }
        return sketch
    }

    /// Each bucket's count at the geometric middle of the bucket, as far as that lies between the least and greatest
    /// measurement. All in one bucket, or no buckets at all, lie at their mean.
    private func forEachEstimate(_ body: (Double, UInt64) -> Void) {
        let parts = buckets.parts.filter { $0.count > 0 }
        for part in parts {
            let middle = parts.count == 1 ? mean.map(part.clamp) : nil
            body(middle ?? part.narrowed(from: min, to: max).middle, part.count)
        }
        if parts.isEmpty, let mean { body(mean, count) }
    }

    private var mean: Double? {
        guard let sum, count > 0 else { return nil }
        return sum / Double(count)
    }

    private func nanoseconds(_ value: Double) -> UInt64 {
        // Not a number fails the first comparison.
        value > 0 ? UInt64(Swift.min(value, 1.8e19)) : 0
    }
}
