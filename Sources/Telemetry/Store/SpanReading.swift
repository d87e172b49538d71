// From a span as it was sent to what it means: role, agent, and the facts of a model or tool call.

extension BatchReader {
    /// The role of the span whose attributes were looked at.
    mutating func role(_ name: NameFacts) -> Role {
        if name.isDetail { return .other }
        if has(.iteration) { return .iteration }
        for rule in RoleRules.attributes.indices where has(RoleRules.attributes[rule].concept) {
            if let role = role(byRule: rule) { return role }
        }
        if let role = name.role { return role }
        if has(.toolName) { return .tool }
        return has(.model) ? .llm : .other
    }

    /// The iteration from 1; 0 when the span is none. Looopy's code counts from 0, its design from 1.
    func iterationNumber() -> Int32 {
        guard let place = found(.iteration), let number = batch.int(batch.attributes[place].value) else { return 0 }
        let offset: Int64 = batch.text(batch.attributes[place].key) == "agent.iteration" ? 1 : 0
        return Int32(clamping: min(max(0, number), 1 << 30) + offset)
    }

    /// What a model call says of itself.
    mutating func modelCall(_ span: SpanRecord, names: inout NameTable) -> CallFacts {
        var facts = CallFacts()
        facts.subject = name(.model, in: &names)
        facts.provider = name(.provider, in: &names)
        facts.tokens = tokens()
        facts.costMicroUSD = cost()
        facts.timeToFirstToken = timeToFirstToken(span)
        facts.retries = attemptsBefore
        return facts
    }

    /// What a tool call says of itself.
    mutating func toolCall(_ span: SpanRecord, _ nameFacts: NameFacts, names: inout NameTable) -> CallFacts {
        var facts = CallFacts()
        facts.subject = name(.toolName, in: &names)
        if facts.subject == .none {
            facts.subject = names.name(nameFacts.tool.isEmpty ? batch.text(span.name) : nameFacts.tool)
        }
        facts.provider = name(.toolProvider, in: &names)
        facts.outcome = outcome(span)
        facts.cache = bool(.toolCached).map { $0 ? .hit : .miss } ?? .unknown
        facts.costMicroUSD = cost()
        readEvents(of: span, into: &facts)
        return facts
    }

    private mutating func readEvents(of span: SpanRecord, into facts: inout CallFacts) {
        var retryEvents: UInt16 = 0
        for place in span.events.range {
            switch meaning(ofEvent: batch.events[place].name) {
            case .toolRetry: retryEvents = retryEvents &+ 1
            case .cacheLookup where facts.cache == .unknown: facts.cache = cacheUse(batch.events[place])
            case .cacheLookup, .streamingStart, .none: break
            }
        }
        // Events or the attribute, never both.
        facts.retries = retryEvents > 0 ? retryEvents : attemptsBefore
    }

    /// Attempts before the one that the span reports; they are numbered from 1.
    private var attemptsBefore: UInt16 { UInt16(clamping: max(1, int(.attempt) ?? 1) - 1) }

    private func cacheUse(_ event: SpanEvent) -> CacheUse {
        for attribute in batch.innerAttributes[event.attributes.range]
        where batch.text(attribute.key) == "cache.hit" {
            return batch.bool(attribute.value).map { $0 ? .hit : .miss } ?? .unknown
        }
        return .unknown
    }

    /// The outcome of a tool call: what it says, else its status. A tool of Looopy's code that ended with neither OK nor
    /// ERROR waits for input; elsewhere an unset status means success.
    private func outcome(_ span: SpanRecord) -> ToolOutcome {
        if let decision = string(.toolDecision), ["reject", "cancelled"].contains(decision) { return .other }
        if let success = bool(.toolSuccess) ?? bool(.toolStatus) { return success ? .ok : .failed }
        switch span.status {
        case .error: return .failed
        case .ok: return .ok
        case .unset: break
        }
        if has(.errorType) { return .failed }
        return batch.text(span.name) == "tool.execute" ? .other : .ok
    }

    private func tokens() -> CallTokens {
        var tokens = CallTokens()
        tokens.input = count(int(.inputTokens))
        tokens.output = count(int(.outputTokens))
        tokens.cacheRead = count(int(.cacheReadTokens) ?? detail("cached_tokens", of: .inputTokenDetails))
        tokens.cacheWrite = count(int(.cacheWriteTokens))
        tokens.reasoning = count(int(.reasoningTokens) ?? detail("reasoning_tokens", of: .outputTokenDetails))
        if !tokens.isKnown { tokens.unsplit = count(int(.totalTokens)) }
        return tokens.includingCache
    }

    private func detail(_ key: String, of concept: Concept) -> Int64? {
        string(concept).flatMap { number(behind: key, inJSON: $0) }
    }

    private func count(_ value: Int64?) -> Int32 { value.map { Int32(clamping: max(0, $0)) } ?? -1 }

    private func cost() -> Int64 {
        if let dollars = double(.costUSD), dollars >= 0, dollars < 1e9 { return Int64((dollars * 1_000_000).rounded()) }
        if let micros = int(.costMicroUSD), micros >= 0, micros < 1_000_000_000_000_000 { return micros }
        return -1
    }

    private mutating func timeToFirstToken(_ span: SpanRecord) -> Int64 {
        if let seconds = double(.secondsToFirstToken) { return nanoseconds(seconds * 1e9) }
        if let milliseconds = double(.millisecondsToFirstToken) { return nanoseconds(milliseconds * 1e6) }
        for place in span.events.range where meaning(ofEvent: batch.events[place].name) == .streamingStart {
            return max(-1, batch.events[place].time.since(span.start))
        }
        return -1
    }

    private func nanoseconds(_ value: Double) -> Int64 { value >= 0 && value < 1e18 ? Int64(value) : -1 }
}

extension CallTokens {
    /// With the cache counted in the input. Some emitters leave it out: seen when cache is more than all input.
    var includingCache: CallTokens {
        let cache = Int64(max(0, cacheRead)) + Int64(max(0, cacheWrite))
        guard input >= 0, cache > Int64(input) else { return self }
        var tokens = self
        tokens.input = Int32(clamping: Int64(input) + cache)
        return tokens
    }
}
