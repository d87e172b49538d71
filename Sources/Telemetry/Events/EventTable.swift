/// A conversation of an emitter, or that of a sub-agent in it.
struct EventSession: Hashable, Sendable {
    var emitter: EmitterIndex
    var session: String
    /// `none` for the conversation's own agent.
    var subAgent: AgentIndex
}

/// What a task of a conversation begins with.
enum EventPrompt: Hashable, Sendable {
    /// A prompt with an id: its records name it.
    case id(String)
    /// One without, by its time; unset for what happened before any.
    case at(Timestamp)
}

/// Which task of a conversation it is.
struct EventTaskKey: Hashable, Sendable {
    var session: EventSession
    var prompt: EventPrompt

    /// As people see it: the prompt's id, else the conversation's.
    var taskID: String {
        switch prompt {
        case .id(let id): id
        case .at: session.session
        }
    }
}

/// The tasks of a conversation, as far as they depend on each other.
private struct Conversation: Sendable {
    var prompts: Set<EventPrompt> = []
    /// When those without ids were, in order.
    var times: [Timestamp] = []
    var running: Set<EventPrompt> = []
    /// When the task that began last did.
    var newestStart = Timestamp.unset

    /// How many of `times` were before a time.
    func count(before time: Timestamp) -> Int { times.partitioningIndex { $0 >= time } }

    /// The last of `times` at or before a time.
    func latest(at time: Timestamp) -> Timestamp? {
        let end = times.partitioningIndex { $0 > time }
        return end > 0 ? times[end - 1] : nil
    }

    mutating func insert(_ time: Timestamp) {
        times.insert(time, at: count(before: time))
    }

    mutating func remove(_ time: Timestamp) {
        let place = count(before: time)
        if place < times.count, times[place] == time { times.remove(at: place) }
    }
}

/// The tasks that event logs tell of, and the events that were seen. Bounded: the ones silent for longest go first.
struct EventTable: Sendable {
    private(set) var tasks: [EventTaskKey: EventTask] = [:]
    private var conversations: [EventSession: Conversation] = [:]
    private var seen: RecentHashes
    /// When the last span of a conversation ended, of those that logs tell of too.
    private var spanEnds: [String: Timestamp] = [:]
    /// When conversations ended that said so.
    private var sessionEnds: [EventSession: Timestamp] = [:]
    /// Events that tasks keep.
    private var keptEvents = 0
    private let keptLimit: Int

    private let taskLimit: Int
    private let seenLimit: Int

    /// - Parameter memory: bytes that all telemetry may take; what is kept here takes a small part of it.
    init(memory: Int) {
        taskLimit = min(2_000, max(64, memory / 16_384))
        seenLimit = min(20_000, max(256, memory / 4_096))
        keptLimit = min(10_000, memory / 16_384)
        seen = RecentHashes(limit: seenLimit)
    }

    /// Bytes held, about.
    var byteCount: Int {
        let tasks = tasks.count * (MemoryLayout<EventTaskKey>.stride + MemoryLayout<EventTask>.stride + 256)
        let events = keptEvents * (MemoryLayout<AgentEvent>.stride + 128)
        return tasks + events + seen.byteCount + (spanEnds.count + sessionEnds.count) * 128
    }

    /// Is it the first report of an event?
    mutating func isFirst(_ identity: Int) -> Bool {
        identity == 0 || seen.insert(identity)
    }

    // MARK: Conversations

    /// Notes that spans tell of a conversation, up to a time.
    mutating func noteSpans(ofSession session: String, until end: Timestamp) {
        guard spanEnds.count < seenLimit || spanEnds[session] != nil else { return }
        spanEnds[session] = max(spanEnds[session] ?? .unset, end)
    }

    /// Notes that a conversation is over.
    mutating func noteEnd(of session: EventSession, at time: Timestamp) {
        guard sessionEnds.count < taskLimit || sessionEnds[session] != nil else { return }
        sessionEnds[session] = max(sessionEnds[session] ?? .unset, time)
    }

    /// When a conversation was over, if it said so.
    func end(of session: EventSession) -> Timestamp? { sessionEnds[session] }

    /// Do spans tell of a task too? Then they count.
    func isToldBySpans(_ key: EventTaskKey) -> Bool {
        guard let end = spanEnds[key.session.session], let start = tasks[key]?.start else { return false }
        return end >= start
    }

    /// The task that an event is of: its prompt's, else that of the latest prompt at or before its time.
    func key(of event: AgentEvent, in session: EventSession) -> EventTaskKey {
        guard session.subAgent.isNone else { return EventTaskKey(session: session, prompt: .at(.unset)) }
        guard event.prompt.isEmpty else { return EventTaskKey(session: session, prompt: .id(event.prompt)) }
        if event.kind == .prompt { return EventTaskKey(session: session, prompt: .at(event.time)) }
        return key(at: event.time, in: session)
    }

