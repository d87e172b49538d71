// What is added up: small values that can be added and taken away again, because a late parent may change what a span
// counts for. Sums wrap around: what no honest sender reaches must not stop the program, and stays an exact inverse.

/// Token sums with how many calls reported each kind, so that "no call reported it" stays apart from 0.
struct TokenTally: AdditiveValue {
    /// By kind: input, output, read from a cache, written to a cache, reasoning, and those known only in all.
    private var tokens = InlineArray<6, Int64>(repeating: 0)
    private var reports = InlineArray<6, Int32>(repeating: 0)

    init() {}

    /// Of one call.
    init(_ facts: CallFacts) {
        func note(_ kind: Int, _ count: Int32) { if count >= 0 { set(kind, Int64(count)) } }
        note(0, facts.tokens.input)
        note(1, facts.tokens.output)
        note(2, facts.tokens.cacheRead)
        note(3, facts.tokens.cacheWrite)
        note(4, facts.tokens.reasoning)
        note(5, facts.tokens.unsplit)
    }

    /// From counters that say sums, not calls.
    init(_ counts: TokenCounts) {
        func note(_ kind: Int, _ count: Int64?) { if let count { set(kind, count) } }
        note(0, counts.input)
        note(1, counts.output)
        note(2, counts.cacheRead)
        note(3, counts.cacheWrite)
        note(4, counts.reasoning)
        note(5, counts.unsplit)
    }

    private mutating func set(_ kind: Int, _ count: Int64) {
        tokens[kind] = count
        reports[kind] = 1
    }

    mutating func add(_ other: TokenTally) {
        for kind in tokens.indices {
            tokens[kind] &+= other.tokens[kind]
            reports[kind] &+= other.reports[kind]
        }
    }

    mutating func subtract(_ other: TokenTally) {
        for kind in tokens.indices {
            tokens[kind] &-= other.tokens[kind]
            reports[kind] &-= other.reports[kind]
        }
    }

    var isZero: Bool {
        var bits: Int64 = 0
        for kind in tokens.indices { bits |= tokens[kind] | Int64(reports[kind]) }
        return bits == 0
    }

    var input: Int64 { tokens[0] }
    var output: Int64 { tokens[1] }

    var counts: TokenCounts {
        TokenCounts(
            input: count(0), output: count(1), cacheRead: count(2), cacheWrite: count(3), reasoning: count(4),
            unsplit: count(5))
    }

    /// Counters report once for many calls: after these were taken back, fewer reports than none may be left. So may
    /// fewer tokens, of a kind that calls tell and counters don't: of that nothing is known then.
    private func count(_ kind: Int) -> Int64? {
        reports[kind] > 0 || tokens[kind] > 0 ? max(0, tokens[kind]) : nil
    }
}

/// Everything of an agent (or of all) that needs no row of its own.
struct SummaryTally: AdditiveValue {
    var completed = 0
    var failed = 0
    var other = 0
    var calls = CallCounts()
    var retries = 0
    var modelCalls = 0
    var modelCallsFailed = 0
    var tokens = TokenTally()
    /// Micro-dollars, so that sums can be taken back exactly; and how many calls named a cost.
    var costMicroUSD: Int64 = 0
    var costs = 0

    init() {}

    mutating func add(_ other: SummaryTally) { combine(other, 1) }
    mutating func subtract(_ other: SummaryTally) { combine(other, -1) }

    private mutating func combine(_ o: SummaryTally, _ sign: Int) {
        completed &+= sign &* o.completed
        failed &+= sign &* o.failed
        other &+= sign &* o.other
        calls.ok &+= sign &* o.calls.ok
        calls.failed &+= sign &* o.calls.failed
        calls.other &+= sign &* o.calls.other
        retries &+= sign &* o.retries
        modelCalls &+= sign &* o.modelCalls
        modelCallsFailed &+= sign &* o.modelCallsFailed
        sign > 0 ? tokens.add(o.tokens) : tokens.subtract(o.tokens)
        costMicroUSD &+= Int64(sign) &* o.costMicroUSD
        costs &+= sign &* o.costs
    }

