// Tasks as event logs tell of them: from a prompt, or the first sign of it, to the next prompt of the conversation.
//
// Coding agents log no end of a turn. One whose model answered, that has no tool in flight and has been silent for as
// long as makes others stalled, has answered its user; if it goes on after all, that is taken back.

extension Store {
    /// Notes that spans tell of a trace's conversation: of the one that they name, and of those that their resources do,
    /// by which log records may go.
    mutating func noteSession(of slot: Int32) {
        let end = traces[slot].end
        if let session = traces[slot].session { events.noteSpans(ofSession: ledger.symbols.text(session), until: end) }
        for source in traces[slot].sources.prefix(8) {
            let session = ledger.resources[source.resource].session
            if !session.isEmpty { events.noteSpans(ofSession: session, until: end) }
        }
    }

    /// The tasks that run as event logs tell, of an agent or of all, where spans don't tell of them.
    func runningEventTasks(of agent: AgentIndex?) -> [(key: EventTaskKey, task: EventTask)] {
        events.tasks.filter { key, task in
            guard task.state == .running, agent == nil || agent == task.agent ?? task.service else { return false }
            guard ledger.emitters[key.session.emitter].spanCount > 0 else { return true }
            return slots[task.traceID] == nil && !events.isToldBySpans(key)
        }.map { (key: $0.key, task: $0.value) }
    }

    /// The tasks that ended as event logs tell, where they count.
    func endedEventTasks(of agent: AgentIndex?) -> [FinishedTask] {
        events.tasks.compactMap { key, task in
            guard case .ended(let outcome, _) = task.state, agent == nil || agent == task.agent ?? task.service,
                ledger.emitters[key.session.emitter].choice[.tasks, .total] == .logs
            else { return nil }
            let entry = ledger.agents[task.agent ?? task.service]
            var finished = FinishedTask(
                agentID: entry.id, agentName: entry.displayName,
                taskID: key.taskID, traceID: task.traceID, spanID: .zero,
                endedAt: task.last, durationMs: Double(max(0, task.last.since(task.start))) / 1e6,
                outcome: outcome.finished)
            finished.tokens = task.tokens.counts
            finished.sessionID = key.session.session
            return finished
        }
    }
}

// MARK: Following events

extension Store {
    /// Follows the conversation that an event belongs to.
    mutating func follow(_ event: AgentEvent) {
        guard !event.session.isEmpty else { return }
        var session = EventSession(emitter: event.emitter, session: event.session, subAgent: .none)
        if event.kind == .agentStart || event.kind == .agentEnd { session.subAgent = event.agent ?? .none }
        guard event.kind != .sessionEnd else { return end(session, at: event.time) }
        let later = makeWay(for: event, in: session)
        let key = events.key(of: event, in: session)
        // What only tells of a cost comes late, and by itself: no task begins with it.
        guard event.kind != .cost || events.tasks[key] != nil else { return }
        begin(key, with: event)
        // To the end of the second that it is.
        let arrival = Timestamp(seconds: UInt64(max(0, ledger.now)) + 1)
        events.update(key) {
            $0.note(event)
            $0.arrival = arrival
        }
        events.keep(event, of: key)
        if event.kind == .agentEnd { endTask(key, at: event.time, EventOutcome(reason: event.endReason)) }
        settle(key)
        for event in later { follow(event) }
    }

    /// A prompt without an id may come after records of what it led to, which were taken for those of the prompt before: what
    /// they were counted as is taken back. Gives them, to be followed again.
    private mutating func makeWay(for event: AgentEvent, in session: EventSession) -> [AgentEvent] {
        guard event.kind == .prompt, event.prompt.isEmpty, session.subAgent.isNone,
            let (task, events) = events.takeTask(around: event, in: session)
        else { return [] }
        if case .ended(let outcome, let second) = task.state {
            count(outcome, of: task, in: session, second, .subtract)
        }
        return events
    }

