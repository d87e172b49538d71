// What a model call or a tool call says of itself.

extension BatchReader {
    /// What a model call says of itself.
    func modelCall(_ span: SpanRecord, _ dialect: Dialect, names: inout NameTable) -> CallFacts {
        var facts = CallFacts()
        facts.subject = name(.model, in: &names)
        facts.provider = name(.provider, in: &names)
        facts.tokens = tokens(dialect)
        if let reply { complete(&facts, from: reply, names: &names) }
        if facts.subject == .none { facts.subject = names.name(bounded(self.facts(ofName: span.name).model)) }
        facts.costMicroUSD = cost()
        facts.timeToFirstToken = timeToFirstToken(span, dialect)
        facts.retries = retries(of: span, event: .modelRetry)
        facts.identity = identity(.responseID)
        return facts
    }

    /// The beginning of an answer that is sent with all that the model's API said of it: that comes before its content.
    private var reply: String? {
        guard has(.response), rank(.response) >= Concept.firstReplyRank else { return nil }
        return string(.response).map { String(decoding: $0.utf8.prefix(2_048), as: UTF8.self) }
    }

    private func complete(_ facts: inout CallFacts, from reply: String, names: inout NameTable) {
        let model = word(behind: "model", inJSON: reply)
        if facts.subject == .none, let model { facts.subject = names.name(bounded(model)) }
        if !facts.tokens.isKnown { facts.tokens = tokens(inReply: reply, of: model ?? "") }
    }

    private func tokens(inReply reply: String, of model: String) -> CallTokens {
        func count(_ detail: TokenDetail) -> Int32 {
            self.count(detail.keysInReply.lazy.compactMap { number(behind: $0, inJSON: reply) }.first)
        }
        var tokens = CallTokens(
            input: count(.input), output: count(.output), cacheRead: count(.cacheRead),
            cacheWrite: count(.cacheWrite), reasoning: count(.reasoning))
        if !tokens.isKnown { tokens.unsplit = count(.total) }
        return tokens.includingCache(Dialect.cache(ofModel: model), total: nil)
    }

    /// What an agent's span says of the model calls below it, where it does.
    func agentUsage(_ dialect: Dialect, names: inout NameTable) -> CallFacts? {
        var tokens = tokens(dialect)
        if !tokens.isKnown {
            tokens.input = count(int(.aggregatedInputTokens))
            tokens.output = count(int(.aggregatedOutputTokens))
        }
        guard tokens.isKnown else { return nil }
        var facts = CallFacts()
        facts.subject = name(.model, in: &names)
        facts.provider = name(.provider, in: &names)
        facts.tokens = tokens
        facts.costMicroUSD = cost()
        return facts
    }

    /// What a tool call says of itself.
    func toolCall(
        _ span: SpanRecord, _ nameFacts: NameFacts, names: inout NameTable, agents: inout AgentTable
    ) -> CallFacts {
        var facts = CallFacts()
        facts.subject = name(.toolName, in: &names)
        if facts.subject == .none, namesEntity { facts.subject = name(.entityName, in: &names) }
        if facts.subject == .none { facts.subject = names.name(bounded(nameFacts.tool)) }
        if facts.subject == .none { facts.subject = names.name(bounded(nameOfWork(nameFacts))) }
        facts.isNamed = facts.subject != .none
        if !facts.isNamed { facts.subject = names.name(batch.text(span.name)) }
        facts.provider = name(.toolProvider, in: &names)
        facts.called = calledAgent(in: &agents)
        let said = saidOutcome
        facts.isOutcomeSaid = said != nil
        facts.outcome = said ?? outcome(byStatusOf: span)
        facts.cache = bool(.toolCached).map { $0 ? .hit : .miss } ?? cacheUse(of: span)
        facts.costMicroUSD = cost()
        facts.retries = retries(of: span, event: .toolRetry)
        facts.identity = identity(.toolCallID)
        return facts
    }

    /// What a model call says of itself in a log record.
    func modelCall(_ log: LogRecord, _ dialect: Dialect, names: inout NameTable) -> CallFacts {
        var facts = CallFacts()
        facts.subject = name(.model, in: &names)
        facts.provider = name(.provider, in: &names)
        facts.tokens = tokens(dialect)
        facts.costMicroUSD = cost()
        facts.timeToFirstToken = saidTimeToFirstToken(dialect) ?? -1
        return facts
    }

    /// What a tool call says of itself in a log record.
    func toolCall(_ log: LogRecord, names: inout NameTable) -> CallFacts {
        var facts = CallFacts()
        facts.subject = name(.toolName, in: &names)
        facts.provider = name(.toolProvider, in: &names)
        facts.outcome = saidOutcome ?? (has(.errorType) ? .failed : .other)
        facts.identity = identity(.toolCallID)
        return facts
    }

