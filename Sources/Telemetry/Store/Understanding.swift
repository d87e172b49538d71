// What event logs mean for the figures: model calls, tool calls and tasks. Where spans or counters tell of the same, those
// count (`EmitterTotals.source(of:)`).

extension Store {
    /// Takes in what a log record tells of an agent's work, if no other record told of the same event.
    mutating func understand(_ event: AgentEvent) {
        // Of two records of one result either may say more of whose it is.
        if event.kind == .toolResult { tellOutcome(event) }
        if events.isFirst(event.identity) { take(event) }
    }

    private mutating func take(_ event: AgentEvent) {
        switch event.kind {
        case .modelCall: countModelCall(event, isFailed: false)
        case .modelError: countModelCall(event, isFailed: true)
        case .cost: countCost(event)
        case .toolResult: countToolCall(event)
        case .toolDecision where event.isRefused: countToolCall(event)
        case .toolDecision, .prompt, .agentStart, .agentEnd, .sessionEnd: break
        }
        if !event.isTwin { follow(event) }
    }

    // MARK: Calls

    private mutating func countModelCall(_ event: AgentEvent, isFailed: Bool) {
        var tally = ModelTally()
        tally.calls = 1
        tally.failed = isFailed ? 1 : 0
        tally.tokens = TokenTally(event.facts)
        if event.duration > 0 { tally.durations.record(event.duration) }
        if event.facts.timeToFirstToken >= 0 { tally.firstTokens.record(UInt64(event.facts.timeToFirstToken)) }
        var contribution = contribution(of: event)
        contribution.add(tally, event.facts.subject, event.facts.provider)
        contribution.addCost(of: event.facts)
        count(contribution, of: event)
    }

    private mutating func countCost(_ event: AgentEvent) {
        var contribution = contribution(of: event)
        contribution.summary.costMicroUSD = max(0, event.facts.costMicroUSD)
        contribution.summary.costs = 1
        count(contribution, of: event)
    }

    private mutating func countToolCall(_ event: AgentEvent) {
        // A call that was refused may have a result all the same: that of the refusal.
        guard events.isFirst(event.callIdentity) else { return }
        var tally = ToolTally()
        tally.calls.count(event.isRefused ? .other : event.facts.outcome)
        if event.duration > 0 { tally.durations.record(event.duration) }
        var contribution = contribution(of: event)
        contribution.summary.calls = tally.calls
        contribution.work = .tool(event.tool, provider: event.facts.provider, tally)
        count(contribution, of: event)
    }

    private func contribution(of event: AgentEvent) -> Contribution {
        let end = Timestamp(seconds: UInt64(max(0, min(event.time.second, ledger.now))))
        let start = event.time.advanced(by: -Int64(clamping: event.duration))
        return Contribution(
            second: end.second, start: event.time.second <= ledger.now ? start : end, end: min(event.time, end))
    }

    private mutating func count(_ contribution: Contribution, of event: AgentEvent) {
        let stream = Stream(
            family: event.isTwin ? .genAI : .looopy, grade: event.isTwin ? .partial : .full)
        ledger.apply(
            contribution, agent: event.agent, service: event.service, emitter: event.emitter, from: .logs, stream)
    }

    // MARK: Tasks

    /// Notes that spans tell of a trace's conversation.
    mutating func noteSession(of slot: Int32) {
        let trace = traces[Int(slot)]
        guard let session = session(of: trace) else { return }
        events.noteSpans(ofSession: session, until: trace.end)
    }

    /// The tasks that run as event logs tell, of an agent or of all, where spans don't tell of them.
    func runningEventTasks(of agent: AgentIndex?) -> [(key: EventTaskKey, task: EventTask)] {
        events.tasks.filter { key, task in
            guard task.state == .running, agent == nil || agent == task.agent ?? task.service else { return false }
            return ledger.emitters[key.session.emitter].spanCount == 0 || !events.isToldBySpans(key)
        }.map { (key: $0.key, task: $0.value) }
    }

    /// The tasks that ended as event logs tell, where they count.
    func endedEventTasks(of agent: AgentIndex?) -> [FinishedTask] {
        events.tasks.compactMap { key, task in
            guard case .ended(let outcome, _) = task.state, agent == nil || agent == task.agent ?? task.service,
                ledger.emitters[key.session.emitter].source(of: .tasks) == .logs
            else { return nil }
            let entry = ledger.agents[task.agent ?? task.service]
            var finished = FinishedTask(
                agentID: entry.id, agentName: entry.displayName,
                taskID: key.prompt.isEmpty ? key.session.session : key.prompt, traceID: task.traceID, spanID: .zero,
                endedAt: task.last, durationMs: Double(max(0, task.last.since(task.start))) / 1e6,
                outcome: outcome.finished)
            finished.tokens = task.tokens.counts
            finished.sessionID = key.session.session
            return finished
        }
    }

