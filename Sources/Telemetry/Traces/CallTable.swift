/// What the calls of a trace say of themselves. Few say all of it: what tool calls don't have lies apart.
struct CallTable: Sendable {
    private struct Row: Sendable {
        var identity: Int
        var subject: Name
        var provider: Name
        var place: Int32
        var called: AgentIndex
        /// In `usages`; -1 for none.
        var usage: Int32 = -1
        var retries: UInt16
        var result: Result
    }

    /// How a call came out, and whether its tool was named, in one byte.
    private struct Result: Sendable {
        private var bits: UInt8

        init(_ facts: CallFacts) {
            bits = facts.outcome.rawValue | facts.cache.rawValue << 2
            if facts.isOutcomeSaid { bits |= 16 }
            if facts.isNamed { bits |= 32 }
        }

        var outcome: ToolOutcome { ToolOutcome(rawValue: bits & 3) ?? .other }
        var cache: CacheUse { CacheUse(rawValue: bits >> 2 & 3) ?? .unknown }
        var isSaid: Bool { bits & 16 != 0 }
        var isNamed: Bool { bits & 32 != 0 }
    }

    private struct Usage: Hashable, Sendable {
        var tokens = CallTokens()
        var costMicroUSD: Int64 = -1
        var timeToFirstToken: Int64 = -1
    }

    private var rows: [Row] = []
    private var usages: [Usage] = []

    var count: Int { rows.count }
    var isEmpty: Bool { rows.isEmpty }
    var indices: Range<Int> { rows.indices }

    var byteCount: Int {
        rows.capacity * MemoryLayout<Row>.stride + usages.capacity * MemoryLayout<Usage>.stride
    }

    subscript(_ call: Int) -> CallFacts {
        let row = rows[call]
        let usage = row.usage < 0 ? Usage() : usages[Int(row.usage)]
        var facts = CallFacts()
        (facts.subject, facts.provider, facts.called) = (row.subject, row.provider, row.called)
        facts.tokens = usage.tokens
        (facts.costMicroUSD, facts.timeToFirstToken) = (usage.costMicroUSD, usage.timeToFirstToken)
        (facts.outcome, facts.isOutcomeSaid, facts.cache) = (row.result.outcome, row.result.isSaid, row.result.cache)
        facts.isNamed = row.result.isNamed
        (facts.retries, facts.identity, facts.place) = (row.retries, row.identity, row.place)
        return facts
    }

    func identity(of call: Int) -> Int { rows[call].identity }

    /// The tool or model, where the call named it.
    func named(by call: Int) -> Name? { rows[call].result.isNamed ? rows[call].subject : nil }

    /// Does a model call name neither a model nor tokens?
    func isBare(_ call: Int) -> Bool { rows[call].subject == .none && !tokens(of: call).isKnown }

    func outcome(of call: Int) -> ToolOutcome { rows[call].result.outcome }

    func place(of call: Int) -> Int32 { rows[call].place }

    /// The sub-agent that a tool call says it calls.
    func called(of call: Int) -> AgentIndex { rows[call].called }

    func tokens(of call: Int) -> CallTokens {
        let usage = rows[call].usage
        return usage < 0 ? CallTokens() : usages[Int(usage)].tokens
    }

    mutating func reserve(_ count: Int) { rows.reserveCapacity(count) }

    mutating func append(_ facts: CallFacts) {
        let usage = Usage(
            tokens: facts.tokens, costMicroUSD: facts.costMicroUSD, timeToFirstToken: facts.timeToFirstToken)
        var row = Row(
            identity: facts.identity, subject: facts.subject, provider: facts.provider, place: facts.place,
            called: facts.called, retries: facts.retries,
            result: Result(facts))
        if usage != Usage() {
            row.usage = Int32(usages.count)
            usages.append(usage)
        }
        rows.append(row)
    }

    /// Takes another outcome for a tool call than its own.
    mutating func set(_ outcome: ToolOutcome, isSaid: Bool, of call: Int) {
        var facts = self[call]
        (facts.outcome, facts.isOutcomeSaid) = (outcome, isSaid)
        rows[call].result = Result(facts)
    }

    /// Takes other tokens, cost and time to the first token for a call.
    mutating func setUsage(_ facts: CallFacts, of call: Int) {
        let usage = Usage(
            tokens: facts.tokens, costMicroUSD: facts.costMicroUSD, timeToFirstToken: facts.timeToFirstToken)
        if rows[call].usage < 0 {
            rows[call].usage = Int32(usages.count)
            usages.append(usage)
        } else {
            usages[Int(rows[call].usage)] = usage
        }
    }

    /// Gives back what doubling took too much.
    mutating func trim() {
        rows.trim()
        usages.trim()
    }
}
