extension Store {
    /// Notes a model call that arrived, and which calls are told of once more since: they count nothing.
    mutating func noteSighting(
        of span: SpanRecord, in slot: Int32, reader: BatchReader, _ unsettled: inout Unsettled
    ) {
        guard let sighting = sighting(of: span, in: slot, reader: reader) else { return }
        for pair in sightings.note(sighting, ledger.names) {
            let (inner, outer) = (pair.inner, pair.outer)
            guard traces[outer.slot].sequence == outer.sequence else { continue }
            traces[outer.slot].take(inner.tokens, for: outer.span, ledger: &ledger, &unsettled)
            guard traces[inner.slot].sequence == inner.sequence else { continue }
            traces[inner.slot].noteRetelling(of: inner.span, in: &unsettled)
        }
    }

    private func sighting(of span: SpanRecord, in slot: Int32, reader: BatchReader) -> CallSighting? {
        guard let place = traces[slot].place(of: span.spanID), traces[slot].nodes[place].role == .llm,
            let facts = traces[slot].facts(of: traces[slot].nodes[place])
        else { return nil }
        let node = traces[slot].nodes[place]
        return CallSighting(
            emitter: ledger.resources[traces[slot].resource(of: node)].emitter,
            scope: reader.hash(ofScope: span.scope), slot: slot, sequence: traces[slot].sequence,
            span: span.spanID, parent: span.parentID, start: span.start, end: span.end, isFailed: node.isError,
            model: facts.subject, tokens: facts.tokens, identity: facts.identity)
    }
}

extension TraceEntry {
    fileprivate mutating func noteRetelling(of span: SpanID, in unsettled: inout Unsettled) {
        guard let place = place(of: span), !nodes[place].traits.contains(.retold) else { return }
        nodes[place].traits.insert(.retold)
        noteChange(at: place, in: &unsettled)
    }

    /// Lets a call have the tokens that its other report tells of, where these are more: who makes a call knows of the cache.
    fileprivate mutating func take(
        _ tokens: CallTokens, for span: SpanID, ledger: inout Ledger, _ unsettled: inout Unsettled
    ) {
        guard let place = place(of: span), nodes[place].call >= 0 else { return }
        let own = calls.tokens(of: Int(nodes[place].call))
        guard own.isKnown, tokens.input > own.input else { return }
        uncount(place, ledger: &ledger)
        calls.set(tokens, of: Int(nodes[place].call))
        noteChange(at: place, in: &unsettled)
    }
}
