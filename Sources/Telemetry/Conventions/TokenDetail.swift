// Counts of tokens that stand inside texts of JSON.

/// A count that such a text may have.
enum TokenDetail: Sendable, CaseIterable {
    case input, output, total, cacheRead, cacheWrite, reasoning

    /// The texts that have it, and its keys there, the strongest first.
    var places: [(concept: Concept, keys: [String])] {
        switch self {
        case .input: [(.usageDetails, ["input", "input_tokens", "prompt_tokens"])]
        case .output: [(.usageDetails, ["output", "output_tokens", "completion_tokens"])]
        case .total: [(.usageDetails, ["total", "total_tokens"])]
        case .cacheRead:
            [
                (.inputTokenDetails, ["cached_tokens", "cache_read"]),
                (
                    .usageDetails,
                    [
                        "cache_read_input_tokens", "input_cached_tokens", "input_cache_read", "cached_tokens",
                        "cache_read",
                    ]
                ),
            ]
        case .cacheWrite:
            [
                (.inputTokenDetails, ["cache_creation"]),
                (
                    .usageDetails,
                    [
                        "cache_creation_input_tokens", "cache_write_input_tokens", "input_cache_creation",
                        "cache_creation",
                    ]
                ),
            ]
        case .reasoning:
            [
                (.outputTokenDetails, ["reasoning_tokens", "reasoning"]),
                (.usageDetails, ["output_reasoning_tokens", "output_reasoning", "reasoning_tokens", "reasoning"]),
            ]
        }
    }

    /// Its keys inside an answer that is sent with all that the model's API said of it, the strongest first.
    var keysInReply: [String] {
        switch self {
        case .input: ["prompt_tokens", "input_tokens"]
        case .output: ["completion_tokens", "output_tokens"]
        case .total: ["total_tokens"]
        case .cacheRead: ["cached_tokens", "cache_read_input_tokens"]
        case .cacheWrite: ["cache_creation_input_tokens"]
        case .reasoning: ["reasoning_tokens"]
        }
    }
}
