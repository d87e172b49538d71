// What a span is counted as, and counting it.

extension TraceEntry {
    /// Counts a span as what it is now, after taking back what it was counted as before.
    ///
    /// If that changes, other reports of the same call may count instead of it, or no longer.
    mutating func recount(_ place: Int32, ledger: inout Ledger) {
        nodes[Int(place)].traits.remove(.unsettled)
        let before = nodes[Int(place)].counted
        recountAlone(place, ledger: &ledger)
        guard nodes[Int(place)].counted != before, !twins.isEmpty else { return }
        for twin in twins(of: place) { recountAlone(twin, ledger: &ledger) }
    }

    private mutating func recountAlone(_ place: Int32, ledger: inout Ledger) {
        guard nodes[Int(place)].isReceived else { return }
        let counted = countedAs(place)
        let agent = nodes[Int(place)].agent
        let before = nodes[Int(place)].counted
        if counted == before, agent == nodes[Int(place)].countedAgent { return moveTally(at: place) }
        if !before.isEmpty { count(place, .subtract, ledger: &ledger) }
        nodes[Int(place)].counted = counted
        nodes[Int(place)].countedAgent = agent
        nodes[Int(place)].countedHead = nodes[Int(place)].context.head
        count(place, .add, ledger: &ledger)
    }

    private func countedAs(_ place: Int32) -> Counted {
        var counted: Counted = .span
        switch nodes[Int(place)].role {
        case .llm:
            if isCall(place), !isReportedBefore(place, where: { isCall($0) }) {
                counted.insert(.modelCall)
                if nodes[Int(place)].context.callFailed { counted.insert(.modelCallFailed) }
            }
            if hasCallTokens(place), !isReportedBefore(place, where: { hasCallTokens($0) }) { counted.insert(.tokens) }
        case .tool:
            if isToolCall(place), !isReportedBefore(place, where: { isToolCall($0) }) {
                counted.insert(.toolCall)
                counted.formUnion(outcome(of: place))
            }
        case .agent:
            counted.insert(.duration)
            if areClaimsCounted, nodes[Int(place)].call >= 0, !nodes[Int(place)].context.isClaimed {
                counted.insert(.tokens)
            }
        case .iteration: counted.insert(.duration)
        case .other: break
        }
        if isTask(place) { counted.insert(nodes[Int(place)].isError ? .taskFailed : .taskCompleted) }
        return counted
    }

    /// Is a span a model call, as far as those above and below it go?
    private func isCall(_ place: Int32) -> Bool { !nodes[Int(place)].below.contains(.llm) }

    private func hasCallTokens(_ place: Int32) -> Bool {
        calls[Int(nodes[Int(place)].call)].tokens.isKnown && !nodes[Int(place)].below.contains(.llmTokens)
    }

    /// Is a span a tool call of its own, as far as those above it go? One inside another tells of it once more, unless both
    /// have ids and these differ: so do the calls of a sub-agent that has no span itself.
    func isToolCall(_ place: Int32) -> Bool {
        guard nodes[Int(place)].context.isInTool else { return true }
        let node = nodes[Int(place)]
        guard let own = facts(of: node)?.identity, own != 0, node.context.identifiedTool >= 0 else { return false }
        return facts(of: nodes[Int(node.context.identifiedTool)])?.identity != own
    }

    /// How a tool call came out: by its own words, else by those of a detail below it, else by its status.
    private func outcome(of place: Int32) -> Counted {
        let call = Int(nodes[Int(place)].call)
        if !calls[call].isOutcomeSaid {
            if nodes[Int(place)].below.contains(.executionFailed) { return .toolFailed }
            if nodes[Int(place)].below.contains(.executed) { return .toolOK }
        }
        return switch calls[call].outcome {
        case .ok: .toolOK
        case .failed: .toolFailed
        case .other: []
        }
    }

    /// Is a span a task that has ended? An agent's task head; or, where no agent span is, a real root with work below.
    private func isTask(_ place: Int32) -> Bool {
        let role = nodes[Int(place)].role
        if role == .agent { return nodes[Int(place)].context.head == place }
        let below = nodes[Int(place)].below
        guard nodes[Int(place)].parent < 0, !below.contains(.agent) else { return false }
        return below.contains(.looseWork) || role == .llm || role == .tool
    }

    /// Adds a span to all figures as what it is counted as, or takes it out of them.
    private mutating func count(_ place: Int32, _ sign: Sign, ledger: inout Ledger) {
        let contribution = contribution(of: nodes[Int(place)])
        let agent = nodes[Int(place)].countedAgent
        let emitter = ledger.resources[nodes[Int(place)].resource].emitter
        ledger.apply(contribution, agent: agent, emitter: emitter, sign)
        share(nodes[Int(place)], contribution, sign, ledger: &ledger)
        tally(place, in: nodes[Int(place)].countedHead, contribution.summary, sign)
        guard !nodes[Int(place)].counted.isDisjoint(with: .task) else { return }
        switch sign {
        case .add: ledger.remember(finishedTask(place, ledger: ledger), of: agent)
        case .subtract: ledger.forget(nodes[Int(place)].id, in: id, of: agent)
        }
    }

    /// What a span adds to the figures.
    private func contribution(of node: SpanNode) -> Contribution {
        // Tokens flow while the call lasts, unless its times lie outside of what the windows hold.
        let isTimed = node.end.second == node.second
        let end = isTimed ? node.end : Timestamp(seconds: UInt64(max(0, node.second)))
        var contribution = Contribution(second: node.second, start: isTimed ? node.start : end, end: end)
        if node.counted.contains(.taskCompleted) { contribution.summary.completed = 1 }
        if node.counted.contains(.taskFailed) { contribution.summary.failed = 1 }
        switch node.role {
        case .llm: addModelCall(node, to: &contribution)
        case .tool where node.counted.contains(.toolCall): addToolCall(node, to: &contribution)
        case .agent, .iteration:
            var duration = Sketch()
            duration.record(node.duration)
            contribution.work = .spans(node.role, node.figureName, duration)
            if node.counted.contains(.tokens) { addClaim(node, to: &contribution) }
        case .tool, .other: break
        }
        return contribution
    }

