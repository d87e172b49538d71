/// A task that event logs tell of.
struct EventTask: Sendable {
    enum State: Hashable, Sendable {
        case running
        /// And the second that it was counted in.
        case ended(EventOutcome, second: Int64)
    }

    struct InFlight: Sendable {
        var tool: Name
        var since: Timestamp
    }

    var agent: AgentIndex?
    var service: AgentIndex
    var start: Timestamp
    var last: Timestamp
    /// When the last record came: senders' clocks may be ahead.
    var arrival = Timestamp.unset
    var state = State.running
    var traceID = TraceID(high: 0, low: 0)
    /// Tool calls that were allowed and have not come back, by their ids.
    private(set) var inFlight: [String: InFlight] = [:]
    /// Those that came back, and when: the log of what allowed them may come later.
    private var returned: [String: Timestamp] = [:]
    /// What ended last.
    private(set) var lastCall: (role: Role, subject: Name, time: Timestamp)?
    var tokens = TokenTally()
    var calls = CallCounts()
    var modelCalls = 0
    /// What happened, in order of arrival, where it may turn out to be another task's.
    var events: [AgentEvent] = []
    /// Do all its events stand in `events`?
    var keepsEvents = true

    /// Tool calls that are remembered of one task.
    private static let inFlightLimit = 64
    /// Events that one task keeps; one with more is its own for good.
    static let eventLimit = 256

    init(agent: AgentIndex? = nil, service: AgentIndex, start: Timestamp, last: Timestamp) {
        (self.agent, self.service, self.start, self.last) = (agent, service, start, last)
    }

    /// The last sign of life.
    var lastSign: Timestamp { min(last, arrival) }

    /// Did it answer? Nothing is in flight, and the last word was the model's.
    var hasAnswered: Bool { inFlight.isEmpty && lastCall?.role == .llm }
}

// Records come in any order: what their own times say counts.
extension EventTask {
    mutating func noteCall(_ role: Role, _ subject: Name, at time: Timestamp) {
        if time >= lastCall?.time ?? .unset { lastCall = (role, subject, time) }
    }

    /// A tool call was allowed.
    mutating func start(_ tool: Name, call: String, at time: Timestamp) {
        guard inFlight.count < Self.inFlightLimit, time > returned[call] ?? .unset else { return }
        inFlight[call] = InFlight(tool: tool, since: time)
    }

    /// A tool call came back.
    mutating func finish(_ call: String, at time: Timestamp) {
        if let running = inFlight[call], running.since <= time { inFlight[call] = nil }
        if returned.count >= Self.inFlightLimit, let oldest = returned.min(by: { $0.value < $1.value }) {
            returned[oldest.key] = nil
        }
        returned[call] = max(returned[call] ?? .unset, time)
    }

    /// The task is over, and whatever ran in it.
    mutating func end(_ outcome: EventOutcome, second: Int64) {
        state = .ended(outcome, second: second)
        inFlight = [:]
    }
}

/// How a task came out, as event logs tell.
enum EventOutcome: Hashable, Sendable {
    case completed, failed, other
    /// Given up after a silence.
    case timedOut

    /// By the reason that an agent gives for its end.
    init(reason: String) {
        switch reason {
        case "error", "failed", "error_no_complete_task_call": self = .failed
        case "timeout": self = .timedOut
        case "max_turns", "aborted", "cancelled", "canceled": self = .other
        default: self = .completed
        }
    }

    /// As the list of tasks says it.
    var finished: FinishedTask.Outcome {
        switch self {
        case .completed: .completed
        case .failed: .failed(message: nil)
        case .other: .other
        case .timedOut: .timedOut
        }
    }

    var summary: SummaryTally {
        var summary = SummaryTally()
        switch self {
        case .completed: summary.completed = 1
        case .failed: summary.failed = 1
        case .other, .timedOut: summary.other = 1
        }
        return summary
    }
}

extension AgentEvent {
    /// The tool call's id; where it has none, the tool.
    fileprivate var callKey: String { call.isEmpty ? "\(tool.index)" : call }
}

extension EventTask {
    /// Takes in an event of the task.
    mutating func note(_ event: AgentEvent) {
        last = max(last, event.time)
        if !event.traceID.isZero { traceID = event.traceID }
        switch event.kind {
        // A call that failed is no answer: the task has not ended with it.
        case .modelError: modelCalls += 1
        case .modelCall:
            noteCall(.llm, event.facts.subject, at: event.time)
            modelCalls += 1
            tokens.add(TokenTally(event.facts))
        case .toolDecision:
            if event.isRefused {
                calls.other += 1
            } else {
                start(event.tool, call: event.callKey, at: event.time)
            }
        case .toolResult: noteResult(event)
        case .cost, .firstToken, .prompt, .agentStart, .agentEnd, .sessionEnd: break
        }
    }

    private mutating func noteResult(_ event: AgentEvent) {
        finish(event.callKey, at: event.time)
        noteCall(.tool, event.tool, at: event.time)
        calls.count(event.facts.outcome)
    }
}
