/// What was last heard of each time series: enough to turn the next point into what it adds.
///
/// A delta point adds what it says. A cumulative one adds its difference to the last one of its series; after a reset
/// (the value fell, or the buckets changed) it adds all that it says. The first one of a series adds all if the series
/// began after we did; otherwise it is where counting starts. With no own start (recorded files) everything counts.
///
/// Bounded: beyond `maxSeries` or `maxBytes` the ones least recently heard of go. A cumulative series that may have been
/// among them starts from a new baseline when it comes back: what it says may have been counted.
package struct MetricSeriesTable: Sendable {
    private struct Entry: Sendable {
        var reading: PointReading
        var times = RecentTimes()
    }

    private var entries = RecencyTable<SeriesKey, Entry>()
    private let ourStart: Timestamp
    private let maxSeries: Int
    private let maxBytes: Int
    /// The latest time of any series that was evicted, none of them in the future.
    private var evictedThrough = Timestamp.unset
    private var bucketBytes = 0

    /// How many series were forgotten to make room.
    package private(set) var evictions = 0

    /// - Parameters:
    ///   - ourStart: since when we listen; unset when there is no such moment.
    ///   - maxSeries: how many series are remembered.
    ///   - maxBytes: how many bytes they may take, about.
    package init(ourStart: Timestamp, maxSeries: Int = 10_000, maxBytes: Int = .max) {
        self.ourStart = ourStart
        self.maxSeries = max(maxSeries, 1)
        self.maxBytes = maxBytes
    }

    /// How many series are known.
    package var count: Int { entries.count }

    /// Bytes held, about.
    package var byteCount: Int { entries.byteCount + bucketBytes }

    /// Takes in a point. One without a time has that of `now`, and can't be told from a repetition of itself.
    package mutating func increment(
        for point: DataPoint, of metric: MetricRecord, key: SeriesKey, in batch: borrowing Batch, now: Timestamp
    ) -> PointOutcome {
        if point.flags & 1 != 0 { return .noRecordedValue }
        let reading: PointReading
        do { reading = try PointReading.read(point, of: metric.kind, in: batch) } catch {
            return .rejected(error.reason)
        }
        switch metric.kind {
        case .gauge: return gauge(reading, point, key, now)
        case .sum(.delta, let isMonotonic):
            guard isMonotonic else { return level(reading, point, key, now) }
            if let value = reading.value, value < 0 { return .rejected(.negative) }
            return delta(reading, point, key, now)
        case .sum(.cumulative, let isMonotonic):
            guard isMonotonic else { return gauge(reading, point, key, now) }
            if let value = reading.value, value < 0 { return .rejected(.negative) }
            return cumulative(reading, point, key, now)
        case .histogram(.delta), .exponentialHistogram(.delta): return delta(reading, point, key, now)
        case .histogram(.cumulative), .exponentialHistogram(.cumulative), .summary:
            return cumulative(reading, point, key, now)
        case .unspecified: return .rejected(.wrongKind)
        case .sum(.unspecified, _), .histogram(.unspecified), .exponentialHistogram(.unspecified):
            return .rejected(.noTemporality)
        }
    }
}

extension MetricSeriesTable {
    private mutating func delta(
        _ reading: PointReading, _ point: DataPoint, _ key: SeriesKey, _ now: Timestamp
    ) -> PointOutcome {
        if entry(key)?.times.contains(point.time) == true { return .duplicate }
        // Nothing of a delta point is needed later but its time.
        remember(PointReading(value: nil), point.time, key, now)
        return .increment(reading.increment(from: point.start, to: point.time.isSet ? point.time : now))
    }

