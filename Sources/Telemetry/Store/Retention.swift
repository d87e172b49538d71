// What becomes of a trace over time: which tasks run in it, when they are given up, and when it has to make room.
//
// Every trace belongs to one agent, in whose list of running or ended traces it stands, by its last sign of life. Room
// is made at the cost of the agent that takes most, and never of one that takes less than its share: a chatty agent can't
// push out a quiet one. Ended traces go first, the oldest of them first; running ones only where those that take most
// have no other.

extension Store {
    /// Brings a trace's tasks, its place in its owner's list and its size up to date after spans arrived.
    mutating func settleTrace(_ slot: Int32, now: Timestamp) {
        traces[slot].isTouched = false
        unlink(slot)
        reviveTimedOut(slot)
        noteSilence(before: now, in: slot)
        traces[slot].lastArrival = now
        traces[slot].revision += 1
        hearVerdicts(in: slot)
        let tasks = traces[slot].findTasks(ledger.resources)
        setOpenTasks(of: slot, to: tasks.open)
        setClosedTasks(of: slot, to: tasks.closed)
        foldIfNeeded(slot)
        noteLateAgent(of: slot, now: now)
        if traces[slot].openTasks.isEmpty { traces[slot].compact() }
        traces[slot].symbols.thin(in: &ledger.symbols)
        if !events.tasks.isEmpty { noteSession(of: slot) }
        relate(slot)
        link(slot)
    }

    /// One trace takes no more than a quarter of what traces may take, and has no more spans than one may have.
    private mutating func foldIfNeeded(_ slot: Int32) {
        let gone = traces[slot].fold(above: limits.spansPerTrace, bytes: keptLimit / 4, ledger: &ledger)
        counts.spans.evicted += gone
        foldedSpans += gone
        counts.spans.retained -= gone
    }

    /// What a late root says of its agent does not reach spans that were folded before: they stay their services'.
    private mutating func noteLateAgent(of slot: Int32, now: Timestamp) {
        guard traces[slot].hasEndedRoot, traces[slot].hasRareParts, traces[slot].rare.folded.unnamed > 0 else { return }
        guard let root = traces[slot].roots.first(where: { traces[slot].nodes[$0].isReceived }) else { return }
        let (node, count) = (traces[slot].nodes[root], traces[slot].rare.folded.unnamed)
        traces[slot].rare.folded.unnamed = 0
        guard node.agent != node.serviceAgent else { return }
        let service = ledger.resources[traces[slot].resource(of: node)].service
        let example = FindingExample(trace: traces[slot].id)
        doctor.findings.note(FindingID(.foldedUnnamed, of: service), count: count, at: now, example: example)
    }

    /// A task went on after a silence: that is how long its agent may take.
    private mutating func noteSilence(before now: Timestamp, in slot: Int32) {
        let silence = now.since(traces[slot].lastArrival)
        guard silence >= 1_000_000_000, !isRecorded else { return }
        for task in traces[slot].openTasks { ledger.agents[task.agent].silences.record(UInt64(silence)) }
    }

    /// Finds a trace's running tasks anew, when more is known of whose they are.
    mutating func refreshOpenTasks(of slot: Int32) {
        setOpenTasks(of: slot, to: traces[slot].findTasks(ledger.resources).open)
    }

    private mutating func setOpenTasks(of slot: Int32, to tasks: [OpenTask]) {
        for task in traces[slot].openTasks { ledger.agents[task.agent].activeTasks -= 1 }
        for task in tasks { ledger.agents[task.agent].activeTasks += 1 }
        ledger.activeTasks += tasks.count - traces[slot].openTasks.count
        traces[slot].openTasks = tasks
    }

    private mutating func setClosedTasks(of slot: Int32, to tasks: [ClosedTask]) {
        guard traces[slot].hasRareParts || !tasks.isEmpty else { return }
        let before = traces[slot].rare.closedTasks
        guard tasks != before else { return }
        for task in before { count(task, in: slot, .subtract) }
        for task in tasks { count(task, in: slot, .add) }
        traces[slot].rare.closedTasks = tasks
    }

    private mutating func count(_ task: ClosedTask, in slot: Int32, _ sign: Sign) {
        var summary = SummaryTally()
        summary.completed = 1
        ledger.apply(summary, agent: task.agent, emitter: task.emitter, second: task.second, sign)
        switch sign {
        case .add: ledger.remember(traces[slot].finishedTask(task, ledger: ledger), of: task.agent)
        case .subtract:
            let trace = traces[slot]
            ledger.forget(trace.nodes[task.root].id, in: trace.id, of: task.agent)
        }
    }

    // MARK: Time

    /// Moves the clock on: tasks that were silent for too long are given up.
    mutating func advance(to now: Timestamp) {
        guard now.second > ledger.now else { return }
        ledger.now = now.second
        for agent in ledger.agents.all { giveUpTasks(of: AgentIndex(index: agent), now: now) }
        ageEventTasks(now: now)
    }

