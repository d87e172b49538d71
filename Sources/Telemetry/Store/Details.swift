// Everything that is kept of one span.

extension Store {
    /// Everything kept of a span; nil when it is not retained.
    package func detail(of span: SpanID, in trace: TraceID) -> SpanDetail? {
        guard let slot = slots[trace], let place = traces[slot].place(of: span) else { return nil }
        let trace = traces[slot]
        let node = trace.nodes[place]
        var detail = SpanDetail(traceID: trace.id, spanID: span)
        detail.start = trace.shownStart(place)
        detail.logs = logs(ofSpan: span, in: trace.id, start: detail.start)
        guard node.isReceived else {
            detail.state = .placeholder
            detail.notes = ["It has not arrived: exporters send a span when it ends. Its children name it."]
            return detail
        }
        fill(&detail, place, in: trace)
        fillContents(of: &detail, node, in: trace)
        return detail
    }

    private func fill(_ detail: inout SpanDetail, _ place: Int32, in trace: TraceEntry) {
        let node = trace.nodes[place]
        detail.parentID = trace.parentID(of: place)
        detail.name = ledger.symbols.text(node.name)
        detail.role = node.role
        detail.kind = node.kind
        detail.status = node.status
        detail.end = node.end
        let agent = ledger.agents[node.agent]
        detail.agent = AgentName(id: agent.id, name: agent.displayName)
        let head = node.context.head
        let task = trace.said(by: place).task
        detail.taskID = ledger.symbols.textIfAny(task.isEmpty && head != looseHead ? trace.taskSymbol(head) : task)
        detail.sessionID = ledger.symbols.textIfAny(node.context.session)
        let firstToken = trace.facts(of: node)?.timeToFirstToken ?? -1
        detail.timeToFirstTokenMs = firstToken >= 0 ? Double(firstToken) / 1e6 : nil
        detail.resource = ledger.resources[trace.resource(of: node)].attributes
        detail.scopeName = ledger.symbols.text(trace.sources[Int(node.source)].scope)
        detail.scopeVersion = ledger.symbols.text(trace.sources[Int(node.source)].version)
        detail.notes = notes(place, in: trace)
    }

    private func fillContents(of detail: inout SpanDetail, _ node: SpanNode, in trace: TraceEntry) {
        let contents = trace.unpacked(node)
        detail.statusMessage = contents.statusMessage.text(ledger.symbols)
        detail.attributes = keyFirst(texts(contents.attributes))
        detail.events = contents.events.map { event in
            EventDetail(
                name: ledger.symbols.text(event.name), offsetMs: Double(event.offset) / 1e6,
                attributes: texts(event.attributes))
        }
        detail.links = contents.links.map { link in
            let isRetained = slots[link.trace].map { traces[$0].place(of: link.span) != nil } ?? false
            return LinkDetail(
                traceID: link.trace, spanID: link.span, attributes: texts(link.attributes), isRetained: isRetained)
        }
        detail.droppedAttributes = contents.droppedAttributes
        detail.droppedEvents = contents.droppedEvents
        detail.droppedLinks = contents.droppedLinks
    }

    private func texts(_ attributes: [UnpackedAttribute]) -> [AttributeText] {
        attributes.map { attribute in
            let key = ledger.symbols.text(attribute.key)
            return AttributeText(
                key: key, value: attribute.value.text(ledger.symbols), isKey: ConceptTable.byKey[key] != nil,
                fullLength: attribute.value.fullLength)
        }
    }

    /// Those that carry a concept first, in the order of the concepts; the rest as sent.
    private func keyFirst(_ attributes: [AttributeText]) -> [AttributeText] {
        let keyed = attributes.filter(\.isKey).map { (ConceptTable.byKey[$0.key], $0) }
        let sorted = keyed.sorted { ($0.0?.concept.rawValue ?? 0) < ($1.0?.concept.rawValue ?? 0) }
        return sorted.map(\.1) + attributes.filter { !$0.isKey }
    }

    /// How the span is counted, where that is not plain.
    private func notes(_ place: Int32, in trace: TraceEntry) -> [String] {
        let node = trace.nodes[place]
        var notes: [String] = []
        switch node.role {
        case .llm where node.traits.contains(.retold):
            notes.append("It is told of once more by another scope: the span that is around it in time is counted.")
        case .llm where node.traits.contains(.usageOnly):
            notes.append("It tells of the tokens of a call, and is none itself.")
        case .llm where node.below.contains(.llm):
            notes.append("The model call below it is the same call: it is counted there.")
        case .llm where node.context.isInCall:
            notes.append("It is one call with the model call above it, and counted here.")
        case .tool where !trace.isToolCall(place, ledger.names):
            notes.append("It is part of the tool call above it, and counted there.")
        case .agent where node.traits.contains(.wrapper) && node.below.contains(.agent):
            notes.append("It wraps agents and names none of its own: it is no task.")
        case .agent where node.context.head != place:
            notes.append("It is part of the task of the span above it.")
        case .agent, .llm, .tool, .iteration, .other: break
        }
        if let note = trace.twinNote(place) { notes.append(note) }
        if let retries = trace.facts(of: node)?.retries, retries > 0 {
            notes.append("It took \(Int(retries) + 1) attempts, which are counted as one call.")
        }
        if node.role == .agent, trace.unpacked(node).attributes.contains(where: { isTokenCount($0) }) {
            notes.append(
                node.counted.contains(.tokens)
                    ? "Its token counts stand for those of its model calls, which name none."
                    : "Its token counts repeat those of its model calls: they are not added.")
        }
        return notes
    }

    private func isTokenCount(_ attribute: UnpackedAttribute) -> Bool {
        switch ConceptTable.byKey[ledger.symbols.text(attribute.key)]?.concept {
        case .inputTokens, .outputTokens, .totalTokens, .aggregatedInputTokens, .aggregatedOutputTokens: true
        default: false
        }
    }
}

extension TraceEntry {
    /// What is said of a span whose call other spans report too.
    fileprivate func twinNote(_ place: Int32) -> String? {
        let counted = nodes[place].counted
        let others = twins(of: place)
        guard !others.isEmpty else { return nil }
        if !counted.isDisjoint(with: [.modelCall, .toolCall]) {
            return others.count == 1
                ? "Another span reports the same call: it is counted here."
                : "\(others.count) other spans report the same call: it is counted here."
        }
        let first = others.first { !nodes[$0].counted.isDisjoint(with: [.modelCall, .toolCall]) }
        return first.map { "The span \(nodes[$0].id) reports the same call: it is counted there." }
    }
}
