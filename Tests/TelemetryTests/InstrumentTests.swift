import Testing

@testable import Telemetry

private let counter = MetricKind.sum(.cumulative, isMonotonic: true)
private let steps = MetricKind.sum(.delta, isMonotonic: true)

/// A store that listens since second 900.
private func heard(_ batches: [Batch], at now: UInt64 = 1_300, limits: Store.Limits = .init()) -> Store {
    var store = Store(limits: limits, startedAt: Timestamp(seconds: 900))
    for batch in batches { _ = store.ingest(batch, at: Timestamp(seconds: now)) }
    return store
}

extension Store {
    /// The figures of all instruments, with the series of the first one.
    fileprivate func figures(
        at now: UInt64 = 1_300, window: Int = 600, agent: String? = nil, opened: Int? = 0,
        _ change: (inout MetricsRequest) -> Void = { _ in }
    ) -> MetricsFigures {
        var store = self
        var request = MetricsRequest(windowSeconds: window, agent: agent)
        change(&request)
        let figures = store.metrics(request, at: Timestamp(seconds: now))
        guard let opened, let id = figures.instruments.row(at: opened)?.id else { return figures }
        request.opened = OpenedRequest(instrument: id)
        request.opened?.graphColumns = request.graphColumns
        change(&request)
        return store.metrics(request, at: Timestamp(seconds: now))
    }
}

/// What a series of points comes to.
private struct KindCase: Sendable {
    var name: String
    var kind: MetricKind
    /// Value, start and time.
    var points: [(MetricPoint.Value, UInt64, UInt64)]
    var current: Double?
    var count: Double?
    var mean: Double?

    init(
        _ name: String, _ kind: MetricKind, _ points: [(MetricPoint.Value, UInt64, UInt64)], current: Double?,
        count: Double? = nil, mean: Double? = nil
    ) {
        (self.name, self.kind, self.points) = (name, kind, points)
        (self.current, self.count, self.mean) = (current, count, mean)
    }
}

private func bars(_ counts: [UInt64], sum: Double) -> MetricPoint.Value {
    .histogram(bounds: [10, 100], counts: counts, sum: sum)
}

private func powers(_ counts: [UInt64], negative: [UInt64] = [], zeros: UInt64 = 0, sum: Double) -> MetricPoint.Value {
    .exponential(scale: 0, offset: 0, counts: counts, zeros: zeros, negative: negative, sum: sum)
}

