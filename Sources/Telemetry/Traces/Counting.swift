// What a span is counted as, and counting it.

extension TraceEntry {
    /// Counts a span as what it is now, after taking back what it was counted as before.
    ///
    /// If that changes, other reports of the same call may count instead of it, or no longer.
    mutating func recount(_ place: Int32, ledger: inout Ledger) {
        nodes[place].traits.remove(.unsettled)
        let before = nodes[place].counted
        recountAlone(place, ledger: &ledger)
        guard nodes[place].counted != before, hasTwins else { return }
        for twin in twins(of: place) { recountAlone(twin, ledger: &ledger) }
    }

    private mutating func recountAlone(_ place: Int32, ledger: inout Ledger) {
        guard nodes[place].isReceived else { return }
        let counted = countedAs(place, names: &ledger.names)
        let agent = nodes[place].agent
        let before = nodes[place].counted
        if counted == before, agent == nodes[place].countedAgent { return moveTally(at: place) }
        if !before.isEmpty { count(place, .subtract, ledger: &ledger) }
        nodes[place].counted = counted
        nodes[place].countedAgent = agent
        nodes[place].countedHead = nodes[place].context.head
        count(place, .add, ledger: &ledger)
    }

    /// Takes back what a span is counted as: what it says will change, and it is to be counted anew.
    mutating func uncount(_ place: Int32, ledger: inout Ledger) {
        if !nodes[place].counted.isEmpty { count(place, .subtract, ledger: &ledger) }
        nodes[place].counted = []
    }

    // The names are not changed: lent as a value, they would be copied for each span.
    private func countedAs(_ place: Int32, names: inout NameTable) -> Counted {
        var counted: Counted = .span
        switch nodes[place].role {
        case .llm:
            if isCall(place), !isFolded(place, .modelCall), !isReportedBefore(place, where: { isCall($0) }) {
                counted.insert(.modelCall)
                if nodes[place].context.callFailed { counted.insert(.modelCallFailed) }
            }
            if hasCallTokens(place), !isFolded(place, .tokens), !isReportedBefore(place, where: { hasCallTokens($0) }) {
                counted.insert(.tokens)
            }
        case .tool:
            let isFirst = isToolCall(place, names) && !isFolded(place, .toolCall)
            if isFirst, !isReportedBefore(place, where: { isToolCall($0, names) }) {
                counted.insert(.toolCall)
                counted.formUnion(outcome(of: place))
            }
        case .agent:
            counted.insert(.duration)
            if areClaimsCounted, nodes[place].call >= 0, !nodes[place].context.isClaimed {
                counted.insert(.tokens)
            }
        case .iteration: counted.insert(.duration)
        case .other: break
        }
        if isTask(place) { counted.insert(nodes[place].endedAs) }
        return counted
    }

    /// Is a span a model call, as far as those above and below it go?
    private func isCall(_ place: Int32) -> Bool {
        guard !nodes[place].below.contains(.llm), !nodes[place].traits.contains(.usageOnly) else { return false }
        // One that names neither model nor tokens tells of the one around it: of an error, or a token of its stream.
        if nodes[place].context.isInCall, calls.isBare(Int(nodes[place].call)) { return false }
        return !isRetold(place)
    }

    /// Is it told of by a span of another scope, which it does not lie below, and that counts?
    private func isRetold(_ place: Int32) -> Bool {
        nodes[place].traits.contains(.retold) || nodes[place].context.isRetold
    }

    private func hasCallTokens(_ place: Int32) -> Bool {
        calls.tokens(of: Int(nodes[place].call)).isKnown && !nodes[place].below.contains(.llmTokens)
            && !isRetold(place)
    }

