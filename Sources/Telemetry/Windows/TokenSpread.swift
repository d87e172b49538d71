/// A call's tokens over the seconds that it lasted, in proportion to the time it spent in each.
///
/// The shares are whole numbers that add up to the tokens: each is the difference of two running sums rounded down. The
/// same call always gives the same shares, so that they can be taken back. Shares of zero are left out.
package struct TokenSpread: Sequence, IteratorProtocol, Sendable {
    package typealias Share = (second: Int64, tokens: Int64)

    private let tokens: UInt64
    private let start: UInt64
    private let end: UInt64
    /// Where the next share begins, in nanoseconds; at `end` there is none.
    private var position: UInt64
    /// What the shares so far have used.
    private var used: UInt64 = 0
    /// The first second that has a share of its own.
    private let firstSecond: UInt64

    /// The shares of a call's tokens.
    ///
    /// A call without a length (`end` not after `start`, or a `start` that is not set) has all of them in the second of
    /// its end. Of a call longer than `limit` seconds, the last `limit` have shares of their own, and all that came
    /// before is one share in the second before them: rates stay right, and so does the sum. Tokens below 1 have none.
    package static func shares(
        of tokens: Int64, from start: Timestamp, to end: Timestamp, limit: Int = rollingSeconds
    ) -> TokenSpread {
        TokenSpread(tokens: UInt64(Swift.max(tokens, 0)), start: start, end: end, limit: limit)
    }

    private init(tokens: UInt64, start: Timestamp, end: Timestamp, limit: Int) {
        self.tokens = tokens
        // A call without a length is one nanosecond long, from its end on.
        let isPoint = !start.isSet || end <= start
        self.start = isPoint ? Swift.min(end.nanoseconds, .max - 1) : start.nanoseconds
        self.end = isPoint ? self.start + 1 : end.nanoseconds
        self.position = self.start
        let lastSecond = (self.end - 1) / nanosecondsPerSecond
        self.firstSecond = lastSecond - Swift.min(lastSecond, UInt64(Swift.max(limit, 1) - 1))
    }

    /// The next share, by rising second.
    package mutating func next() -> Share? {
        while position < end, used < tokens {
            let second = position / nanosecondsPerSecond
            let isBefore = second < firstSecond
            let share = advance(toSecond: isBefore ? firstSecond : second + 1)
            if share > 0 { return (Int64(isBefore ? firstSecond - 1 : second), share) }
        }
        return nil
    }

    /// Moves to the start of a second, or to the end if that is earlier; gives the tokens of the way there.
    private mutating func advance(toSecond second: UInt64) -> Int64 {
        let (boundary, overflow) = second.multipliedReportingOverflow(by: nanosecondsPerSecond)
        position = overflow ? end : Swift.min(boundary, end)
        let through = position == end ? tokens : tokensBefore(position)
        defer { used = through }
        return Int64(through - used)
    }

    private func tokensBefore(_ position: UInt64) -> UInt64 {
        let (product, overflow) = tokens.multipliedReportingOverflow(by: position - start)
        if !overflow { return product / (end - start) }
        // The quotient fits: the position is not after the end, so it is at most `tokens`.
        return (end - start).dividingFullWidth(tokens.multipliedFullWidth(by: position - start)).quotient
    }
}

private let nanosecondsPerSecond: UInt64 = 1_000_000_000
