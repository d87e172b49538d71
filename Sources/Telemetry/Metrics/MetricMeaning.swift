/// What a metric measures, as far as an agent's work goes: the eight of Looopy's design, and the two of OpenTelemetry's
/// GenAI conventions that say the same.
package enum MetricMeaning: Hashable, Sendable, CaseIterable {
    case tasks, toolExecutions, tokens, agentDuration, toolDuration, modelDuration, activeTasks, cacheHitRate

    /// The names by meaning, folded: `_` is `.`, and a last `.total` is left out (names come from Prometheus too).
    private static let names: [String: MetricMeaning] = [
        "agent.tasks": .tasks,
        "tool.executions": .toolExecutions,
        "tool.execution.count": .toolExecutions,
        "llm.tokens": .tokens,
        "gen.ai.client.token.usage": .tokens,
        "agent.loop.duration": .agentDuration,
        "tool.execution.duration": .toolDuration,
        "llm.call.duration": .modelDuration,
        "gen.ai.client.operation.duration": .modelDuration,
        "agent.active.tasks": .activeTasks,
        "tool.cache.hit.rate": .cacheHitRate,
    ]

    /// The meaning of a metric by its name; nil for one that has none here.
    package init?(name: String) {
        var folded = name.folded
        if folded.hasSuffix(".total") { folded.removeLast(6) }
        guard let meaning = Self.names[folded] else { return nil }
        self = meaning
    }
}

/// What 1 is in a unit of time, in nanoseconds. Without a unit GenAI metrics are in seconds, the others in milliseconds,
/// as their conventions say. Nil for what is not a time.
func nanosecondsPerUnit(_ unit: String, ofMetric name: String) -> Double? {
    switch unit {
    case "ns", "nanoseconds": 1
    case "us", "µs", "microseconds": 1e3
    case "ms", "milliseconds": 1e6
    case "s", "seconds": 1e9
    case "min", "minutes": 60e9
    case "", "1": name.folded.hasPrefix("gen.ai.") ? 1e9 : 1e6
    default: nil
    }
}

extension String {
    /// In lower case with `.` for `_`.
    var folded: String { String(lowercased().map { $0 == "_" ? "." : $0 }) }
}
