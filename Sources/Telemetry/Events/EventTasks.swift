// Tasks as event logs tell of them: from a prompt, or the first sign of it, to the next prompt of the conversation.
//
// Coding agents log no end of a turn. One whose model answered, that has no tool in flight and has been silent for as
// long as makes others stalled, has answered its user; if it goes on after all, that is taken back.

/// A conversation of an emitter, or that of a sub-agent in it.
struct EventSession: Hashable, Sendable {
    var emitter: EmitterIndex
    var session: String
    /// `none` for the conversation's own agent.
    var subAgent: AgentIndex
}

/// Which task of a conversation it is: that of a prompt, where prompts have ids.
struct EventTaskKey: Hashable, Sendable {
    var session: EventSession
    var prompt: String
}

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

    /// Tool calls that are remembered of one task.
    private static let inFlightLimit = 64

    init(agent: AgentIndex? = nil, service: AgentIndex, start: Timestamp, last: Timestamp) {
        (self.agent, self.service, self.start, self.last) = (agent, service, start, last)
    }

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

    /// By the reason that an agent gives for its end.
    init(reason: String) {
        switch reason {
        case "error", "failed", "error_no_complete_task_call": self = .failed
        case "timeout", "max_turns", "aborted", "cancelled", "canceled": self = .other
        default: self = .completed
        }
    }

    /// As the list of tasks says it.
    var finished: FinishedTask.Outcome {
        switch self {
        case .completed: .completed
        case .failed: .failed(message: nil)
        case .other: .other
        }
    }

    var summary: SummaryTally {
        var summary = SummaryTally()
        switch self {
        case .completed: summary.completed = 1
        case .failed: summary.failed = 1
        case .other: summary.other = 1
        }
        return summary
    }
}

/// The tasks that event logs tell of, and the events that were seen. Bounded: the ones silent for longest go first.
struct EventTable: Sendable {
    private(set) var tasks: [EventTaskKey: EventTask] = [:]
    /// The prompts of each conversation.
    private var prompts: [EventSession: Set<String>] = [:]
    private var seen = RecentHashes(limit: Self.seenLimit)
    /// When the last span of a conversation ended, of those that logs tell of too.
    private var spanEnds: [String: Timestamp] = [:]
    /// When conversations ended that said so.
    private var sessionEnds: [EventSession: Timestamp] = [:]

    private static let taskLimit = 2_000
    private static let seenLimit = 20_000

    init() {}

    /// Is it the first report of an event?
    mutating func isFirst(_ identity: Int) -> Bool {
        identity == 0 || seen.insert(identity)
    }

    /// Makes room for one more task.
    private mutating func makeRoom() {
        guard tasks.count >= Self.taskLimit else { return }
        let oldest = tasks.sorted { $0.value.last < $1.value.last }.prefix(Self.taskLimit / 8)
        for (key, _) in oldest {
            tasks[key] = nil
            prompts[key.session]?.remove(key.prompt)
            if prompts[key.session]?.isEmpty == true { prompts[key.session] = nil }
        }
    }

    /// Notes that spans tell of a conversation, up to a time.
    mutating func noteSpans(ofSession session: String, until end: Timestamp) {
        guard spanEnds.count < Self.seenLimit || spanEnds[session] != nil else { return }
        spanEnds[session] = max(spanEnds[session] ?? .unset, end)
    }

    /// Notes that a conversation is over.
    mutating func noteEnd(of session: EventSession, at time: Timestamp) {
        guard sessionEnds.count < Self.taskLimit || sessionEnds[session] != nil else { return }
        sessionEnds[session] = max(sessionEnds[session] ?? .unset, time)
    }

    /// When a conversation was over, if it said so.
    func end(of session: EventSession) -> Timestamp? { sessionEnds[session] }

    /// Do spans tell of a task too? Then they count.
    func isToldBySpans(_ key: EventTaskKey) -> Bool {
        guard let end = spanEnds[key.session.session], let start = tasks[key]?.start else { return false }
        return end >= start
    }

    /// Adds a task, with room for it made first.
    mutating func add(_ task: EventTask, _ key: EventTaskKey) {
        makeRoom()
        tasks[key] = task
        prompts[key.session, default: []].insert(key.prompt)
    }

    mutating func update(_ key: EventTaskKey, _ change: (inout EventTask) -> Void) {
        guard tasks[key] != nil else { return }
        change(&tasks[key, default: EventTask(service: .none, start: .unset, last: .unset)])
    }

    /// The tasks of the same conversation that began before this one; and whether one began after it.
    func others(of key: EventTaskKey) -> (earlier: [EventTaskKey], hasLater: Bool) {
        guard let start = tasks[key]?.start, let all = prompts[key.session], all.count > 1 else { return ([], false) }
        let others = all.filter { $0 != key.prompt }.map { EventTaskKey(session: key.session, prompt: $0) }
        let earlier = others.filter { tasks[$0].map { $0.start < start } ?? false }
        return (earlier, earlier.count < others.count)
    }
}