    /// The task of an event: a known one, or a new one.
    private mutating func begin(_ key: EventTaskKey, with event: AgentEvent) {
        if let known = events.tasks[key] {
            // What is late says nothing about how it went on, but what is early says how it began.
            if event.time > known.last { resume(key) } else { backdate(key, to: event) }
            return
        }
        // Its spans may have come before it.
        if events.tasks.isEmpty { for slot in order.newestFirst().prefix(64) { noteSession(of: slot) } }
        events.add(
            EventTask(agent: event.agent, service: event.service, start: event.time, last: event.time), key)
    }

    /// The first record of a task by time says when it began, and whose it is: later ones may name a sub-agent.
    private mutating func backdate(_ key: EventTaskKey, to event: AgentEvent) {
        guard let known = events.tasks[key], event.isBefore(known) else { return }
        recount(key) { events in
            events.backdate(key, to: event.time)
            events.update(key) { ($0.agent, $0.service) = (event.agent, event.service) }
        }
    }

    /// Changes a task, and what it was counted as with it.
    private mutating func recount(_ key: EventTaskKey, _ change: (inout EventTable) -> Void) {
        count(key, .subtract)
        change(&events)
        count(key, .add)
    }

    /// A task that seemed to be over goes on.
    private mutating func resume(_ key: EventTaskKey) {
        count(key, .subtract)
        events.resume(key)
    }

    /// A task is over when a later one of its conversation has begun, or the conversation is.
    private mutating func settle(_ key: EventTaskKey) {
        guard key.session.subAgent.isNone, let task = events.tasks[key] else { return }
        if let end = events.end(of: key.session), end >= task.last { endTask(key, at: end, .completed) }
        for other in events.running(in: key.session, before: task.start) {
            if let last = events.tasks[other]?.last { endTask(other, at: last, .completed) }
        }
        if events.began(in: key.session, after: task.start) { endTask(key, at: task.last, .completed) }
    }

    /// A conversation is over, unless it went on later.
    private mutating func end(_ session: EventSession, at time: Timestamp) {
        events.noteEnd(of: session, at: time)
        for (key, task) in events.tasks where key.session == session && task.last <= time {
            endTask(key, at: time, .completed)
        }
    }

    private mutating func endTask(_ key: EventTaskKey, at time: Timestamp, _ outcome: EventOutcome) {
        guard events.tasks[key]?.state == .running else { return }
        events.end(key, outcome, second: min(time.second, ledger.now))
        count(key, .add)
    }

    /// Counts a task that has ended as what it ended, or takes that back.
    private mutating func count(_ key: EventTaskKey, _ sign: Sign) {
        guard let task = events.tasks[key], case .ended(let outcome, let second) = task.state else { return }
        count(outcome, of: task, in: key.session, second, sign)
    }

    private mutating func count(
        _ outcome: EventOutcome, of task: EventTask, in session: EventSession, _ second: Int64, _ sign: Sign
    ) {
        var contribution = Contribution(second: second, start: .unset, end: .unset)
        contribution.summary = outcome.summary
        ledger.apply(
            contribution, agent: task.agent, service: task.service, emitter: session.emitter, from: .logs,
            Stream(), sign)
    }

    /// Ends the tasks that have answered, and gives up those that are silent for too long.
    mutating func ageEventTasks(now: Timestamp) {
        for (key, task) in events.tasks where task.state == .running {
            let silence = now.since(task.lastSign)
            if silence > Int64(limits.timeOutAfter) * 1_000_000_000 {
                endTask(key, at: now, .timedOut)
            } else if task.hasAnswered, silence > Int64(limits.stallAfter) * 1_000_000_000 {
                endTask(key, at: task.last, .completed)
            }
        }
    }
}

extension AgentEvent {
    /// Did it happen before all that is known of a task? A prompt comes before what happens at the same time.
    fileprivate func isBefore(_ task: EventTask) -> Bool {
        time < task.start || time == task.start && kind == .prompt
    }
}
