// One call, told of by two who don't know of each other. An SDK traces its calls itself, an instrumentation of it and the
// framework above do too; where one does not make its span current, the other's span stands beside it or, without a
// parent, in a trace of its own. Often nothing says that the two are one. But they come from one process, the inner one
// runs within the time of the outer, and they used as many tokens, or failed both.

/// A model call, as far as it takes to know it again.
struct CallSighting: Sendable {
    var emitter: EmitterIndex
    /// A hash of the scope's name: one scope does not tell of a call twice.
    var scope: Int
    /// The trace's slot, and its sequence: a slot is used again.
    var slot: Int32
    var sequence: UInt64
    var span: SpanID
    /// Zero for a root.
    var parent: SpanID
    var start: Timestamp
    var end: Timestamp
    var isFailed: Bool
    var model: Name
    var tokens: CallTokens
    var costMicroUSD: Int64
    var timeToFirstToken: Int64
    /// Of the answer's id; 0 where there is none.
    var identity: Int

    // What two reports of a call have in common, as numbers; nil where there is nothing.

    fileprivate var answerKey: Int? { identity == 0 ? nil : key(of: identity) }

    fileprivate var usageKey: Int? {
        if isFailed { return key(of: -1) }
        let amount = tokens.output > 0 ? tokens.output : tokens.input
        return amount > 0 ? key(of: Int(amount)) : nil
    }

    private func key(of number: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(emitter)
        hasher.combine(number)
        return hasher.finalize()
    }

    /// Of two reports of one call the inner and the outer; nil where they are reports of two.
    fileprivate static func pair(_ one: CallSighting, _ other: CallSighting, _ names: NameTable) -> Retelling? {
        guard one.emitter == other.emitter, one.scope != other.scope, one.isFailed == other.isFailed else { return nil }
        let (first, second) = one.isBefore(other) ? (one, other) : (other, one)
        guard second.start.since(first.start) < nearby else { return nil }
        if first.identity != 0, second.identity != 0 {
            return first.identity == second.identity ? pairOfOneAnswer(first, second) : nil
        }
        guard names.areOfOneModel(one.model, other.model) else { return nil }
        if second.isRetelling(of: first) { return Retelling(inner: second, outer: first) }
        let areAtOnce = first.start == second.start && first.end == second.end
        return areAtOnce && first.isRetelling(of: second) ? Retelling(inner: first, outer: second) : nil
    }

    private static func pairOfOneAnswer(_ first: CallSighting, _ second: CallSighting) -> Retelling? {
        if second.isApart(from: first) { return Retelling(inner: second, outer: first) }
        // In one trace it may be the span that the other lies below.
        let isElsewhere = first.parent.isZero && !first.isInTrace(of: second)
        return isElsewhere ? Retelling(inner: first, outer: second) : nil
    }

    /// Within how many nanoseconds both reports of a call begin.
    private static let nearby: Int64 = 60_000_000_000
    /// How much longer the outer report of a short call may take, in nanoseconds.
    private static let slack: Int64 = 250_000_000

    /// The outer one begins first, or ends last.
    private func isBefore(_ other: CallSighting) -> Bool {
        if start != other.start { return start < other.start }
        if end != other.end { return end > other.end }
        return span == other.span ? sequence < other.sequence : span < other.span
    }

    private func isRetelling(of outer: CallSighting) -> Bool {
        guard isApart(from: outer) else { return false }
        if isFailed { return isMost(of: outer) }
        guard tokens.output == outer.tokens.output else { return false }
        if isMost(of: outer) { return hasInput(of: outer) }
        // A span may end when a stream begins. Beside it under one parent, with as many tokens in and out, is no other call.
        return isBeside(outer) && tokens.output > 0 && tokens == outer.tokens
    }

    /// Does it run within the other's time, and for the most of it? A call that only happened to run then is short.
    private func isMost(of outer: CallSighting) -> Bool {
        guard outer.start <= start, end <= outer.end else { return false }
        return duration >= outer.duration / 2 || outer.duration - duration <= Self.slack
    }

    /// Nanoseconds; 0 when it ends before it starts.
    private var duration: Int64 { max(0, end.since(start)) }

