extension Store {
    /// Looks which of the model calls that arrived are told of once more, or tell of earlier ones: those count nothing.
    mutating func noteSightings(_ unsettled: inout Unsettled) {
        for sighting in unsettled.sightings {
            for pair in sightings.note(sighting, ledger.names) {
                let (inner, outer) = (pair.inner, pair.outer)
                guard traces[outer.slot].sequence == outer.sequence else { continue }
                traces[outer.slot].take(inner, for: outer.span, ledger: &ledger, &unsettled)
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
        let facts = calls[Int(nodes[place].call)]
        return CallSighting(
            emitter: emitter, scope: scope, slot: slot, sequence: sequence, span: span.spanID, parent: span.parentID,
            start: span.start, end: span.end, isFailed: nodes[place].isError, model: facts.subject,
            tokens: facts.tokens, costMicroUSD: facts.costMicroUSD, timeToFirstToken: facts.timeToFirstToken,
            identity: facts.identity)
    }

    fileprivate mutating func noteRetelling(of span: SpanID, in unsettled: inout Unsettled) {
        guard let place = place(of: span), !nodes[place].traits.contains(.retold) else { return }
        nodes[place].traits.insert(.retold)
        noteChange(at: place, in: &unsettled)
    }

    /// Lets a call have what its other report tells of and it does not: who makes a call knows of the cache.
    fileprivate mutating func take(
        _ inner: CallSighting, for span: SpanID, ledger: inout Ledger, _ unsettled: inout Unsettled
    ) {
        guard let place = place(of: span), nodes[place].call >= 0 else { return }
        let before = calls[Int(nodes[place].call)]
        var facts = before
        facts.tokens = facts.tokens.atLeast(inner.tokens)
        facts.costMicroUSD = max(facts.costMicroUSD, inner.costMicroUSD)
        facts.timeToFirstToken = max(facts.timeToFirstToken, inner.timeToFirstToken)
        guard facts != before else { return }
        uncount(place, ledger: &ledger)
        calls.setUsage(facts, of: Int(nodes[place].call))
        if !before.tokens.isKnown, facts.tokens.isKnown { noteTokens(at: place, &unsettled) }
        noteChange(at: place, in: &unsettled)
    }
}

extension CallTokens {
    /// Each count as large as in another report of the same call.
    fileprivate func atLeast(_ other: CallTokens) -> CallTokens {
        var tokens = CallTokens(
            input: max(input, other.input), output: max(output, other.output),
            cacheRead: max(cacheRead, other.cacheRead), cacheWrite: max(cacheWrite, other.cacheWrite),
            reasoning: max(reasoning, other.reasoning))
        if !tokens.isKnown { tokens.unsplit = max(unsplit, other.unsplit) }
        return tokens
    }
}
