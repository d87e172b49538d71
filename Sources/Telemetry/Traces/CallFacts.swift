/// Token counts of one call; -1 where the call did not say. Held within 0 to `Int32.max`.
struct CallTokens: Hashable, Sendable {
    var input: Int32 = -1
    var output: Int32 = -1
    var cacheRead: Int32 = -1
    var cacheWrite: Int32 = -1
    var reasoning: Int32 = -1
    /// All of them, where the call did not say how many were input.
    var unsplit: Int32 = -1

    var isKnown: Bool { input >= 0 || output >= 0 || unsplit >= 0 }

    /// All of them; nil if unknown.
    var total: Int64? {
        isKnown ? Int64(max(0, input)) + Int64(max(0, output)) + Int64(max(0, unsplit)) : nil
    }
}

/// How a tool call came out.
enum ToolOutcome: UInt8, Sendable {
    case ok, failed, other
}

extension CallCounts {
    /// Counts one more call.
    mutating func count(_ outcome: ToolOutcome) {
        switch outcome {
        case .ok: ok += 1
        case .failed: failed += 1
        case .other: other += 1
        }
    }
}

/// Whether a tool's result came from a cache.
enum CacheUse: UInt8, Sendable {
    case unknown, miss, hit
}

/// What a model call or a tool call said of itself: kept for spans of those two roles only.
struct CallFacts: Hashable, Sendable {
    /// The model or the tool.
    var subject = Name.none
    var provider = Name.none
    var tokens = CallTokens()
    /// -1 where unknown.
    var costMicroUSD: Int64 = -1
    /// Nanoseconds to the first token; -1 where unknown.
    var timeToFirstToken: Int64 = -1
    /// The sub-agent that a tool call says it calls.
    var called = AgentIndex.none
    /// Was the tool named, or is its span's name all there is?
    var isNamed = false
    var outcome = ToolOutcome.other
    /// Did the call's own words say its outcome? Else a detail of it may.
    var isOutcomeSaid = false
    var cache = CacheUse.unknown
    var retries: UInt16 = 0
    /// A hash of what all reports of this call share (the answer's id, the tool call's id); 0 where there is nothing.
    var identity = 0
    /// The span that it was said on.
    var place: Int32 = -1
}
