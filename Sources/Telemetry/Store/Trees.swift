// A trace as a tree of rows, and everything kept of one span.

/// In larger trees rows leave out the times of their events: they would have to be unpacked for every row.
private let eventRowLimit = 5_000

extension Store {
    /// The revision of a trace: what `tree(of:)` would give has changed when this has. Nil when it is not retained.
    package func revision(of id: TraceID) -> UInt64? { slots[id].map { revision(of: $0) } }

    /// The traces that it called are part of the picture.
    private func revision(of slot: Int32) -> UInt64 {
        traces[slot].revision &+ relations.revision(of: traces[slot].relation.conversation)
    }

    /// A trace as a tree; nil when it is not retained. `agent` as in `OverviewRequest`.
    package func tree(of id: TraceID, agent: String?, at now: Timestamp) -> TraceTree? {
        guard let slot = slots[id] else { return nil }
        let trace = traces[slot]
        let filter = agent.map { ledger.agents.find($0) ?? .none }
        var tree = TraceTree(traceID: id)
        tree.revision = revision(of: slot)
        tree.figures = figures(of: slot, agent: nil, now: now)
        tree.caller = callerFigures(of: slot)
        tree.figures.caller = tree.caller?.traceID
        let calls = calls(of: slot, now: now)
        tree.called = calls.map(\.called)
        tree.start = trace.start
        tree.end = trace.end
        tree.folded = trace.folded.count
        var texts = TextIndex()
        tree.rows = rows(of: trace, calls, filter: filter, &texts)
        tree.texts = texts.texts
        return tree
    }

    private func rows(
        of trace: TraceEntry, _ calls: [TraceCall], filter: AgentIndex?, _ texts: inout TextIndex
    ) -> [SpanRow] {
        var rows: [SpanRow] = []
        rows.reserveCapacity(trace.nodes.count + calls.count)
        let callsByPlace = Dictionary(grouping: calls.indices.map(Int32.init)) { calls[Int($0)].place }
        var stack = sortedByStart(trace.roots, in: trace).reversed().map {
            (item: TreeItem.span($0), parent: Int32(-1))
        }
        while let (item, parent) = stack.popLast() {
            let row = Int32(rows.count)
            let depth = parent < 0 ? 0 : rows[Int(parent)].depth + 1
            switch item {
            case .span(let place):
                rows.append(self.row(place, of: trace, parent: parent, depth: depth, filter: filter, &texts))
                let children = sortedByStart(trace.children(of: place), in: trace)
                if let called = calls.isEmpty ? nil : callsByPlace[place] {
                    let items = self.items(children, called, calls, in: trace)
                    for child in items.reversed() { stack.append((child, row)) }
                } else {
                    for child in children.reversed() { stack.append((.span(child), row)) }
                }
            case .called(let number):
                let call = calls[Int(number)]
                var row = self.row(call, number: number, parent: parent, depth: depth, filter: filter)
                (row.name, row.subject, row.agent) = texts.places(of: call.called)
                rows.append(row)
            }
        }
        markExtent(of: &rows)
        return rows
    }

    /// The spans and the called traces below a span, by start.
    private func items(
        _ spans: [Int32], _ called: [Int32], _ calls: [TraceCall], in trace: TraceEntry
    ) -> [TreeItem] {
        let spans = spans.map(TreeItem.span)
        func start(of item: TreeItem) -> Timestamp {
            switch item {
            case .span(let place): trace.shownStart(place)
            case .called(let number): traces[calls[Int(number)].slot].start
            }
        }
        // Each kind is in order: they are merged, of equal starts the span first.
        var items: [TreeItem] = []
        var rest = called.map(TreeItem.called)[...]
        for span in spans {
            while let next = rest.first, start(of: next) < start(of: span) { items.append(rest.removeFirst()) }
            items.append(span)
        }
        return items + rest
    }

    private func sortedByStart(_ places: [Int32], in trace: TraceEntry) -> [Int32] {
        if places.count < 2 { return places }
        let starts = places.map { (place: $0, start: trace.shownStart($0), id: trace.nodes[$0].id) }
        return starts.sorted { ($0.start, $0.id) < ($1.start, $1.id) }.map(\.place)
    }

    /// How many rows each row has below it, and which rows are the last of their parent.
    private func markExtent(of rows: inout [SpanRow]) {
        var hasLastChild = [Bool](repeating: false, count: rows.count + 1)
        for row in rows.indices.reversed() {
            let parent = rows[row].parent
            rows[row].isLastChild = !hasLastChild[Int(parent) + 1]
            hasLastChild[Int(parent) + 1] = true
            guard parent >= 0 else { continue }
            rows[Int(parent)].descendants += rows[row].descendants + 1
            if rows[row].isError || rows[row].hasErrorBelow { rows[Int(parent)].hasErrorBelow = true }
        }
    }

    private func row(
        _ place: Int32, of trace: TraceEntry, parent: Int32, depth: Int32, filter: AgentIndex?,
        _ texts: inout TextIndex
    ) -> SpanRow {
        let node = trace.nodes[place]
        var row = SpanRow(
            spanID: node.id, parent: parent, depth: depth, role: node.role,
            state: node.isReceived ? .ended : .placeholder, start: trace.shownStart(place), end: node.end)
        row.isError = node.isError || (node.role == .tool && trace.facts(of: node)?.outcome == .failed)
        row.hasErrorBelow = node.below.contains(.error)
        row.isMatch = filter == nil || (node.isReceived && node.agent == filter)
        let wording = Wording(name: node.name, agent: node.agent, subject: subject(of: node, in: trace))
        (row.name, row.agent, row.subject) = texts.places(of: wording) { self.texts(of: $0) }
        if node.role == .llm { row.tokens = trace.facts(of: node)?.tokens.total }
        if node.isReceived, trace.nodes.count <= eventRowLimit {
            row.events = trace.eventOffsets(node, limit: 32).map { node.start.advanced(by: $0) }
        }
        return row
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

    private func texts(of wording: Wording) -> (name: String, agent: String, subject: String) {
        let name = ledger.symbols.text(wording.name)
        let subject = text(of: wording.subject)
        // A subject that the name says is not said again.
        return (name, ledger.agents[wording.agent].displayName, name.says(subject) ? "" : subject)
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

/// What a row of a tree stands for.
private enum TreeItem {
    /// A span, by its place.
    case span(Int32)
    /// A called trace, by its number.
    case called(Int32)
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

/// What the texts of a row stand for.
private struct Wording: Hashable {
    var name: Symbol
    var agent: AgentIndex
    var subject: Subject
}

/// Texts with their places, each once. What they stand for is looked up first: few wordings occur on most rows.
private struct TextIndex {
    typealias Places = (name: Int32, agent: Int32, subject: Int32)

    private(set) var texts: [String] = []
    private var places: [String: Int32] = [:]
    private var known: [Wording: Places] = [:]

    mutating func places(of wording: Wording, _ texts: (Wording) -> (name: String, agent: String, subject: String))
        -> Places
    {
        if let places = known[wording] { return places }
        let texts = texts(wording)
        let places = (place(of: texts.name), place(of: texts.agent), place(of: texts.subject))
        known[wording] = places
        return places
    }

    mutating func places(of called: CalledTrace) -> Places {
        let agent = place(of: called.agent)
        return (agent, place(of: called.task), agent)
    }

    private mutating func place(of text: String) -> Int32 {
        if let place = places[text] { return place }
        places[text] = Int32(texts.count)
        texts.append(text)
        return Int32(texts.count - 1)
    }
}

extension TraceEntry {
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
