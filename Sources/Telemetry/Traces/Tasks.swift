// Tasks that ended, and tasks that run.
//
// Spans are sent when they end, so a running task is known by what ended below it: a local root that has not arrived,
// with loose work below (calls or iterations that no agent's span is above of), or a span that names its agent. Several such roots of one agent in a
// trace are one task: the seed's second iteration, say, whose loop has not been heard of from its own side.

extension TraceEntry {
    /// How many local roots are looked at: more than any agent has, and little for a trace of nothing but orphans.
    private static let rootLimit = 64

    /// A task that ended with this span.
    func finishedTask(_ place: Int32, ledger: Ledger) -> FinishedTask {
        let node = nodes[Int(place)]
        let tally = tallies[node.context.head] ?? TaskTally()
        let agent = ledger.agents[node.countedAgent]
        var task = FinishedTask(
            agentID: agent.id, agentName: agent.displayName,
            taskID: ledger.symbols.textIfAny(taskSymbol(place)) ?? id.description, traceID: id, spanID: node.id,
            endedAt: node.end, durationMs: Double(node.duration) / 1e6,
            outcome: node.isError ? .failed(message: statusMessage(node, ledger.symbols)) : .completed)
        task.tokens = tally.tokens.counts
        task.iterations = tally.iterations > 0 ? Int(tally.iterations) : nil
        return task
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

    private func packed(_ node: SpanNode) -> ArraySlice<UInt8> {
        arena[Int(node.packed)..<Int(node.packed) + Int(node.packedCount)]
    }

    /// The task id that a span carries, or that the callee's loop inside a caller's span carries for it.
    func taskSymbol(_ place: Int32) -> Symbol {
        let node = nodes[Int(place)]
        if !node.ownTask.isEmpty { return node.ownTask }
        var child = node.firstChild
        for _ in 0..<Self.rootLimit where child >= 0 {
            let next = nodes[Int(child)]
            if !next.ownTask.isEmpty { return next.ownTask }
            child = next.nextSibling
        }
        return .empty
    }

    /// Did a real root arrive? Then the trace is over, whatever else is missing.
    var hasEndedRoot: Bool {
        roots.prefix(Self.rootLimit).contains { nodes[Int($0)].isReceived && nodes[Int($0)].parentID.isZero }
    }

    /// The tasks that run in this trace as far as its spans tell, one for each agent.
    func findOpenTasks() -> [OpenTask] {
        if hasEndedRoot { return [] }
        var tasks: [OpenTask] = []
        for root in roots.prefix(Self.rootLimit) {
            let node = nodes[Int(root)]
            guard !node.isReceived, !node.below.isDisjoint(with: [.looseWork, .agentSign]),
                let worker = looseWorker(below: root)
            else {
                continue
            }
            let task = OpenTask(root: root, agent: nodes[Int(worker)].agent, start: earliestStart(below: root))
            if let same = tasks.firstIndex(where: { $0.agent == task.agent }) {
                if task.start < tasks[same].start { tasks[same] = task }
            } else {
                tasks.append(task)
            }
        }
        return tasks
    }

    /// A received span below a placeholder whose work is the placeholder's.
    private func looseWorker(below root: Int32) -> Int32? {
        var child = nodes[Int(root)].firstChild
        for _ in 0..<Self.rootLimit where child >= 0 {
            let node = nodes[Int(child)]
            if node.role != .agent, !contribution(of: child).isDisjoint(with: [.looseWork, .agentSign]) {
                return child
            }
            child = node.nextSibling
        }
        return nil
    }

    private func earliestStart(below root: Int32) -> Timestamp {
        var earliest = Timestamp(nanoseconds: .max)
        var child = nodes[Int(root)].firstChild
        for _ in 0..<Self.rootLimit where child >= 0 {
            earliest = min(earliest, nodes[Int(child)].start)
            child = nodes[Int(child)].nextSibling
        }
        return earliest
    }

    /// Local roots for the trace's state: real roots, and the children of placeholders that nothing loose is below.
    var stateIsFailed: Bool {
        roots.prefix(Self.rootLimit).contains { root in
            let node = nodes[Int(root)]
            if node.isReceived { return node.isError }
            var child = node.firstChild
            for _ in 0..<Self.rootLimit where child >= 0 {
                if nodes[Int(child)].isError { return true }
                child = nodes[Int(child)].nextSibling
            }
            return false
        }
    }
}
