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