    var isZero: Bool {
        completed == 0 && failed == 0 && other == 0 && calls == CallCounts() && retries == 0 && modelCalls == 0
            && modelCallsFailed == 0 && tokens.isZero && costMicroUSD == 0 && costs == 0
    }

    var costUSD: Double? { dollars(costMicroUSD, reports: costs) }
}

/// A tool's calls.
struct ToolTally: AdditiveValue {
    var calls = CallCounts()
    var cached = 0
    /// Calls that said whether their result came from a cache.
    var lookups = 0
    var retries = 0
    var durations = Sketch()

    init() {}

    mutating func add(_ other: ToolTally) {
        combine(other, 1)
        durations.add(other.durations)
    }

    mutating func subtract(_ other: ToolTally) {
        combine(other, -1)
        durations.subtract(other.durations)
    }

    private mutating func combine(_ other: ToolTally, _ sign: Int) {
        calls.ok &+= sign &* other.calls.ok
        calls.failed &+= sign &* other.calls.failed
        calls.other &+= sign &* other.calls.other
        cached &+= sign &* other.cached
        lookups &+= sign &* other.lookups
        retries &+= sign &* other.retries
    }

    var isZero: Bool {
        calls == CallCounts() && cached == 0 && lookups == 0 && retries == 0 && durations.isEmpty
    }
}

/// A model's calls.
struct ModelTally: AdditiveValue {
    var calls = 0
    var failed = 0
    var tokens = TokenTally()
    var durations = Sketch()
    var firstTokens = Sketch()
    /// As in `SummaryTally`.
    var costMicroUSD: Int64 = 0
    var costs = 0

    init() {}

    mutating func add(_ other: ModelTally) {
        calls &+= other.calls
        failed &+= other.failed
        tokens.add(other.tokens)
        durations.add(other.durations)
        firstTokens.add(other.firstTokens)
        costMicroUSD &+= other.costMicroUSD
        costs &+= other.costs
    }

    mutating func subtract(_ other: ModelTally) {
        calls &-= other.calls
        failed &-= other.failed
        tokens.subtract(other.tokens)
        durations.subtract(other.durations)
        firstTokens.subtract(other.firstTokens)
        costMicroUSD &-= other.costMicroUSD
        costs &-= other.costs
    }

    var isZero: Bool {
        calls == 0 && failed == 0 && tokens.isZero && durations.isEmpty && firstTokens.isEmpty && costMicroUSD == 0
            && costs == 0
    }

    var costUSD: Double? { dollars(costMicroUSD, reports: costs) }
}

/// Tokens in and out during one second.
struct TokenFlow: AdditiveValue {
    var input: Int64 = 0
    var output: Int64 = 0

    init() {}

    init(input: Int64, output: Int64) {
        self.input = input
        self.output = output
    }

    mutating func add(_ other: TokenFlow) {
        input &+= other.input
        output &+= other.output
    }

    mutating func subtract(_ other: TokenFlow) {
        input &-= other.input
        output &-= other.output
    }

    var isZero: Bool { input == 0 && output == 0 }
}

/// A plain count.
struct Count: AdditiveValue {
    var value = 0

    init() {}
    init(_ value: Int) { self.value = value }

    mutating func add(_ other: Count) { value &+= other.value }
    mutating func subtract(_ other: Count) { value &-= other.value }
    var isZero: Bool { value == 0 }
}

/// Dollars; nil where nothing said what was paid. Of tokens and costs alike, what is left of a counter without calls may
/// have no report.
private func dollars(_ microUSD: Int64, reports: Int) -> Double? {
    reports > 0 || microUSD > 0 ? Double(microUSD) / 1_000_000 : nil
}
