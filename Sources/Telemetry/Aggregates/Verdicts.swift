/// Outcomes of tool calls by their identity, as logs told them; and the traces with spans that don't say theirs, for logs
/// that are still to come.
struct Verdicts: Sendable {
    /// A tool call of an emitter, by its identity: servers with short ids give the same to several agents.
    struct Call: Hashable, Sendable {
        var emitter: EmitterIndex
        var identity: Int
    }

    private var told = Recent<ToolOutcome>()
    private var waiting = Recent<TraceID>()

    subscript(_ call: Call) -> ToolOutcome? { told[call] }

    mutating func insert(_ outcome: ToolOutcome, for call: Call) { told.insert(outcome, for: call) }

    /// Notes that a call's span does not say how it came out.
    mutating func wait(for call: Call, in trace: TraceID) { waiting.insert(trace, for: call) }

    /// The trace of the call's span that does not say how it came out.
    func trace(waitingFor call: Call) -> TraceID? { waiting[call] }
}

/// Values by key. Bounded: the older half goes first.
private struct Recent<Value: Sendable>: Sendable {
    private var current: [Verdicts.Call: Value] = [:]
    private var older: [Verdicts.Call: Value] = [:]

    /// Of each half.
    private let limit = 5_000

    subscript(_ key: Verdicts.Call) -> Value? { current[key] ?? older[key] }

    mutating func insert(_ value: Value, for key: Verdicts.Call) {
        if current.count >= limit {
            older = current
            current = [:]
        }
        current[key] = value
    }
}
