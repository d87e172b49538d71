/// What a metric point says about an agent's work, in the words of the figures.
package enum MetricFact: Hashable, Sendable {
    /// `status` as sent, "completed" or "failed" for instance; empty when it was not.
    case tasks(agent: String?, status: String, count: Int64)
    case toolCalls(tool: String, provider: String?, outcome: ToolOutcome, count: Int64)
    /// A reported total may stand beside its parts: `EmitterFigures` tells what counts.
    case tokens(model: String?, provider: String?, kind: TokenKind, count: Int64)
    case modelCalls(model: String?, provider: String?, outcome: ToolOutcome, count: Int64)
    case cost(model: String?, provider: String?, microUSD: Int64)
    /// `name` is the tool's or the model's. The sketch is an estimate from a histogram's buckets.
    case duration(role: Role, name: String?, agent: String?, outcome: ToolOutcome, sketch: Sketch)
    /// Times to a model's first token; an estimate likewise.
    case firstTokens(model: String?, provider: String?, sketch: Sketch)
    case activeTasks(agent: String?, value: Double)
    /// `value` as sent, meant to be 0 to 1.
    case cacheHitRate(provider: String?, value: Double)

    /// How tool calls went.
    package enum ToolOutcome: Hashable, Sendable {
        case ok, failed, unknown
    }
}

extension MetricFact {
    /// What an outcome says, given what its metric measures and the attributes of its point. Nil when it says nothing that
    /// figures count: no growth, or a kind of metric or of tokens that does not fit.
    init?(
        _ outcome: PointOutcome, of meaning: MetricMeaning, nanosecondsPerUnit: Double?, _ attributes: MetricAttributes
    ) {
        switch outcome {
        case .increment(let increment):
            if meaning.isDuration {
                guard let nanosecondsPerUnit else { return nil }
                self.init(increment.histogram, of: meaning, nanosecondsPerUnit, attributes)
            } else if meaning == .costUSD {
                let microUSD = wholeCount(increment.value.map { $0 * 1_000_000 })
                guard microUSD > 0 else { return nil }
                self = .cost(model: attributes.model, provider: attributes.modelProvider, microUSD: microUSD)
            } else {
                self.init(count: wholeCount(increment.value), of: meaning, attributes)
            }
        case .gauge(let value):
            switch meaning {
            case .activeTasks: self = .activeTasks(agent: attributes.agent, value: value)
            case .cacheHitRate: self = .cacheHitRate(provider: attributes.toolProvider, value: value)
            default: return nil
            }
        case .baseline, .outOfOrder, .duplicate, .noRecordedValue, .rejected: return nil
        }
    }

    private init?(count: Int64, of meaning: MetricMeaning, _ attributes: MetricAttributes) {
        guard count > 0 else { return nil }
        switch meaning {
        case .tasks, .subAgentTasks:
            let status = attributes[.taskStatus] ?? ""
            // Qwen Code counts a run when it begins and when it ends.
            if meaning == .subAgentTasks, status == "started" { return nil }
            self = .tasks(agent: attributes.agent, status: status, count: count)
        case .toolStarts: self.init(toolCalls: count, .unknown, attributes)
        case .toolExecutions: self.init(toolCalls: count, attributes.outcome, attributes)
        case .toolSuccesses: self.init(toolCalls: count, .ok, attributes)
        case .toolFailures: self.init(toolCalls: count, .failed, attributes)
        case .modelCalls:
            let (model, provider) = (attributes.model, attributes.modelProvider)
            self = .modelCalls(model: model, provider: provider, outcome: attributes.callOutcome, count: count)
        case .costMicroUSD:
            self = .cost(model: attributes.model, provider: attributes.modelProvider, microUSD: count)
        case .tokens:
            // What an agent used in all is what its model calls used.
            guard attributes.role ?? .llm == .llm, let kind = attributes.tokenKind else { return nil }
            self = .tokens(model: attributes.model, provider: attributes.modelProvider, kind: kind, count: count)
        case .inputTokens, .outputTokens, .cacheReadTokens, .cacheWriteTokens, .reasoningTokens:
            guard let kind = meaning.tokenKind else { return nil }
            self = .tokens(model: attributes.model, provider: attributes.modelProvider, kind: kind, count: count)
        case .costUSD, .agentDuration, .workflowDuration, .toolDuration, .mcpDuration, .modelDuration,
            .operationDuration, .firstToken, .activeTasks, .cacheHitRate:
            return nil
        }
    }

