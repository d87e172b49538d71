import Telemetry
import Testing

/// What a table of series made of points, in short.
private enum Heard: Hashable {
    case grew(Double?)
    case counted(UInt64, sum: Double?)
    case level(Double)
    case baseline, late, duplicate, nothing
    case rejected(PointRejection)

    init(_ outcome: PointOutcome) {
        switch outcome {
        case .increment(let increment):
            self = increment.histogram.map { .counted($0.count, sum: $0.sum) } ?? .grew(increment.value)
        case .gauge(let value): self = .level(value)
        case .baseline: self = .baseline
        case .outOfOrder: self = .late
        case .duplicate: self = .duplicate
        case .noRecordedValue: self = .nothing
        case .rejected(let reason): self = .rejected(reason)
        }
    }
}

private let counter = MetricKind.sum(.cumulative, isMonotonic: true)
private let steps = MetricKind.sum(.delta, isMonotonic: true)

@Suite struct MetricSeriesTableTests {
    /// Feeds points of one metric to a table, one batch each.
    private func hear(
        _ kind: MetricKind, _ points: [MetricPoint], ourStart: UInt64 = 50, maxSeries: Int = 100
    ) -> [Heard] {
        var table = MetricSeriesTable(ourStart: Timestamp(seconds: ourStart), maxSeries: maxSeries)
        return points.map { Heard(hear(kind, $0, &table)) }
    }

    private func hear(_ kind: MetricKind, _ point: MetricPoint, _ table: inout MetricSeriesTable) -> PointOutcome {
        let batch = MetricBatchBuilder.batch("m", kind, point)
        let key = SeriesKey.family(of: batch.metrics[0], in: batch)
            .series(of: batch.points[0], of: batch.metrics[0], in: batch)
        return table.increment(
            for: batch.points[0], of: batch.metrics[0], key: key, in: batch, now: Timestamp(seconds: 1_000))
    }

    @Test func `Delta points add up, in any order, each time once`() {
        let heard = hear(
            steps,
            [.init(.int(3), at: 110), .init(.double(2.5), at: 130), .init(.int(3), at: 110), .init(.int(1), at: 120)])
        #expect(heard == [.grew(3), .grew(2.5), .duplicate, .grew(1)])
    }

    @Test func `A repetition is known by its time among the last eight`() {
        let times = Array(201...209) as [UInt64]
        let heard = hear(
            steps, times.map { MetricPoint(.int(1), at: $0) } + [.init(.int(1), at: 202), .init(.int(1), at: 201)])
        #expect(heard.suffix(2) == [.duplicate, .grew(1)])
    }

    @Test func `A cumulative series that began after us counts from zero`() {
        let heard = hear(counter, [.init(.int(3), at: 110), .init(.int(3), at: 120), .init(.int(10), at: 190)])
        #expect(heard == [.grew(3), .grew(0), .grew(7)])
    }

    @Test func `A cumulative series that began before us counts from its first point`() {
        let points: [MetricPoint] = [.init(.int(300), from: 20, at: 110), .init(.int(304), from: 20, at: 120)]
        #expect(hear(counter, points) == [.baseline, .grew(4)])
        #expect(hear(counter, [.init(.int(300), from: 50, at: 110)]) == [.baseline])
        #expect(hear(counter, [.init(.int(300), from: 0, at: 110)]) == [.baseline])
    }

    @Test func `In recorded files everything counts`() {
        let points: [MetricPoint] = [.init(.int(300), from: 20, at: 110), .init(.int(304), from: 20, at: 120)]
        #expect(hear(counter, points, ourStart: 0) == [.grew(300), .grew(4)])
        #expect(hear(counter, [.init(.int(300), from: 0, at: 110)], ourStart: 0) == [.grew(300)])
    }

    @Test func `A value that fell was reset, and counts as it is`() {
        let heard = hear(counter, [.init(.int(30), at: 110), .init(.int(4), at: 120), .init(.int(5), at: 130)])
        #expect(heard == [.grew(30), .grew(4), .grew(1)])
    }

    @Test func `A new start time is a new series, also when the value did not fall`() {
        let heard = hear(
            counter,
            [
                .init(.int(30), from: 100, at: 110), .init(.int(40), from: 115, at: 120),
                .init(.int(41), from: 115, at: 130),
            ])
        #expect(heard == [.grew(30), .grew(40), .grew(1)])
    }

    @Test func `Two processes with one identity do not see-saw`() {
        let heard = hear(
            counter,
            [
                .init(.int(100), from: 60, at: 110), .init(.int(5), from: 70, at: 111),
                .init(.int(101), from: 60, at: 120), .init(.int(7), from: 70, at: 121),
                .init(.int(103), from: 60, at: 130), .init(.int(7), from: 70, at: 131),
            ])
        #expect(heard == [.grew(100), .grew(5), .grew(1), .grew(2), .grew(2), .grew(0)])
    }