private let kindCases: [KindCase] = [
    KindCase("steps", steps, [(.int(5), 1_000, 1_010), (.int(3), 1_010, 1_020)], current: 8, count: 8),
    KindCase("steps with a gap", steps, [(.int(5), 1_000, 1_010), (.int(3), 1_190, 1_200)], current: 8, count: 8),
    KindCase("a counter", counter, [(.int(5), 950, 1_010), (.int(8), 950, 1_020)], current: 8, count: 8),
    KindCase("a counter with a gap", counter, [(.int(5), 950, 1_010), (.int(8), 950, 1_200)], current: 8, count: 8),
    KindCase(
        "a counter that fell", counter, [(.int(30), 950, 1_010), (.int(4), 950, 1_020), (.int(5), 950, 1_030)],
        current: 5, count: 35),
    KindCase(
        "a counter whose process restarted", counter, [(.int(30), 950, 1_010), (.int(40), 1_015, 1_020)], current: 40,
        count: 70),
    KindCase(
        "a counter from before us", counter, [(.int(300), 20, 1_010), (.int(304), 20, 1_020)], current: 304, count: 4),
    KindCase("one point from before us", counter, [(.int(300), 20, 1_010)], current: 300),
    KindCase("a repeated point", counter, [(.int(5), 950, 1_010), (.int(5), 950, 1_010)], current: 5, count: 5),
    KindCase("a late point", counter, [(.int(5), 950, 1_020), (.int(3), 950, 1_010)], current: 5, count: 5),
    KindCase("a gauge", .gauge, [(.int(3), 0, 1_010), (.double(1.5), 0, 1_020)], current: 1.5, mean: 2.25),
    KindCase("a gauge with a gap", .gauge, [(.int(3), 0, 1_010), (.int(1), 0, 1_200)], current: 1, mean: 2),
    KindCase("a late gauge", .gauge, [(.int(3), 0, 1_020), (.int(9), 0, 1_010)], current: 3, mean: 3),
    KindCase(
        "a level", .sum(.cumulative, isMonotonic: false), [(.int(3), 950, 1_010), (.int(-1), 950, 1_020)], current: -1,
        mean: 1),
    KindCase(
        "a level in steps", .sum(.delta, isMonotonic: false), [(.int(3), 950, 1_010), (.int(-1), 1_010, 1_020)],
        current: 2, mean: 2.5),
    KindCase(
        "a level that restarted", .sum(.cumulative, isMonotonic: false),
        [(.int(3), 950, 1_010), (.int(1), 1_015, 1_020)],
        current: 1, mean: 2),
    KindCase(
        "a histogram in steps", .histogram(.delta),
        [(bars([1, 1, 0], sum: 50), 1_000, 1_010), (bars([0, 0, 2], sum: 450), 1_010, 1_020)], current: 500, count: 4,
        mean: 125),
    KindCase(
        "a histogram", .histogram(.cumulative),
        [(bars([1, 1, 0], sum: 50), 950, 1_010), (bars([1, 1, 2], sum: 500), 950, 1_200)], current: 500, count: 4,
        mean: 125),
    KindCase(
        "a histogram that was reset", .histogram(.cumulative),
        [(bars([1, 1, 0], sum: 50), 950, 1_010), (bars([1, 0, 0], sum: 4), 950, 1_020)], current: 4, count: 3, mean: 18),
    KindCase(
        "a histogram from before us", .histogram(.cumulative),
        [(bars([1, 1, 0], sum: 50), 20, 1_010), (bars([1, 1, 2], sum: 500), 20, 1_020)], current: 500, count: 2,
        mean: 225),
    KindCase(
        "an exponential histogram in steps", .exponentialHistogram(.delta),
        [(powers([1, 1], negative: [2], zeros: 1, sum: 1), 1_000, 1_010)], current: 1, count: 5, mean: 0.2),
    KindCase(
        "an exponential histogram", .exponentialHistogram(.cumulative),
        [
            (powers([1, 1], negative: [2], zeros: 1, sum: 1), 950, 1_010),
            (powers([1, 2], negative: [3], zeros: 1, sum: 2), 950, 1_020),
        ], current: 2, count: 7, mean: 2 / 7),
    KindCase(
        "an exponential histogram that was reset", .exponentialHistogram(.cumulative),
        [(powers([3], negative: [2], sum: 1), 950, 1_010), (powers([3], negative: [1], sum: 4), 950, 1_020)],
        current: 4,
        count: 9, mean: 5 / 9),
    KindCase(
        "a summary", .summary, [(.summary(count: 3, sum: 6), 950, 1_010), (.summary(count: 5, sum: 16), 950, 1_020)],
        current: 16, count: 5, mean: 3.2),
    KindCase(
        "a summary that was reset", .summary,
        [(.summary(count: 3, sum: 6), 950, 1_010), (.summary(count: 1, sum: 2), 950, 1_020)],
        current: 2, count: 4, mean: 2),
]

@Suite("Instruments by kind")
struct InstrumentKindTests {
    @Test(arguments: kindCases.indices)
    func `Each kind, with resets and gaps, comes to what was sent`(index: Int) throws {
        let tested = kindCases[index]
        let batches = tested.points.map { value, start, time in
            MetricBatchBuilder.batch("m", tested.kind, MetricPoint(value, from: start, at: time))
        }
        let figures = heard(batches).figures()
        let series = try #require(figures.opened?.series.rows.first)
        #expect(figures.seriesCount == 1, "\(tested.name)")
        #expect(series.summary.current?.lowerBound == tested.current, "\(tested.name)")
        #expect(
            isNear(series.summary.count, tested.count), "\(tested.name): \(String(describing: series.summary.count))")
        if let mean = tested.mean { #expect(isNear(series.summary.mean, mean), "\(tested.name)") }
        #expect(figures.instruments.rows[0].summary == series.summary, "\(tested.name)")
    }

