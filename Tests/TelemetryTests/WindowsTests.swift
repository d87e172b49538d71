import Telemetry
import Testing

/// A whole number as a series' value.
struct Amount: AdditiveValue, Hashable, ExpressibleByIntegerLiteral {
    var amount = 0

    init() {}
    init(_ amount: Int) { self.amount = amount }
    init(integerLiteral value: Int) { amount = value }

    mutating func add(_ other: Amount) { amount += other.amount }
    mutating func subtract(_ other: Amount) { amount -= other.amount }
    var isZero: Bool { amount == 0 }
}

@Suite struct RollingSeriesTests {
    typealias Series = RollingSeries<Amount>

    @Test func `Before any value all is empty`() {
        var series = Series()
        #expect(series.total == 0)
        #expect(series.sum(last: 60, now: 5_000) == 0)
        #expect(series.parts(3, last: 60, now: 5_000) == [nil, nil, nil])
        #expect(series.lastSecond == nil)
        #expect(series.firstSecond == nil)
        #expect(series.byteCount == 0)
    }

    @Test(arguments: [
        (second: 10_000, inWindow: 1, inHour: 1),
        (second: 9_941, inWindow: 1, inHour: 1),
        (second: 9_940, inWindow: 0, inHour: 1),
        (second: 6_401, inWindow: 0, inHour: 1),
        (second: 6_400, inWindow: 0, inHour: 0),
        (second: 1, inWindow: 0, inHour: 0),
    ])
    func `A window holds the seconds after its start, up to now`(second: Int64, inWindow: Int, inHour: Int) {
        var series = Series()
        series.add(1, second: second, now: 10_000)
        #expect(series.sum(last: 60, now: 10_000, caching: true) == Amount(inWindow))
        #expect(series.sum(last: 3_600, now: 10_000) == Amount(inHour))
        #expect(series.total == 1)
        #expect(series.firstSecond == second)
    }

    @Test func `A window moves on with the clock`() {
        var series = Series()
        series.add(1, second: 100, now: 100)
        series.add(2, second: 105, now: 105)
        #expect(series.sum(last: 10, now: 105, caching: true) == 3)
        #expect(series.sum(last: 10, now: 109) == 3)
        #expect(series.sum(last: 10, now: 110) == 2)
        #expect(series.sum(last: 10, now: 114) == 2)
        #expect(series.sum(last: 10, now: 115) == 0)
        #expect(series.sum(last: 10, now: 9_999) == 0)
    }

    @Test func `Two windows at the same moment are both right`() {
        var series = Series()
        for second in 1...100 { series.add(1, second: Int64(second), now: Int64(second)) }
        #expect(series.sum(last: 10, now: 100, caching: true) == 10)
        #expect(series.sum(last: 50, now: 100) == 50)
        #expect(series.sum(last: 10, now: 100) == 10)
        #expect(series.sum(last: 50, now: 100, caching: true) == 50)
        #expect(series.sum(last: 10, now: 101) == 9)
        #expect(series.sum(last: 50, now: 101) == 49)
    }

    @Test func `Seconds out of order are put in their place`() {
        var series = Series()
        for second: Int64 in [50, 10, 30, 10, 49, 51, 9] { series.add(1, second: second, now: 51) }
        #expect(series.lastSecond == 51)
        #expect(series.firstSecond == 9)
        #expect(series.sum(last: 2, now: 51) == 2)
        #expect(series.sum(last: 22, now: 51) == 4)
        #expect(series.sum(last: 42, now: 51) == 6)
        #expect(series.sum(last: 43, now: 51) == 7)
    }

    @Test func `A late value changes the window that is kept`() {
        var series = Series()
        series.add(1, second: 100, now: 100)
        #expect(series.sum(last: 10, now: 100, caching: true) == 1)
        series.add(4, second: 95, now: 100)
        series.add(8, second: 90, now: 100)
        #expect(series.sum(last: 10, now: 100) == 5)
        series.subtract(4, second: 95, now: 100)
        #expect(series.sum(last: 10, now: 100) == 1)
    }

    @Test func `What is taken back within the hour leaves no trace but the total's`() {
        var series = Series()
        series.add(5, second: 100, now: 100)
        series.subtract(5, second: 100, now: 200)
        #expect(series.total == 0)
        #expect(series.lastSecond == nil)
        #expect(series.sum(last: 3_600, now: 200) == 0)
    }

    @Test func `What is taken back after its second expired changes only the total`() {
        var series = Series()
        series.add(5, second: 100, now: 100)
        series.add(7, second: 3_690, now: 3_690)
        #expect(series.sum(last: 3_600, now: 3_699, caching: true) == 12)
        series.subtract(5, second: 100, now: 3_700)
        #expect(series.total == 7)
        #expect(series.sum(last: 3_600, now: 3_700) == 7)
    }

    @Test func `When the clock goes back, windows end at the earlier now`() {
        var series = Series()
        series.add(1, second: 90, now: 90)
        series.add(2, second: 100, now: 100)
        #expect(series.sum(last: 20, now: 100, caching: true) == 3)
        #expect(series.sum(last: 20, now: 95) == 1)
        series.add(4, second: 95, now: 95)
        #expect(series.sum(last: 20, now: 95, caching: true) == 5)
        #expect(series.sum(last: 20, now: 100) == 7)
        #expect(series.parts(2, last: 20, now: 95) == [nil, 5])
    }