    /// The verdict of a span that is the detail of a tool's.
    var detailVerdict: ToolOutcome? {
        (bool(.toolSuccess) ?? bool(.toolStatus)).map { $0 ? .ok : .failed }
    }

    /// What reports of one call have in common, as a number: 0 where there is nothing.
    func identity(_ concept: Concept) -> Int {
        let hash: Int
        switch value(concept) {
        case nil: return 0
        case .string(let id): hash = batch.strings.hash(of: id)
        case let value?: hash = StringTable.hash(of: batch.string(value) ?? "")
        }
        // The ids of answers and of calls are of two kinds, even when they are equal.
        return hash == 0 ? 0 : hash ^ (concept.rawValue + 1)
    }

    // MARK: Outcome

    /// How a tool call came out by its own words; nil when it does not say. One that was rejected or cancelled has not
    /// failed.
    private var saidOutcome: ToolOutcome? {
        for concept in [Concept.toolDecision, .toolFailureKind] {
            if let word = string(concept)?.lowercased(), Self.refusals.contains(word) { return .other }
        }
        if hasExpired { return .other }
        if has(.toolFailure), let failed = bool(.toolFailure) { return failed ? .failed : .ok }
        if saysErrorInResult { return .failed }
        return (bool(.toolSuccess) ?? bool(.toolStatus)).map { $0 ? .ok : .failed }
    }

    /// Does a result that has its tool's name and input before it say that it is an error? LlamaIndex's does, and nothing
    /// else of the span: `"is_error": true`, next to its end.
    private var saysErrorInResult: Bool {
        guard has(.response), rank(.response) == Concept.verdictRank else { return false }
        let end = string(.response).map { String(decoding: $0.utf8.suffix(256), as: UTF8.self) } ?? ""
        return end.contains("\"is_error\": true")
    }

    /// Was it given up by its sender?
    var hasExpired: Bool { has(.expired) && bool(.expired) != false }

    /// Does an agent's span say that its task was called off, or given up?
    var isCalledOff: Bool {
        hasExpired || (string(.taskStatus).map { Self.refusals.contains($0.lowercased()) } ?? false)
    }

    /// Words for what was not let through or called off.
    static let refusals: Set<String> = [
        "reject", "rejected", "deny", "denied", "cancel", "cancelled", "canceled", "abort", "aborted",
    ]

    /// The outcome by status. Left unset it means success, but not from two: a tool of Looopy's code then waits for input,
    /// and Claude Code says it on another span.
    private func outcome(byStatusOf span: SpanRecord) -> ToolOutcome {
        switch status(of: span) {
        case .error: return .failed
        case .ok: return .ok
        case .unset: break
        }
        if has(.errorType) { return .failed }
        return ["tool.execute", "claude_code.tool"].contains(batch.text(span.name)) ? .other : .ok
    }

    // MARK: Events

    /// Retries by events or by an attribute, never by both. Attempts are numbered from 1.
    private func retries(of span: SpanRecord, event: EventMeaning) -> UInt16 {
        guard !span.events.isEmpty else { return saidRetries }
        var events: UInt16 = 0
        for place in span.events.range where meaning(ofEvent: batch.events[place].name) == event { events &+= 1 }
        // An event for each attempt tells of the first one too.
        if event == .modelRetry, events > 0 { return events - 1 }
        return events > 0 ? events : saidRetries
    }

    private var saidRetries: UInt16 {
        UInt16(clamping: int(.attempt).map { max(1, $0) - 1 } ?? max(0, int(.resends) ?? 0))
    }

    private func cacheUse(of span: SpanRecord) -> CacheUse {
        for place in span.events.range where meaning(ofEvent: batch.events[place].name) == .cacheLookup {
            for attribute in batch.innerAttributes[batch.events[place].attributes.range]
            where batch.text(attribute.key) == "cache.hit" {
                return batch.bool(attribute.value).map { $0 ? .hit : .miss } ?? .unknown
            }
        }
        return .unknown
    }

    // MARK: Tokens, cost, time

    private func tokens(_ dialect: Dialect) -> CallTokens {
        var tokens = CallTokens()
        tokens.input = count(int(.inputTokens) ?? detail(.input))
        tokens.output = count(int(.outputTokens) ?? detail(.output))
        tokens.cacheRead = count(int(.cacheReadTokens) ?? detail(.cacheRead))
        tokens.cacheWrite = count(int(.cacheWriteTokens) ?? detail(.cacheWrite))
        tokens.reasoning = count(int(.reasoningTokens) ?? detail(.reasoning))
        if !tokens.isKnown { tokens.unsplit = count(int(.totalTokens) ?? detail(.total)) }
        if isInBuckets(tokens) { return tokens.joined }
        guard tokens.cacheRead > 0 || tokens.cacheWrite > 0 else { return tokens }
        let cache = dialect.cache == .byModel ? Dialect.cache(ofModel: string(.model) ?? "") : dialect.cache
        return tokens.includingCache(cache, total: int(.totalTokens) ?? detail(.total))
    }

