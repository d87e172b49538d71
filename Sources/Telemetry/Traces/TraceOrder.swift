import DequeModule

/// Traces in the order in which they were first seen. What is removed leaves a gap, closed when gaps abound, so that adding
/// and removing cost the logarithm of the length at the most, and the newest rows are found at the end.
struct TraceOrder: Sendable {
    private struct Entry: Sendable {
        var sequence: UInt64
        /// -1 for a gap.
        var slot: Int32
    }

    private var entries: Deque<Entry> = []
    private(set) var count = 0

    mutating func insert(sequence: UInt64, slot: Int32) {
        let place = place(of: sequence)
        if place < entries.count, entries[place].sequence == sequence {
            if entries[place].slot < 0 { count += 1 }
            entries[place].slot = slot
            return
        }
        entries.insert(Entry(sequence: sequence, slot: slot), at: place)
        count += 1
    }

    mutating func remove(sequence: UInt64) {
        let place = place(of: sequence)
        guard place < entries.count, entries[place].sequence == sequence, entries[place].slot >= 0 else { return }
        entries[place].slot = -1
        count -= 1
        while let first = entries.first, first.slot < 0 { entries.removeFirst() }
        if entries.count > 2 * count + 64 { entries.removeAll { $0.slot < 0 } }
    }

    /// The slots of all traces, newest first.
    func newestFirst() -> some Sequence<Int32> {
        entries.lazy.reversed().filter { $0.slot >= 0 }.map(\.slot)
    }

    /// The first entry whose sequence is not smaller.
    private func place(of sequence: UInt64) -> Int {
        if let last = entries.last, last.sequence < sequence { return entries.count }
        return entries.partitioningIndex { $0.sequence >= sequence }
    }
}
