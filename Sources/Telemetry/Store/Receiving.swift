// A span takes its place in its trace.

/// Spans beyond so many bytes of packed contents of one trace are kept without their contents.
private let arenaLimit = 1 << 31

extension TraceEntry {
    /// Takes in a span: a new one, or the one that a placeholder stood for. False when it was received before.
    mutating func receive(
        _ record: Int, reader: BatchReader, ledger: inout Ledger, isRecorded: Bool, _ unsettled: inout Unsettled
    ) -> Bool {
        let span = reader.span(record)
        let known = place(of: span.spanID)
        if let known, nodes[known].isReceived { return false }
        if known == nil, hasRareParts, rare.folded.places[span.spanID] != nil { return false }
        ledger.symbols.open(&symbols, of: slot)
        defer { ledger.symbols.close(&symbols) }
        var source = reader.source(ofScope: span.scope, ledger: &ledger)
        reader.look(at: span)
        let nameFacts = reader.facts(ofName: span.name)
        let place = known ?? append(span.spanID)
        if known != nil { forgetAnnouncement(at: place) }
        nodes[place].introduce(span, nameFacts, reader: reader, ledger: &ledger)
        nodes[place].end(span, nameFacts, reader: reader, ledger: &ledger)
        let role = nodes[place].role
        source.said = reader.said(role, nameFacts, ledger: &ledger)
        keep(source, of: place, ledger: &ledger)
        noteSecond(of: span, at: place, now: ledger.now, isRecorded: isRecorded)
        keepCall(of: span, at: place, nameFacts, reader: reader, ledger: &ledger)
        let parent = reader.parentAgent(in: &ledger.agents)
        if let start = reader.toolStart(span, names: &ledger.names) { note(start) }
        keepPacked(span, at: place, reader: reader, ledger: &ledger, &unsettled.writer)
        hang(place, under: span.parentID, isNew: known == nil)
        note(span)
        if span.parentID.isZero { noteRoot(place, &unsettled) }
        noteRelation(of: span, role: role, links: span.links.isEmpty ? [] : reader.batch.links)
        noteParent(parent, of: span, role: role)
        noteArrival(at: place, record: Int32(record), in: &unsettled)
        noteClaim(at: place, &unsettled)
        if role == .llm {
            let emitter = ledger.resources[source.resource].emitter
            let scope = reader.hash(ofScope: span.scope)
            unsettled.sightings.append(sighting(of: span, at: place, emitter: emitter, scope: scope))
        }
        return true
    }

    /// Counts a span that a batch changed, once all of the batch is in its place.
    mutating func settle(_ change: Unsettled.Change, reader: BatchReader, ledger: inout Ledger) {
        recount(change.place, ledger: &ledger)
        guard nodes[change.place].isReceived else { return }
        let agent = nodes[change.place].agent
        reader.note(agent, at: resource(of: nodes[change.place]), ledger: &ledger)
        guard change.record >= 0 else { return }
        noteWaiting(change.place)
        guard !reader.people.isEmpty else { return }
        reader.notePeople(of: reader.span(Int(change.record)), agent: agent, ledger: &ledger)
    }

    /// Notes the second that a span counts in: that of its end when the windows hold it, else that of its arrival. What
    /// was recorded earlier has no arrival, and counts in its own second only.
    private mutating func noteSecond(of span: SpanRecord, at place: Int32, now: Int64, isRecorded: Bool) {
        let end = span.end.second
        let isHeld = end <= now && (isRecorded || end > now - Int64(rollingSeconds))
        guard !isHeld else { return }
        nodes[place].traits.insert(.late)
        rare.lateSeconds[place] = now
    }

    private mutating func keepCall(
        of span: SpanRecord, at place: Int32, _ nameFacts: NameFacts, reader: BatchReader, ledger: inout Ledger
    ) {
        var facts: CallFacts?
        switch nodes[place].role {
        case .llm:
            facts = reader.modelCall(span, reader.dialect(ofScope: span.scope, ledger), names: &ledger.names)
        case .tool: facts = reader.toolCall(span, nameFacts, names: &ledger.names, agents: &ledger.agents)
        case .agent: facts = reader.agentUsage(reader.dialect(ofScope: span.scope, ledger), names: &ledger.names)
        case .iteration, .other: break
        }
        guard var facts else { return }
        facts.place = place
        calls.append(facts)
        let call = Int32(calls.count - 1)
        nodes[place].set(call)
        noteIdentity(of: call)
        if nodes[place].role == .tool { noteReturn(of: call) }
        let isSilent = nodes[place].role == .tool && span.status == .unset && !facts.isOutcomeSaid
        if isSilent, facts.identity != 0 { noteUnheard(call) }
    }

    private mutating func keepPacked(
        _ span: SpanRecord, at place: Int32, reader: BatchReader, ledger: inout Ledger,
        _ writer: inout PackedWriter
    ) {
        nodes[place].packed = UInt32(arena.count)
        if arena.count < arenaLimit {
            reader.pack(span, into: &writer, symbols: &ledger.symbols)
        } else {
            writer.writeEmptySpan()
        }
        writer.move(to: &arena)
    }

