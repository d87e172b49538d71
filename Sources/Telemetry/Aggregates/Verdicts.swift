/// Outcomes of tool calls by their identity, as logs told them; and the traces with spans that don't say theirs, for logs
/// that are still to come.
struct Verdicts: Sendable {
    private var told = Recent<ToolOutcome>()
    private var waiting = Recent<TraceID>()

    subscript(_ identity: Int) -> ToolOutcome? { told[identity] }

    mutating func insert(_ outcome: ToolOutcome, for identity: Int) { told.insert(outcome, for: identity) }

    /// Notes that a call's span does not say how it came out.
    mutating func wait(for identity: Int, in trace: TraceID) { waiting.insert(trace, for: identity) }

    /// The trace of the call's span that does not say how it came out.
    func trace(waitingFor identity: Int) -> TraceID? { waiting[identity] }
}

/// Values by key. Bounded: the older half goes first.
private struct Recent<Value: Sendable>: Sendable {
    private var current: [Int: Value] = [:]
    private var older: [Int: Value] = [:]

    /// Of each half.
    private let limit = 5_000

    subscript(_ key: Int) -> Value? { current[key] ?? older[key] }

    mutating func insert(_ value: Value, for key: Int) {
        if current.count >= limit {
            older = current
            current = [:]
        }
        current[key] = value
    }
}
