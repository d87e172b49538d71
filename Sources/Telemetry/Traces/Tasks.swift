// Tasks that ended, and tasks that run.
//
// Spans are sent when they end, so a running task is known by what ended below it: a local root that has not arrived,
// with loose work below (calls or iterations that no agent's span is above of), or a span that names its agent. Several such roots of one agent in a
// trace are one task: the seed's second iteration, say, whose loop has not been heard of from its own side.

extension TraceEntry {
    /// How many local roots are looked at: more than any agent has, and little for a trace of nothing but orphans.
    private static let rootLimit = 64

    /// A task that ended with this span.
    func finishedTask(_ place: Int32, ledger: borrowing Ledger) -> FinishedTask {
        let node = nodes[place]
        let tally = tallies[node.context.head] ?? TaskTally()
        var task = FinishedTask(
            agentID: ledger.agents[node.countedAgent].id, agentName: ledger.agents[node.countedAgent].displayName,
            taskID: ledger.symbols.textIfAny(taskSymbol(place)) ?? id.description, traceID: id, spanID: node.id,
            endedAt: node.end, durationMs: Double(node.duration) / 1e6,
            outcome: outcome(of: node, ledger.symbols))
        task.sessionID = ledger.symbols.textIfAny(node.context.session)
        task.tokens = tally.tokens.counts
        task.iterations = tally.iterationCount
        return task
    }

    private func outcome(of node: SpanNode, _ symbols: SymbolTable) -> FinishedTask.Outcome {
        if node.isError { return .failed(message: statusMessage(node, symbols)) }
        if node.traits.contains(.expired) { return .timedOut }
        return node.traits.contains(.calledOff) ? .other : .completed
    }

    /// A task that a marker ended.
    func finishedTask(_ task: ClosedTask, ledger: borrowing Ledger) -> FinishedTask {
        let open = OpenTask(root: task.root, agent: task.agent, emitter: task.emitter, start: task.start)
        return finishedTask(open, end: task.end, .completed, ledger: ledger)
    }

    /// A task that ended without a span of its own.
    func finishedTask(
        _ task: OpenTask, end: Timestamp, _ outcome: FinishedTask.Outcome, ledger: borrowing Ledger
    ) -> FinishedTask {
        let tally = tallies[looseHead] ?? TaskTally()
        var finished = FinishedTask(
            agentID: ledger.agents[task.agent].id, agentName: ledger.agents[task.agent].displayName,
            taskID: ledger.symbols.textIfAny(taskSymbol(task.root)) ?? id.description, traceID: id,
            spanID: nodes[task.root].id, endedAt: end,
            durationMs: Double(max(0, end.since(task.start))) / 1e6, outcome: outcome)
        finished.tokens = tally.tokens.counts
        finished.iterations = tally.iterationCount
        return finished
    }

    private func statusMessage(_ node: SpanNode, _ symbols: SymbolTable) -> String? {
        let message = unpacked(node).statusMessage.text(symbols)
        return message.isEmpty ? nil : String(message.prefix(200))
    }

    /// What only the detail shows of a span.
    func unpacked(_ node: SpanNode) -> UnpackedSpan { UnpackedSpan(packed(node)) }

    /// When the first events of a span happened, in nanoseconds from its start.
    func eventOffsets(_ node: SpanNode, limit: Int) -> [Int64] {
        firstEventOffsets(ofPackedSpan: packed(node), limit: limit)
    }

    /// The arena from a span's packed part on.
    func packed(_ node: SpanNode) -> ArraySlice<UInt8> { arena[Int(node.packed)...] }

    /// The task id that a span carries, or that the callee's loop inside a caller's span carries for it.
    func taskSymbol(_ place: Int32) -> Symbol {
        let own = said(by: place).task
        if !own.isEmpty { return own }
        var child = nodes[place].firstChild
        for _ in 0..<Self.rootLimit where child >= 0 {
            let task = said(by: child).task
            if !task.isEmpty { return task }
            child = nodes[child].nextSibling
        }
        return .empty
    }

