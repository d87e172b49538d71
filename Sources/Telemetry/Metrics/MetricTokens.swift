/// What a token count counts.
package enum TokenKind: Hashable, Sendable, CaseIterable {
    case input, output, total, cacheRead, cacheWrite, reasoning

    /// By the words that emitters use; nil for others.
    package init?(word: String) {
        switch word.folded.filter({ $0 != "." && $0 != "-" }) {
        case "input", "prompt": self = .input
        case "output", "completion": self = .output
        case "total": self = .total
        case "cacheread", "cached", "cachedinput", "cache": self = .cacheRead
        case "cachewrite", "cachecreation", "cachewriteinput": self = .cacheWrite
        case "reasoning", "reasoningoutput", "thought", "thoughts": self = .reasoning
        default: return nil
        }
    }
}

/// Tokens that counters reported for one model of one emitter. Some report a total beside its parts: it is kept apart, and
/// counts only where there are no parts.
package struct MetricTokens: AdditiveValue, Hashable {
    private var input: Int64 = 0
    private var output: Int64 = 0
    private var cacheRead: Int64 = 0
    private var cacheWrite: Int64 = 0
    private var reasoning: Int64 = 0
    private var reportedTotal: Int64 = 0

    package init() {}

    /// A count of one kind; below zero counts as zero.
    package init(_ kind: TokenKind, _ count: Int64) {
        self.init()
        let count = max(count, 0)
        switch kind {
        case .input: input = count
        case .output: output = count
        case .total: reportedTotal = count
        case .cacheRead: cacheRead = count
        case .cacheWrite: cacheWrite = count
        case .reasoning: reasoning = count
        }
    }

    package var isZero: Bool { self == MetricTokens() }

    /// Is the total known only as a whole?
    package var isUnsplit: Bool { input == 0 && output == 0 && reportedTotal > 0 }

    /// Input and output together, or the total as it was reported where there is neither.
    package var total: Int64 { isUnsplit ? reportedTotal : saturatingSum(input, output) }

    /// The parts; a kind that was never reported is nil.
    package var counts: TokenCounts {
        func known(_ count: Int64) -> Int64? { count == 0 ? nil : count }
        return TokenCounts(
            input: known(input), output: known(output), cacheRead: known(cacheRead), cacheWrite: known(cacheWrite),
            reasoning: known(reasoning))
    }

    package mutating func add(_ other: MetricTokens) { combine(other, saturatingSum) }

    package mutating func subtract(_ other: MetricTokens) { combine(other) { $0 - min($0, $1) } }

    private mutating func combine(_ other: MetricTokens, _ operation: (Int64, Int64) -> Int64) {
        input = operation(input, other.input)
        output = operation(output, other.output)
        cacheRead = operation(cacheRead, other.cacheRead)
        cacheWrite = operation(cacheWrite, other.cacheWrite)
        reasoning = operation(reasoning, other.reasoning)
        reportedTotal = operation(reportedTotal, other.reportedTotal)
    }
}

/// The tallies of all models of all emitters: at most 4,096, then further ones are not taken in.
package struct TokenTotals: Sendable {
    /// Whose total belongs to whose parts.
    package struct Family: Hashable, Sendable {
        package var emitter: EmitterKey
        package var provider: String?
        package var model: String?

        package init(emitter: EmitterKey, provider: String?, model: String?) {
            self.emitter = emitter
            self.provider = provider
            self.model = model
        }
    }

    package private(set) var tallies: [Family: MetricTokens] = [:]

    package init() {}

    /// Adds a count to its family.
    package mutating func add(_ kind: TokenKind, _ count: Int64, to family: Family) {
        guard tallies.count < 4_096 || tallies[family] != nil else { return }
        tallies[family, default: MetricTokens()].add(MetricTokens(kind, count))
    }

    /// The tally of a family, zero if it has none.
    package func tally(of family: Family) -> MetricTokens { tallies[family] ?? MetricTokens() }
}

private func saturatingSum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
}