    private init?(toolCalls count: Int64, _ outcome: ToolOutcome, _ attributes: MetricAttributes) {
        guard !RoleRules.isHandOff(attributes.tool ?? "") else { return nil }
        self = .toolCalls(
            tool: attributes.tool ?? "", provider: attributes.toolProvider, outcome: outcome, count: count)
    }

    private init?(
        _ histogram: HistogramIncrement?, of meaning: MetricMeaning, _ nanosecondsPerUnit: Double,
        _ attributes: MetricAttributes
    ) {
        if meaning == .mcpDuration, attributes[.mcpMethod] != "tools/call" { return nil }
        // An operation without a name may be any: that of an agent, a tool, a guardrail.
        if meaning == .operationDuration, attributes.saysNothing { return nil }
        guard let sketch = histogram?.sketch(nanosecondsPerUnit: nanosecondsPerUnit), !sketch.isEmpty else {
            return nil
        }
        guard let role = meaning.role(attributes) else {
            self = .firstTokens(model: attributes.model, provider: attributes.modelProvider, sketch: sketch)
            return
        }
        if role == .tool, RoleRules.isHandOff(attributes.tool ?? "") { return nil }
        let name: String? =
            switch role {
            case .tool: attributes.tool
            case .llm: attributes.model
            case .agent, .iteration, .other: nil
            }
        self = .duration(
            role: role, name: name, agent: attributes.agent, outcome: attributes.callOutcome, sketch: sketch)
    }
}

extension MetricMeaning {
    /// The kind of tokens that the metric's name says.
    var tokenKind: TokenKind? {
        switch self {
        case .inputTokens: .input
        case .outputTokens: .output
        case .cacheReadTokens: .cacheRead
        case .cacheWriteTokens: .cacheWrite
        case .reasoningTokens: .reasoning
        default: nil
        }
    }

    /// Does it measure how long something took?
    var isDuration: Bool {
        switch self {
        case .agentDuration, .workflowDuration, .toolDuration, .mcpDuration, .modelDuration, .operationDuration,
            .firstToken:
            true
        case .tasks, .subAgentTasks, .tokens, .inputTokens, .outputTokens, .cacheReadTokens, .cacheWriteTokens,
            .reasoningTokens, .modelCalls, .costUSD, .costMicroUSD, .toolExecutions, .toolSuccesses, .toolFailures,
            .toolStarts, .activeTasks, .cacheHitRate:
            false
        }
    }

    /// Whose durations it measures, if it does.
    func role(_ attributes: MetricAttributes) -> Role? {
        switch self {
        case .agentDuration, .workflowDuration: .agent
        case .toolDuration, .mcpDuration: .tool
        case .modelDuration, .operationDuration: attributes.role ?? .llm
        default: nil
        }
    }

    /// Does it tell less than another metric that may stand beside it?
    func isPartial(_ attributes: MetricAttributes) -> Bool {
        switch self {
        case .subAgentTasks, .toolStarts, .workflowDuration: true
        // GenAI's duration of any operation: those of agents and tools have metrics of their own.
        case .modelDuration, .operationDuration: attributes.role ?? .llm != .llm
        default: false
        }
    }
}

/// A growth as a whole number: to the nearest, 0 for none.
private func wholeCount(_ value: Double?) -> Int64 {
    guard let value, value > 0 else { return 0 }
    return Int64(min(value + 0.5, 9e18))
}
