/// A point's value, checked: all that its series may need of it.
struct PointReading: Sendable {
    /// The number, or a histogram's or summary's sum.
    var value: Double?
    /// For histograms and summaries.
    var count: UInt64 = 0
    var min: Double?
    var max: Double?
    var buckets = HistogramBuckets.none
    var isDistribution = false

    /// Buckets beyond this many are not kept: count and sum still are.
    private static let maxBuckets = 1_024

    /// Reads a point of a metric of this kind.
    static func read(_ point: DataPoint, of kind: MetricKind, in batch: borrowing Batch) throws(PointRefusal)
        -> PointReading
    {
        let reading: PointReading
        switch (kind, point.value) {
        case (_, .none): throw PointRefusal(.noValue)
        case (.gauge, .int(let int)), (.sum, .int(let int)): reading = PointReading(value: Double(int))
        case (.gauge, .double(let double)), (.sum, .double(let double)): reading = PointReading(value: double)
        case (.histogram, .histogram(let index)):
            reading = try histogram(batch.histograms[Int(index)], in: batch)
        case (.exponentialHistogram, .exponentialHistogram(let index)):
            reading = exponential(batch.exponentialHistograms[Int(index)], in: batch)
        case (.summary, .summary(let index)):
            let summary = batch.summaries[Int(index)]
            reading = PointReading(value: summary.sum, count: summary.count, isDistribution: true)
        default: throw PointRefusal(.wrongKind)
        }
        if let value = reading.value, !value.isFinite { throw PointRefusal(.notFinite) }
        return reading
    }

    private static func histogram(
        _ point: HistogramPoint, in batch: borrowing Batch
    ) throws(PointRefusal) -> PointReading {
        var reading = PointReading(
            value: point.sum, count: point.count, min: known(point.min), max: known(point.max), isDistribution: true)
        if point.bucketCounts.isEmpty || point.bucketCounts.count > maxBuckets { return reading }
        guard point.bucketCounts.count == point.bounds.count + 1 else { throw PointRefusal(.badBuckets) }
        let bounds = Array(batch.bounds[point.bounds.range])
        // A bound that is not a number is not below the next one.
        guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }), bounds.count != 1 || !bounds[0].isNaN else {
            throw PointRefusal(.badBuckets)
        }
        reading.buckets = .explicit(bounds: bounds, counts: Array(batch.counts[point.bucketCounts.range]))
        return reading
    }

    private static func exponential(_ point: ExponentialHistogramPoint, in batch: borrowing Batch) -> PointReading {
        var reading = PointReading(
            value: point.sum, count: point.count, min: known(point.min), max: known(point.max), isDistribution: true)
        guard point.positiveCounts.count + point.negativeCounts.count <= maxBuckets, abs(Int(point.scale)) <= 64 else {
            return reading
        }
        reading.buckets = .exponential(
            ExponentialBuckets(
                scale: point.scale, zeroCount: point.zeroCount,
                zeroThreshold: point.zeroThreshold > 0 ? point.zeroThreshold : 0,
                positive: .init(offset: point.positiveOffset, counts: Array(batch.counts[point.positiveCounts.range])),
                negative: .init(offset: point.negativeOffset, counts: Array(batch.counts[point.negativeCounts.range])))
        )
        return reading
    }

    /// A least or greatest measurement; of none at all some senders say infinity.
    private static func known(_ bound: Double?) -> Double? { bound.flatMap { $0.isFinite ? $0 : nil } }

    /// What came on top of an earlier reading of the same series; nil when the series began anew between them.
    func growth(since earlier: PointReading) -> PointReading? {
        var growth = self
        guard isDistribution else {
            guard let value, let before = earlier.value, value >= before else { return nil }
            growth.value = value - before
            return growth
        }
        guard count >= earlier.count, let buckets = buckets.growth(since: earlier.buckets) else { return nil }
        growth.count -= earlier.count
        growth.buckets = buckets
        if let value, let before = earlier.value { growth.value = value - before } else { growth.value = nil }
        return growth
    }

    /// The reading as what a series grew by.
    func increment(from: Timestamp, to: Timestamp) -> MetricIncrement {
        let histogram = HistogramIncrement(count: count, sum: value, min: min, max: max, buckets: buckets)
        return MetricIncrement(value: value, histogram: isDistribution ? histogram : nil, from: from, to: to)
    }
}

/// A point that can't be read.
struct PointRefusal: Error {
    var reason: PointRejection

    init(_ reason: PointRejection) { self.reason = reason }
}
