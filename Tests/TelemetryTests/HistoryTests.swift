import Testing

@testable import Telemetry

/// An amount that says how much heap it would take.
private struct Load: HistoryValue {
    var amount: Double
    var byteCount = 0

    mutating func merge(_ later: Load) {
        amount += later.amount
        byteCount = max(byteCount, later.byteCount)
    }
}

@Suite struct HistoryTests {
    private func history(_ entries: [(from: Int64, through: Int64, amount: Double)], now: Int64 = 10_000)
        -> History<Load>
    {
        var history = History<Load>()
        for entry in entries {
            history.add(
                Load(amount: entry.amount), from: entry.from, through: entry.through, now: now, allowance: .max)
        }
        return history
    }

    private func shares(_ history: History<Load>, _ window: WindowParts) -> [Double] {
        var shares = [Double](repeating: 0, count: window.count)
        history.spread(over: window) { part, share, bucket in shares[part] += share * bucket.value.amount }
        return shares
    }

    @Test func `What happened is shared out evenly over its interval`() {
        let window = WindowParts(now: 10_000, seconds: 60, count: 6)
        #expect(shares(history([(9_980, 10_000, 8)]), window) == [0, 0, 0, 0, 4, 4])
        #expect(shares(history([(9_999, 10_000, 8)]), window) == [0, 0, 0, 0, 0, 8])
        // Half of it lies before the window.
        #expect(shares(history([(9_930, 9_950, 8)]), window) == [4, 0, 0, 0, 0, 0])
        // What is told after the window's end is not known in it.
        let earlier = WindowParts(now: 9_990, seconds: 60, count: 6)
        #expect(shares(history([(9_980, 10_000, 8)]), earlier) == [0, 0, 0, 0, 0, 0])
    }

    @Test func `A part is known from the first thing that happened to the last that was told`() {
        let history = history([(9_955, 9_960, 1), (9_970, 9_985, 1)])
        let window = WindowParts(now: 10_000, seconds: 60, count: 6)
        #expect((0..<6).map { history.toldSeconds(of: $0, in: window) } == [0, 5, 10, 10, 5, 0])
        let earlier = WindowParts(now: 9_980, seconds: 40, count: 4)
        #expect((0..<4).map { history.toldSeconds(of: $0, in: earlier) } == [0, 5, 0, 0])
        #expect(History<Load>().toldSeconds(of: 0, in: window) == 0)
    }

    @Test func `What ended an hour ago is gone, and what comes that late is left out`() {
        var history = history([(6_399, 6_400, 1), (6_400, 6_401, 1)])
        #expect(history.buckets.map(\.through) == [6_401])
        history.expire(now: 10_001)
        #expect(history.buckets.isEmpty)
        #expect(history.byteCount == 0)
    }

    @Test func `What comes from the future counts as now`() {
        #expect(history([(10_005, 20_000, 1)]).buckets.map(\.through) == [10_000])
        #expect(history([(10_005, 20_000, 1)]).buckets.map(\.from) == [9_999])
    }

    @Test func `Entries may come in any order; equal intervals become one`() {
        let history = history([(9_990, 9_991, 1), (9_980, 9_981, 2), (9_990, 9_991, 4)])
        #expect(history.buckets.map(\.through) == [9_981, 9_991])
        #expect(history.buckets.map(\.value.amount) == [2, 5])
    }

    @Test func `It is bounded, loses nothing by that, and stays fine at its end`() {
        let history = history((0..<3_000).map { (7_000 + $0, 7_001 + $0, 1) })
        #expect(history.buckets.count <= History<Load>.maxBuckets)
        #expect(history.buckets.reduce(0) { $0 + $1.value.amount } == 3_000)
        #expect(history.buckets.suffix(100).allSatisfy { $0.through - $0.from == 1 })
        #expect(zip(history.buckets, history.buckets.dropFirst()).allSatisfy { $0.through <= $1.from })
    }

    @Test func `With few bytes allowed it gets coarse, down to a few buckets`() {
        var history = History<Load>()
        for second in 0..<500 as Range<Int64> {
            let amount = Load(amount: 1, byteCount: 1_000)
            history.add(amount, from: second, through: second + 1, now: 500, allowance: 20_000)
        }
        #expect(history.byteCount <= 20_000)
        #expect(history.buckets.count >= History<Load>.minBuckets)
        #expect(history.buckets.reduce(0) { $0 + $1.value.amount } == 500)
    }

    @Test func `Parts of a window are those that begin after its start`() {
        let window = WindowParts(now: 100, seconds: 10, count: 5)
        #expect((91...100).map { window.part(of: $0) } == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
        #expect((window.part(of: 90), window.part(of: 101)) == (nil, nil))
        #expect(WindowParts(now: 100, seconds: 3, count: 60).count == 3)
    }
}

@Suite struct HeatScaleTests {
    private func keys(_ values: [Double]) -> [Int32] { values.map(ValueSketch.key(of:)).sorted() }

    @Test func `Rows rise by about the same factor and hold every value`() {
        let values = [3.0, 10, 90, 700, 4_000]
        let scale = HeatScale(keys(values), rows: 10)
        #expect(scale.rows.count == 10)
        for row in scale.rows { #expect((1.8...2.4).contains(row.high / row.low)) }
        for value in values {
            let row = scale.row(of: ValueSketch.key(of: value)).map { scale.rows[$0] }
            #expect(row.map { $0.low <= value && value <= $0.high } == true)
        }
        #expect(zip(scale.rows, scale.rows.dropFirst()).allSatisfy { $0.high == $1.low })
    }

    @Test func `Negative values, zero and positive values have rows of their own, in order`() {
        let scale = HeatScale(keys([-50, -2, 0, 1, 900]), rows: 9)
        #expect(scale.rows.count == 9)
        #expect(scale.rows.filter { $0.low == 0 && $0.high == 0 }.count == 1)
        #expect(zip(scale.rows, scale.rows.dropFirst()).allSatisfy { $0.low < $1.low })
        let rows = [-50.0, -2, 0, 1, 900].map { scale.row(of: ValueSketch.key(of: $0)) ?? -1 }
        #expect(rows == rows.sorted() && rows.first == 0 && rows.last == 8)
    }

    @Test(
        arguments: [
            [0], [7], [-7], [0, 7], [-7, 0],
            [-.greatestFiniteMagnitude, .leastNonzeroMagnitude, .greatestFiniteMagnitude],
        ] as [[Double]])
    func `Few values and extreme ones have rows too`(values: [Double]) {
        for rows in [1, 2, 5, 40] {
            let scale = HeatScale(keys(values), rows: rows)
            #expect(values.allSatisfy { scale.row(of: ValueSketch.key(of: $0)) != nil })
        }
    }
}