    @Test func `Late and repeated cumulative points count no second time`() {
        let heard = hear(
            counter,
            [
                .init(.int(10), at: 120), .init(.int(4), at: 110), .init(.int(10), at: 120), .init(.int(4), at: 110),
                .init(.int(11), at: 130),
            ])
        #expect(heard == [.grew(10), .late, .duplicate, .duplicate, .grew(1)])
    }

    @Test func `Points without a time count by their values`() {
        #expect(hear(counter, [.init(.int(10), at: 0), .init(.int(12), at: 0)]) == [.grew(10), .grew(2)])
        #expect(hear(steps, [.init(.int(10), at: 0), .init(.int(10), at: 0)]) == [.grew(10), .grew(10)])
    }

    @Test func `A gauge is its latest value by time`() {
        let heard = hear(
            .gauge,
            [
                .init(.int(3), at: 120), .init(.double(2.5), at: 110), .init(.int(0), from: 125, at: 130),
                .init(.int(0), at: 130),
            ])
        #expect(heard == [.level(3), .late, .level(0), .duplicate])
    }

    @Test func `A sum that goes up and down is a level`() {
        let points: [MetricPoint] = [.init(.int(3), at: 110), .init(.int(-1), at: 120), .init(.int(-1), at: 120)]
        #expect(hear(.sum(.cumulative, isMonotonic: false), points) == [.level(3), .level(-1), .duplicate])
        #expect(hear(.sum(.delta, isMonotonic: false), points) == [.level(3), .level(2), .duplicate])
    }

    @Test(arguments: [
        (MetricKind.gauge, MetricPoint.Value.none, PointRejection.noValue),
        (.gauge, .summary(count: 1, sum: 1), .wrongKind),
        (.histogram(.delta), .int(1), .wrongKind),
        (.unspecified, .int(1), .wrongKind),
        (.gauge, .double(.nan), .notFinite),
        (counter, .double(.infinity), .notFinite),
        (counter, .int(-1), .negative),
        (steps, .double(-0.5), .negative),
        (.sum(.unspecified, isMonotonic: true), .int(1), .noTemporality),
        (.histogram(.unspecified), .plainHistogram(count: 1, sum: 1), .noTemporality),
        (.histogram(.delta), .plainHistogram(count: 1, sum: .nan), .notFinite),
        (.histogram(.delta), .histogram(bounds: [1, 2], counts: [1, 1], sum: 1), .badBuckets),
        (.histogram(.delta), .histogram(bounds: [2, 1], counts: [1, 1, 0], sum: 1), .badBuckets),
        (.histogram(.delta), .histogram(bounds: [.nan], counts: [1, 1], sum: 1), .badBuckets),
    ])
    func `What makes no sense is rejected`(kind: MetricKind, value: MetricPoint.Value, reason: PointRejection) {
        #expect(hear(kind, [.init(value, at: 110)]) == [.rejected(reason)])
        #expect(reason.sentence.hasSuffix("."))
    }

    @Test func `A point without a recorded value changes nothing`() {
        let heard = hear(
            counter,
            [
                .init(.int(5), at: 110), .init(.none, at: 120, flags: 1), .init(.double(.nan), at: 120, flags: 1),
                .init(.int(6), at: 130),
            ])
        #expect(heard == [.grew(5), .nothing, .nothing, .grew(1)])
    }

    @Test func `Beyond the bound the least recently heard of goes, and does not count twice when it is back`() {
        var table = MetricSeriesTable(ourStart: Timestamp(seconds: 50), maxSeries: 2)
        func hear(_ value: Int64, _ name: String, at time: UInt64, from start: UInt64 = 60) -> Heard {
            Heard(self.hear(counter, .init(.int(value), from: start, at: time, ["name": name]), &table))
        }
        #expect(hear(10, "a", at: 110) == .grew(10))
        #expect(hear(20, "b", at: 111) == .grew(20))
        #expect(hear(12, "a", at: 112) == .grew(2))
        #expect(hear(30, "c", at: 113) == .grew(30))
        #expect((table.count, table.evictions) == (2, 1))
        #expect(hear(13, "a", at: 114) == .grew(1))
        #expect(hear(21, "b", at: 115) == .baseline)
        #expect((table.count, table.evictions) == (2, 2))
        #expect(hear(5, "new", at: 116, from: 115) == .grew(5))
        #expect(table.byteCount > 0)
    }

