// The traces that a trace called, as rows of its tree: each under the span that called it.

extension Store {
    /// How many called traces a tree shows.
    private static let calledLimit = 64

    /// The calls of a trace, with the place of the span that each stands under. What is known from a tree of it that was
    /// asked for before is not looked for again.
    func calls(of slot: Int32, since state: LayoutState, now: Timestamp) -> [TraceCall] {
        var finder = CallerFinder()
        var spans = CallingSpans(of: slot, since: state, in: self)
        return finder.callees(of: slot, in: self).prefix(Self.calledLimit).map { callee in
            let calling = spans.calling(callee.slot, callee.evidence, in: self)
            return TraceCall(
                slot: callee.slot, place: calling.place, way: calling.way,
                called: calledTrace(callee.slot, now: now))
        }
    }

    private func calledTrace(_ slot: Int32, now: Timestamp) -> CalledTrace {
        let figures = figures(of: slot, agent: nil, now: now)
        var called = CalledTrace(traceID: figures.traceID, state: figures.state)
        called.agent = ledger.agents[traces[slot].relation.agent].displayName
        if called.agent.isEmpty { called.agent = figures.agents.first?.name ?? figures.name }
        called.task = toolName(ofPart: slot) ?? figures.taskID ?? figures.name
        return called
    }

    /// The tool whose call a trace is, where its task is another trace's; nil for others.
    private func toolName(ofPart slot: Int32) -> String? {
        guard traces[slot].isPart else { return nil }
        let call = traces[slot].nodes[traces[slot].topPlace].call
        return call < 0 ? nil : ledger.names.text(traces[slot].calls[Int(call)].subject)
    }

    /// A called trace, as its caller's tree shows it.
    func treeCall(_ call: TraceCall) -> TreeCall {
        let trace = traces[call.slot]
        return TreeCall(
            traceID: trace.id, place: call.place, start: trace.start, end: call.called.isRunning ? .unset : trace.end,
            isError: call.called.state == .failed, hasErrors: trace.errors > 0, agent: trace.relation.agent,
            way: call.way)
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
    var way: TreeCall.Way
    var called: CalledTrace
}

/// The spans of a trace that may have called others. All of them are looked at only once for each called trace; later those
/// that changed, beside the best one by then.
private struct CallingSpans {
    private let slot: Int32
    private let agent: AgentIndex
    /// What changed since the calls were found; nil when that is not known.
    private let changed: [Int32]?
    private let known: [TraceID: TreeCall]
    private var roots: [(place: Int32, start: Timestamp)]?

    init(of slot: Int32, since state: LayoutState, in store: Store) {
        self.slot = slot
        agent = store.traces[slot].relation.agent
        let changes = store.treeWatch.changes(since: state, of: store.traces[slot])
        let isKnown = !state.calls.isEmpty && state.agent == agent
        changed = isKnown ? changes.map { Array($0) + (state.spans..<Int32(store.traces[slot].nodes.count)) } : nil
        known = Dictionary(state.calls.map { ($0.traceID, $0) }) { first, _ in first }
    }

    /// The span that called: the linked one; else of the calling agent's spans that ran at that time the innermost, a
    /// tool's if there is one, that of a tool named after the called agent above all; else the local root.
    mutating func calling(
        _ callee: Int32, _ evidence: Caller.Evidence, in store: Store
    ) -> (place: Int32, way: TreeCall.Way) {
        let start = store.traces[callee].start
        switch evidence {
        case .link(let span):
            return (store.traces[slot].place(of: span) ?? localRoot(at: start, in: store), .link)
        case .conversation:
            guard let place = runningPlace(calling: callee, in: store) else {
                return (localRoot(at: start, in: store), .root)
            }
            return (place, .running)
        }
    }

    private func runningPlace(calling callee: Int32, in store: Store) -> Int32? {
        let trace = store.traces[callee]
        guard let changed, let call = known[trace.id], call.start == trace.start, call.agent == trace.relation.agent,
            call.way == .root || call.way == .running && !changed.contains(call.place)
        else {
            return runningPlace(among: 0..<Int32(store.traces[slot].nodes.count), calling: callee, in: store)
        }
        return runningPlace(among: call.way == .root ? changed : changed + [call.place], calling: callee, in: store)
    }

    private func runningPlace(among places: some Sequence<Int32>, calling callee: Int32, in store: Store) -> Int32? {
        let moment = store.traces[callee].start
        let name = store.ledger.agents[store.traces[callee].relation.agent].id
        var best: (place: Int32, rank: Int)?
        for place in places {
            guard store.traces[slot].nodes[place].mayCall(at: moment), store.traces[slot].nodes[place].agent == agent
            else { continue }
            let rank = rank(of: store.traces[slot].nodes[place], calling: name, in: store)
            if let known = best, !isBetter((place, rank), than: known, in: store) { continue }
            best = (place, rank)
        }
        return best?.place
    }

    private func rank(of node: borrowing SpanNode, calling name: String, in store: Store) -> Int {
        guard node.role == .tool, node.call >= 0 else { return 0 }
        let tool = store.ledger.names.text(store.traces[slot].calls[Int(node.call)].subject)
        return tool.utf8.count < 256 && tool.says(name) ? 2 : 1
    }

    /// Of spans that ran at one time the innermost began last.
    private func isBetter(
        _ one: (place: Int32, rank: Int), than other: (place: Int32, rank: Int), in store: Store
    ) -> Bool {
        if one.rank != other.rank { return one.rank > other.rank }
        let (a, b) = (store.traces[slot].nodes[one.place], store.traces[slot].nodes[other.place])
        if a.start != b.start { return a.start > b.start }
        return a.end == b.end ? a.id < b.id : a.end < b.end
    }

    /// The last local root that had begun; the first when none had.
    private mutating func localRoot(at moment: Timestamp, in store: Store) -> Int32 {
        let trace = store.traces[slot]
        let roots = roots ?? trace.roots.prefix(64).map { (place: $0, start: trace.shownStart($0)) }
        self.roots = roots
        let best =
            roots.filter { $0.start <= moment }.max { $0.start < $1.start } ?? roots.min { $0.start < $1.start }
        return best?.place ?? 0
    }
}

extension SpanNode {
    /// Was it running at a moment, and no model call? One that was announced runs still; of a placeholder nothing is
    /// known.
    fileprivate func mayCall(at moment: Timestamp) -> Bool {
        isKnown && role != .llm && start <= moment && (!isReceived || end >= moment)
    }
}
