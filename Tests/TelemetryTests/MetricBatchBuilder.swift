import Telemetry

/// Makes batches of metrics by hand: one resource and scope, any metrics.
struct MetricBatchBuilder {
    private(set) var batch = Batch()

    init(
        resource: KeyValuePairs<String, any MetricAttributeLiteral> = ["service.name": "looopy"],
        scope: String = "looopy"
    ) {
        var resourceRecord = Resource()
        resourceRecord.attributes = add(resource)
        batch.resources.append(resourceRecord)
        var scopeRecord = Scope(resource: 0)
        scopeRecord.name = batch.strings.intern(scope)
        batch.scopes.append(scopeRecord)
    }

    /// Adds a metric with its points.
    mutating func metric(_ name: String, unit: String = "", _ kind: MetricKind, _ points: MetricPoint...) {
        var metric = MetricRecord()
        metric.name = batch.strings.intern(name)
        metric.unit = batch.strings.intern(unit)
        metric.kind = kind
        let records = points.map { record($0) }
        metric.points = Slice(start: batch.points.count, count: records.count)
        batch.points += records
        batch.metrics.append(metric)
    }

    /// A batch of one metric.
    static func batch(
        _ name: String, unit: String = "", _ kind: MetricKind, _ points: MetricPoint...,
        resource: KeyValuePairs<String, any MetricAttributeLiteral> = ["service.name": "looopy"]
    ) -> Batch {
        var builder = MetricBatchBuilder(resource: resource)
        for point in points { builder.metric(name, unit: unit, kind, point) }
        return builder.batch
    }

    private mutating func record(_ point: MetricPoint) -> DataPoint {
        var record = DataPoint()
        record.start = Timestamp(seconds: point.start)
        record.time = Timestamp(seconds: point.time)
        record.flags = point.flags
        record.attributes = add(point.attributes)
        record.value = value(point.value)
        record.exemplars = Slice(start: batch.exemplars.count, count: point.exemplars.count)
        batch.exemplars += point.exemplars
        return record
    }

    private mutating func value(_ value: MetricPoint.Value) -> PointValue {
        switch value {
        case .none: return .none
        case .int(let int): return .int(int)
        case .double(let double): return .double(double)
        case .histogram(let bounds, let counts, let sum, let min, let max):
            var point = HistogramPoint()
            (point.count, point.sum, point.min, point.max) = (counts.reduce(0, +), sum, min, max)
            point.bounds = Slice(start: batch.bounds.count, count: bounds.count)
            batch.bounds += bounds
            point.bucketCounts = addCounts(counts)
            batch.histograms.append(point)
            return .histogram(UInt32(batch.histograms.count - 1))
        case .plainHistogram(let count, let sum):
            var point = HistogramPoint()
            (point.count, point.sum) = (count, sum)
            batch.histograms.append(point)
            return .histogram(UInt32(batch.histograms.count - 1))
        case .exponential(let scale, let offset, let counts, let zeros, let negative, let threshold, let sum):
            var point = ExponentialHistogramPoint()
            (point.count, point.sum, point.scale) = (negative.reduce(counts.reduce(zeros, &+), &+), sum, scale)
            (point.zeroCount, point.positiveOffset) = (zeros, offset)
            point.positiveCounts = addCounts(counts)
            (point.negativeOffset, point.zeroThreshold) = (negative.isEmpty ? 0 : offset, threshold)
            point.negativeCounts = addCounts(negative)
            batch.exponentialHistograms.append(point)
            return .exponentialHistogram(UInt32(batch.exponentialHistograms.count - 1))
        case .summary(let count, let sum, let quantiles):
            var point = SummaryPoint()
            (point.count, point.sum) = (count, sum)
            point.quantiles = Slice(start: batch.quantiles.count, count: quantiles.count)
            batch.quantiles += quantiles
            batch.summaries.append(point)
            return .summary(UInt32(batch.summaries.count - 1))
        }
    }

    private mutating func addCounts(_ counts: [UInt64]) -> Slice {
        batch.counts += counts
        return Slice(start: batch.counts.count - counts.count, count: counts.count)
    }

    private mutating func add(_ attributes: KeyValuePairs<String, any MetricAttributeLiteral>) -> Slice {
        let start = batch.attributes.count
        for (key, value) in attributes {
            let id = batch.strings.intern(key)
            batch.attributes.append(Attribute(key: id, value: value.attributeValue(in: &batch)))
        }
        return Slice(start: start, count: attributes.count)
    }
}

/// A data point as a test writes it; times in seconds.
struct MetricPoint {
    enum Value {
        case none
        case int(Int64)
        case double(Double)
        case histogram(bounds: [Double], counts: [UInt64], sum: Double?, min: Double? = nil, max: Double? = nil)
        case plainHistogram(count: UInt64, sum: Double?)
        case exponential(
            scale: Int32, offset: Int32, counts: [UInt64], zeros: UInt64 = 0, negative: [UInt64] = [],
            threshold: Double = 0, sum: Double?)
        case summary(count: UInt64, sum: Double, quantiles: [Quantile] = [])
    }

    var value: Value
    var start: UInt64
    var time: UInt64
    var flags: UInt32
    var attributes: KeyValuePairs<String, any MetricAttributeLiteral>
    var exemplars: [Exemplar] = []

    init(
        _ value: Value, from start: UInt64 = 100, at time: UInt64, flags: UInt32 = 0,
        _ attributes: KeyValuePairs<String, any MetricAttributeLiteral> = [:]
    ) {
        self.value = value
        self.start = start
        self.time = time
        self.flags = flags
        self.attributes = attributes
    }
}

/// What may stand as an attribute's value.
protocol MetricAttributeLiteral {
    func attributeValue(in batch: inout Batch) -> AttributeValue
}

extension String: MetricAttributeLiteral {
    func attributeValue(in batch: inout Batch) -> AttributeValue { .string(batch.strings.intern(self)) }
}

extension Int: MetricAttributeLiteral {
    func attributeValue(in batch: inout Batch) -> AttributeValue { .int(Int64(self)) }
}

extension Bool: MetricAttributeLiteral {
    func attributeValue(in batch: inout Batch) -> AttributeValue { .bool(self) }
}
