/// What a metric measures, as far as an agent's work goes.
package enum MetricMeaning: Hashable, Sendable, CaseIterable {
    case tasks, tokens, modelCalls, costUSD, costMicroUSD
    /// Tasks of the agents that an agent starts, and none of its own.
    case subAgentTasks
    /// Tokens whose kind the metric's name says.
    case inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens
    case toolExecutions, toolSuccesses, toolFailures
    /// Tool calls that began: how they came out is told by another metric, or by none.
    case toolStarts
    case agentDuration, toolDuration, modelDuration
    /// Of operations of any kind, most of them model calls.
    case operationDuration
    /// Of workflows: they hold the runs of agents.
    case workflowDuration
    /// Of requests to MCP servers, some of which are tool calls.
    case mcpDuration
    /// Time to a model's first token.
    case firstToken
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
        case agentFramework, mcpClient, mcpServer, genAIServer

        /// Of families that tell of the same work, the one with the lower number counts. Vendors that send GenAI's metrics
        /// too say more in their own; who asks knows more than who is asked.
        var weakness: UInt8 {
            switch self {
            case .genAI: 1
            case .mcpClient: 2
            case .mcpServer, .genAIServer: 3
            default: 0
            }
        }
    }

    var family: Family
    var meaning: MetricMeaning
    /// Folded: `_` is `.`, and a last `.total` is left out (names come from Prometheus too).
    var names: [String]

    init(_ family: Family, _ meaning: MetricMeaning, _ names: String...) {
        self.family = family
        self.meaning = meaning
        self.names = names
    }

    static let rows: [MetricRule] = [
        MetricRule(.looopy, .tasks, "agent.tasks"),
        MetricRule(.looopy, .toolExecutions, "tool.executions", "tool.execution.count"),
        MetricRule(.looopy, .tokens, "llm.tokens"),
        MetricRule(.looopy, .agentDuration, "agent.loop.duration"),
        MetricRule(.looopy, .toolDuration, "tool.execution.duration"),
        MetricRule(.looopy, .modelDuration, "llm.call.duration"),
        MetricRule(.looopy, .activeTasks, "agent.active.tasks"),
        MetricRule(.looopy, .cacheHitRate, "tool.cache.hit.rate"),
        MetricRule(.genAI, .tokens, "gen.ai.client.token.usage"),
        MetricRule(.genAI, .operationDuration, "gen.ai.client.operation.duration"),
        MetricRule(.genAI, .firstToken, "gen.ai.client.operation.time.to.first.chunk"),
        MetricRule(.genAI, .agentDuration, "gen.ai.invoke.agent.duration"),
        MetricRule(.genAI, .workflowDuration, "gen.ai.workflow.duration", "gen.ai.invoke.workflow.duration"),
        MetricRule(.genAI, .toolDuration, "gen.ai.execute.tool.duration"),
        MetricRule(.genAI, .costUSD, "operation.cost", "gen.ai.usage.cost"),
        MetricRule(.genAIUsage, .inputTokens, "gen.ai.client.inference.usage.input.tokens"),
        MetricRule(.genAIUsage, .outputTokens, "gen.ai.client.inference.usage.output.tokens"),
        MetricRule(
            .genAIUsage, .cacheReadTokens, "gen.ai.client.inference.usage.detailed.cache.read.input.tokens"),
        MetricRule(
            .genAIUsage, .cacheWriteTokens, "gen.ai.client.inference.usage.detailed.cache.write.input.tokens"),
        MetricRule(
            .genAIUsage, .reasoningTokens, "gen.ai.client.inference.usage.detailed.reasoning.output.tokens"),
        MetricRule(.genAIServer, .firstToken, "gen.ai.server.time.to.first.token"),
        MetricRule(.mcpClient, .mcpDuration, "mcp.client.operation.duration"),
        MetricRule(.mcpServer, .mcpDuration, "mcp.server.operation.duration"),
        MetricRule(.claudeCode, .tokens, "claude.code.token.usage"),
        MetricRule(.claudeCode, .costUSD, "claude.code.cost.usage"),
        MetricRule(.codex, .tokens, "codex.turn.token.usage"),
        MetricRule(.codex, .toolExecutions, "codex.tool.call"),
        MetricRule(.codex, .toolDuration, "codex.tool.call.duration.ms"),
        MetricRule(.codex, .agentDuration, "codex.turn.e2e.duration.ms"),
        MetricRule(.codex, .firstToken, "codex.turn.ttft.duration.ms"),
        MetricRule(.codex, .costMicroUSD, "codex.turn.cost.microusd"),
        MetricRule(.geminiCLI, .tokens, "gemini.cli.token.usage"),
        MetricRule(.geminiCLI, .modelCalls, "gemini.cli.api.request.count"),
        MetricRule(.geminiCLI, .modelDuration, "gemini.cli.api.request.latency"),
        MetricRule(.geminiCLI, .toolExecutions, "gemini.cli.tool.call.count"),
        MetricRule(.geminiCLI, .toolDuration, "gemini.cli.tool.call.latency"),
        MetricRule(.geminiCLI, .subAgentTasks, "gemini.cli.agent.run.count"),
        MetricRule(.geminiCLI, .agentDuration, "gemini.cli.agent.duration"),
        MetricRule(.qwenCode, .tokens, "qwen.code.token.usage"),
        MetricRule(.qwenCode, .modelCalls, "qwen.code.api.request.count"),
        MetricRule(.qwenCode, .modelDuration, "qwen.code.api.request.latency"),
        MetricRule(.qwenCode, .toolExecutions, "qwen.code.tool.call.count"),
        MetricRule(.qwenCode, .toolDuration, "qwen.code.tool.call.latency"),
        MetricRule(.qwenCode, .subAgentTasks, "qwen.code.subagent.execution.count", "qwen.code.agent.run.count"),
        MetricRule(.qwenCode, .agentDuration, "qwen.code.agent.duration"),
        MetricRule(.copilotChat, .toolExecutions, "copilot.chat.tool.call.count"),
        MetricRule(.copilotChat, .toolDuration, "copilot.chat.tool.call.duration"),
        MetricRule(.copilotChat, .agentDuration, "copilot.chat.agent.invocation.duration"),
        MetricRule(.copilotChat, .firstToken, "copilot.chat.time.to.first.token"),
        MetricRule(.copilotCLI, .toolExecutions, "github.copilot.tool.call.count"),
        MetricRule(.copilotCLI, .toolDuration, "github.copilot.tool.call.duration"),
        MetricRule(.strands, .toolStarts, "strands.tool.call.count"),
        MetricRule(.strands, .toolSuccesses, "strands.tool.success.count"),
        MetricRule(.strands, .toolFailures, "strands.tool.error.count"),
        MetricRule(.strands, .inputTokens, "strands.event.loop.input.tokens"),
        MetricRule(.strands, .outputTokens, "strands.event.loop.output.tokens"),
        MetricRule(.strands, .cacheReadTokens, "strands.event.loop.cache.read.input.tokens"),
        MetricRule(.strands, .cacheWriteTokens, "strands.event.loop.cache.write.input.tokens"),
        MetricRule(.strands, .toolDuration, "strands.tool.duration"),
        MetricRule(.strands, .firstToken, "strands.model.time.to.first.token"),
        MetricRule(.goose, .toolStarts, "goose.tool.calls"),
        MetricRule(.goose, .toolExecutions, "goose.tool.completions"),
        MetricRule(.agentFramework, .toolDuration, "agent.framework.function.invocation.duration"),
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

    /// The lower one counts before the other.
    var rank: UInt8 { grade.rawValue * 4 + family.weakness }

    /// Of two streams that tell of the same work the better one counts.
    enum Grade: UInt8, Sendable {
        case full
        /// Less is known: tokens only in all, tool calls only by their durations or beginnings, runs only by the workflows
        /// around them, tasks only of sub-agents.
        case partial
    }
}

/// What 1 is in a unit of time, in nanoseconds. Without a unit metrics of the GenAI and MCP conventions are in seconds, the
/// others in milliseconds, as their conventions say. Nil for what is not a time.
func nanosecondsPerUnit(_ unit: String, ofMetric name: String) -> Double? {
    switch unit.lowercased() {
    case "ns", "nanoseconds": 1
    case "us", "µs", "microseconds": 1e3
    case "ms", "milliseconds": 1e6
    case "s", "seconds": 1e9
    case "min", "minutes": 60e9
    case "", "1": ["gen.ai.", "mcp.", "copilot.chat.time."].contains(where: name.folded.hasPrefix) ? 1e9 : 1e6
    default: nil
    }
}

extension String {
    /// In lower case with `.` for `_`, and for `-`, which some emitters put into their prefix.
    var folded: String { String(lowercased().map { $0 == "_" || $0 == "-" ? "." : $0 }) }
}