    @Test func `An hour's buckets are all that is kept`() {
        var series = Series()
        for second in 1...20_000 as ClosedRange<Int64> { series.add(1, second: second, now: second) }
        #expect(series.sum(last: 3_600, now: 20_000) == 3_600)
        #expect(series.total == 20_000)
        #expect(series.byteCount == 3_600 * 16)
        series.expire(now: 99_999)
        #expect(series.byteCount == 0)
        #expect(series.lastSecond == nil)
        #expect(series.firstSecond == 1)
    }

    @Test func `Parts cut the window evenly, and are nil before the first value`() {
        var series = Series()
        series.add(1, second: 89, now: 100)
        series.add(2, second: 90, now: 100)
        series.add(3, second: 91, now: 100)
        series.add(4, second: 100, now: 100)
        #expect(series.parts(2, last: 20, now: 100) == [3, 7])
        #expect(series.parts(4, last: 20, now: 100) == [nil, 3, 3, 4])
        #expect(series.parts(3, last: 10, now: 100) == [3, 0, 4])
        #expect(series.parts(1, last: 1, now: 100) == [4])
        #expect(series.parts(4, last: 2, now: 100) == [0, 0, 4, 0])
        #expect(series.parts(0, last: 20, now: 100) == [])
    }

    @Test func `Parts add up to the window's sum`() {
        var random = SeededRandom(seed: 11)
        var series = Series()
        for _ in 0..<2_000 { series.add(1, second: .random(in: 5_000...9_000, using: &random), now: 9_000) }
        for (count, seconds) in [(1, 60), (7, 60), (60, 60), (61, 60), (200, 60), (60, 300), (37, 3_600)] {
            let parts = series.parts(count, last: seconds, now: 9_000)
            #expect(parts.count == count)
            #expect(parts.reduce(0) { $0 + ($1?.amount ?? 0) } == series.sum(last: seconds, now: 9_000).amount)
        }
    }
}

/// The plainest series: every value, summed on demand.
private struct NaiveSeries {
    var values: [Int64: Int] = [:]
    var total = 0

    mutating func change(by amount: Int, second: Int64, now: Int64) {
        total += amount
        expire(now: now)
        guard second > now - 3_600 else { return }
        values[second, default: 0] += amount
    }

    mutating func expire(now: Int64) { values = values.filter { $0.key > now - 3_600 } }

    func sum(last seconds: Int, now: Int64) -> Int {
        values.reduce(0) { $1.key > now - Int64(seconds) && $1.key <= now ? $0 + $1.value : $0 }
    }
}

@Suite struct RollingSeriesAgainstModelTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `Thousands of random operations give what a plain sum gives`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var series = RollingSeries<Amount>()
        var model = NaiveSeries()
        var added: [(amount: Int, second: Int64)] = []
        var now: Int64 = 100_000
        for _ in 0..<3_000 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8:
                let amount = Int.random(in: 0...9, using: &random)
                let second =
                    now - Int64(Double.random(in: 0...1, using: &random) * .random(in: 0...4_000, using: &random))
                series.add(Amount(amount), second: second, now: now)
                model.change(by: amount, second: second, now: now)
                added.append((amount, second))
            case 8..<10 where !added.isEmpty:
                let taken = added.remove(at: .random(in: 0..<added.count, using: &random))
                guard model.values[taken.second] != nil else { continue }
                series.subtract(Amount(taken.amount), second: taken.second, now: now)
                model.change(by: -taken.amount, second: taken.second, now: now)
            case 10..<13: now += .random(in: 0...3, using: &random)
            case 13: now += .random(in: 0...900, using: &random)
            case 14: now -= .random(in: 0...100, using: &random)
            case 15:
                series.expire(now: now)
                model.expire(now: now)
            default:
                let seconds = [10, 60, 60, 60, 300, 3_600].randomElement(using: &random) ?? 1
                let sum = series.sum(last: seconds, now: now, caching: .random(using: &random))
                #expect(sum.amount == model.sum(last: seconds, now: now))
            }
        }
        #expect(series.total.amount == model.total)
        for seconds in 1...3_600 where seconds.isMultiple(of: 91) {
            #expect(series.sum(last: seconds, now: now).amount == model.sum(last: seconds, now: now))
        }
    }

    @Test func `A series of sketches keeps its window's sketch exact`() {
        var random = SeededRandom(seed: 5)
        var series = RollingSeries<Sketch>()
        var recorded: [(second: Int64, ns: UInt64)] = []
        for now in 1_000...1_400 as ClosedRange<Int64> {
            for _ in 0..<5 {
                let second = now - .random(in: 0...70, using: &random)
                let ns = UInt64.random(in: 0...5_000_000_000, using: &random)
                var sketch = Sketch()
                sketch.record(ns)
                series.add(sketch, second: second, now: now)
                recorded.append((second, ns))
            }
            var expected = Sketch()
            for (second, ns) in recorded where second > now - 60 { expected.record(ns) }
            #expect(series.sum(last: 60, now: now, caching: true) == expected)
        }
        #expect(series.total.count == recorded.count)
        #expect(series.byteCount > 0)
        series.expire(now: 90_000)
        #expect(series.sum(last: 60, now: 90_000, caching: true).isEmpty)
        #expect(series.byteCount == series.total.byteCount)
    }
}
