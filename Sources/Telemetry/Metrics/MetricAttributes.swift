/// Which strings of a batch are keys of interest; each is looked at once.
struct MetricKeys {
    private var known: [StringID: Int?] = [:]

    /// The number of a key in `MetricConceptTable`.
    fileprivate mutating func number(_ id: StringID, in batch: borrowing Batch) -> Int? {
        if let number = known[id] { return number }
        let number = MetricConceptTable.numbers[batch.text(id).folded]
        known[id] = .some(number)
        return number
    }
}

/// A point's attributes by what they mean. Of several for one thing, the first in its list counts.
struct MetricAttributes {
    private var texts: [(key: Int, text: String)] = []

    /// Reads a point's attributes; its resource's stand in for an agent that the point does not name.
    init(of point: DataPoint, resource: Resource, in batch: borrowing Batch, _ keys: inout MetricKeys) {
        for index in point.attributes.range {
            guard let key = keys.number(batch.attributes[index].key, in: batch) else { continue }
            add(key, batch.attributes[index].value, in: batch)
        }
        guard agent == nil else { return }
        let agentKeys = MetricConceptTable.byConcept[MetricConcept.agent.rawValue]
        for index in resource.attributes.range {
            guard let key = keys.number(batch.attributes[index].key, in: batch), agentKeys.contains(key) else {
                continue
            }
            add(key, batch.attributes[index].value, in: batch)
        }
    }

    private mutating func add(_ key: Int, _ value: AttributeValue, in batch: borrowing Batch) {
        if let text = text(of: value, in: batch), !text.isEmpty { texts.append((key, text)) }
    }

    /// What is said of a concept; nil where nothing is.
    subscript(_ concept: MetricConcept) -> String? {
        for key in MetricConceptTable.byConcept[concept.rawValue] {
            for candidate in texts where candidate.key == key { return candidate.text }
        }
        return nil
    }

    var agent: String? { self[.agent] ?? subAgent }

    private var subAgent: String? {
        guard let source = self[.querySource] else { return nil }
        let agent = Dialect.subAgent(ofQuerySource: source)
        return agent.isEmpty ? nil : agent
    }

    var tool: String? { self[.tool] }
    var toolProvider: String? { self[.toolProvider] }
    var model: String? { self[.model] }
    var modelProvider: String? { self[.modelProvider] }

    var outcome: MetricFact.ToolOutcome {
        if let decision = self[.decision], BatchReader.refusals.contains(decision.lowercased()) { return .unknown }
        return saidOutcome
    }

    private var saidOutcome: MetricFact.ToolOutcome {
        switch self[.outcome]?.lowercased() {
        case "true", "1", "ok", "success": .ok
        case "false", "0", "error", "failed", "failure": .failed
        default: self[.errorType] == nil ? .unknown : .failed
        }
    }

    /// The outcome of what has no key of its own for it: an error's type or an HTTP status tells of failures only.
    var callOutcome: MetricFact.ToolOutcome {
        if outcome != .unknown { return outcome }
        let code = self[.httpStatus].flatMap { Int($0) } ?? 0
        return code >= 400 ? .failed : .unknown
    }

    /// Do they say neither what was done, nor with which model, nor that it failed?
    var saysNothing: Bool { self[.operation] == nil && self[.model] == nil && self[.errorType] == nil }

    /// What is not said to be a part is a total.
    var tokenKind: TokenKind? {
        guard let word = self[.tokenKind] else { return .total }
        return TokenKind(word: word)
    }

    /// What `gen_ai.operation.name` says that the work was; nil when it does not.
    var role: Role? {
        self[.operation].map { RoleRules.operations[$0.lowercased()] ?? .other }
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
