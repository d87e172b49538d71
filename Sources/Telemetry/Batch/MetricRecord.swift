/// An instrument with its points (`Metric`).
package struct MetricRecord: Hashable, Sendable {
    package var name = StringID.empty
    package var description = StringID.empty
    package var unit = StringID.empty
    package var kind = MetricKind.unspecified
    /// Index in `Batch.scopes`.
    package var scope: UInt32 = 0
    /// In `Batch.points`.
    package var points = Slice.empty

    package init() {}
}

/// What the points of an instrument are (the `data` oneof of `Metric`).
package enum MetricKind: Hashable, Sendable {
    /// A metric without data.
    case unspecified
    case gauge
    case sum(Temporality, isMonotonic: Bool)
    case histogram(Temporality)
    case exponentialHistogram(Temporality)
    case summary
}

/// `AggregationTemporality`; a number that is none of these is read as unspecified.
package enum Temporality: UInt8, Hashable, Sendable {
    case unspecified, delta, cumulative
}

/// One point of a metric (`NumberDataPoint` and its siblings).
package struct DataPoint: Hashable, Sendable {
    package var start = Timestamp.unset
    package var time = Timestamp.unset
    /// Bit 0: no recorded value (`DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK`).
    package var flags: UInt32 = 0
    package var value = PointValue.none
    /// In `Batch.attributes`.
    package var attributes = Slice.empty
    /// In `Batch.exemplars`.
    package var exemplars = Slice.empty

    package init() {}
}

/// A point's value; the index is that of the batch's array of the kind.
package enum PointValue: Hashable, Sendable {
    case none
    case int(Int64)
    case double(Double)
    case histogram(UInt32)
    case exponentialHistogram(UInt32)
    case summary(UInt32)
}

/// `HistogramDataPoint` without what `DataPoint` has.
package struct HistogramPoint: Hashable, Sendable {
    package var count: UInt64 = 0
    package var sum: Double?
    package var min: Double?
    package var max: Double?
    /// In `Batch.bounds`.
    package var bounds = Slice.empty
    /// In `Batch.counts`; one more than `bounds`, or none.
    package var bucketCounts = Slice.empty

    package init() {}
}

/// `ExponentialHistogramDataPoint` without what `DataPoint` has.
package struct ExponentialHistogramPoint: Hashable, Sendable {
    package var count: UInt64 = 0
    package var sum: Double?
    package var min: Double?
    package var max: Double?
    package var scale: Int32 = 0
    package var zeroCount: UInt64 = 0
    package var zeroThreshold: Double = 0
    package var positiveOffset: Int32 = 0
    /// In `Batch.counts`.
    package var positiveCounts = Slice.empty
    package var negativeOffset: Int32 = 0
    /// In `Batch.counts`.
    package var negativeCounts = Slice.empty

    package init() {}
}

/// `SummaryDataPoint` without what `DataPoint` has.
package struct SummaryPoint: Hashable, Sendable {
    package var count: UInt64 = 0
    package var sum: Double = 0
    /// In `Batch.quantiles`.
    package var quantiles = Slice.empty

    package init() {}
}

/// `SummaryDataPoint.ValueAtQuantile`: `quantile` from 0 to 1.
package struct Quantile: Hashable, Sendable {
    package var quantile: Double
    package var value: Double

    package init(quantile: Double, value: Double) {
        self.quantile = quantile
        self.value = value
    }
}

/// A single measurement behind a point (`Exemplar`).
package struct Exemplar: Hashable, Sendable {
    package var time = Timestamp.unset
    package var value = PointValue.none
    package var traceID = TraceID(high: 0, low: 0)
    package var spanID = SpanID.zero
    /// In `Batch.innerAttributes`.
    package var attributes = Slice.empty

    package init() {}
}
