// The traces that a trace called, as rows of its tree: each under the span that called it.

extension Store {
    /// How many called traces a tree shows.
    private static let calledLimit = 64

    /// The calls of a trace, with the place of the span that each stands under.
    func calls(of slot: Int32, now: Timestamp) -> [TraceCall] {
        var finder = CallerFinder()
        return finder.callees(of: slot, in: self).prefix(Self.calledLimit).map { callee in
            TraceCall(
                slot: callee.slot, place: callingPlace(of: callee.slot, callee.evidence, in: slot),
                called: calledTrace(callee.slot, now: now))
        }
    }

    private func calledTrace(_ slot: Int32, now: Timestamp) -> CalledTrace {
        let figures = figures(of: slot, agent: nil, now: now)
        var called = CalledTrace(traceID: figures.traceID, state: figures.state)
        called.agent = ledger.agents[traces[slot].relation.agent].displayName
        if called.agent.isEmpty { called.agent = figures.agents.first?.name ?? figures.name }
        called.task = figures.taskID ?? figures.name
        return called
    }

    /// The span that called: the linked one; else of the calling agent's spans that ran at that time the innermost, a
    /// tool's if there is one, that of a tool named after the called agent above all; else the local root.
    private func callingPlace(of callee: Int32, _ evidence: Caller.Evidence, in slot: Int32) -> Int32 {
        let start = traces[callee].start
        switch evidence {
        case .link(let span):
            return traces[slot].place(of: span) ?? localRoot(at: start, in: slot)
        case .conversation:
            return runningPlace(at: start, calling: callee, in: slot) ?? localRoot(at: start, in: slot)
        }
    }

    private func runningPlace(at moment: Timestamp, calling callee: Int32, in slot: Int32) -> Int32? {
        let agent = traces[slot].relation.agent
        let name = ledger.agents[traces[callee].relation.agent].id
        var best: (place: Int32, rank: Int)?
        for place in traces[slot].nodes.indices {
            let node = traces[slot].nodes[place]
            guard node.agent == agent, node.mayCall(at: moment) else { continue }
            let rank = rank(of: node, in: slot, calling: name)
            if let known = best, !isBetter((Int32(place), rank), than: known, in: slot) { continue }
            best = (Int32(place), rank)
        }
        return best?.place
    }

    private func rank(of node: SpanNode, in slot: Int32, calling name: String) -> Int {
        guard node.role == .tool, node.call >= 0 else { return 0 }
        let tool = ledger.names.text(traces[slot].calls[Int(node.call)].subject)
        return tool.utf8.count < 256 && tool.says(name) ? 2 : 1
    }

    /// Of spans that ran at one time the innermost began last.
    private func isBetter(_ one: (place: Int32, rank: Int), than other: (place: Int32, rank: Int), in slot: Int32)
        -> Bool
    {
        if one.rank != other.rank { return one.rank > other.rank }
        let (a, b) = (traces[slot].nodes[one.place], traces[slot].nodes[other.place])
        if a.start != b.start { return a.start > b.start }
        return a.end == b.end ? a.id < b.id : a.end < b.end
    }

    /// The last local root that had begun; the first when none had.
    private func localRoot(at moment: Timestamp, in slot: Int32) -> Int32 {
        let roots = traces[slot].roots.prefix(64).map { (place: $0, start: traces[slot].shownStart($0)) }
        let begun = roots.filter { $0.start <= moment }
        let best = begun.max { $0.start < $1.start } ?? roots.min { $0.start < $1.start }
        return best?.place ?? 0
    }

    /// A called trace, as its caller's tree shows it.
    func treeCall(_ call: TraceCall) -> TreeCall {
        let trace = traces[call.slot]
        return TreeCall(
            traceID: trace.id, place: call.place, start: trace.start, end: call.called.isRunning ? .unset : trace.end,
            isError: call.called.state == .failed, hasErrors: trace.errors > 0, agent: trace.relation.agent)
    }

    /// Who called a trace.
    func callerFigures(of slot: Int32) -> TraceCaller? {
        var finder = CallerFinder()
        return finder.caller(of: slot, in: self).map { caller in
            let trace = traces[caller.slot]
            let agent = ledger.agents[trace.relation.agent].displayName
            return TraceCaller(traceID: trace.id, agent: agent.isEmpty ? trace.id.description : agent)
        }
    }
}

/// A trace that a span of another one called.
struct TraceCall {
    var slot: Int32
    /// The span that it stands under.
    var place: Int32
    var called: CalledTrace
}

extension SpanNode {
    /// Was it running at a moment, and no model call? One that was announced runs still; of a placeholder nothing is
    /// known.
    fileprivate func mayCall(at moment: Timestamp) -> Bool {
        isKnown && role != .llm && start <= moment && (!isReceived || end >= moment)
    }
}
