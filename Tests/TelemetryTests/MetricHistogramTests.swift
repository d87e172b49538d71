import Testing

@testable import Telemetry

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
                == .exponential(
                    ExponentialBuckets(scale: 0, zeroCount: 1, positive: .init(offset: -1, counts: [5, 1, 1]))))
        #expect((grown[1]?.count, grown[1]?.sum) == (8, 20))
        #expect(grown[2]?.count == 3)
    }

    @Test func `Exponential buckets lie between powers of their base`() {
        let parts = HistogramBuckets.exponential(
            ExponentialBuckets(scale: 1, zeroCount: 2, positive: .init(offset: -2, counts: [1, 0, 3]))
        ).parts
        #expect(parts.map(\.count) == [2, 1, 3])
        #expect((parts[0].low, parts[0].high) == (0, 0))
        #expect((parts[1].low, abs(parts[1].high - 0.70710678) < 1e-8) == (0.5, true))
        #expect((parts[2].low, abs(parts[2].high - 1.41421356) < 1e-8) == (1, true))
        let extreme = HistogramBuckets.exponential(
            ExponentialBuckets(scale: -10, zeroCount: 0, positive: .init(offset: .min, counts: [1]))
        ).parts
        #expect(extreme[0].high == 0)
    }

    @Test func `Negative buckets lie below zero as the positive ones do above`() {
        let parts = HistogramBuckets.exponential(
            ExponentialBuckets(
                scale: 0, zeroCount: 1, positive: .init(offset: 0, counts: [1]),
                negative: .init(offset: 1, counts: [2, 3]))
        ).parts
        #expect(parts.map(\.low) == [-8, -4, 0, 1])
        #expect(parts.map(\.high) == [-4, -2, 0, 2])
        #expect(parts.map(\.count) == [3, 2, 1, 1])
    }

    @Test(
        arguments: [
            (-9, -1, -3), (1, 9, 3), (0, 0, 0), (-3, 0, -1.5), (0, 3, 1.5), (-2, 4, 1), (-.infinity, -3, -3),
            (-.infinity, 10, 5), (3, .infinity, 3), (-4, .infinity, -2), (-.infinity, .infinity, 0),
        ] as [(Double, Double, Double)])
    func `Every part has a middle`(low: Double, high: Double, middle: Double) {
        #expect(HistogramBuckets.Part(low: low, high: high, count: 1).middle == middle)
    }

    @Test func `Negative buckets grow and are reset as positive ones`() {
        func grown(_ first: [UInt64], _ second: [UInt64]) -> HistogramBuckets? {
            grow(
                .exponentialHistogram(.cumulative),
                .exponential(scale: 0, offset: 0, counts: [1], negative: first, sum: 1),
                .exponential(scale: 0, offset: 0, counts: [1], negative: second, sum: 1)
            )[1]?.buckets
        }
        func negative(_ positive: UInt64, _ counts: [UInt64]) -> HistogramBuckets {
            .exponential(
                ExponentialBuckets(
                    scale: 0, zeroCount: 0, positive: .init(counts: [positive]), negative: .init(counts: counts)))
        }
        #expect(grown([1, 2], [1, 5]) == negative(0, [0, 3]))
        #expect(grown([3], [2, 4]) == negative(1, [2, 4]))
    }

    @Test func `A zero threshold that rose takes small values for zero in what came before, too`() {
        let grown = grow(
            .exponentialHistogram(.cumulative),
            .exponential(scale: 0, offset: -3, counts: [4, 0, 0, 2], zeros: 1, sum: 1),
            .exponential(scale: 0, offset: 0, counts: [3], zeros: 7, threshold: 0.25, sum: 1))
        #expect(
            grown[1]?.buckets
                == .exponential(
                    ExponentialBuckets(scale: 0, zeroCount: 2, zeroThreshold: 0.25, positive: .init(counts: [1]))))
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
