// Tool calls whose spans don't say how they came out hear it from logs, whichever comes first.

/// A tool call that does not say how it came out.
struct Unheard: Sendable {
    /// Its place among the trace's calls.
    var call: Int32
    /// What its span's status makes of it.
    var own: ToolOutcome
    /// Is its trace listed with those that wait for the log?
    var isListed = false
}

extension TraceEntry {
    /// Calls of which it is kept: the last ones.
    private static let unheardLimit = 1_024

    /// Notes that a tool call does not say how it came out.
    mutating func noteUnheard(_ call: Int32) {
        if rare.unheard.count >= Self.unheardLimit { rare.unheard.removeFirst(Self.unheardLimit / 2) }
        rare.unheard.append(Unheard(call: call, own: calls[Int(call)].outcome))
    }

    /// Lets a call have the outcome that a log told, or its own where none does; false when that is nothing new.
    fileprivate mutating func take(_ told: ToolOutcome?, for entry: Unheard, ledger: inout Ledger) -> Bool {
        let call = Int(entry.call)
        let outcome = told ?? entry.own
        guard calls[call].outcome != outcome || calls[call].isOutcomeSaid != (told != nil) else { return false }
        calls.set(outcome, isSaid: told != nil, of: call)
        recount(calls.place(of: call), ledger: &ledger)
        ledger.settle()
        return true
    }
}

extension Store {
    /// Looks for what logs told of a trace's calls: more may have come, or more may be known of whose calls they are.
    mutating func hearVerdicts(in slot: Int32, of identity: Int? = nil) {
        guard traces[slot].hasRareParts else { return }
        var isChanged = false
        for index in traces[slot].rare.unheard.indices {
            let entry = traces[slot].rare.unheard[index]
            let facts = traces[slot].calls[Int(entry.call)]
            guard identity == nil || identity == facts.identity else { continue }
            if entry.isListed, ledger.verdicts.isEmpty { continue }
            let node = traces[slot].nodes[facts.place]
            let call = Verdicts.Call(
                emitter: ledger.resources[traces[slot].resource(of: node)].emitter, identity: facts.identity)
            if !entry.isListed {
                ledger.verdicts.wait(for: call, in: traces[slot].id)
                traces[slot].rare.unheard[index].isListed = true
            }
            let told = ledger.verdicts.outcome(of: call, for: listener(node, in: slot))
            guard traces[slot].take(told, for: entry, ledger: &ledger) else { continue }
            isChanged = true
            treeWatch.note(facts.place, in: slot)
        }
        if isChanged { traces[slot].revision += 1 }
    }

    private func listener(_ node: SpanNode, in slot: Int32) -> Verdicts.Listener {
        let own = node.context.session
        let session = own.isEmpty ? ledger.resources[traces[slot].resource(of: node)].session : ledger.symbols.text(own)
        return Verdicts.Listener(session: session, trace: traces[slot].id, start: node.start, end: node.end)
    }

    /// Tells the spans of a tool call how it came out, where they don't say so themselves.
    mutating func tellOutcome(_ event: AgentEvent) {
        guard event.facts.identity != 0, event.facts.outcome != .other else { return }
        let call = Verdicts.Call(emitter: event.emitter, identity: event.facts.identity)
        let verdict = Verdicts.Verdict(
            outcome: event.facts.outcome, session: event.session, trace: event.traceID,
            start: event.time.advanced(by: -Int64(clamping: event.duration)), end: event.time)
        ledger.verdicts.insert(verdict, for: call)
        for trace in Set(ledger.verdicts.traces(waitingFor: call) + [event.traceID]) {
            if let slot = slots[trace] { hearVerdicts(in: slot, of: call.identity) }
        }
    }
}
