// The dashboard's figures at one moment.

extension Store {
    /// The figures for the panels.
    package mutating func overview(_ request: OverviewRequest, at now: Timestamp) -> Overview {
        let now = isRecorded ? newestTime ?? now : now
        advance(to: now)
        let seconds = min(max(1, request.windowSeconds), rollingSeconds)
        chooseSources(window: seconds)
        let reader = PeriodReader(period: .window(seconds: seconds), now: ledger.now, isCaching: true)
        let filter = filter(request.agent)
        var overview = Overview()
        overview.now = now
        overview.startedAt = startedAt
        overview.windowSeconds = seconds
        overview.filter = filter.named
        overview.ingest = counts
        overview.spansPerSecond = spansPerSecond()
        overview.retainedBytes = retainedBytes
        overview.memoryLimit = limits.memory
        overview.lastArrival = lastArrival
        overview.health = health(at: now)
        overview.agents = knownAgents(reader)
        if request.wantsRuns { fillRuns(of: &overview.agents, reader) }
        if request.grouping != nil || request.wantsAttributeNames { fillGroups(of: &overview, request.grouping ?? "") }
        overview.window = section(of: filter.agent, reader)
        overview.tasks = tasks(of: filter.agent, counts: overview.window.tasks, now: now)
        let columns = max(1, request.graphColumns)
        overview.toolHistory = toolHistory(of: filter.agent, columns: columns, seconds: seconds)
        overview.tokenHistory = tokenHistory(of: filter.agent, columns: columns, seconds: seconds)
        overview.traces = traceList(request.traces, agent: filter.agent, now: now)
        return overview
    }

    /// The figures for a report.
    package mutating func report(_ request: ReportRequest, at now: Timestamp) -> ReportFigures {
        let now = isRecorded ? newestTime ?? now : now
        advance(to: now)
        chooseSources(window: request.windowSeconds)
        let filter = filter(request.agent)
        let window = PeriodReader(
            period: .window(seconds: request.windowSeconds), now: ledger.now, isCaching: false)
        let total = PeriodReader(period: .total, now: ledger.now, isCaching: false)
        var traceRequest = TraceListRequest()
        traceRequest.rowCount = request.limit
        var report = ReportFigures()
        report.generatedAt = now
        report.windowSeconds = request.windowSeconds
        report.filter = filter.named
        report.ingest = counts
        report.totals = section(of: filter.agent, total)
        report.totalDurations = durations(of: filter.agent, total)
        report.window = section(of: filter.agent, window)
        report.windowDurations = durations(of: filter.agent, window)
        report.traces = traceList(traceRequest, agent: filter.agent, now: now).rows
        report.warnings = warnings + findingSentences(at: now)
        return report
    }

    /// Chooses where figures come from. Spans of work that counters told of may be on their way; what was recorded is here.
    /// - Parameter seconds: the length of the window that is looked at; nil for that of before.
    mutating func chooseSources(window seconds: Int? = nil) {
        ledger.chooseSources(window: seconds, patience: isRecorded ? 0 : 30)
    }

    /// The agent that a filter's text means. One that was never seen has an agent without figures.
    private func filter(_ text: String?) -> (agent: AgentIndex?, named: AgentFilter?) {
        guard let text else { return (nil, nil) }
        guard let agent = ledger.agents.find(text) else {
            return (AgentIndex.none, AgentFilter(id: text, name: text, isKnown: false))
        }
        let entry = ledger.agents[agent]
        return (agent, AgentFilter(id: entry.id, name: entry.displayName, isKnown: true))
    }

    private mutating func toolHistory(of agent: AgentIndex?, columns: Int, seconds: Int) -> [CallCounts] {
        var parts = [SummaryTally](repeating: SummaryTally(), count: columns)
        let now = ledger.now
        ledger.withSources(of: .toolCalls, of: agent, in: .window(seconds: seconds)) { aggregate, sign, _ in
            for (place, part) in aggregate.summary.parts(columns, last: seconds, now: now).enumerated() {
                if let part { parts[place].combine(part, sign) }
            }
        }
        return parts.map(\.calls.balanced)
    }

    private mutating func spansPerSecond() -> Double {
        Double(ledger.arrivals.sum(last: 10, now: ledger.now, caching: true).value) / 10
    }

