// A span takes its place in its trace.

/// Spans beyond so many bytes of packed contents of one trace are kept without their contents.
private let arenaLimit = 1 << 31

extension TraceEntry {
    /// Takes in a span: a new one, or the one that a placeholder stood for. False when it was received before.
    mutating func receive(
        _ span: SpanRecord, reader: inout BatchReader, ledger: inout Ledger, isRecorded: Bool
    ) -> Bool {
        let known = place(of: span.spanID)
        if let known, nodes[Int(known)].isReceived { return false }
        let resource = reader.resource(ofScope: span.scope, ledger: &ledger)
        reader.look(at: span.attributes)
        let nameFacts = reader.facts(ofName: span.name)
        let role = reader.role(nameFacts)
        let place = known ?? append(span.spanID)
        ledger.resources.retain(resource)
        nodes[Int(place)].fill(from: span, role: role, nameFacts, reader: &reader, ledger: &ledger)
        nodes[Int(place)].resource = resource
        nodes[Int(place)].serviceAgent = ledger.resources[resource].agent
        nodes[Int(place)].second = second(of: span, now: ledger.now, isRecorded: isRecorded)
        keepCall(of: span, at: place, nameFacts, reader: &reader, ledger: &ledger)
        keepPacked(span, at: place, reader: &reader, ledger: &ledger)
        hang(place, isNew: known == nil)
        note(nodes[Int(place)])
        settle(place, ledger: &ledger)
        reader.note(nodes[Int(place)].agent, at: resource, ledger: &ledger)
        reader.notePeople(of: span, agent: nodes[Int(place)].agent, ledger: &ledger)
        return true
    }

    /// The second that a span counts in: that of its end when the windows hold it, else that of its arrival. What was
    /// recorded earlier has no arrival, and counts in its own second only.
    private func second(of span: SpanRecord, now: Int64, isRecorded: Bool) -> Int64 {
        let end = span.end.second
        let isHeld = end <= now && end > now - Int64(rollingSeconds)
        return isHeld || isRecorded ? min(end, now) : now
    }

    private mutating func keepCall(
        of span: SpanRecord, at place: Int32, _ nameFacts: NameFacts, reader: inout BatchReader, ledger: inout Ledger
    ) {
        switch nodes[Int(place)].role {
        case .llm: calls.append(reader.modelCall(span, names: &ledger.names))
        case .tool: calls.append(reader.toolCall(span, nameFacts, names: &ledger.names))
        case .agent, .iteration, .other: return
        }
        nodes[Int(place)].call = Int32(calls.count - 1)
    }

    private mutating func keepPacked(
        _ span: SpanRecord, at place: Int32, reader: inout BatchReader, ledger: inout Ledger
    ) {
        guard arena.count < arenaLimit else { return }
        var writer = PackedWriter()
        swap(&writer.bytes, &arena)
        let start = writer.bytes.count
        reader.pack(span, into: &writer, symbols: &ledger.symbols)
        swap(&writer.bytes, &arena)
        nodes[Int(place)].packed = UInt32(start)
        nodes[Int(place)].packedCount = UInt32(arena.count - start)
    }

    /// Gives a span its place in the tree, with a placeholder for a parent that has not arrived.
    private mutating func hang(_ place: Int32, isNew: Bool) {
        let parentID = nodes[Int(place)].parentID
        var parent: Int32?
        if !parentID.isZero {
            parent = self.place(of: parentID)
            if parent == nil {
                let placeholder = append(parentID)
                roots.append(placeholder)
                parent = placeholder
            }
        }
        let isLinked = parent.map { link(place, under: $0) } ?? false
        switch (isNew, isLinked) {
        case (true, false): roots.append(place)
        case (false, true): if let root = roots.lastIndex(of: place) { roots.remove(at: root) }
        case (true, true), (false, false): break
        }
    }

    /// The trace's extent and counts.
    private mutating func note(_ node: SpanNode) {
        spans += 1
        if node.isError { errors += 1 }
        if !start.isSet || node.start < start { start = node.start }
        end = max(end, node.end)
    }
}

extension SpanNode {
    /// Takes what a span says of itself.
    fileprivate mutating func fill(
        from span: SpanRecord, role: Role, _ nameFacts: NameFacts, reader: inout BatchReader, ledger: inout Ledger
    ) {
        parentID = span.parentID
        start = span.start
        end = span.end
        name = reader.symbol(span.name, in: &ledger.symbols)
        let source = reader.batch.scopes[Int(span.scope)]
        scope = reader.symbol(source.name, in: &ledger.symbols)
        scopeVersion = reader.symbol(source.version, in: &ledger.symbols)
        self.role = role
        kind = span.kind
        status = span.status
        traits.insert(.received)
        ownAgent = reader.ownAgent(nameFacts, in: &ledger.agents)
        ownTask = reader.symbol(.taskID, in: &ledger.symbols)
        ownSession = reader.symbol(.sessionID, in: &ledger.symbols)
        if role == .agent, ownAgent.isNone { traits.insert(.unnamedAgent) }
        if role == .iteration { iteration = reader.iterationNumber() }
        if role == .agent || role == .iteration {
            figureName = reader.name(span.name, in: &ledger.names)
        }
    }
}
