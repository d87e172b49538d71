/// What a metric measures, as far as an agent's work goes.
package enum MetricMeaning: Hashable, Sendable, CaseIterable {
    case tasks, tokens, modelCalls, costUSD, costMicroUSD
    /// Tokens whose kind the metric's name says.
    case inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens
    case toolExecutions, toolSuccesses, toolFailures
    case agentDuration, toolDuration, modelDuration
    case activeTasks, cacheHitRate

    /// The meaning of a metric by its name; nil for one that has none here.
    package init?(name: String) {
        guard let rule = MetricRule.of(name) else { return nil }
        self = rule.meaning
    }
}

/// A metric that says something about agents' work, and whose it is. Adding a dialect is adding rows.
package struct MetricRule: Sendable {
    /// Metrics of one family complete each other. Those of different ones tell of the same work, once each.
    package enum Family: UInt8, Sendable, CaseIterable {
        case looopy, genAI, genAIUsage, claudeCode, codex, geminiCLI, qwenCode, copilotChat, copilotCLI, strands, goose
        case agentFramework
    }

    var family: Family
    var meaning: MetricMeaning
    /// Folded: `_` is `.`, and a last `.total` is left out (names come from Prometheus too).
    var names: [String]

    static let rows: [MetricRule] = [
        MetricRule(family: .looopy, meaning: .tasks, names: ["agent.tasks"]),
        MetricRule(family: .looopy, meaning: .toolExecutions, names: ["tool.executions", "tool.execution.count"]),
        MetricRule(family: .looopy, meaning: .tokens, names: ["llm.tokens"]),
        MetricRule(family: .looopy, meaning: .agentDuration, names: ["agent.loop.duration"]),
        MetricRule(family: .looopy, meaning: .toolDuration, names: ["tool.execution.duration"]),
        MetricRule(family: .looopy, meaning: .modelDuration, names: ["llm.call.duration"]),
        MetricRule(family: .looopy, meaning: .activeTasks, names: ["agent.active.tasks"]),
        MetricRule(family: .looopy, meaning: .cacheHitRate, names: ["tool.cache.hit.rate"]),
        MetricRule(family: .genAI, meaning: .tokens, names: ["gen.ai.client.token.usage"]),
        MetricRule(
            family: .genAIUsage, meaning: .inputTokens, names: ["gen.ai.client.inference.usage.input.tokens"]),
        MetricRule(
            family: .genAIUsage, meaning: .outputTokens, names: ["gen.ai.client.inference.usage.output.tokens"]),
        MetricRule(family: .genAI, meaning: .modelDuration, names: ["gen.ai.client.operation.duration"]),
        MetricRule(family: .genAI, meaning: .agentDuration, names: ["gen.ai.invoke.agent.duration"]),
        MetricRule(family: .genAI, meaning: .toolDuration, names: ["gen.ai.execute.tool.duration"]),
        MetricRule(family: .genAI, meaning: .costUSD, names: ["operation.cost"]),
        MetricRule(family: .claudeCode, meaning: .tokens, names: ["claude.code.token.usage"]),
        MetricRule(family: .claudeCode, meaning: .costUSD, names: ["claude.code.cost.usage"]),
        MetricRule(family: .codex, meaning: .tokens, names: ["codex.turn.token.usage"]),
        MetricRule(family: .codex, meaning: .toolExecutions, names: ["codex.tool.call"]),
        MetricRule(family: .codex, meaning: .toolDuration, names: ["codex.tool.call.duration.ms"]),
        MetricRule(family: .codex, meaning: .agentDuration, names: ["codex.turn.e2e.duration.ms"]),
        MetricRule(family: .codex, meaning: .costMicroUSD, names: ["codex.turn.cost.microusd"]),
        MetricRule(family: .geminiCLI, meaning: .tokens, names: ["gemini.cli.token.usage"]),
        MetricRule(family: .geminiCLI, meaning: .modelCalls, names: ["gemini.cli.api.request.count"]),
        MetricRule(family: .geminiCLI, meaning: .modelDuration, names: ["gemini.cli.api.request.latency"]),
        MetricRule(family: .geminiCLI, meaning: .toolExecutions, names: ["gemini.cli.tool.call.count"]),
        MetricRule(family: .geminiCLI, meaning: .toolDuration, names: ["gemini.cli.tool.call.latency"]),
        MetricRule(family: .geminiCLI, meaning: .agentDuration, names: ["gemini.cli.agent.duration"]),
        MetricRule(family: .qwenCode, meaning: .tokens, names: ["qwen.code.token.usage"]),
        MetricRule(family: .qwenCode, meaning: .modelCalls, names: ["qwen.code.api.request.count"]),
        MetricRule(family: .qwenCode, meaning: .modelDuration, names: ["qwen.code.api.request.latency"]),
        MetricRule(family: .qwenCode, meaning: .toolExecutions, names: ["qwen.code.tool.call.count"]),
        MetricRule(family: .qwenCode, meaning: .toolDuration, names: ["qwen.code.tool.call.latency"]),
        MetricRule(family: .copilotChat, meaning: .toolExecutions, names: ["copilot.chat.tool.call.count"]),
        MetricRule(family: .copilotChat, meaning: .toolDuration, names: ["copilot.chat.tool.call.duration"]),
        MetricRule(family: .copilotChat, meaning: .agentDuration, names: ["copilot.chat.agent.invocation.duration"]),
        MetricRule(family: .copilotCLI, meaning: .toolExecutions, names: ["github.copilot.tool.call.count"]),
        MetricRule(family: .copilotCLI, meaning: .toolDuration, names: ["github.copilot.tool.call.duration"]),
        MetricRule(family: .strands, meaning: .toolSuccesses, names: ["strands.tool.success.count"]),
        MetricRule(family: .strands, meaning: .toolFailures, names: ["strands.tool.error.count"]),
        MetricRule(family: .strands, meaning: .inputTokens, names: ["strands.event.loop.input.tokens"]),
        MetricRule(family: .strands, meaning: .outputTokens, names: ["strands.event.loop.output.tokens"]),
        MetricRule(
            family: .strands, meaning: .cacheReadTokens, names: ["strands.event.loop.cache.read.input.tokens"]),
        MetricRule(
            family: .strands, meaning: .cacheWriteTokens, names: ["strands.event.loop.cache.write.input.tokens"]),
        MetricRule(family: .strands, meaning: .toolDuration, names: ["strands.tool.duration"]),
        MetricRule(family: .goose, meaning: .toolExecutions, names: ["goose.tool.completions"]),
        MetricRule(
            family: .agentFramework, meaning: .toolDuration, names: ["agent.framework.function.invocation.duration"]),
    ]

    private static let byName: [String: MetricRule] = {
        var table: [String: MetricRule] = [:]
        for row in rows { for name in row.names { table[name] = row } }
        return table
    }()

    /// The rule of a metric, by its name.
    static func of(_ name: String) -> MetricRule? {
        var folded = name.folded
        if folded.hasSuffix(".total") { folded.removeLast(6) }
        return byName[folded]
    }
}

/// Where a counter's figures come from: metrics of one scope and family. Two of them may tell of the same work.
struct Stream: Hashable, Sendable {
    /// A hash of the scope's name.
    var scope = 0
    var family = MetricRule.Family.looopy
    var grade = Grade.full

    /// The lower one counts before the other. Vendors that send GenAI's metrics too say more in their own.
    var rank: UInt8 { grade.rawValue * 2 + (family == .genAI ? 1 : 0) }

    /// Of two streams that tell of the same work the better one counts.
    enum Grade: UInt8, Sendable {
        case full
        /// Less is known: tokens only in all, tool calls only by their durations.
        case partial
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
    /// In lower case with `.` for `_`, and for `-`, which some emitters put into their prefix.
    var folded: String { String(lowercased().map { $0 == "_" || $0 == "-" ? "." : $0 }) }
}