    private mutating func giveUpTasks(of agent: AgentIndex, now: Timestamp) {
        while true {
            let slot = ledger.agents[agent].running.first
            guard slot >= 0 else { return }
            guard now.since(traces[slot].lastArrival) > Int64(limits.timeOutAfter) * 1_000_000_000 else { return }
            unlink(slot)
            for task in traces[slot].openTasks {
                let given = TimedOutTask(
                    agent: task.agent, emitter: task.emitter, second: now.second,
                    span: traces[slot].nodes[task.root].id)
                apply(given, .add)
                let finished = traces[slot].finishedTask(task, end: now, .timedOut, ledger: ledger)
                ledger.remember(finished, of: task.agent)
                traces[slot].rare.timedOut.append(given)
            }
            setOpenTasks(of: slot, to: [])
            traces[slot].revision += 1
            noteRelatedChange(of: slot)
            link(slot)
        }
    }

    /// A given-up trace showed a sign of life.
    private mutating func reviveTimedOut(_ slot: Int32) {
        guard traces[slot].hasRareParts, !traces[slot].rare.timedOut.isEmpty else { return }
        for given in traces[slot].rare.timedOut {
            apply(given, .subtract)
            ledger.forget(given.span, in: traces[slot].id, of: given.agent)
        }
        traces[slot].rare.timedOut = []
    }

    private mutating func apply(_ given: TimedOutTask, _ sign: Sign) {
        var summary = SummaryTally()
        summary.other = 1
        ledger.apply(summary, agent: given.agent, emitter: given.emitter, second: given.second, sign)
    }

    // MARK: Room

    mutating func evictWhileOverLimit() {
        while isOverLimit, let (agent, kind) = nextToLose() {
            // All agents are looked at for an eighth of what one has, not for each trace.
            let enough = ledger.agents[agent].ownedBytes / 8 * 7
            repeat {
                evict(ledger.agents[agent][kind].first)
            } while isOverLimit && ledger.agents[agent].ownedBytes > enough
                && ledger.agents[agent][kind].first >= 0
        }
    }

    /// Who loses traces next: of those that have their share of all bytes or more, the one that has most, for an ended trace
    /// if any of them has one, else for a running one. Who has less than that loses nothing.
    private func nextToLose() -> (AgentIndex, TraceListKind)? {
        let owners = ledger.agents.entries.reduce(0) { $0 + ($1.hasTraces ? 1 : 0) }
        guard owners > 0 else { return nil }
        let share = traceBytes / owners
        var ended: (bytes: Int, agent: Int)?
        var running: (bytes: Int, agent: Int)?
        for index in ledger.agents.entries.indices {
            let bytes = ledger.agents[AgentIndex(index: UInt32(index))].ownedBytes
            guard bytes >= share else { continue }
            let entry = AgentIndex(index: UInt32(index))
            if ledger.agents[entry].ended.first >= 0, bytes > ended?.bytes ?? -1 { ended = (bytes, index) }
            if ledger.agents[entry].running.first >= 0, bytes > running?.bytes ?? -1 { running = (bytes, index) }
        }
        if let ended { return (AgentIndex(index: UInt32(ended.agent)), .ended) }
        return running.map { (AgentIndex(index: UInt32($0.agent)), .running) }
    }

    private mutating func evict(_ slot: Int32) {
        unlink(slot)
        setOpenTasks(of: slot, to: [])
        let kept = traces[slot].spans - traces[slot].rare.folded.count
        counts.spans.evicted += kept
        if keptBytes <= keptLimit { spansEvictedForTexts += kept }
        counts.spans.retained -= kept
        counts.tracesEvicted += 1
        free(slot)
    }

    // MARK: Owners' lists

    /// Puts a trace at the end of its owner's list, and counts its bytes.
    private mutating func link(_ slot: Int32) {
        let owner = traces[slot].agents.first?.agent ?? .overflow
        let kind: TraceListKind = traces[slot].openTasks.isEmpty ? .ended : .running
        let last = ledger.agents[owner][kind].last
        let bytes = traces[slot].byteCount
        traces[slot].owner = owner
        traces[slot].list = kind
        traces[slot].previous = last
        traces[slot].next = -1
        traces[slot].accountedBytes = bytes
        if last >= 0 { traces[last].next = slot } else { ledger.agents[owner][kind].first = slot }
        ledger.agents[owner][kind].last = slot
        ledger.agents[owner].ownedBytes += bytes
        traceBytes += bytes
    }

    /// Takes a trace off its owner's list, with its bytes.
    private mutating func unlink(_ slot: Int32) {
        let (list, owner) = (traces[slot].list, traces[slot].owner)
        guard list != .none else { return }
        let (previous, next) = (traces[slot].previous, traces[slot].next)
        if previous >= 0 { traces[previous].next = next } else { ledger.agents[owner][list].first = next }
        if next >= 0 { traces[next].previous = previous } else { ledger.agents[owner][list].last = previous }
        ledger.agents[owner].ownedBytes -= traces[slot].accountedBytes
        traceBytes -= traces[slot].accountedBytes
        traces[slot].accountedBytes = 0
        traces[slot].list = .none
    }
}

extension AgentEntry {
    fileprivate var hasTraces: Bool { ended.first >= 0 || running.first >= 0 }

    fileprivate subscript(_ kind: TraceListKind) -> TraceChain {
        get { kind == .running ? running : ended }
        _modify { if kind == .running { yield &running } else { yield &ended } }
    }
}