    /// Every agent that has worked or has retained traces, with its figures of the period.
    private mutating func knownAgents(_ reader: PeriodReader) -> [AgentFigures] {
        var rows = agentRows(reader)
        let shown = Set(rows.map(\.id))
        let total = PeriodReader(period: .total, now: ledger.now, isCaching: false)
        for place in ledger.agents.entries.indices.dropFirst() {
            let agent = AgentIndex(index: UInt32(place))
            guard !shown.contains(ledger.agents[agent].id) else { continue }
            // Its counters may tell of nothing but what agents' spans tell themselves.
            let hasWorked = !summary(of: agent, total).isZero
            // Not before: while the entry is held, its figures would be copied to be read.
            let entry = ledger.agents[agent]
            guard hasWorked || entry.traces.count > 0 || entry.hasLogs else { continue }
            var row = AgentFigures(id: entry.id, name: entry.displayName)
            row.hasWorked = hasWorked
            row.services = entry.services.sorted()
            row.versions = entry.versions.sorted()
            row.environments = entry.environments.sorted()
            rows.append(row)
        }
        for place in rows.indices {
            guard let agent = ledger.agents.find(rows[place].id) else { continue }
            rows[place].users = ledger.agents[agent].users.sorted()
            rows[place].tenants = ledger.agents[agent].tenants.sorted()
        }
        return rows.sorted { $0.id < $1.id }
    }

    /// What agents are grouped by, as far as it has been looked for.
    private mutating func fillGroups(of overview: inout Overview, _ attribute: String) {
        let survey = survey(attribute)
        overview.attributeNames = survey.names.sorted()
        overview.isSurveying = !survey.isComplete
        for place in overview.agents.indices {
            guard let agent = ledger.agents.find(overview.agents[place].id) else { continue }
            overview.agents[place].groups = survey.values(of: agent)
        }
    }

    // MARK: Tokens

    private mutating func tokenHistory(of agent: AgentIndex?, columns: Int, seconds: Int) -> TokenHistory {
        var history = TokenHistory()
        let partSeconds = max(1, Double(seconds) / Double(columns))
        history.parts = flowParts(of: agent, columns: columns, seconds: seconds).map { part in
            part.map { TokenHistory.Part($0, seconds: partSeconds) }
        }
        guard let first = firstData?.second, history.parts.contains(where: { $0 != nil }) else { return history }
        let known = Double(min(Int64(seconds), max(1, ledger.now - first)))
        let period = Period.window(seconds: seconds)
        history.mean = tokens(of: agent, last: seconds, period) / known
        history.current = tokens(of: agent, last: 10, period) / min(10, known)
        history.max = history.parts.compactMap { $0 }.map { $0.input + $0.output }.max()
        return history
    }

    private mutating func flowParts(of agent: AgentIndex?, columns: Int, seconds: Int) -> [TokenFlow?] {
        let now = ledger.now
        var parts = [TokenFlow?](repeating: nil, count: columns)
        ledger.withSources(of: .tokens, of: agent, in: .window(seconds: seconds)) { aggregate, sign, _ in
            for (place, part) in aggregate.flow.parts(columns, last: seconds, now: now).enumerated() {
                if let part { parts[place, default: TokenFlow()].combine(part, sign) }
            }
        }
        return parts.map { $0?.balanced }
    }

    /// The tokens of the last seconds, from the sources of a period.
    private mutating func tokens(of agent: AgentIndex?, last seconds: Int, _ period: Period) -> Double {
        let now = ledger.now
        var sum = TokenFlow()
        ledger.withSources(of: .tokens, of: agent, in: period) { aggregate, sign, _ in
            sum.combine(aggregate.flow.sum(last: seconds, now: now, caching: seconds > 10), sign)
        }
        return Double(sum.balanced.input) + Double(sum.balanced.output)
    }

    // MARK: Tasks

