// What event logs mean for the figures: model calls, tool calls and tasks. Where spans or counters tell of the same, those
// count (`SourceChoice`).

extension Store {
    /// Takes in what a log record tells of an agent's work, if no other record told of the same event.
    mutating func understand(_ event: AgentEvent) {
        // Of two records of one result either may say more of whose it is.
        if event.kind == .toolResult { tellOutcome(event) }
        if events.isFirst(event.identity) { take(event) }
    }

    private mutating func take(_ event: AgentEvent) {
        switch event.kind {
        case .modelCall: countModelCall(event, isFailed: event.isFailed)
        case .modelError: countModelCall(event, isFailed: true)
        case .cost: countCost(event)
        case .firstToken: countFirstToken(event)
        case .toolResult: countToolCall(event)
        case .toolDecision where event.isRefused: countToolCall(event)
        case .toolDecision, .prompt, .agentStart, .agentEnd, .sessionEnd: break
        }
        if !event.isTwin { follow(event) }
    }

    // MARK: Calls

    private mutating func countModelCall(_ event: AgentEvent, isFailed: Bool) {
        var contribution = contribution(of: event)
        contribution.summary.modelCalls = 1
        contribution.summary.modelCallsFailed = isFailed ? 1 : 0
        contribution.summary.tokens = TokenTally(event.facts)
        if event.duration > 0 { contribution.durations.record(event.duration) }
        if event.facts.timeToFirstToken >= 0 { contribution.firstTokens.record(UInt64(event.facts.timeToFirstToken)) }
        contribution.belong(to: .model, event.facts.subject, event.facts.provider)
        contribution.addCost(of: event.facts)
        count(contribution, of: event)
    }

    private mutating func countCost(_ event: AgentEvent) {
        var contribution = contribution(of: event)
        guard event.facts.costMicroUSD >= 0 else { return }
        contribution.addCost(of: event.facts)
        contribution.belong(to: .model, event.facts.subject, event.facts.provider)
        count(contribution, of: event)
    }

    /// The event's duration is the time that it tells of.
    private mutating func countFirstToken(_ event: AgentEvent) {
        guard event.duration > 0 else { return }
        var contribution = contribution(of: event)
        contribution.firstTokens.record(event.duration)
        contribution.belong(to: .model, event.facts.subject, event.facts.provider)
        count(contribution, of: event)
    }

    private mutating func countToolCall(_ event: AgentEvent) {
        // A call that was refused may have a result all the same: that of the refusal.
        guard events.isFirst(event.callIdentity) else { return }
        var contribution = contribution(of: event)
        contribution.summary.calls.count(event.isRefused ? .other : event.facts.outcome)
        if event.duration > 0 { contribution.durations.record(event.duration) }
        contribution.belong(to: .tool, event.tool, event.facts.provider)
        count(contribution, of: event)
    }

    private func contribution(of event: AgentEvent) -> Contribution {
        let end = Timestamp(seconds: UInt64(max(0, min(event.time.second, ledger.now))))
        let start = event.time.advanced(by: -Int64(clamping: event.duration))
        return Contribution(
            second: end.second, start: event.time.second <= ledger.now ? start : end, end: min(event.time, end))
    }

    private mutating func count(_ contribution: Contribution, of event: AgentEvent) {
        let stream = Stream(
            family: event.isTwin ? .genAI : .looopy, grade: event.isTwin ? .partial : .full)
        ledger.apply(
            contribution, agent: event.agent, service: event.service, emitter: event.emitter, from: .logs, stream)
    }
}
