// Time to columns. Every edge of every bar goes through one function that rounds down to an eighth of a cell, so a bar
// that ends when the next one starts ends exactly where that one starts on the screen.

import Telemetry

/// A stretch of time laid over a number of columns.
struct TimeAxis: Hashable, Sendable {
    let start: Timestamp
    /// In nanoseconds, at least 1.
    let length: UInt64
    let columns: Int

    init(start: Timestamp, end: Timestamp, columns: Int) {
        self.start = start
        self.length = end > start ? end.nanoseconds - start.nanoseconds : 1
        self.columns = max(0, columns)
    }

    /// The eighth of a cell that a moment lies in: 0 to `8 * columns`. Moments outside of the axis are at its ends.
    func eighth(at moment: Timestamp) -> Int {
        guard moment > start else { return 0 }
        return position(of: min(moment.nanoseconds - start.nanoseconds, length), parts: columns * 8)
    }

    /// The column that an offset from the start lies in; `columns` for the end.
    func column(atOffset offset: UInt64) -> Int { position(of: min(offset, length), parts: columns) }

    /// `offset * parts / length`, rounded down, for an offset that is not beyond the length.
    private func position(of offset: UInt64, parts: Int) -> Int {
        // The quotient is at most `parts`, so the division can't overflow.
        Int(length.dividingFullWidth(offset.multipliedFullWidth(by: UInt64(parts))).quotient)
    }
}

extension TraceTree {
    /// Does anything in it go on? Open spans of a trace that is over ended with it, as far as anyone knows.
    var isRunning: Bool {
        guard figures.state == .running || figures.state == .stalled else { return false }
        return lines.contains { $0.isOpen }
    }
}