    private mutating func cumulative(
        _ reading: PointReading, _ point: DataPoint, _ key: SeriesKey, _ now: Timestamp
    ) -> PointOutcome {
        let time = point.time.isSet ? point.time : now
        guard let known = entry(key) else {
            // Asked before this series pushes another one out.
            let isCounted = isCountedWhole(point)
            remember(reading, point.time, key, now)
            return isCounted ? .increment(reading.increment(from: point.start, to: time)) : .baseline
        }
        if known.times.contains(point.time) { return .duplicate }
        if point.time.isSet, point.time < known.times.latest {
            note(point.time, of: key)
            return .outOfOrder
        }
        let growth = reading.growth(since: known.reading) ?? reading
        remember(reading, point.time, key, now)
        let from = known.times.latest.isSet ? known.times.latest : point.start
        return .increment(growth.increment(from: from, to: time))
    }

    private func isCountedWhole(_ point: DataPoint) -> Bool {
        if evictedThrough.isSet, point.start <= evictedThrough { return false }
        return !ourStart.isSet || point.start > ourStart
    }

    /// The latest value by time.
    private mutating func gauge(
        _ reading: PointReading, _ point: DataPoint, _ key: SeriesKey, _ now: Timestamp
    ) -> PointOutcome {
        guard let value = reading.value else { return .rejected(.noValue) }
        if let known = entry(key) {
            if known.times.contains(point.time) { return .duplicate }
            if point.time.isSet, point.time < known.times.latest {
                note(point.time, of: key)
                return .outOfOrder
            }
        }
        remember(reading, point.time, key, now)
        return .gauge(value)
    }

    /// A sum that goes up and down, sent in steps: its value is that of all steps together.
    private mutating func level(
        _ reading: PointReading, _ point: DataPoint, _ key: SeriesKey, _ now: Timestamp
    ) -> PointOutcome {
        guard let step = reading.value else { return .rejected(.noValue) }
        let known = entry(key)
        if known?.times.contains(point.time) == true { return .duplicate }
        let level = (known?.reading.value ?? 0) + step
        guard level.isFinite else { return .rejected(.notFinite) }
        remember(PointReading(value: level), point.time, key, now)
        return .gauge(level)
    }

    private func entry(_ key: SeriesKey) -> Entry? { entries.place(of: key).flatMap { entries[$0] } }

    /// Notes the time of a point that tells nothing new.
    private mutating func note(_ time: Timestamp, of key: SeriesKey) {
        if let place = entries.place(of: key) { entries[place]?.times.insert(time) }
    }

    private mutating func remember(_ reading: PointReading, _ time: Timestamp, _ key: SeriesKey, _ now: Timestamp) {
        bucketBytes += reading.buckets.byteCount
        if let place = entries.place(of: key) {
            bucketBytes -= entries[place]?.reading.buckets.byteCount ?? 0
            entries[place]?.reading = reading
            entries[place]?.times.insert(time)
            entries.use(place)
        } else {
            var entry = Entry(reading: reading)
            entry.times.insert(time)
            _ = entries.insert(entry, for: key)
        }
        while entries.count > maxSeries || (byteCount > maxBytes && entries.count > 1) { evictOne(now) }
    }

    private mutating func evictOne(_ now: Timestamp) {
        guard let place = entries.leastRecent, let entry = entries.remove(place) else { return }
        evictedThrough = max(evictedThrough, min(entry.times.latest, now))
        bucketBytes -= entry.reading.buckets.byteCount
        evictions += 1
    }
}

/// The times of a series' last points: the latest, and a few more to know repetitions by.
private struct RecentTimes: Sendable {
    private(set) var latest = Timestamp.unset
    private var ring: InlineArray<8, Timestamp> = .init(repeating: .unset)
    private var next = 0

    func contains(_ time: Timestamp) -> Bool {
        guard time.isSet else { return false }
        for index in ring.indices where ring[index] == time { return true }
        return false
    }

    /// Notes a time that is set; one that is not leaves no trace.
    mutating func insert(_ time: Timestamp) {
        guard time.isSet else { return }
        latest = max(latest, time)
        ring[next] = time
        next = (next + 1) % 8
    }
}
