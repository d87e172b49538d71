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
        guard one.emitter == other.emitter, one.scope != other.scope, one.isFailed == other.isFailed,
            names.areOfOneModel(one.model, other.model)
        else { return nil }
        let (first, second) = one.isBefore(other) ? (one, other) : (other, one)
        if first.identity != 0, first.identity == second.identity {
            if second.isApart(from: first) { return Retelling(inner: second, outer: first) }
            // In one trace it may be the span that the other lies below.
            let isElsewhere = first.parent.isZero && !first.isInTrace(of: second)
            return isElsewhere ? Retelling(inner: first, outer: second) : nil
        }
        if second.isRetelling(of: first) { return Retelling(inner: second, outer: first) }
        let areAtOnce = first.start == second.start && first.end == second.end
        return areAtOnce && first.isRetelling(of: second) ? Retelling(inner: first, outer: second) : nil
    }

    /// The outer one begins first, or ends last.
    private func isBefore(_ other: CallSighting) -> Bool {
        if start != other.start { return start < other.start }
        return end == other.end ? span < other.span : end > other.end
    }

    private func isRetelling(of outer: CallSighting) -> Bool {
        guard isApart(from: outer) else { return false }
        let isWithin = outer.start <= start && end <= outer.end
        if isFailed { return isWithin }
        guard tokens.output == outer.tokens.output else { return false }
        // A span may end when a stream begins. Beside it under one parent, with as many tokens in and out, is no other call.
        return isWithin ? hasInput(of: outer) : isBeside(outer) && tokens.output > 0 && tokens == outer.tokens
    }

    /// Does it lie in a trace of its own, or beside the other?
    private func isApart(from other: CallSighting) -> Bool { parent.isZero || isBeside(other) }

    private func isBeside(_ other: CallSighting) -> Bool { isInTrace(of: other) && parent == other.parent }

    private func isInTrace(of other: CallSighting) -> Bool { slot == other.slot && sequence == other.sequence }

    /// Input may be told with the cache or without, or not at all.
    private func hasInput(of other: CallSighting) -> Bool {
        if tokens.input == other.tokens.input || min(tokens.input, other.tokens.input) <= 0 { return true }
        return [tokens, other.tokens].contains { $0.cacheRead > 0 || $0.cacheWrite > 0 }
    }
}

/// Two reports of one call: the outer one counts.
struct Retelling: Sendable {
    var inner: CallSighting
    var outer: CallSighting
}

/// The last model calls of all senders. Bounded: both reports of a call come within seconds of each other.
struct CallSightings: Sendable {
    private let rows: Int
    /// How many calls of one row are kept: in a row lie those of equal keys, and few others.
    private static let depth = 8

    /// The rows, end to end; none before the first call.
    private var calls: [CallSighting?] = []
    /// Where in each row the next call goes: over its oldest.
    private var next: [UInt8] = []

    /// - Parameter memory: bytes that all telemetry may take; calls take a small part of it.
    init(memory: Int) {
        rows = min(512, max(1, memory / 64 / (Self.depth * MemoryLayout<CallSighting?>.stride)))
    }

    var byteCount: Int { calls.capacity * MemoryLayout<CallSighting?>.stride + next.capacity }

    /// Notes a call, and gives the pairs that it makes with earlier ones.
    mutating func note(_ call: CallSighting, _ names: NameTable) -> [Retelling] {
        if calls.isEmpty {
            calls = .init(repeating: nil, count: rows * Self.depth)
            next = .init(repeating: 0, count: rows)
        }
        var pairs: [Retelling] = []
        if let key = call.answerKey { note(call, under: key, names, &pairs) }
        if let key = call.usageKey { note(call, under: key, names, &pairs) }
        return pairs
    }

    private mutating func note(_ call: CallSighting, under key: Int, _ names: NameTable, _ pairs: inout [Retelling]) {
        let row = Int(UInt(bitPattern: key) % UInt(rows))
        let places = row * Self.depth..<(row + 1) * Self.depth
        // Nearly all senders tell of calls by one scope.
        for place in places where calls[place].map({ $0.scope != call.scope }) ?? false {
            if let pair = calls[place].flatMap({ CallSighting.pair($0, call, names) }) { pairs.append(pair) }
        }
        calls[places.lowerBound + Int(next[row])] = call
        next[row] = (next[row] + 1) % UInt8(Self.depth)
    }
}
