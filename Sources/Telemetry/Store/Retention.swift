// What becomes of a trace over time: which tasks run in it, when they are given up, and when it has to make room.
//
// Every trace belongs to one agent, in whose list of running or ended traces it stands, by its last sign of life. Room
// is made at the cost of the agent that takes most: a chatty agent can't push out a quiet one. Ended traces go first,
// the oldest of them first; only an agent with none left loses running ones.

extension Store {
    /// Brings a trace's tasks, its place in its owner's list and its size up to date after spans arrived.
    mutating func settleTrace(_ slot: Int32, now: Timestamp) {
        traces[Int(slot)].isTouched = false
        unlink(slot)
        reviveTimedOut(slot)
        noteSilence(before: now, in: slot)
        traces[Int(slot)].lastArrival = now
        traces[Int(slot)].revision += 1
        hearVerdicts(in: slot)
        let tasks = traces[Int(slot)].findTasks(ledger.resources)
        setOpenTasks(of: slot, to: tasks.open)
        setClosedTasks(of: slot, to: tasks.closed)
        if traces[Int(slot)].openTasks.isEmpty { traces[Int(slot)].compact() }
        if !events.tasks.isEmpty { noteSession(of: slot) }
        relate(slot)
        link(slot)
    }

    /// A task went on after a silence: that is how long its agent may take.
    private mutating func noteSilence(before now: Timestamp, in slot: Int32) {
        let silence = now.since(traces[Int(slot)].lastArrival)
        guard silence >= 1_000_000_000, !isRecorded else { return }
        for task in traces[Int(slot)].openTasks { ledger.agents[task.agent].silences.record(UInt64(silence)) }
    }

    /// Finds a trace's running tasks anew, when more is known of whose they are.
    mutating func refreshOpenTasks(of slot: Int32) {
        setOpenTasks(of: slot, to: traces[Int(slot)].findTasks(ledger.resources).open)
    }

    private mutating func setOpenTasks(of slot: Int32, to tasks: [OpenTask]) {
        for task in traces[Int(slot)].openTasks { ledger.agents[task.agent].activeTasks -= 1 }
        for task in tasks { ledger.agents[task.agent].activeTasks += 1 }
        ledger.activeTasks += tasks.count - traces[Int(slot)].openTasks.count
        traces[Int(slot)].openTasks = tasks
    }

    private mutating func setClosedTasks(of slot: Int32, to tasks: [ClosedTask]) {
        let before = traces[Int(slot)].closedTasks
        guard tasks != before else { return }
        for task in before { count(task, in: slot, .subtract) }
        for task in tasks { count(task, in: slot, .add) }
        traces[Int(slot)].closedTasks = tasks
    }

    private mutating func count(_ task: ClosedTask, in slot: Int32, _ sign: Sign) {
        var summary = SummaryTally()
        summary.completed = 1
        ledger.apply(summary, agent: task.agent, emitter: task.emitter, second: task.second, sign)
        switch sign {
        case .add: ledger.remember(traces[Int(slot)].finishedTask(task, ledger: ledger), of: task.agent)
        case .subtract:
            let trace = traces[Int(slot)]
            ledger.forget(trace.nodes[Int(task.root)].id, in: trace.id, of: task.agent)
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
            guard now.since(traces[Int(slot)].lastArrival) > Int64(limits.timeOutAfter) * 1_000_000_000 else { return }
            unlink(slot)
            for task in traces[Int(slot)].openTasks {
                let given = TimedOutTask(agent: task.agent, emitter: task.emitter, second: now.second)
                apply(given, .add)
                traces[Int(slot)].timedOut.append(given)
            }
            setOpenTasks(of: slot, to: [])
            traces[Int(slot)].revision += 1
            noteRelatedChange(of: slot)
            link(slot)
        }
    }

    /// A given-up trace showed a sign of life.
    private mutating func reviveTimedOut(_ slot: Int32) {
        for given in traces[Int(slot)].timedOut { apply(given, .subtract) }
        traces[Int(slot)].timedOut = []
    }

    private mutating func apply(_ given: TimedOutTask, _ sign: Sign) {
        var summary = SummaryTally()
        summary.other = 1
        ledger.apply(summary, agent: given.agent, emitter: given.emitter, second: given.second, sign)
    }

    // MARK: Room

    mutating func evictWhileOverBudget() {
        while retainedBytes > limits.memory, let slot = nextToEvict() { evict(slot) }
    }

    private func nextToEvict() -> Int32? {
        var victim: (bytes: Int, slot: Int32)?
        var runningVictim: (bytes: Int, slot: Int32)?
        for index in ledger.agents.entries.indices {
            let agent = AgentIndex(index: UInt32(index))
            let bytes = ledger.agents[agent].ownedBytes
            let ended = ledger.agents[agent].ended.first
            if ended >= 0, bytes > victim?.bytes ?? -1 { victim = (bytes, ended) }
            let running = ledger.agents[agent].running.first
            if running >= 0, bytes > runningVictim?.bytes ?? -1 { runningVictim = (bytes, running) }
        }
        return victim?.slot ?? runningVictim?.slot
    }

    private mutating func evict(_ slot: Int32) {
        unlink(slot)
        setOpenTasks(of: slot, to: [])
        counts.spans.evicted += traces[Int(slot)].spans
        counts.spans.retained -= traces[Int(slot)].spans
        counts.tracesEvicted += 1
        free(slot)
    }

    // MARK: Owners' lists

    /// Puts a trace at the end of its owner's list, and counts its bytes.
    private mutating func link(_ slot: Int32) {
        let owner = traces[Int(slot)].agents.first?.agent ?? .overflow
        let kind: TraceListKind = traces[Int(slot)].openTasks.isEmpty ? .ended : .running
        let last = ledger.agents[owner][kind].last
        let bytes = traces[Int(slot)].byteCount
        traces[Int(slot)].owner = owner
        traces[Int(slot)].list = kind
        traces[Int(slot)].previous = last
        traces[Int(slot)].next = -1
        traces[Int(slot)].accountedBytes = bytes
        if last >= 0 { traces[Int(last)].next = slot } else { ledger.agents[owner][kind].first = slot }
        ledger.agents[owner][kind].last = slot
        ledger.agents[owner].ownedBytes += bytes
        traceBytes += bytes
    }

    /// Takes a trace off its owner's list, with its bytes.
    private mutating func unlink(_ slot: Int32) {
        let (list, owner) = (traces[Int(slot)].list, traces[Int(slot)].owner)
        guard list != .none else { return }
        let (previous, next) = (traces[Int(slot)].previous, traces[Int(slot)].next)
        if previous >= 0 { traces[Int(previous)].next = next } else { ledger.agents[owner][list].first = next }
        if next >= 0 { traces[Int(next)].previous = previous } else { ledger.agents[owner][list].last = previous }
        ledger.agents[owner].ownedBytes -= traces[Int(slot)].accountedBytes
        traceBytes -= traces[Int(slot)].accountedBytes
        traces[Int(slot)].accountedBytes = 0
        traces[Int(slot)].list = .none
    }
}

extension AgentEntry {
    fileprivate subscript(_ kind: TraceListKind) -> TraceChain {
        get { kind == .running ? running : ended }
        _modify { if kind == .running { yield &running } else { yield &ended } }
    }
}
