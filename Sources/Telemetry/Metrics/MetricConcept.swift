// What agents mean by the attributes of their metrics' points: one table from concept to the keys that carry it.
//
// Keys are compared folded, as names of metrics are. What spans say too has the keys that spans have, and those that only
// points use besides.

/// Something that the attributes of a metric's point can say.
enum MetricConcept: Int, CaseIterable, Sendable {
    case agent, querySource, taskStatus
    case tool, toolProvider, outcome, decision, errorType, httpStatus
    case model, modelProvider, tokenKind
    case operation, mcpMethod

    /// What it means, for people.
    var meaning: String {
        switch self {
        case .agent: "the agent, by its id or else its name; the resource's, where the point names none"
        case .querySource: "the sub-agent, where it says `subagent` or `agent:` and what kind"
        case .taskStatus: "how the task ended"
        case .tool: "the tool"
        case .toolProvider: "who provides the tool"
        case .outcome: "did the call succeed"
        case .decision: "was the call allowed; a rejected one has not failed"
        case .errorType: "the kind of error; its presence means failure"
        case .httpStatus: "the answer's status: 400 and above is a failure"
        case .model: "the model; what answered comes before what was asked for"
        case .modelProvider: "the model's provider"
        case .tokenKind: "what kind of tokens; all of them where it is not said"
        case .operation: "whose work it is, by the table of roles"
        case .mcpMethod: "what was asked of an MCP server: only `tools/call` is a tool call"
        }
    }

    /// The keys that carry it, folded, the strongest first.
    var keys: [String] {
        let keys =
            switch self {
            case .agent: Concept.agentID.keys + Concept.agentName.keys + ["subagent.name"]
            case .querySource: Concept.querySource.keys
            case .taskStatus: ["task.status", "status"] + Concept.endReason.keys
            case .tool: Concept.toolName.keys
            case .toolProvider: Concept.toolProvider.keys + ["provider"]
            case .outcome: Concept.toolSuccess.keys + Concept.toolStatus.keys
            case .decision: Concept.toolDecision.keys
            case .errorType: Concept.errorType.keys
            case .httpStatus: ["status.code", "status"]
            case .model: Concept.model.keys
            case .modelProvider: Concept.provider.keys
            case .tokenKind: ["llm.token.type", "gen.ai.token.type", "token.type", "type"]
            case .operation: Concept.operationName.keys
            case .mcpMethod: ["mcp.method.name"]
            }
        return Self.folded(keys)
    }

    /// Folded, each once, and none that folds into what kind of agent it is (`agent_type` into `agent.type`).
    private static func folded(_ keys: [String]) -> [String] {
        var known = Set(Concept.agentType.keys.map(\.folded))
        return keys.map(\.folded).filter { known.insert($0).inserted }
    }
}

/// The table turned around: from a folded key to its number, and from a concept to the numbers of its keys.
enum MetricConceptTable {
    static let numbers: [String: Int] = {
        var numbers: [String: Int] = [:]
        for key in MetricConcept.allCases.flatMap(\.keys) where numbers[key] == nil { numbers[key] = numbers.count }
        return numbers
    }()

    static let byConcept: [[Int]] = MetricConcept.allCases.map { $0.keys.compactMap { numbers[$0] } }
}
