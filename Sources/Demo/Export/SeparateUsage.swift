import Telemetry

/// A model call's tokens as Anthropic counts them, with the cache beside the input, and what they cost.
struct SeparateUsage {
    let input: Int
    let output: Int
    let cacheRead: Int
    let cacheCreation: Int
    private let model: String

    /// All input but the last words comes from the cache or goes into it.
    init(_ call: ModelCall) {
        model = call.model.name
        cacheRead = call.cachedTokens
        input = min(call.inputTokens - call.cachedTokens, 2 + call.messages)
        cacheCreation = call.inputTokens - call.cachedTokens - input
        output = call.outputTokens
    }

    /// Dollars for a million tokens of each kind, Sonnet's; Haiku costs a third.
    var dollars: Double {
        let stored = Double(cacheRead) * 0.3 + Double(cacheCreation) * 3.75
        let millionths = Double(input) * 3 + stored + Double(output) * 15
        return (model.contains("haiku") ? millionths / 3 : millionths).rounded() / 1e6
    }

    /// As an event has them.
    var counts: DraftAttributes {
        [
            ("input_tokens", .int(input)), ("output_tokens", .int(output)), ("cache_read_tokens", .int(cacheRead)),
            ("cache_creation_tokens", .int(cacheCreation)),
        ]
    }

    /// As the counter's `type` names them.
    var byType: [(type: String, count: Int)] {
        [("input", input), ("output", output), ("cacheRead", cacheRead), ("cacheCreation", cacheCreation)]
    }
}