    /// The tasks of this trace that have no span of their own, or none that has ended: those that run, and those of
    /// which a marker says that they are over.
    func findTasks(_ resources: borrowing ResourceTable) -> (open: [OpenTask], closed: [ClosedTask]) {
        if hasEndedRoot { return ([], []) }
        var open: [OpenTask] = []
        var closed: [ClosedTask] = []
        var unnamed: [OpenTask] = []
        for root in roots.prefix(Self.rootLimit) where isLoose(root) {
            guard let worker = looseWorker(below: root) else { continue }
            let node = nodes[worker]
            let isUnnamed = node.context.agent.isNone && !rare.told.agent.isNone
            let (agent, emitter) = (isUnnamed ? rare.told.agent : node.agent, resources[resource(of: node)].emitter)
            let task = OpenTask(root: root, agent: agent, emitter: emitter, start: earliestStart(below: root))
            if let marker = lastEndMarker(below: root) {
                closed.append(
                    ClosedTask(
                        root: root, agent: agent, emitter: emitter, start: task.start, end: nodes[marker].end,
                        second: second(of: marker)))
            } else if node.context.agent.isNone, rare.told.agent.isNone {
                unnamed.append(task)
            } else {
                add(task, to: &open)
            }
        }
        for place in rare.announced.prefix(Self.rootLimit) where isAnnouncedTask(place) {
            let node = nodes[place]
            let emitter = resources[resource(of: node)].emitter
            add(OpenTask(root: place, agent: node.agent, emitter: emitter, start: node.start), to: &open)
        }
        let named = open
        for task in unnamed where !isPart(task, of: named) { add(task, to: &open) }
        return (open, closed)
    }

    /// Is work that names nobody that of the one task that does, and that began before it? An iteration that still runs is
    /// known by its calls, which may not say whose they are.
    private func isPart(_ task: OpenTask, of named: [OpenTask]) -> Bool {
        named.count == 1 && named[0].start <= task.start
    }

    /// Several local roots of one agent are one task.
    private func add(_ task: OpenTask, to tasks: inout [OpenTask]) {
        if let same = tasks.firstIndex(where: { $0.agent == task.agent }) {
            if task.start < tasks[same].start { tasks[same] = task }
        } else {
            tasks.append(task)
        }
    }

    /// Is a local root a placeholder with work below that is nobody's yet?
    private func isLoose(_ root: Int32) -> Bool {
        let node = nodes[root]
        return !node.isReceived && node.context.head == looseHead
            && !node.below.isDisjoint(with: [.looseWork, .agentSign])
    }

    private func isAnnouncedTask(_ place: Int32) -> Bool {
        nodes[place].role == .agent && nodes[place].context.head == place
    }

    /// A span below a placeholder whose work is the placeholder's: one that works, else one that only names its agent;
    /// of several the earliest.
    private func looseWorker(below root: Int32) -> Int32? {
        var best: Int32?
        forEachChild(of: root) { child in
            guard nodes[child].role != .agent, let rank = rank(ofWorker: child) else { return }
            guard let known = best, let bestRank = self.rank(ofWorker: known) else { return best = child }
            let (a, b) = (nodes[child], nodes[known])
            if (rank, a.start.nanoseconds, a.id.rawValue) < (bestRank, b.start.nanoseconds, b.id.rawValue) {
                best = child
            }
        }
        return best
    }

    private func rank(ofWorker place: Int32) -> Int? {
        let bits = contribution(of: place)
        return bits.contains(.looseWork) ? 0 : bits.contains(.agentSign) ? 1 : nil
    }

    private func forEachChild(of place: Int32, _ body: (Int32) -> Void) {
        var child = nodes[place].firstChild
        for _ in 0..<Self.rootLimit where child >= 0 {
            body(child)
            child = nodes[child].nextSibling
        }
    }

    /// Is it a part of a task of another trace?
    var isPart: Bool { nodes[topPlace].traits.contains(.part) }

    /// Did its sender give up the task that it is?
    var isGivenUp: Bool { nodes[topPlace].traits.contains(.expired) }

    /// Local roots for the trace's state: real roots, and the children of placeholders that nothing loose is below.
    var stateIsFailed: Bool {
        roots.prefix(Self.rootLimit).contains { root in
            let node = nodes[root]
            if node.isReceived { return node.isError }
            var child = node.firstChild
            for _ in 0..<Self.rootLimit where child >= 0 {
                if nodes[child].isError { return true }
                child = nodes[child].nextSibling
            }
            return false
        }
    }
}
