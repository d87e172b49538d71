/// A point's attributes under the names that figures use. Emitters name one thing in many ways, so keys are compared
/// folded (`_` is `.`), and of several the first in the list counts.
struct MetricAttributes {
    private var texts: [String: String] = [:]

    /// Reads a point's attributes; its resource's stand in for an agent that the point does not name.
    init(of point: DataPoint, resource: Resource, in batch: borrowing Batch) {
        for index in resource.attributes.range {
            let key = batch.text(batch.attributes[index].key).folded
            if Self.agentKeys.contains(key) { texts[key] = text(of: batch.attributes[index].value, in: batch) }
        }
        for index in point.attributes.range {
            let key = batch.text(batch.attributes[index].key).folded
            texts[key] = text(of: batch.attributes[index].value, in: batch)
        }
    }

    private static let agentKeys = ["agent.id", "gen.ai.agent.id", "gen.ai.agent.name", "agent.name"]

    var agent: String? { first(Self.agentKeys) }
    var status: String? { first(["task.status", "status"]) }
    var tool: String? { first(["tool.name", "gen.ai.tool.name"]) }
    var toolProvider: String? { first(["tool.provider", "provider"]) }
    var model: String? { first(["gen.ai.response.model", "gen.ai.request.model", "llm.model", "model"]) }
    var modelProvider: String? { first(["gen.ai.provider.name", "gen.ai.system", "llm.provider", "provider"]) }

    var outcome: MetricFact.ToolOutcome {
        switch first(["tool.success", "success"])?.lowercased() {
        case "true", "1", "ok", "success": .ok
        case "false", "0", "error", "failed", "failure": .failed
        default: .unknown
        }
    }

    /// What is not said to be a part is a total.
    var tokenKind: TokenKind? {
        guard let word = first(["llm.token.type", "gen.ai.token.type", "token.type"]) else { return .total }
        return TokenKind(word: word)
    }

    /// What `gen_ai.operation.name` says that the work was; nil when it does not.
    var role: Role? {
        switch first(["gen.ai.operation.name"]) {
        case nil: nil
        case "invoke_agent", "create_agent", "invoke_workflow": .agent
        case "execute_tool": .tool
        case "chat", "text_completion", "generate_content", "embeddings", "completion", "response": .llm
        default: .other
        }
    }

    private func first(_ keys: [String]) -> String? {
        for key in keys {
            if let text = texts[key], !text.isEmpty { return text }
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