    /// Is a span a tool call of its own, as far as those above it go? One inside another tells of it once more, unless
    /// their ids or else their names differ: so do those of the calls of a sub-agent that has no span itself.
    func isToolCall(_ place: Int32, _ names: @autoclosure () -> NameTable) -> Bool {
        let context = nodes[place].context
        guard context.isInTool else { return true }
        guard nodes[place].call >= 0 else { return false }
        let own = calls.identity(of: Int(nodes[place].call))
        if own != 0, context.identifiedTool >= 0 {
            return calls.identity(of: Int(nodes[context.identifiedTool].call)) != own
        }
        guard let tool = calls.named(by: Int(nodes[place].call)), context.namedTool >= 0,
            let outer = calls.named(by: Int(nodes[context.namedTool].call))
        else { return false }
        return !names().areOfOneTool(tool, outer)
    }

    /// How a tool call came out: by its own words, else by those of a detail below it, else by its status.
    private func outcome(of place: Int32) -> Counted {
        let call = Int(nodes[place].call)
        if !calls[call].isOutcomeSaid {
            if nodes[place].below.contains(.executionFailed) { return .toolFailed }
            if nodes[place].below.contains(.executed) { return .toolOK }
        }
        return switch calls[call].outcome {
        case .ok: .toolOK
        case .failed: .toolFailed
        case .other: []
        }
    }

    /// Is a span a task that has ended? An agent's task head; or, where no agent span is, a real root with work below.
    private func isTask(_ place: Int32) -> Bool {
        let role = nodes[place].role
        if role == .agent { return nodes[place].context.head == place }
        let below = nodes[place].below
        guard nodes[place].parent < 0, !below.contains(.agent) else { return false }
        guard nodes[place].traits.isDisjoint(with: [.part, .usageOnly, .retold]) else { return false }
        return below.contains(.looseWork) || role == .llm || role == .tool
    }

    /// Adds a span to all figures as what it is counted as, or takes it out of them.
    private mutating func count(_ place: Int32, _ sign: Sign, ledger: inout Ledger) {
        let contribution = contributed(by: place)
        let agent = nodes[place].countedAgent
        let emitter = ledger.resources[resource(of: nodes[place])].emitter
        ledger.apply(contribution, agent: agent, emitter: emitter, sign)
        share(contribution, of: agent, isError: nodes[place].isError, sign, ledger: &ledger)
        tally(place, in: nodes[place].countedHead, contribution.summary, sign)
        guard !nodes[place].counted.isDisjoint(with: .task) else { return }
        switch sign {
        case .add: ledger.remember(finishedTask(place, ledger: ledger), of: agent)
        case .subtract: ledger.forget(nodes[place].id, in: id, of: agent)
        }
    }

    /// What a span adds to the figures.
    private func contributed(by place: Int32) -> Contribution {
        let (second, counted) = (second(of: place), nodes[place].counted)
        // Tokens flow while the call lasts, unless its times lie outside of what the windows hold.
        let isTimed = !nodes[place].traits.contains(.late)
        let end = isTimed ? nodes[place].end : Timestamp(seconds: UInt64(max(0, second)))
        var contribution = Contribution(second: second, start: isTimed ? nodes[place].start : end, end: end)
        if counted.contains(.taskCompleted) { contribution.summary.completed = 1 }
        if counted.contains(.taskFailed) { contribution.summary.failed = 1 }
        if counted.contains(.taskOther) { contribution.summary.other = 1 }
        switch nodes[place].role {
        case .llm: addModelCall(place, counted, to: &contribution)
        case .tool where counted.contains(.toolCall): addToolCall(place, counted, to: &contribution)
        case .agent, .iteration:
            contribution.durations.record(nodes[place].duration)
            contribution.belong(to: .spans(nodes[place].role), nodes[place].figureName)
            if counted.contains(.tokens) { addClaim(place, to: &contribution) }
        case .tool, .other: break
        }
        return contribution
    }

