// Rows of the trace list.

extension Store {
    /// The figures of a trace; with an agent, that agent's part of them.
    func figures(of slot: Int32, agent: AgentIndex?, now: Timestamp) -> TraceFigures {
        let trace = traces[slot]
        var row = TraceFigures(traceID: trace.id)
        let top = trace.topPlace
        row.name = ledger.symbols.text(trace.nodes[top].name)
        row.agents = agentNames(of: trace, first: trace.nodes[top].agent)
        row.sessionID = session(of: slot)
        row.taskID = ledger.symbols.textIfAny(trace.taskSymbol(top))
        row.state = state(of: trace, now: now)
        row.startedAt = trace.start
        let end = trace.openTasks.isEmpty ? trace.end : max(trace.end, now)
        row.durationMs = Double(max(0, end.since(trace.start))) / 1e6
        addShares(of: trace, agent: agent, to: &row)
        return row
    }

    /// The agents that work in a trace: first the one whose trace it is, then the others by id.
    private func agentNames(of trace: TraceEntry, first: AgentIndex) -> [AgentName] {
        let names = workers(of: trace).map { agent in
            let entry = ledger.agents[agent]
            return (isFirst: agent == first, name: AgentName(id: entry.id, name: entry.displayName))
        }
        return names.sorted { $0.isFirst == $1.isFirst ? $0.name.id < $1.name.id : $0.isFirst }.map(\.name)
    }

    /// Whose work a trace is. While it runs and its spans don't say it, its log records may: then who they name takes the
    /// place of the service.
    private func workers(of trace: TraceEntry) -> Set<AgentIndex> {
        var workers = Set(trace.agents.map(\.agent))
        guard trace.hasRareParts, !trace.rare.told.agent.isNone, !trace.openTasks.isEmpty else { return workers }
        for source in trace.sources { workers.remove(ledger.resources[source.resource].agent) }
        return workers.union(trace.openTasks.map(\.agent))
    }

    /// The conversation that a trace belongs to: as its spans say, else as their resource does.
    func session(of slot: Int32) -> String? {
        if let own = traces[slot].session { return ledger.symbols.text(own) }
        // The first source is that of the first span that is known.
        guard let source = traces[slot].sources.first else { return nil }
        let session = ledger.resources[source.resource].session
        return session.isEmpty ? nil : session
    }

    private func addShares(of trace: TraceEntry, agent: AgentIndex?, to row: inout TraceFigures) {
        var tokens = TokenTally()
        var costMicroUSD: Int64 = 0
        var costs = 0
        for share in trace.agents where agent == nil || share.agent == agent {
            row.spans += share.spans
            row.errors += share.errors
            tokens.add(share.tokens)
            costMicroUSD &+= share.costMicroUSD
            costs += share.costs
        }
        row.tokens = tokens.counts
        row.costUSD = costs > 0 ? Double(costMicroUSD) / 1_000_000 : nil
    }

    func state(of trace: TraceEntry, now: Timestamp) -> TraceState {
        if !trace.rare.timedOut.isEmpty { return .timedOut }
        if trace.openTasks.isEmpty { return trace.stateIsFailed ? .failed : trace.isGivenUp ? .timedOut : .ok }
        return isStalled(trace, now: now) ? .stalled : .running
    }

    /// Is a running trace silent for longer than it should be?
    func isStalled(_ trace: TraceEntry, now: Timestamp) -> Bool {
        let longest = trace.openTasks.map { patience(with: $0.agent) }.max() ?? patience(with: .none)
        return now.since(trace.lastArrival) > longest
    }

    /// After so many nanoseconds of silence a task is stalled: those that the user chose, but twice what the agent needs
    /// as a rule. One that often thinks for minutes is not stuck after one.
    func patience(with agent: AgentIndex) -> Int64 {
        let chosen = Int64(limits.stallAfter) * 1_000_000_000
        let silences = ledger.agents[agent].silences
        guard silences.count >= 5, let usual = silences.quantile(0.95) else { return chosen }
        return max(chosen, Int64(min(usual * 2, Double(limits.timeOutAfter) * 1e9)))
    }

    /// The wanted rows of the list. Without a search it costs as much as the rows down to the wanted ones.
    mutating func traceList(_ request: TraceListRequest, agent: AgentIndex?, now: Timestamp) -> TraceList {
        let order = agent.map { ledger.agents[$0].traces } ?? self.order
        var list = TraceList()
        let candidates: [Int32]
        let scan = request.attribute.map { scanTraces($0) }
        list.isSearching = scan?.isComplete == false
        if request.search.isEmpty, scan == nil {
            candidates = Array(order.newestFirst().prefix(reach(of: request, in: order)))
            list.total = order.count
        } else {
            let search = request.search.lowercased()
            candidates = order.newestFirst().filter { slot in
                scan?.matches(traces[slot]) != false && (search.isEmpty || matches(slot, search, now: now))
            }
            list.total = candidates.count
        }
        guard !candidates.isEmpty else { return list }
        let selected = selectedRow(request.selection, among: candidates)
        let count = max(1, request.rowCount)
        var first = min(max(0, request.firstRow), max(0, list.total - count))
        first = min(max(first, selected - count + 1), selected)
        list.selected = selected
        list.firstRow = first
        var finder = CallerFinder()
        list.rows = candidates[first..<min(first + count, candidates.count)].map {
            var row = figures(of: $0, agent: agent, now: now)
            row.caller = finder.caller(of: $0, in: self).map { traces[$0.slot].id }
            return row
        }
        return list
    }

    /// How many of the newest traces are needed to answer a request.
    private func reach(of request: TraceListRequest, in order: TraceOrder) -> Int {
        let selected =
            switch request.selection {
            case .index(let index): max(0, min(index, order.count))
            case .trace(let id):
                slots[id].flatMap { slot in order.newestFirst().enumerated().first { $1 == slot }?.offset }
                    ?? 0
            }
        return max(selected, min(max(0, request.firstRow), order.count)) + max(1, min(request.rowCount, order.count))
            + 1
    }

    private func selectedRow(_ selection: TraceListRequest.Selection, among candidates: [Int32]) -> Int {
        switch selection {
        case .index(let index): return min(max(0, index), candidates.count - 1)
        case .trace(let id):
            guard let slot = slots[id] else { return 0 }
            return candidates.firstIndex(of: slot) ?? 0
        }
    }

    private func matches(_ slot: Int32, _ search: String, now: Timestamp) -> Bool {
        let row = figures(of: slot, agent: nil, now: now)
        let texts = [row.name, row.sessionID ?? "", row.taskID ?? "", row.traceID.description]
        return (texts + row.agents.flatMap { [$0.id, $0.name] }).contains { $0.lowercased().contains(search) }
    }
}

extension TraceEntry {
    /// The span that names the trace: its root, or the best known below a root that has not arrived.
    var topPlace: Int32 {
        let roots = roots.prefix(64)
        if let root = roots.first(where: { nodes[$0].isReceived }) { return root }
        var best: Int32?
        for root in roots {
            let child = nodes[root].firstChild
            guard child >= 0 else { continue }
            if best.map({ nodes[child].start < nodes[$0].start }) ?? true { best = child }
        }
        return best ?? 0
    }
}
