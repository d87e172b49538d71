/// What logs told of tool calls, for spans that don't say how they came out; and the traces with such spans, for logs that
/// are still to come.
struct Verdicts: Sendable {
    /// A tool call of an emitter, by its identity. Servers with short ids give the same one to many calls: what else is known
    /// of these tells them apart.
    struct Call: Hashable, Sendable {
        var emitter: EmitterIndex
        var identity: Int
    }

    /// What a log told of a call.
    struct Verdict: Hashable, Sendable {
        var outcome: ToolOutcome
        /// Empty where the record names none.
        var session: String
        /// Zero where it is in none.
        var trace: TraceID
        var start: Timestamp
        var end: Timestamp
    }

    /// A span that a verdict may be about.
    struct Listener: Sendable {
        var session: String
        var trace: TraceID
        var start: Timestamp
        var end: Timestamp
    }

    private var told: Recent<Verdict>
    private var waiting: Recent<TraceID>

    /// - Parameter memory: bytes that all telemetry may take; what is kept here takes a small part of it.
    init(memory: Int = 256 << 20) {
        let limit = min(5_000, max(64, memory / 16_384))
        told = Recent(limit: limit)
        waiting = Recent(limit: limit)
    }

    /// Bytes held, about.
    var byteCount: Int { told.byteCount + waiting.byteCount }

    /// Was nothing told yet?
    var isEmpty: Bool { told.isEmpty }

    mutating func insert(_ verdict: Verdict, for call: Call) { told.insert(verdict, for: call) }

    /// Notes that a call's span does not say how it came out.
    mutating func wait(for call: Call, in trace: TraceID) { waiting.insert(trace, for: call) }

    /// The traces with a span of such a call that does not say how it came out.
    func traces(waitingFor call: Call) -> [TraceID] { waiting[call] }

    /// How a span's call came out as far as logs told: of several, the one that is nearest in time says it.
    func outcome(of call: Call, for span: Listener) -> ToolOutcome? {
        told[call].filter { $0.isAbout(span) }.min { a, b in
            (a.distance(to: span), a.end, a.outcome.rawValue) < (b.distance(to: span), b.end, b.outcome.rawValue)
        }?.outcome
    }
}

extension Verdicts.Verdict {
    /// Nanoseconds that a record may be written before or after its call.
    private static let tolerance: Int64 = 5_000_000_000

    /// Is it about this span's call? Both are of one trace or conversation, as far as both say it, and of one time.
    fileprivate func isAbout(_ span: Verdicts.Listener) -> Bool {
        let saysSession = !session.isEmpty && !span.session.isEmpty
        if saysSession, session != span.session { return false }
        if !saysSession, !trace.isZero, trace != span.trace { return false }
        return end >= span.start.advanced(by: -Self.tolerance) && start <= span.end.advanced(by: Self.tolerance)
    }

    fileprivate func distance(to span: Verdicts.Listener) -> Int64 {
        abs(end.since(span.end))
    }
}

/// Values by key. Bounded: the older half goes first; of one key the newest are kept.
private struct Recent<Value: Hashable & Sendable>: Sendable {
    private var current: [Verdicts.Call: [Value]] = [:]
    private var older: [Verdicts.Call: [Value]] = [:]

    /// Of each half.
    private let limit: Int
    private let limitOfKey = 32
    /// Values in each half.
    private var currentCount = 0
    private var olderCount = 0

    init(limit: Int) { self.limit = limit }

    /// Bytes held, about: each key has an array of its own.
    var byteCount: Int {
        (current.count + older.count) * 128 + (currentCount + olderCount) * MemoryLayout<Value>.stride
    }

    var isEmpty: Bool { current.isEmpty && older.isEmpty }

    subscript(_ key: Verdicts.Call) -> [Value] { (older[key] ?? []) + (current[key] ?? []) }

    mutating func insert(_ value: Value, for key: Verdicts.Call) {
        if current[key]?.contains(value) == true { return }
        if current.count >= limit, current[key] == nil {
            (older, olderCount) = (current, currentCount)
            (current, currentCount) = ([:], 0)
        }
        current[key, default: []].append(value)
        currentCount += 1
        guard current[key]?.count ?? 0 > limitOfKey else { return }
        current[key]?.removeFirst()
        currentCount -= 1
    }
}
