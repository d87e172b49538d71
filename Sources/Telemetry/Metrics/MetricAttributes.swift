/// The attribute keys that facts are made of. Emitters name one thing in many ways, so keys are compared folded
/// (`_` is `.`).
private enum MetricKey: String, CaseIterable {
    case agentID = "agent.id"
    case genAIAgentID = "gen.ai.agent.id"
    case genAIAgentName = "gen.ai.agent.name"
    case agentName = "agent.name"
    case taskStatus = "task.status"
    case status
    case toolName = "tool.name"
    case genAIToolName = "gen.ai.tool.name"
    case functionName = "function.name"
    case tool
    case toolProvider = "tool.provider"
    case provider
    case toolSuccess = "tool.success"
    case success
    case result
    case errorType = "error.type"
    case statusCode = "status.code"
    case responseModel = "gen.ai.response.model"
    case requestModel = "gen.ai.request.model"
    case llmModel = "llm.model"
    case model
    case genAIProvider = "gen.ai.provider.name"
    case genAISystem = "gen.ai.system"
    case llmProvider = "llm.provider"
    case llmTokenType = "llm.token.type"
    case genAITokenType = "gen.ai.token.type"
    case tokenType = "token.type"
    case type
    case operation = "gen.ai.operation.name"
}

/// Which strings of a batch are keys of interest; each is looked at once.
struct MetricKeys {
    private var known: [StringID: MetricKey?] = [:]

    fileprivate mutating func key(_ id: StringID, in batch: borrowing Batch) -> MetricKey? {
        if let key = known[id] { return key }
        let key = MetricKey(rawValue: batch.text(id).folded)
        known[id] = .some(key)
        return key
    }
}

/// A point's attributes under the names that figures use. Of several for one thing, the first in its list counts.
struct MetricAttributes {
    private var texts: [(key: MetricKey, text: String)] = []

    /// Reads a point's attributes; its resource's stand in for an agent that the point does not name.
    init(of point: DataPoint, resource: Resource, in batch: borrowing Batch, _ keys: inout MetricKeys) {
        for index in point.attributes.range {
            guard let key = keys.key(batch.attributes[index].key, in: batch) else { continue }
            add(key, batch.attributes[index].value, in: batch)
        }
        guard agent == nil else { return }
        for index in resource.attributes.range {
            guard let key = keys.key(batch.attributes[index].key, in: batch), Self.agentKeys.contains(key) else {
                continue
            }
            add(key, batch.attributes[index].value, in: batch)
        }
    }

    private mutating func add(_ key: MetricKey, _ value: AttributeValue, in batch: borrowing Batch) {
        if let text = text(of: value, in: batch), !text.isEmpty { texts.append((key, text)) }
    }

    private static let agentKeys: [MetricKey] = [.agentID, .genAIAgentID, .genAIAgentName, .agentName]

    var agent: String? { first(Self.agentKeys) }
    var status: String? { first([.taskStatus, .status]) }
    var tool: String? { first([.toolName, .genAIToolName, .functionName, .tool]) }
    var toolProvider: String? { first([.toolProvider, .provider]) }
    var model: String? { first([.responseModel, .requestModel, .llmModel, .model]) }
    var modelProvider: String? { first([.genAIProvider, .genAISystem, .llmProvider, .provider]) }

    var outcome: MetricFact.ToolOutcome {
        switch first([.toolSuccess, .success, .result])?.lowercased() {
        case "true", "1", "ok", "success": .ok
        case "false", "0", "error", "failed", "failure": .failed
        default: first([.errorType]) == nil ? .unknown : .failed
        }
    }

    /// The outcome of what has no key of its own for it: an error's type or an HTTP status tells of failures only.
    var callOutcome: MetricFact.ToolOutcome {
        if outcome != .unknown { return outcome }
        let code = first([.statusCode, .status]).flatMap { Int($0) } ?? 0
        return code >= 400 ? .failed : .unknown
    }

    /// What is not said to be a part is a total.
    var tokenKind: TokenKind? {
        guard let word = first([.llmTokenType, .genAITokenType, .tokenType, .type]) else { return .total }
        return TokenKind(word: word)
    }

    /// What `gen_ai.operation.name` says that the work was; nil when it does not.
    var role: Role? {
        first([.operation]).map { RoleRules.operations[$0.lowercased()] ?? .other }
    }

    private func first(_ keys: [MetricKey]) -> String? {
        for key in keys {
            for candidate in texts where candidate.key == key { return candidate.text }
        }
        return nil
    }
}

/// A scalar as text, whatever type it was sent as; nil for what is none.
func text(of value: AttributeValue, in batch: borrowing Batch) -> String? {
    switch value {
    case .string(let id): batch.text(id)
    case .bool(let bool): bool ? "true" : "false"
    case .int(let int): String(int)
    case .double(let double): String(double)
    case .absent, .bytes, .array, .map: nil
    }
}