    /// Does each token count in one place only, reasoning and cache beside output and input? Langfuse's own names say so,
    /// but for a total that has no room for it.
    private func isInBuckets(_ tokens: CallTokens) -> Bool {
        guard has(.usageDetails), !has(.inputTokens), !has(.outputTokens), let text = string(.usageDetails),
            number(behind: "input", inJSON: text) ?? number(behind: "output", inJSON: text) != nil
        else { return false }
        return detail(.total) != Int64(max(0, tokens.input)) + Int64(max(0, tokens.output))
    }

    private static let details: ConceptSet = [.usageDetails, .inputTokenDetails, .outputTokenDetails]

    /// A count inside a text of JSON; nil where no such text has it.
    private func detail(_ kind: TokenDetail) -> Int64? {
        guard !present.isDisjoint(with: Self.details) else { return nil }
        for (concept, keys) in kind.places where has(concept) {
            guard let text = string(concept) else { continue }
            for key in keys { if let count = number(behind: key, inJSON: text) { return count } }
        }
        return nil
    }

    private func count(_ value: Int64?) -> Int32 { value.map { Int32(clamping: max(0, $0)) } ?? -1 }

    /// Millionths of a dollar; -1 where nothing says it.
    private func cost() -> Int64 {
        let dollars = double(.costUSD) ?? costInDetails
        if let dollars, dollars >= 0, dollars < 1e9 { return Int64((dollars * 1_000_000).rounded()) }
        if let micros = int(.costMicroUSD), micros >= 0, micros < 1_000_000_000_000_000 { return micros }
        return -1
    }

    private var costInDetails: Double? {
        guard has(.costDetails), let text = string(.costDetails) else { return nil }
        return decimal(behind: "total", inJSON: text) ?? decimal(behind: "total_cost", inJSON: text)
            ?? sumOfNumbers(inJSON: text)
    }

    /// Nanoseconds; -1 where nothing says it.
    private func timeToFirstToken(_ span: SpanRecord, _ dialect: Dialect) -> Int64 {
        if let said = saidTimeToFirstToken(dialect) { return said }
        if has(.firstTokenTime), let moment = value(.firstTokenTime).flatMap({ batch.moment($0) }) {
            return max(-1, moment.since(span.start))
        }
        for place in span.events.range where meaning(ofEvent: batch.events[place].name) == .streamingStart {
            return max(-1, batch.events[place].time.since(span.start))
        }
        return -1
    }

    /// As an attribute says it; nil where none does.
    private func saidTimeToFirstToken(_ dialect: Dialect) -> Int64? {
        if let seconds = double(.secondsToFirstToken) { return nanoseconds(seconds * 1e9) }
        if let milliseconds = double(.millisecondsToFirstToken) { return nanoseconds(milliseconds * 1e6) }
        let unit = dialect.firstTokenIsInMilliseconds ? 1e6 : 1e9
        return double(.serverFirstToken).map { nanoseconds($0 * unit) }
    }

    private func nanoseconds(_ value: Double) -> Int64 { value >= 0 && value < 1e18 ? Int64(value) : -1 }
}

extension CallTokens {
    /// With cache and reasoning, which stood beside them, counted in input and output.
    var joined: CallTokens {
        var tokens = self
        tokens.input = sum(input, cacheRead, cacheWrite)
        tokens.output = sum(output, reasoning)
        return tokens
    }

    private func sum(_ counts: Int32...) -> Int32 {
        let known = counts.filter { $0 >= 0 }
        return known.isEmpty ? -1 : Int32(clamping: known.reduce(0) { $0 + Int64($1) })
    }

    /// With the cache counted in the input. Who reports more cache than input leaves it out, and so does who reports a
    /// total in which the cache stands beside input and output.
    func includingCache(_ accounting: Dialect.CacheAccounting, total: Int64?) -> CallTokens {
        let cache = Int64(max(0, cacheRead)) + Int64(max(0, cacheWrite))
        let isBeside = total == Int64(input) + Int64(max(0, output)) + cache
        guard input >= 0, cache > 0, accounting == .separate || cache > Int64(input) || isBeside else { return self }
        var tokens = self
        tokens.input = Int32(clamping: Int64(input) + cache)
        return tokens
    }
}
