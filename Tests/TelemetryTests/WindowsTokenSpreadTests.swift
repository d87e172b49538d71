import Telemetry
import Testing

@Suite struct WindowsTokenSpreadTests {
    private func shares(_ tokens: Int64, _ start: Double, _ end: Double, limit: Int = 3_600) -> [Int64: Int64] {
        let spread = TokenSpread.shares(of: tokens, from: moment(start), to: moment(end), limit: limit)
        return Dictionary(uniqueKeysWithValues: spread.map { ($0.second, $0.tokens) })
    }

    private func moment(_ seconds: Double) -> Timestamp { Timestamp(nanoseconds: UInt64(seconds * 1e9)) }

    @Test func `Tokens lie in the seconds of the call, in proportion to the time in each`() {
        #expect(shares(100, 10.0, 14.0) == [10: 25, 11: 25, 12: 25, 13: 25])
        #expect(shares(100, 10.5, 12.5) == [10: 25, 11: 50, 12: 25])
        #expect(shares(100, 10.2, 10.9) == [10: 100])
        #expect(shares(3, 10.0, 16.0) == [11: 1, 13: 1, 15: 1])
    }

    @Test func `A call without a length has its tokens where it ended`() {
        #expect(shares(7, 10.5, 10.5) == [10: 7])
        #expect(shares(7, 20.5, 10.0) == [10: 7])
        #expect(shares(7, 0, 10.0) == [10: 7])
        #expect(shares(7, 0, 0) == [0: 7])
    }

    @Test func `No tokens have no shares`() {
        #expect(shares(0, 10, 20) == [:])
        #expect(shares(-5, 10, 20) == [:])
    }

    @Test func `Of a very long call, what came before the limit is one share`() {
        #expect(shares(100, 0.5, 100.5, limit: 2) == [98: 98, 99: 1, 100: 1])
        #expect(shares(1_000, 1_000, 2_000, limit: 3) == [1_996: 997, 1_997: 1, 1_998: 1, 1_999: 1])
    }

    @Test func `Shares add up to the tokens and are the same each time`() {
        var random = SeededRandom(seed: 21)
        for _ in 0..<2_000 {
            let tokens = Int64.random(in: 1...200_000, using: &random)
            let start = Double.random(in: 1...1_000, using: &random)
            let end = start + .random(in: 0...Double.random(in: 0.001...9_000, using: &random), using: &random)
            let once = shares(tokens, start, end)
            #expect(once.values.reduce(0, +) == tokens)
            #expect(once == shares(tokens, start, end))
        }
    }

    @Test func `The ends of the clock and of the counts do not trap`() {
        let ends: [(UInt64, UInt64)] = [(1, .max), (.max, .max), (.max - 1, .max), (.max, 1), (.max, 0), (1, 2)]
        for (start, end) in ends {
            let spread = TokenSpread.shares(
                of: .max, from: Timestamp(nanoseconds: start), to: Timestamp(nanoseconds: end), limit: 2)
            #expect(spread.reduce(0) { $0 + $1.tokens } == .max)
        }
    }
}