    @Test func `Increments name the interval in which they grew`() throws {
        var table = MetricSeriesTable(ourStart: .unset)
        let first = hear(counter, .init(.int(1), from: 100, at: 110), &table)
        let second = hear(counter, .init(.int(3), from: 100, at: 125), &table)
        func seconds(_ n: UInt64) -> Timestamp { Timestamp(seconds: n) }
        #expect(first == .increment(.init(value: 1, histogram: nil, from: seconds(100), to: seconds(110))))
        #expect(second == .increment(.init(value: 2, histogram: nil, from: seconds(110), to: seconds(125))))
    }
}

@Suite struct MetricSeriesKeyTests {
    private func key(
        _ attributes: KeyValuePairs<String, any MetricAttributeLiteral>, name: String = "m", unit: String = "",
        kind: MetricKind = counter, from start: UInt64 = 1, scope: String = "s",
        resource: KeyValuePairs<String, any MetricAttributeLiteral> = ["service.name": "x", "service.instance.id": "1"]
    ) -> SeriesKey {
        var builder = MetricBatchBuilder(resource: resource, scope: scope)
        builder.metric(name, unit: unit, kind, MetricPoint(.int(1), from: start, at: 2, attributes))
        let batch = builder.batch
        return SeriesKey.family(of: batch.metrics[0], in: batch)
            .series(of: batch.points[0], of: batch.metrics[0], in: batch)
    }

    @Test func `The order of attributes does not matter`() {
        #expect(key(["a": "1", "b": "2"]) == key(["b": "2", "a": "1"]))
        #expect(key([:]) == key([:], resource: ["service.instance.id": "1", "service.name": "x"]))
    }

    @Test func `Everything that identifies a series is in its key`() {
        let keys = [
            key([:]), key(["a": "1"]), key(["a": "2"]), key(["b": "1"]), key(["a": 1]), key(["a": true]),
            key(["a": "1", "b": "2"]), key(["a": "2", "b": "1"]), key(["a": "12"]), key(["a1": "2"]),
            key([:], name: "n"),
            key([:], unit: "s"), key([:], kind: .gauge), key([:], kind: steps), key([:], from: 2), key([:], scope: "t"),
            key([:], resource: ["service.name": "x", "service.instance.id": "2"]),
        ]
        #expect(Set(keys).count == keys.count)
    }

    @Test func `The start of a delta point or a gauge is not in its key`() {
        #expect(key([:], kind: steps, from: 1) == key([:], kind: steps, from: 2))
        #expect(key([:], kind: .gauge, from: 1) == key([:], kind: .gauge, from: 2))
    }
}

@Suite struct MetricHistogramTests {
    private func grow(_ kind: MetricKind, _ values: MetricPoint.Value..., ourStart: UInt64 = 50)
        -> [HistogramIncrement?]
    {
        var table = MetricSeriesTable(ourStart: Timestamp(seconds: ourStart))
        return values.enumerated().map { index, value in
            let batch = MetricBatchBuilder.batch("m", kind, MetricPoint(value, at: 110 + UInt64(index)))
            let metric = batch.metrics[0]
            let key = SeriesKey.family(of: metric, in: batch).series(of: batch.points[0], of: metric, in: batch)
            let outcome = table.increment(
                for: batch.points[0], of: metric, key: key, in: batch, now: Timestamp(seconds: 900))
            if case .increment(let increment) = outcome { return increment.histogram }
            return nil
        }
    }