    /// Follows the conversation that an event belongs to.
    private mutating func follow(_ event: AgentEvent) {
        guard !event.session.isEmpty else { return }
        var session = EventSession(emitter: event.emitter, session: event.session, subAgent: .none)
        if event.kind == .agentStart || event.kind == .agentEnd { session.subAgent = event.agent ?? .none }
        let key = EventTaskKey(session: session, prompt: session.subAgent.isNone ? event.prompt : "")
        guard event.kind != .sessionEnd else { return end(session, at: event.time) }
        begin(key, with: event)
        events.update(key) { $0.note(event) }
        if event.kind == .agentEnd { endTask(key, at: event.time, EventOutcome(reason: event.endReason)) }
        settle(key)
    }

    /// The task of an event: the one that runs, or a new one.
    private mutating func begin(_ key: EventTaskKey, with event: AgentEvent) {
        if let known = events.tasks[key] {
            // Prompts without ids follow each other.
            let isNext = event.kind == .prompt && event.prompt.isEmpty && event.time > known.start
            guard isNext else {
                // What is late says nothing about how it went on, but what is early says how it began.
                if event.time > known.last { resume(key) } else { backdate(key, to: event) }
                return
            }
            endTask(key, at: known.last, .completed)
        }
        // Its spans may have come before it.
        if events.tasks.isEmpty { for slot in order.newestFirst().prefix(64) { noteSession(of: slot) } }
        events.add(
            EventTask(agent: event.agent, service: event.service, start: event.time, last: event.time), key)
    }

    /// The first record of a task by time says when it began, and whose it is: later ones may name a sub-agent.
    private mutating func backdate(_ key: EventTaskKey, to event: AgentEvent) {
        guard let known = events.tasks[key], event.isBefore(known) else { return }
        if case .ended(let outcome, let second) = known.state { count(outcome, of: key, second: second, .subtract) }
        events.update(key) { ($0.agent, $0.service, $0.start) = (event.agent, event.service, event.time) }
        if case .ended(let outcome, let second) = known.state { count(outcome, of: key, second: second, .add) }
    }

    /// A task that seemed to be over goes on.
    private mutating func resume(_ key: EventTaskKey) {
        guard case .ended(let outcome, let second)? = events.tasks[key]?.state else { return }
        count(outcome, of: key, second: second, .subtract)
        events.update(key) { $0.state = .running }
    }

    /// A task is over when a later one of its conversation has begun, or the conversation is.
    private mutating func settle(_ key: EventTaskKey) {
        guard key.session.subAgent.isNone, let task = events.tasks[key] else { return }
        if let end = events.end(of: key.session), end >= task.last { endTask(key, at: end, .completed) }
        let others = events.others(of: key)
        for other in others.earlier {
            if let last = events.tasks[other]?.last { endTask(other, at: last, .completed) }
        }
        if others.hasLater { endTask(key, at: task.last, .completed) }
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
        let second = min(time.second, ledger.now)
        events.update(key) { $0.end(outcome, second: second) }
        count(outcome, of: key, second: second, .add)
    }

    private mutating func count(_ outcome: EventOutcome, of key: EventTaskKey, second: Int64, _ sign: Sign) {
        guard let task = events.tasks[key] else { return }
        var contribution = Contribution(second: second, start: .unset, end: .unset)
        contribution.summary = outcome.summary
        ledger.apply(
            contribution, agent: task.agent, service: task.service, emitter: key.session.emitter, from: .logs,
            Stream(), sign)
    }

    /// Ends the tasks that have answered, and gives up those that are silent for too long.
    mutating func ageEventTasks(now: Timestamp) {
        for (key, task) in events.tasks where task.state == .running {
            let silence = now.since(task.last)
            if silence > Int64(limits.timeOutAfter) * 1_000_000_000 {
                endTask(key, at: now, .other)
            } else if task.hasAnswered, silence > Int64(limits.stallAfter) * 1_000_000_000 {
                endTask(key, at: task.last, .completed)
            }
        }
    }
}

extension AgentEvent {
    /// The tool call's id; where it has none, the tool.
    fileprivate var callKey: String { call.isEmpty ? "\(tool.index)" : call }

    /// Did it happen before all that is known of a task? A prompt comes before what happens at the same time.
    fileprivate func isBefore(_ task: EventTask) -> Bool {
        time < task.start || time == task.start && kind == .prompt
    }
}

extension EventTask {
    /// Takes in an event of the task.
    fileprivate mutating func note(_ event: AgentEvent) {
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
        case .cost, .prompt, .agentStart, .agentEnd, .sessionEnd: break
        }
    }

    private mutating func noteResult(_ event: AgentEvent) {
        finish(event.callKey, at: event.time)
        noteCall(.tool, event.tool, at: event.time)
        calls.count(event.facts.outcome)
    }
}
