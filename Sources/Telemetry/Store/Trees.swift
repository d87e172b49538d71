// A trace as a tree, and what its lines say.

extension Store {
    /// The revision of a trace: what `update` would make of its tree has changed when this has. Nil when it is not
    /// retained.
    package func revision(of id: TraceID) -> UInt64? { slots[id].map { revision(of: $0) } }

    /// The traces that it called are part of the picture.
    private func revision(of slot: Int32) -> UInt64 {
        traces[slot].revision &+ relations.revision(of: traces[slot].relation.conversation)
    }

    /// Brings the tree of a trace up to date, at a cost that grows with what has changed since; an empty tree, or one that
    /// was not the last to be asked for, is made anew. What its lines say must be asked for again.
    ///
    /// False when the trace is not retained: then the tree is left as it is.
    package mutating func update(_ tree: inout TraceTree, at now: Timestamp) -> Bool {
        guard let slot = slots[tree.traceID] else { return false }
        let calls = calls(of: slot, since: tree.layout, now: now)
        layOut(&tree, slot, calls.map(treeCall))
        tree.rows = [:]
        tree.revision = revision(of: slot)
        tree.figures = figures(of: slot, agent: nil, now: now)
        tree.caller = callerFigures(of: slot)
        tree.figures.caller = tree.caller?.traceID
        tree.called = calls.map(\.called)
        tree.start = traces[slot].start
        tree.end = traces[slot].end
        tree.folded = traces[slot].folded.count
        return true
    }

    private mutating func layOut(_ tree: inout TraceTree, _ slot: Int32, _ calls: [TreeCall]) {
        let layout: TreeLayout
        if let changes = treeWatch.changes(since: tree.layout, of: traces[slot]),
            tree.layout.calls.elementsEqual(calls, by: { $0.isLaidOut(as: $1) })
        {
            layout = TreeLayout(updating: &tree, of: traces[slot], changes: changes)
            treeWatch.forgetChanges()
        } else {
            treeWatch.begin(traces[slot], after: tree.layout.watch)
            layout = TreeLayout(of: traces[slot], calls)
        }
        (tree.lines, tree.marked) = (layout.lines, layout.marked)
        tree.layout = LayoutState(
            watch: treeWatch.id, changes: treeWatch.end, foldings: traces[slot].folded.times,
            spans: Int32(traces[slot].nodes.count), agent: traces[slot].relation.agent, calls: calls)
    }

    /// What some lines of a tree say, and where a text occurs; nothing of a tree that is not up to date.
    package func rows(_ request: TreeRowsRequest, of tree: TraceTree) -> TreeRows {
        var answer = TreeRows(traceID: tree.traceID)
        guard let slot = slots[tree.traceID], tree.revision == revision(of: slot) else { return answer }
        let filter = request.agent.map { ledger.agents.find($0) ?? .none }
        for line in request.lines where tree.lines.indices.contains(line) {
            answer.rows[line] = row(line, of: tree, traces[slot], filter: filter)
        }
        if !request.search.isEmpty { answer.matches = matches(request.search, in: tree, traces[slot]) }
        return answer
    }

    private func row(_ line: Int, of tree: TraceTree, _ trace: TraceEntry, filter: AgentIndex?) -> SpanRow {
        if let number = tree.lines[line].called { return row(ofCall: number, of: tree, filter: filter) }
        let place = tree.lines[line].place
        let node = trace.nodes[place]
        var row = SpanRow(role: node.role, state: node.isReceived ? .ended : .placeholder, end: node.end)
        row.hasErrorBelow = node.below.contains(.error) || tree.hasError(below: line)
        row.isMatch = filter == nil || (node.isReceived && node.agent == filter)
        row.name = ledger.symbols.text(node.name)
        row.agent = ledger.agents[node.agent].displayName
        let subject = text(of: subject(of: node, in: trace))
        // A subject that the name says is not said again.
        row.subject = row.name.says(subject) ? "" : subject
        if node.role == .llm { row.tokens = trace.facts(of: node)?.tokens.total }
        if node.isReceived { row.events = trace.eventOffsets(node, limit: 32).map { node.start.advanced(by: $0) } }
        return row
    }

