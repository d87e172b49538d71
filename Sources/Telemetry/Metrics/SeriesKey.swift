/// Which time series a point belongs to: a 128-bit hash of its resource's attributes, its scope's name, its metric's
/// name, unit and kind, and its own attributes, in whatever order they were sent.
///
/// A cumulative series is one from one start time: two processes that share an identity are two series, and so is one
/// process before and after its restart (conventions of OpenTelemetry's metrics data model, "Resets and gaps").
///
/// The hash is the standard library's keyed one, with a key that is new in each process, so that no sender can choose
/// attributes that collide.
package struct SeriesKey: Hashable, Sendable {
    fileprivate var high: UInt64
    fileprivate var low: UInt64

    /// What the series of a metric have in common; computed once for all its points.
    package static func family(of metric: MetricRecord, in batch: borrowing Batch) -> SeriesKey {
        var hasher = WideHasher()
        let scope = batch.scopes[Int(metric.scope)]
        hasher.combine(sum(of: batch.resources[Int(scope.resource)].attributes, in: batch))
        hasher.combine(scope.name, in: batch)
        hasher.combine(metric.name, in: batch)
        hasher.combine(metric.unit, in: batch)
        hasher.combine(metric.kind)
        return hasher.finalize()
    }

    /// The series of a point of the metric whose family this is.
    package func series(of point: DataPoint, of metric: MetricRecord, in batch: borrowing Batch) -> SeriesKey {
        identity(of: point, in: batch).series(of: point, metric.kind)
    }

    /// What a point's series is called: the same before and after a restart.
    func identity(of point: DataPoint, in batch: borrowing Batch) -> SeriesKey {
        var hasher = WideHasher()
        hasher.combine(self)
        hasher.combine(Self.sum(of: point.attributes, in: batch))
        return hasher.finalize()
    }

    /// The series of a point whose identity this is.
    func series(of point: DataPoint, _ kind: MetricKind) -> SeriesKey {
        guard kind.countsFromStart else { return self }
        var hasher = WideHasher()
        hasher.combine(self)
        hasher.combine(point.start)
        return hasher.finalize()
    }

    /// The attributes' hashes added up: the same in any order.
    private static func sum(of attributes: Slice, in batch: borrowing Batch) -> SeriesKey {
        var sum = SeriesKey(high: 0, low: 0)
        for index in attributes.range {
            var hasher = WideHasher()
            hasher.combine(batch.attributes[index].key, in: batch)
            hasher.combine(batch.attributes[index].value, in: batch, depth: 0)
            let hash = hasher.finalize()
            sum.high &+= hash.high
            sum.low &+= hash.low
        }
        return sum
    }
}

extension MetricKind {
    /// Do the values of a point count everything since its start time?
    fileprivate var countsFromStart: Bool {
        switch self {
        case .sum(.cumulative, _), .histogram(.cumulative), .exponentialHistogram(.cumulative), .summary: true
        default: false
        }
    }
}

/// Two of the standard library's hashers with different beginnings.
private struct WideHasher {
    private var first = Hasher()
    private var second = Hasher()

    init() { second.combine(1) }

    mutating func combine(_ value: some Hashable) {
        first.combine(value)
        second.combine(value)
    }

    mutating func combine(_ id: StringID, in batch: borrowing Batch) {
        let bytes = batch.strings.bytes(of: id)
        combine(bytes.count)
        bytes.withUnsafeBytes { bytes in
            first.combine(bytes: bytes)
            second.combine(bytes: bytes)
        }
    }

    /// A value by what it means, not by its place in the batch. What is nested deeper than 16 levels does not count.
    mutating func combine(_ value: AttributeValue, in batch: borrowing Batch, depth: Int) {
        guard depth < 16 else { return }
        switch value {
        case .absent: combine(0)
        case .string(let id):
            combine(1)
            combine(id, in: batch)
        case .bool(let bool): combine(bool)
        case .int(let int): combine(int)
        case .double(let double): combine(double)
        case .bytes(let id):
            combine(2)
            combine(id, in: batch)
        case .array(let slice):
            combine(slice.count)
            for index in slice.range {
                combine(batch.values[index], in: batch, depth: depth + 1)
            }
        case .map(let slice):
            combine(slice.count)
            for index in slice.range {
                combine(batch.entries[index].key, in: batch)
                combine(batch.entries[index].value, in: batch, depth: depth + 1)
            }
        }
    }

    consuming func finalize() -> SeriesKey {
        SeriesKey(high: UInt64(bitPattern: Int64(first.finalize())), low: UInt64(bitPattern: Int64(second.finalize())))
    }
}