    /// Does it lie in a trace of its own, or beside the other?
    private func isApart(from other: CallSighting) -> Bool { parent.isZero || isBeside(other) }

    private func isBeside(_ other: CallSighting) -> Bool { isInTrace(of: other) && parent == other.parent }

    private func isInTrace(of other: CallSighting) -> Bool { slot == other.slot && sequence == other.sequence }

    /// Input may be told with the cache or without, or not at all.
    private func hasInput(of other: CallSighting) -> Bool {
        let difference = abs(Int64(tokens.input) - Int64(other.tokens.input))
        if difference == 0 || min(tokens.input, other.tokens.input) <= 0 { return true }
        return [tokens, other.tokens].contains { told in
            let (read, write) = (Int64(max(0, told.cacheRead)), Int64(max(0, told.cacheWrite)))
            return difference == read || difference == write || difference == read + write
        }
    }
}

/// Two reports of one call: the outer one counts.
struct Retelling: Sendable {
    var inner: CallSighting
    var outer: CallSighting
}

/// The last model calls of all senders. Bounded: both reports of a call come within seconds of each other.
///
/// A ring of calls. Those whose keys fall into one bucket are chained, the newest first, so that a request with all spans
/// of one scope before all of another's finds them too.
struct CallSightings: Sendable {
    private struct Link: Sendable {
        var call: CallSighting
        var key: Int
        /// The number of the call before it in its bucket; -1 for none.
        var previous: Int
    }

    private static let buckets = 4_096
    /// How many calls of a bucket are looked at.
    private static let depth = 256

    private let capacity: Int
    private var ring: [Link] = []
    /// The number of the last call in each bucket, -1 for none; empty before the first call.
    private var last: [Int] = []
    /// How many calls were noted.
    private var count = 0
    /// The scope that each emitter's calls are told by; nil where there are several, 0 for none yet.
    private var scopes: [Int?] = []

    /// - Parameter memory: bytes that all telemetry may take; calls take a small part of it.
    init(memory: Int) { capacity = min(8_192, max(16, memory / 64 / MemoryLayout<Link>.stride)) }

    var byteCount: Int { ring.capacity * MemoryLayout<Link>.stride + last.capacity * 8 + scopes.capacity * 16 }

    /// Notes a call, and gives the pairs that it makes with earlier ones.
    mutating func note(_ call: CallSighting, _ names: NameTable) -> [Retelling] {
        var pairs: [Retelling] = []
        noteScope(of: call)
        if let key = call.answerKey { note(call, under: key, names, &pairs) }
        if let key = call.usageKey { note(call, under: key, names, &pairs) }
        return pairs
    }

    private mutating func note(_ call: CallSighting, under key: Int, _ names: NameTable, _ pairs: inout [Retelling]) {
        if last.isEmpty { last = .init(repeating: -1, count: min(Self.buckets, capacity)) }
        let bucket = Int(UInt(bitPattern: key) % UInt(last.count))
        // Nearly all emitters tell of calls by one scope: there is nothing to find.
        if scopes[Int(call.emitter.index)] == nil { look(for: call, in: bucket, key, names, &pairs) }
        let link = Link(call: call, key: key, previous: last[bucket])
        if count < capacity { ring.append(link) } else { ring[count % capacity] = link }
        last[bucket] = count
        count += 1
    }

    private func look(
        for call: CallSighting, in bucket: Int, _ key: Int, _ names: NameTable, _ pairs: inout [Retelling]
    ) {
        var number = last[bucket]
        for _ in 0..<Self.depth where number >= max(0, count - capacity) {
            let place = number % capacity
            number = ring[place].previous
            guard ring[place].key == key, ring[place].call.scope != call.scope else { continue }
            if let pair = CallSighting.pair(ring[place].call, call, names) { pairs.append(pair) }
        }
    }

    private mutating func noteScope(of call: CallSighting) {
        let emitter = Int(call.emitter.index)
        while scopes.count <= emitter { scopes.append(0) }
        if scopes[emitter] == 0 { scopes[emitter] = call.scope }
        if scopes[emitter] != call.scope { scopes[emitter] = nil as Int? }
    }
}