    private func isNear(_ a: Double?, _ b: Double?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) < 1e-9
    }

    @Test func `Rates are even over the interval that a point tells of`() throws {
        let points = (0..<6).map { MetricPoint(.int(60), from: 1_000 + $0 * 30, at: 1_030 + $0 * 30) }
        let store = heard(points.map { MetricBatchBuilder.batch("m", steps, $0) })
        let row = try #require(store.figures(at: 1_180, window: 300) { $0.graphColumns = 30 }.instruments.rows.first)
        #expect(row.history == Array(repeating: nil, count: 12) + Array(repeating: 2.0, count: 18))
        #expect((row.summary.rate, row.summary.min, row.summary.max) == (2, 2, 2))
    }

    @Test func `A level stays until it is told again, or is silent for five minutes`() throws {
        let store = heard([MetricBatchBuilder.batch("m", .gauge, MetricPoint(.int(7), at: 1_100))])
        let row = try #require(store.figures(at: 1_600, window: 600) { $0.graphColumns = 6 }.instruments.rows.first)
        #expect(row.history == [7, 7, 7, 7, nil, nil])
    }

    @Test func `Where there is no recorded value the series has none, until the next point`() {
        let batches = [
            MetricBatchBuilder.batch("m", .gauge, MetricPoint(.int(7), at: 1_100)),
            MetricBatchBuilder.batch("m", .gauge, MetricPoint(.none, at: 1_110, flags: 1)),
        ]
        #expect(heard(batches).figures().instruments.rows[0].summary.current == nil)
        let again = MetricBatchBuilder.batch("m", .gauge, MetricPoint(.int(8), at: 1_120))
        #expect(heard(batches + [again]).figures().instruments.rows[0].summary.current == 8...8)
    }

    @Test func `A summary's quantiles are kept as they were sent`() throws {
        let quantiles = [Quantile(quantile: 0.5, value: 3), Quantile(quantile: 0.99, value: .nan)]
        let value = MetricPoint.Value.summary(count: 3, sum: 9, quantiles: quantiles)
        let figures = heard([MetricBatchBuilder.batch("m", .summary, MetricPoint(value, from: 950, at: 1_010))])
            .figures()
        let series = try #require(figures.opened?.series.rows.first)
        #expect(series.quantiles.map(\.quantile) == [0.5, 0.99])
        #expect((series.summary.p50, series.summary.p95, series.summary.p99) == (3, nil, nil))
        #expect(figures.instruments.rows[0].summary.p50 == 3)
        guard case .values = figures.opened?.graph else {
            Issue.record("a summary's measurements are not known")
            return
        }
    }

    @Test(arguments: [MetricKind.histogram(.delta), .histogram(.cumulative)])
    func `The least and the greatest are those of the points, percentiles of wide buckets are estimates`(
        kind: MetricKind
    ) throws {
        func point(_ counts: [UInt64], _ sum: Double, _ min: Double?, _ max: Double?, at time: UInt64) -> Batch {
            let value = MetricPoint.Value.histogram(bounds: [10, 100], counts: counts, sum: sum, min: min, max: max)
            return MetricBatchBuilder.batch("m", kind, MetricPoint(value, from: 950, at: time))
        }
        func summary(_ batches: [Batch]) throws -> SeriesSummary {
            try #require(heard(batches).figures().opened?.series.rows.first).summary
        }
        let told = try summary([point([2, 1, 0], 40, 3, 31, at: 1_010), point([3, 2, 1], 240, 2, 160, at: 1_020)])
        #expect((told.min, told.max) == (2, 160))
        #expect(told.percentilesAreEstimates && !told.minIsEstimate && !told.maxIsEstimate)
        // One that does not say it leaves both to the buckets.
        let half = try summary([point([2, 1, 0], 40, nil, 31, at: 1_010), point([3, 2, 1], 240, 2, 160, at: 1_020)])
        #expect(half.minIsEstimate && !half.maxIsEstimate && half.max == 160)
        // A single measurement is its own mean.
        let one = try summary([point([1, 0, 0], 4, nil, nil, at: 1_010)])
        #expect(!one.percentilesAreEstimates && !one.maxIsEstimate)
        #expect(one.max.map { abs($0 - 4) < 0.02 } == true)
    }

    @Test(arguments: [(Int32(0), true), (2, true), (3, false), (20, false)])
    func `Percentiles of exponential buckets are estimates where these are wide`(scale: Int32, isEstimate: Bool) {
        let value = MetricPoint.Value.exponential(scale: scale, offset: 0, counts: [1, 2], sum: 5)
        let figures = heard([
            MetricBatchBuilder.batch("m", .exponentialHistogram(.delta), MetricPoint(value, from: 1_000, at: 1_010))
        ]).figures()
        #expect(figures.instruments.rows.map(\.summary.percentilesAreEstimates) == [isEstimate])
    }

    @Test func `Points that can't be read are counted, and lose nothing but themselves`() {
        var builder = MetricBatchBuilder()
        builder.metric("a", .gauge, MetricPoint(.double(.nan), at: 1_010), MetricPoint(.int(1), at: 1_010, ["k": "v"]))
        builder.metric("b", counter, MetricPoint(.double(.infinity), from: 950, at: 1_010))
        builder.metric("c", .histogram(.delta), MetricPoint(.plainHistogram(count: 0, sum: 0), at: 1_010))
        builder.metric("d", .summary, MetricPoint(.none, at: 1_010))
        builder.metric("e", .gauge)
        builder.metric("f", .exponentialHistogram(.delta), MetricPoint(powers([], sum: 0), at: 1_010))
        builder.metric(
            "g", .histogram(.delta),
            MetricPoint(.histogram(bounds: [1], counts: [1, 1], sum: 3, min: .infinity, max: -.infinity), at: 1_010))
        var store = Store(startedAt: Timestamp(seconds: 900))
        let summary = store.ingest(builder.batch, at: Timestamp(seconds: 1_300))
        #expect((summary.accepted, summary.rejected) == (4, 3))
        #expect(store.figures().instruments.rows.map(\.id.name) == ["a", "c", "f", "g"])
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `Percentiles of an exponential histogram at fine scale are within a percent`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let values = (0..<3_000).map { _ in
            Double.random(in: 1..<2, using: &random) * Double(1 << Int.random(in: 0..<4, using: &random))
        }
        // Scale 6: 64 buckets for each power of two.
        var counts = [UInt64](repeating: 0, count: 4 * 64)
        for value in values { counts[bucket(of: value)] += 1 }
        let sum = values.reduce(0, +)
        let point = MetricPoint(
            .exponential(scale: 6, offset: 0, counts: counts, sum: sum), from: 1_000, at: 1_010)
        let store = heard([MetricBatchBuilder.batch("m", .exponentialHistogram(.delta), point)])
        let summary = try #require(store.figures().instruments.rows.first).summary
        let sorted = values.sorted()
        for (q, estimate) in [(0.5, summary.p50), (0.95, summary.p95), (0.99, summary.p99)] {
            let exact = sorted[Int((q * Double(sorted.count)).rounded(.up)) - 1]
            #expect(abs(try #require(estimate) - exact) <= exact * 0.01)
        }
    }

    /// The index of a value's bucket at scale 6: the largest i with 2^(i/64) < value, by repeated roots.
    private func bucket(of value: Double) -> Int {
        var (index, rest) = (0, value)
        var (root, step) = (2.0, 64)
        while step >= 1 {
            while rest > root { (rest, index) = (rest / root, index + step) }
            (root, step) = (root.squareRoot(), step / 2)
        }
        return index
    }
}