    private func row(ofCall number: Int, of tree: TraceTree, filter: AgentIndex?) -> SpanRow {
        let call = tree.layout.calls[number]
        var row = SpanRow(role: .agent, state: .called(Int32(number)), end: call.end)
        row.hasErrorBelow = call.hasErrors
        row.isMatch = filter == nil || call.agent == filter
        row.name = tree.called[number].agent
        row.subject = tree.called[number].task
        row.agent = tree.called[number].agent
        return row
    }

    /// The lines whose name, subject or agent has a text.
    private func matches(_ search: String, in tree: TraceTree, _ trace: TraceEntry) -> [Int] {
        var names = TextFinder<Symbol>(search)
        var subjects = TextFinder<Subject>(search)
        var agents = TextFinder<AgentIndex>(search)
        return tree.lines.indices.filter { line in
            if let number = tree.lines[line].called {
                let called = tree.called[number]
                return names.occurs(in: called.agent) || names.occurs(in: called.task)
            }
            let node = trace.nodes[tree.lines[line].place]
            return names.occurs(in: node.name) { ledger.symbols.text($0) }
                || agents.occurs(in: node.agent) { ledger.agents[$0].displayName }
                || subjects.occurs(in: subject(of: node, in: trace)) { text(of: $0) }
        }
    }

    /// What a span is about.
    private func subject(of node: SpanNode, in trace: TraceEntry) -> Subject {
        switch node.role {
        case .llm, .tool: trace.facts(of: node).map { .name($0.subject) } ?? .nothing
        case .agent: .agent(node.agent)
        case .iteration: node.iteration > 0 ? .iteration(node.iteration) : .nothing
        case .other: .nothing
        }
    }

    private func text(of subject: Subject) -> String {
        switch subject {
        case .nothing: ""
        case .name(let name): ledger.names.text(name)
        case .agent(let agent): ledger.agents[agent].displayName
        case .iteration(let number): "#\(number)"
        }
    }
}

/// What a span is about.
private enum Subject: Hashable {
    case nothing
    case name(Name)
    case agent(AgentIndex)
    case iteration(Int32)
}

extension String {
    /// Does a text occur in it, byte for byte? `contains` takes microseconds to look for characters.
    func says(_ text: String) -> Bool {
        utf8.indices.contains { utf8[$0...].starts(with: text.utf8) }
    }
}

/// Looks for a text in others, whatever the case of both. What they stand for is looked up first: few of them stand on most
/// lines.
private struct TextFinder<Key: Hashable> {
    private let wanted: String
    private var known: [Key: Bool] = [:]

    init(_ search: String) { wanted = search.lowercased() }

    func occurs(in text: String) -> Bool { text.lowercased().contains(wanted) }

    mutating func occurs(in key: Key, _ text: (Key) -> String) -> Bool {
        if let known = known[key] { return known }
        let occurs = occurs(in: text(key))
        known[key] = occurs
        return occurs
    }
}

extension TraceTree {
    /// Is there a failed line among those below one, or a called trace in which something failed?
    fileprivate func hasError(below line: Int) -> Bool {
        let last = line + Int(lines[line].descendants)
        for next in marked[marked.partitioningIndex { Int($0) > line }...] {
            if next > last { return false }
            if lines[Int(next)].isError { return true }
            if let call = lines[Int(next)].called, layout.calls[call].hasErrors { return true }
        }
        return false
    }
}

extension TraceEntry {
    /// Is the status of a span ERROR, or did the tool say that the call failed?
    func isError(_ place: Int32) -> Bool {
        if nodes[place].isError { return true }
        let call = Int(nodes[place].call)
        return nodes[place].role == .tool && call >= 0 && calls.outcome(of: call) == .failed
    }

    func children(of place: Int32) -> [Int32] {
        var children: [Int32] = []
        var child = nodes[place].firstChild
        while child >= 0 {
            children.append(child)
            child = nodes[child].nextSibling
        }
        return children
    }

    /// When a span starts; a placeholder with the earliest of its children, the best that is known of it.
    func shownStart(_ place: Int32) -> Timestamp {
        let node = nodes[place]
        if node.isReceived { return node.start }
        var earliest: Timestamp?
        var child = node.firstChild
        while child >= 0 {
            earliest = min(earliest ?? nodes[child].start, nodes[child].start)
            child = nodes[child].nextSibling
        }
        return earliest ?? start
    }
}