    /// Keeps where a span comes from.
    mutating func keep(_ source: SpanSource, of place: Int32, ledger: inout Ledger) {
        nodes[place].source = keep(source, ledger: &ledger)
        nodes[place].serviceAgent = ledger.resources[source.resource].agent
    }

    /// The place of a source; traces have few, and of many the last are looked at.
    mutating func keep(_ source: SpanSource, ledger: inout Ledger) -> UInt32 {
        for place in sources.indices.suffix(8).reversed() where sources[place] == source { return UInt32(place) }
        ledger.resources.retain(source.resource)
        ledger.symbols.retain(source.scope)
        ledger.symbols.retain(source.version)
        sources.append(source)
        return UInt32(sources.count - 1)
    }

    /// Gives a span its place in the tree, with a placeholder for a parent that has not arrived.
    mutating func hang(_ place: Int32, under parentID: SpanID, isNew: Bool) {
        // It may have been announced, and have its place.
        guard nodes[place].parent < 0 else { return noteStray(place, parentID) }
        var parent: Int32?
        if !parentID.isZero {
            // Below a folded span it belongs to what is kept above that; without any it is a root, as one under itself.
            parent = self.place(of: parentID) ?? rare.folded.places[parentID].map { $0 < 0 ? place : $0 }
            if parent == nil {
                let placeholder = append(parentID)
                addRoot(placeholder)
                nodes[placeholder].context = contextOfOrphans
                parent = placeholder
            }
        }
        let position = nodes[place].nextSibling
        let isLinked = parent.map { link(place, under: $0) } ?? false
        noteStray(place, parentID)
        switch (isNew, isLinked) {
        case (true, false): addRoot(place)
        case (false, true): if position >= 0 { removeRoot(at: position) }
        case (true, true), (false, false): break
        }
    }

    private mutating func noteStray(_ place: Int32, _ parentID: SpanID) {
        let isStray = self.parentID(of: place) != parentID
        guard isStray || nodes[place].traits.contains(.stray) else { return }
        nodes[place].traits.insert(.stray)
        rare.strays[place] = parentID
    }

    /// The trace's extent and counts.
    private mutating func note(_ span: SpanRecord) {
        spans += 1
        if span.status == .error { errors += 1 }
        if !start.isSet || span.start < start { start = span.start }
        end = max(end, span.end)
    }
}

extension TraceEntry {
    /// Notes what agents' own token figures stand for: they count where the trace is over and no model call named
    /// its tokens, and only the outermost of them do.
    private mutating func noteClaim(at place: Int32, _ unsettled: inout Unsettled) {
        let (role, call) = (nodes[place].role, nodes[place].call)
        if role == .llm, call >= 0, calls.tokens(of: Int(call)).isKnown { callsWithTokens += 1 }
        if role == .agent, call >= 0 { claims.append(place) }
        weighClaims(&unsettled)
    }

    /// Notes that a call that had arrived names its tokens now.
    mutating func noteTokens(at place: Int32, _ unsettled: inout Unsettled) {
        callsWithTokens += 1
        raise(place, &unsettled)
        weighClaims(&unsettled)
    }

    private mutating func weighClaims(_ unsettled: inout Unsettled) {
        let wereCounted = areClaimsCounted
        areClaimsCounted = hasEndedRoot && callsWithTokens == 0
        guard wereCounted != areClaimsCounted else { return }
        for claim in claims { noteChange(at: claim, in: &unsettled) }
    }
}

extension SpanNode {
    /// Takes what a span says of itself from its beginning on.
    mutating func introduce(
        _ span: SpanRecord, _ nameFacts: NameFacts, reader: BatchReader, ledger: inout Ledger
    ) {
        role = reader.role(nameFacts, isStreamPart: reader.isStreamPart(span, ledger: &ledger))
        // OpenLIT sends nothing but the name of a call that failed.
        let isBareName = span.kind == .client && span.status == .error && span.attributes.isEmpty
        if role == .other, isBareName, !nameFacts.model.isEmpty { role = .llm }
        start = span.start
        name = reader.symbol(span.name, in: &ledger.symbols)
        kind = span.kind
        if reader.namesAgentByRun { traits.insert(.agentByRun) }
        if nameFacts.isPart { traits.insert(.part) }
        if role == .agent, reader.isWrapper(nameFacts) { traits.insert(.wrapper) }
        set(role == .iteration ? reader.iterationNumber(nameFacts) : -1)
    }

    /// Takes what is known of a span when it has ended.
    fileprivate mutating func end(
        _ span: SpanRecord, _ nameFacts: NameFacts, reader: BatchReader, ledger: inout Ledger
    ) {
        end = span.end
        status = reader.status(of: span)
        traits.insert(.received)
        if reader.hookEvent == .end { traits.insert(.endMarker) }
        if role == .llm, reader.sort(of: span) == .log { traits.insert(.usageOnly) }
        if role == .agent, reader.isCalledOff {
            traits.formUnion(reader.hasExpired ? [.calledOff, .expired] : .calledOff)
        }
        if nameFacts.isExecution, let verdict = reader.detailVerdict {
            traits.insert(verdict == .ok ? .executed : .executionFailed)
        }
        if role == .agent || role == .iteration { figureName = reader.name(span.name, in: &ledger.names) }
    }
}
