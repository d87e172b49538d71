// Figures that are what remains when others were taken away: what a counter told in all, less what agents' own spans
// told of it. The two need not agree on how work came out, nor on how much there was; no figure is below zero for that.

extension CallCounts {
    /// No count below zero: where more is known than was told, it is part of what was told as something else.
    var balanced: CallCounts {
        let (ok, failed, other) = balance(ok, failed, other)
        return CallCounts(ok: ok, failed: failed, other: other)
    }
}

extension SummaryTally {
    var balanced: SummaryTally {
        var result = self
        (result.completed, result.failed, result.other) = balance(completed, failed, other)
        result.calls = calls.balanced
        result.retries = max(0, retries)
        result.modelCalls = max(0, modelCalls)
        result.modelCallsFailed = min(max(0, modelCallsFailed), result.modelCalls)
        result.costMicroUSD = max(0, costMicroUSD)
        return result
    }
}

extension ToolTally {
    var balanced: ToolTally {
        var result = self
        result.calls = calls.balanced
        result.retries = max(0, retries)
        result.cached = max(0, cached)
        return result
    }

    /// Cached results of those that say it, from 0 to 1; nil where none does.
    var hitRate: Double? { lookups > 0 ? min(1, max(0, Double(cached) / Double(lookups))) : nil }
}

extension ModelTally {
    var balanced: ModelTally {
        var result = self
        result.calls = max(0, calls)
        result.failed = min(max(0, failed), result.calls)
        result.costMicroUSD = max(0, costMicroUSD)
        return result
    }
}

extension TokenFlow {
    var balanced: TokenFlow { TokenFlow(input: max(0, input), output: max(0, output)) }
}

/// Three counts as they were, but none below zero. What one lacks the others give, first the last, so that there are as
/// many in all, or none.
private func balance(_ first: Int, _ second: Int, _ last: Int) -> (Int, Int, Int) {
    if min(first, second, last) >= 0 { return (first, second, last) }
    var counts = [first, second, last].map { min(max($0, -(1 << 60)), 1 << 60) }
    var lack = 0
    for place in counts.indices where counts[place] < 0 {
        lack -= counts[place]
        counts[place] = 0
    }
    for place in counts.indices.reversed() {
        let given = min(counts[place], lack)
        counts[place] -= given
        lack -= given
    }
    return (counts[0], counts[1], counts[2])
}