    /// The task of the latest prompt without an id at or before a time.
    private func key(at time: Timestamp, in session: EventSession) -> EventTaskKey {
        let prompt = conversations[session]?.latest(at: time)
        return EventTaskKey(session: session, prompt: .at(prompt ?? .unset))
    }

    /// The tasks of a conversation that run and began before a time.
    func running(in session: EventSession, before time: Timestamp) -> [EventTaskKey] {
        guard let running = conversations[session]?.running else { return [] }
        let keys = running.map { EventTaskKey(session: session, prompt: $0) }
        return keys.filter { tasks[$0].map { $0.start < time } ?? false }
    }

    /// Did a task of the conversation begin after a time?
    func began(in session: EventSession, after time: Timestamp) -> Bool {
        conversations[session].map { $0.newestStart > time } ?? false
    }

    // MARK: Tasks

    /// Adds a task that runs, with room for it made first.
    mutating func add(_ task: EventTask, _ key: EventTaskKey) {
        makeRoom()
        tasks[key] = task
        var conversation = conversations[key.session] ?? Conversation()
        // The table must not hold a second reference while the sets change.
        conversations[key.session] = Conversation()
        conversation.prompts.insert(key.prompt)
        conversation.running.insert(key.prompt)
        conversation.newestStart = max(conversation.newestStart, task.start)
        if case .at(let time) = key.prompt { conversation.insert(time) }
        conversations[key.session] = conversation
    }

    mutating func update(_ key: EventTaskKey, _ change: (inout EventTask) -> Void) {
        guard tasks[key] != nil else { return }
        change(&tasks[key, default: EventTask(service: .none, start: .unset, last: .unset)])
    }

    /// A task is over.
    mutating func end(_ key: EventTaskKey, _ outcome: EventOutcome, second: Int64) {
        update(key) { $0.end(outcome, second: second) }
        conversations[key.session]?.running.remove(key.prompt)
    }

    /// A task that was over goes on.
    mutating func resume(_ key: EventTaskKey) {
        update(key) { $0.state = .running }
        conversations[key.session]?.running.insert(key.prompt)
    }

    /// A task began earlier than was known.
    mutating func backdate(_ key: EventTaskKey, to start: Timestamp) {
        guard let known = tasks[key]?.start else { return }
        update(key) { $0.start = start }
        if conversations[key.session]?.newestStart == known { findNewestStart(of: key.session) }
    }

    private mutating func findNewestStart(of session: EventSession) {
        let starts = conversations[session]?.prompts.compactMap { prompt in
            tasks[EventTaskKey(session: session, prompt: prompt)]?.start
        }
        conversations[session]?.newestStart = starts?.max() ?? .unset
    }

    private mutating func forget(_ key: EventTaskKey) {
        guard let task = tasks.removeValue(forKey: key) else { return }
        keptEvents -= task.events.count
        conversations[key.session]?.prompts.remove(key.prompt)
        conversations[key.session]?.running.remove(key.prompt)
        if case .at(let time) = key.prompt { conversations[key.session]?.remove(time) }
        if conversations[key.session]?.prompts.isEmpty == true { conversations[key.session] = nil }
    }

    /// Makes room for one more task.
    private mutating func makeRoom() {
        guard tasks.count >= taskLimit else { return }
        for (key, _) in tasks.sorted(by: { $0.value.lastSign < $1.value.lastSign }).prefix(taskLimit / 8) {
            forget(key)
        }
    }

    // MARK: Events of tasks whose prompts have no ids

    /// Keeps an event with its task: it may turn out to be another's.
    mutating func keep(_ event: AgentEvent, of key: EventTaskKey) {
        guard case .at = key.prompt, key.session.subAgent.isNone, tasks[key]?.keepsEvents == true else { return }
        guard tasks[key]?.events.count ?? 0 < EventTask.eventLimit else { return seal(key) }
        update(key) { $0.events.append(event) }
        keptEvents += 1
        guard keptEvents > keptLimit else { return }
        let holders = tasks.filter { !$0.value.events.isEmpty }.sorted { $0.value.lastSign < $1.value.lastSign }
        for (key, _) in holders.prefix(max(1, holders.count / 2)) { seal(key) }
    }

    /// What a task has is its own for good.
    private mutating func seal(_ key: EventTaskKey) {
        keptEvents -= tasks[key]?.events.count ?? 0
        update(key) { ($0.events, $0.keepsEvents) = ([], false) }
    }

    /// Takes out the task that a prompt falls into which has no id and came late, if some of what happened since then was
    /// taken for that task's: gives the task, and all its events, to be followed again.
    mutating func takeTask(around prompt: AgentEvent, in session: EventSession) -> (EventTask, [AgentEvent])? {
        let key = key(at: prompt.time, in: session)
        guard key.prompt != .at(prompt.time), let task = tasks[key], task.keepsEvents,
            task.events.contains(where: { $0.time >= prompt.time })
        else { return nil }
        forget(key)
        if conversations[session] != nil { findNewestStart(of: session) }
        return (task, task.events)
    }
}