    @Test func `A cumulative histogram grows by count, sum and buckets`() {
        let grown = grow(
            .histogram(.cumulative), .histogram(bounds: [10, 20], counts: [1, 2, 0], sum: 35),
            .histogram(bounds: [10, 20], counts: [1, 3, 1], sum: 80))
        #expect(grown[0]?.buckets == .explicit(bounds: [10, 20], counts: [1, 2, 0]))
        #expect(
            grown[1]
                == HistogramIncrement(
                    count: 2, sum: 45, min: nil, max: nil, buckets: .explicit(bounds: [10, 20], counts: [0, 1, 1])))
    }

    @Test(arguments: [
        MetricPoint.Value.histogram(bounds: [10, 20], counts: [1, 1, 0], sum: 25),
        .histogram(bounds: [10, 20], counts: [0, 4, 0], sum: 60),
        .histogram(bounds: [10, 30], counts: [1, 3, 0], sum: 60),
        .plainHistogram(count: 4, sum: 60),
    ])
    func `A count or bucket that fell, and other bounds, are a reset`(second: MetricPoint.Value) {
        let grown = grow(.histogram(.cumulative), .histogram(bounds: [10, 20], counts: [1, 2, 0], sum: 35), second)
        let alone = grow(.histogram(.cumulative), second)
        #expect(grown[1] == alone[0])
        #expect(grown[1] != nil)
    }

    @Test func `Without sums the counts still grow`() {
        let grown = grow(
            .histogram(.cumulative), .plainHistogram(count: 3, sum: nil), .plainHistogram(count: 7, sum: nil))
        #expect(grown[1] == HistogramIncrement(count: 4, sum: nil, min: nil, max: nil, buckets: .none))
    }

    @Test func `Delta histograms and summaries give counts and sums`() {
        #expect(
            grow(.histogram(.delta), .plainHistogram(count: 3, sum: 5), .plainHistogram(count: 1, sum: 2)).map {
                $0?.count
            } == [3, 1])
        let grown = grow(.summary, .summary(count: 3, sum: 5), .summary(count: 4, sum: 9))
        #expect(grown[1] == HistogramIncrement(count: 1, sum: 4, min: nil, max: nil, buckets: .none))
    }

    @Test func `An exponential histogram grows also when its scale falls`() {
        let grown = grow(
            .exponentialHistogram(.cumulative),
            .exponential(scale: 1, offset: 0, counts: [1, 2, 3, 4], zeros: 1, sum: 30),
            .exponential(scale: 0, offset: -1, counts: [5, 4, 8], zeros: 2, sum: 50),
            .exponential(scale: 0, offset: 0, counts: [1], zeros: 2, sum: 1))
        #expect(
            grown[1]?.buckets
                == .exponential(ExponentialBuckets(scale: 0, zeroCount: 1, offset: -1, counts: [5, 1, 1])))
        #expect((grown[1]?.count, grown[1]?.sum) == (8, 20))
        #expect(grown[2]?.count == 3)
    }

    @Test func `Exponential buckets lie between powers of their base`() {
        let parts = HistogramBuckets.exponential(
            ExponentialBuckets(scale: 1, zeroCount: 2, offset: -2, counts: [1, 0, 3])
        ).parts
        #expect(parts.map(\.count) == [2, 1, 3])
        #expect((parts[0].low, parts[0].high) == (0, 0))
        #expect((parts[1].low, abs(parts[1].high - 0.70710678) < 1e-8) == (0.5, true))
        #expect((parts[2].low, abs(parts[2].high - 1.41421356) < 1e-8) == (1, true))
        let extreme = HistogramBuckets.exponential(
            ExponentialBuckets(scale: -10, zeroCount: 0, offset: .min, counts: [1])
        ).parts
        #expect(extreme[0].high == 0)
    }

    @Test func `Durations are estimated at the geometric middle of their bucket, within least and greatest`() throws {
        let increment = HistogramIncrement(
            count: 4, sum: 1_000, min: 120, max: 900,
            buckets: .explicit(bounds: [100, 400, 800], counts: [0, 2, 0, 2]))
        let sketch = increment.sketch(nanosecondsPerUnit: 1e6)
        #expect(sketch.count == 4)
        // √(120·400) = 219.1 and √(800·900) = 848.5
        #expect(abs(try #require(sketch.quantileMs(0.5)) - 219.1) < 2.2)
        #expect(abs(try #require(sketch.quantileMs(1)) - 848.5) < 8.5)
    }

    @Test func `What lies in one bucket is estimated at its mean`() throws {
        let one = HistogramIncrement(
            count: 1, sum: 300, min: nil, max: nil, buckets: .explicit(bounds: [250, 500], counts: [0, 1, 0]))
        #expect(abs(try #require(one.sketch(nanosecondsPerUnit: 1e6).quantileMs(0.5)) - 300) < 3)
        let without = HistogramIncrement(count: 4, sum: 2, min: nil, max: nil, buckets: .none)
        #expect(without.sketch(nanosecondsPerUnit: 1e9).count == 4)
        #expect(abs(try #require(without.sketch(nanosecondsPerUnit: 1e9).quantileMs(0.5)) - 500) < 5)
        let open = HistogramIncrement(
            count: 2, sum: nil, min: nil, max: nil, buckets: .explicit(bounds: [10], counts: [1, 1]))
        #expect(abs(try #require(open.sketch(nanosecondsPerUnit: 1).quantile(0)) - 5) < 1)
        #expect(abs(try #require(open.sketch(nanosecondsPerUnit: 1).quantile(1)) - 10) < 1)
    }

    @Test func `Hostile histograms do not trap`() {
        let counts: [UInt64] = [.max, .max, .max]
        let increment = HistogramIncrement(
            count: .max, sum: .greatestFiniteMagnitude, min: -.greatestFiniteMagnitude, max: -1,
            buckets: .explicit(bounds: [-.infinity, 1e300], counts: counts))
        #expect(increment.sketch(nanosecondsPerUnit: 1e9).count > 0)
        let empty = HistogramIncrement(count: 0, sum: nil, min: nil, max: nil, buckets: .none)
        #expect(empty.sketch(nanosecondsPerUnit: 1e9).isEmpty)
    }
}