    private func tasks(of agent: AgentIndex?, counts: TaskCounts, now: Timestamp) -> TaskOverview {
        var tasks = TaskOverview()
        tasks.counts = counts
        tasks.active = activeTasks(of: agent, now: now)
        let finished = agent.map { ledger.agents[$0].finished } ?? ledger.finished
        let bySpans = finished.reversed().map { refreshed($0) }
        let byLogs = endedEventTasks(of: agent)
        tasks.finished =
            byLogs.isEmpty
            ? bySpans
            : Array((bySpans + byLogs).sorted { $0.endedAt > $1.endedAt }.prefix(AgentTable.finishedLimit))
        return tasks
    }

    private func activeTasks(of agent: AgentIndex?, now: Timestamp) -> [ActiveTask] {
        runningTasks(of: agent, limit: 200).map { running, depth in
            var task =
                switch running {
                case .spans(let open, let slot): activeTask(open, in: traces[slot], now: now)
                case .logs(let key, let known): activeTask(key, known, now: now)
                }
            task.depth = depth
            return task
        }
    }

    private func activeTask(_ open: OpenTask, in trace: TraceEntry, now: Timestamp) -> ActiveTask {
        let agent = ledger.agents[open.agent]
        let tally = trace.tallies[looseHead] ?? TaskTally()
        var task = ActiveTask(
            agentID: agent.id, agentName: agent.displayName,
            taskID: ledger.symbols.textIfAny(trace.taskSymbol(open.root)) ?? trace.id.description, traceID: trace.id,
            spanID: trace.nodes[open.root].id, startedAt: open.start, lastActivity: trace.lastArrival)
        task.sessionID = slots[trace.id].flatMap { session(of: $0) }
        task.isStalled = isStalled(trace, now: now)
        task.step = step(tally, in: trace)
        // An iteration is sent when it ends: the one that runs is the next.
        task.iteration = tally.iterationCount.map { $0 + 1 }
        task.tokens = tally.tokens.counts
        task.toolCalls = tally.calls
        task.modelCalls = tally.modelCalls
        return task
    }

    /// A task that event logs tell of.
    private func activeTask(_ key: EventTaskKey, _ known: EventTask, now: Timestamp) -> ActiveTask {
        let agent = ledger.agents[known.agent ?? known.service]
        var task = ActiveTask(
            agentID: agent.id, agentName: agent.displayName,
            taskID: key.taskID,
            traceID: known.traceID, spanID: .zero, startedAt: known.start, lastActivity: known.last)
        task.sessionID = key.session.session
        task.isStalled = now.since(known.lastSign) > patience(with: known.agent ?? known.service)
        if let oldest = known.inFlight.values.min(by: { $0.since < $1.since }) {
            task.step = .running(.tool, name: ledger.names.text(oldest.tool), since: oldest.since)
        } else if let call = known.lastCall {
            task.step = .after(call.role, name: ledger.names.text(call.subject), endedAt: known.last)
        }
        task.tokens = known.tokens.counts
        task.toolCalls = known.calls
        task.modelCalls = known.modelCalls
        return task
    }

    private func step(_ tally: TaskTally, in trace: TraceEntry) -> TaskStep? {
        if let running = trace.rare.toolStarts.min(by: { $0.time < $1.time }) {
            return .running(.tool, name: ledger.names.text(running.tool), since: running.time)
        }
        guard tally.lastCall >= 0 else { return nil }
        let node = trace.nodes[tally.lastCall]
        let subject = ledger.names.text(trace.calls[Int(node.call)].subject)
        return .after(
            node.role, name: subject.isEmpty ? ledger.symbols.text(node.name) : subject, endedAt: node.end)
    }

    /// The task with what arrived after it was put on the list, while its trace is retained.
    private func refreshed(_ task: FinishedTask) -> FinishedTask {
        guard let slot = slots[task.traceID], let place = traces[slot].place(of: task.spanID),
            traces[slot].nodes[place].isReceived
        else { return task }
        return traces[slot].finishedTask(place, ledger: ledger)
    }
}

extension TokenHistory.Part {
    fileprivate init(_ flow: TokenFlow, seconds: Double) {
        self.init()
        input = Double(flow.input) / seconds
        output = Double(flow.output) / seconds
    }
}

extension Array {
    /// The element of an optional that is made when it is nil.
    fileprivate subscript<Value>(place: Int, default value: Value) -> Value where Element == Value? {
        get { self[place] ?? value }
        set { self[place] = newValue }
    }
}
