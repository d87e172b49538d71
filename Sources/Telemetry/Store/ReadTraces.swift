/// How far the packed spans of traces were read for a question that is asked again and again.
struct ReadTraces: Sendable {
    private struct Reading: Sendable {
        /// Whose reading it is: places are used again.
        var sequence: UInt64
        /// How often its spans had been folded: then it is read anew.
        var foldings: Int
        /// How much of the trace's packed bytes was read.
        var end: Int
        var isFound: Bool
    }

    /// By the trace's place.
    private var readings: [Int32: Reading] = [:]

    /// Was what is sought found in a trace?
    func isFound(in trace: TraceEntry) -> Bool { reading(of: trace)?.isFound ?? false }

    /// Where reading goes on in a trace; nil when nothing is left to be found out.
    func unread(of trace: TraceEntry) -> Int? {
        guard let reading = reading(of: trace) else { return 0 }
        return reading.isFound || reading.end >= trace.arena.count ? nil : reading.end
    }

    mutating func note(_ trace: TraceEntry, readTo end: Int, isFound: Bool = false) {
        readings[trace.slot] = Reading(
            sequence: trace.sequence, foldings: trace.rare.folded.times, end: end, isFound: isFound)
    }

    /// Forgets traces that are gone, when they abound.
    mutating func forget(besides traces: [TraceEntry], kept count: Int) {
        guard readings.count > 2 * count + 64 else { return }
        readings = readings.filter { traces[$0.key].sequence == $0.value.sequence }
    }

    private func reading(of trace: TraceEntry) -> Reading? {
        readings[trace.slot].flatMap {
            $0.sequence == trace.sequence && $0.foldings == trace.rare.folded.times ? $0 : nil
        }
    }
}

extension Store {
    /// Reads on in all traces, the newest first, no more than a number of bytes; false where something is left.
    ///
    /// - Parameter find: reads some of a trace's bytes; whether what is sought is there, so that the rest need not be read.
    func readOn(_ bytes: Int, _ readings: inout ReadTraces, _ find: (TraceEntry, Range<Int>) -> Bool) -> Bool {
        var (left, isComplete) = (bytes, true)
        for slot in order.newestFirst() {
            let trace = traces[slot]
            guard let first = readings.unread(of: trace) else { continue }
            guard left > 0 else {
                isComplete = false
                break
            }
            let end = min(trace.arena.count, first + left)
            left -= end - first
            readings.note(trace, readTo: end, isFound: find(trace, first..<end))
            if readings.unread(of: trace) != nil { isComplete = false }
        }
        readings.forget(besides: traces, kept: order.count)
        return isComplete
    }
}
