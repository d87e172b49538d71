extension Store {
    /// Looks which of the model calls that arrived are told of once more, or tell of earlier ones: those count nothing.
    mutating func noteSightings(_ unsettled: inout Unsettled) {
        for sighting in unsettled.sightings {
            for pair in sightings.note(sighting, ledger.names) {
                let (inner, outer) = (pair.inner, pair.outer)
                guard traces[outer.slot].sequence == outer.sequence else { continue }
                traces[outer.slot].take(inner.tokens, for: outer.span, ledger: &ledger, &unsettled)
                guard traces[inner.slot].sequence == inner.sequence else { continue }
                traces[inner.slot].noteRetelling(of: inner.span, in: &unsettled)
            }
        }
        unsettled.sightings = []
    }
}

extension TraceEntry {
    /// A model call that arrived, to be known again.
    func sighting(of span: SpanRecord, at place: Int32, emitter: EmitterIndex, scope: Int) -> CallSighting {
        let call = Int(nodes[place].call)
        return CallSighting(
            emitter: emitter, scope: scope, slot: slot, sequence: sequence, span: span.spanID, parent: span.parentID,
            start: span.start, end: span.end, isFailed: nodes[place].isError, model: calls.subject(of: call),
            tokens: calls.tokens(of: call), identity: calls.identity(of: call))
    }

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