    private func addModelCall(_ node: SpanNode, to contribution: inout Contribution) {
        let facts = calls[Int(node.call)]
        var tally = ModelTally()
        if node.counted.contains(.modelCall) {
            tally.calls = 1
            tally.failed = node.counted.contains(.modelCallFailed) ? 1 : 0
            tally.durations.record(node.duration)
            if facts.timeToFirstToken >= 0 { tally.firstTokens.record(UInt64(facts.timeToFirstToken)) }
        }
        if node.counted.contains(.tokens) { tally.tokens = TokenTally(facts) }
        guard !tally.isZero else { return }
        contribution.add(tally, facts.subject, facts.provider)
        contribution.addCost(of: facts)
    }

    /// What an agent's span says of calls that say nothing themselves: tokens, of an unknown number of calls.
    private func addClaim(_ node: SpanNode, to contribution: inout Contribution) {
        let facts = calls[Int(node.call)]
        contribution.summary.tokens = TokenTally(facts)
        contribution.addCost(of: facts)
        contribution.claim = Contribution.Claim(model: facts.subject, provider: facts.provider)
    }

    private func addToolCall(_ node: SpanNode, to contribution: inout Contribution) {
        let facts = calls[Int(node.call)]
        var tally = ToolTally()
        if node.counted.contains(.toolOK) {
            tally.calls.ok = 1
        } else if node.counted.contains(.toolFailed) {
            tally.calls.failed = 1
        } else {
            tally.calls.other = 1
        }
        tally.cached = facts.cache == .hit ? 1 : 0
        tally.lookups = facts.cache == .unknown ? 0 : 1
        tally.retries = Int(facts.retries)
        tally.durations.record(node.duration)
        contribution.summary.calls = tally.calls
        contribution.summary.retries = tally.retries
        contribution.addCost(of: facts)
        contribution.work = .tool(facts.subject, provider: facts.provider, tally)
    }

    /// The trace's own figures, by agent.
    private mutating func share(_ node: SpanNode, _ contribution: Contribution, _ sign: Sign, ledger: inout Ledger) {
        let agent = node.countedAgent
        var place = agents.firstIndex { $0.agent == agent }
        if place == nil {
            place = agents.count
            agents.append(AgentShare(agent: agent))
            ledger.agents[agent].traces.insert(sequence: sequence, slot: slot)
        }
        guard let place else { return }
        agents[place].apply(contribution, isError: node.isError, sign)
        guard agents[place].spans == 0 else { return }
        agents.remove(at: place)
        ledger.agents[agent].traces.remove(sequence: sequence)
    }

    /// Takes a span that is still counted as the same from one task's figures to another's.
    private mutating func moveTally(at place: Int32) {
        let (before, head) = (nodes[Int(place)].countedHead, nodes[Int(place)].context.head)
        guard before != head else { return }
        nodes[Int(place)].countedHead = head
        guard nodes[Int(place)].call >= 0 || nodes[Int(place)].role == .iteration else { return }
        let summary = contribution(of: nodes[Int(place)]).summary
        tally(place, in: before, summary, .subtract)
        tally(place, in: head, summary, .add)
    }

    /// The figures of a task that the span belongs to.
    private mutating func tally(_ place: Int32, in head: Int32, _ summary: SummaryTally, _ sign: Sign) {
        let isCall = summary.modelCalls > 0 || summary.calls.total > 0 || !summary.tokens.isZero
        let iteration = nodes[Int(place)].role == .iteration ? nodes[Int(place)].iteration : nil
        guard isCall || iteration != nil else { return }
        tallies.update(head) { tally in
            tally.apply(summary, iteration: iteration, sign)
            guard sign == .add, isCall else { return }
            let isLast = tally.lastCall < 0 || nodes[Int(tally.lastCall)].end <= nodes[Int(place)].end
            if isLast { tally.lastCall = place }
        }
    }
}

extension AgentShare {
    mutating func apply(_ contribution: Contribution, isError: Bool, _ sign: Sign) {
        let factor = sign == .add ? 1 : -1
        spans += factor
        errors += isError ? factor : 0
        costMicroUSD &+= Int64(factor) &* contribution.summary.costMicroUSD
        costs += factor * contribution.summary.costs
        tokens.combine(contribution.summary.tokens, sign)
    }
}

extension TaskTally {
    /// - Parameter iteration: the number of an iteration's span, 0 where it says none; nil for other spans.
    mutating func apply(_ summary: SummaryTally, iteration: Int32?, _ sign: Sign) {
        let factor = sign == .add ? 1 : -1
        calls.ok += factor * summary.calls.ok
        calls.failed += factor * summary.calls.failed
        calls.other += factor * summary.calls.other
        modelCalls += factor * summary.modelCalls
        iterationSpans += iteration ?? 0 > 0 ? factor : 0
        unnumbered += iteration == 0 ? factor : 0
        switch sign {
        case .add:
            tokens.add(summary.tokens)
            iterations = max(iterations, iteration ?? 0)
        case .subtract:
            tokens.subtract(summary.tokens)
            // A maximum can't be taken back: it is forgotten when nothing is left that it came from.
            if iterationSpans == 0 { iterations = 0 }
            if modelCalls == 0, calls.total == 0, tokens.isZero { lastCall = -1 }
        }
    }
}