    private func addModelCall(_ place: Int32, _ counted: Counted, to contribution: inout Contribution) {
        let facts = calls[Int(nodes[place].call)]
        if counted.contains(.modelCall) {
            contribution.summary.modelCalls = 1
            contribution.summary.modelCallsFailed = counted.contains(.modelCallFailed) ? 1 : 0
            contribution.durations.record(nodes[place].duration)
            if facts.timeToFirstToken >= 0 { contribution.firstTokens.record(UInt64(facts.timeToFirstToken)) }
        }
        if counted.contains(.tokens) { contribution.summary.tokens = TokenTally(facts) }
        guard !counted.isDisjoint(with: [.modelCall, .tokens]) else { return }
        contribution.belong(to: .model, facts.subject, facts.provider)
        contribution.addCost(of: facts)
    }

    /// What an agent's span says of calls that say nothing themselves: tokens, of an unknown number of calls.
    private func addClaim(_ place: Int32, to contribution: inout Contribution) {
        let facts = calls[Int(nodes[place].call)]
        contribution.summary.tokens = TokenTally(facts)
        contribution.addCost(of: facts)
        contribution.claim = Contribution.Claim(model: facts.subject, provider: facts.provider)
    }

    private func addToolCall(_ place: Int32, _ counted: Counted, to contribution: inout Contribution) {
        let facts = calls[Int(nodes[place].call)]
        if counted.contains(.toolOK) {
            contribution.summary.calls.ok = 1
        } else if counted.contains(.toolFailed) {
            contribution.summary.calls.failed = 1
        } else {
            contribution.summary.calls.other = 1
        }
        contribution.cached = facts.cache == .hit ? 1 : 0
        contribution.lookups = facts.cache == .unknown ? 0 : 1
        contribution.summary.retries = Int(facts.retries)
        contribution.durations.record(nodes[place].duration)
        contribution.addCost(of: facts)
        contribution.belong(to: .tool, facts.subject, facts.provider)
    }

    /// The trace's own figures, by agent.
    private mutating func share(
        _ contribution: Contribution, of agent: AgentIndex, isError: Bool, _ sign: Sign, ledger: inout Ledger
    ) {
        var place = agents.firstIndex { $0.agent == agent }
        if place == nil {
            place = agents.count
            agents.append(AgentShare(agent: agent))
            ledger.agents[agent].traces.insert(sequence: sequence, slot: slot)
        }
        guard let place else { return }
        agents[place].apply(contribution, isError: isError, sign)
        guard agents[place].spans == 0 else { return }
        agents.remove(at: place)
        ledger.agents[agent].traces.remove(sequence: sequence)
    }

    /// Takes a span that is still counted as the same from one task's figures to another's.
    private mutating func moveTally(at place: Int32) {
        let (before, head) = (nodes[place].countedHead, nodes[place].context.head)
        guard before != head else { return }
        nodes[place].countedHead = head
        guard nodes[place].call >= 0 || nodes[place].role == .iteration else { return }
        let summary = contributed(by: place).summary
        tally(place, in: before, summary, .subtract)
        tally(place, in: head, summary, .add)
    }

    /// The figures of a task that the span belongs to.
    private mutating func tally(_ place: Int32, in head: Int32, _ summary: SummaryTally, _ sign: Sign) {
        let isCall = summary.modelCalls > 0 || summary.calls.total > 0 || !summary.tokens.isZero
        let iteration = nodes[place].role == .iteration ? nodes[place].iteration : nil
        guard isCall || iteration != nil else { return }
        tallies.update(head) { tally in
            tally.apply(summary, iteration: iteration, sign)
            guard sign == .add, isCall else { return }
            let isLast = tally.lastCall < 0 || nodes[tally.lastCall].end <= nodes[place].end
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
        iterationSpans += iteration ?? 0 > 0 ? Int32(factor) : 0
        unnumbered += iteration == 0 ? Int32(factor) : 0
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

extension SpanNode {
    /// What its task, if it is one's, ended as.
    fileprivate var endedAs: Counted {
        if isError { return .taskFailed }
        return traits.contains(.calledOff) ? .taskOther : .taskCompleted
    }
}
