/// What a span's name says by itself, worked out once for every name of a batch. A class: it is held for each span.
final class NameFacts: Sendable {
    let text: String
    let role: Role?
    /// A detail of another span (`*.tool.execution`, `*.hook`), whatever else it carries.
    let isDetail: Bool
    /// Work of a task that may be in another trace of its conversation.
    let isPart: Bool
    /// The detail of a tool's span that tells how the tool came out.
    let isExecution: Bool
    /// An iteration, whatever the attributes say; and which, where the name says so.
    let isIteration: Bool
    let iteration: Int32
    /// The agent in `agent[<id>]`, `agent.turn[<id>]` or `invoke_agent X`; empty if none.
    let agent: String
    /// The `X` of `X.run`, on spans that are known to be an agent's; empty if none.
    let runner: String
    /// The tool in `execute_tool X`, or in `X.__call__`; empty if none.
    let tool: String

    /// The model in `chat X`, as spans of requests are named; empty if none.
    let model: String

    /// A template: an attribute has the name of what works.
    let isTemplate: Bool

    /// May it be the name of a function or an agent? Names of methods are not, nor those with numbers of runs.
    let mayNameWork: Bool

    init(_ name: String) {
        text = name
        mayNameWork = !name.contains(".") && !(name.contains(" ") && name.utf8.contains { $0 >= 0x30 && $0 <= 0x39 })
        isTemplate = name.contains("{name")
        role = RoleRules.role(ofName: name)
        isPart = RoleRules.parts.contains(name)
        isExecution = name.hasSuffix(".tool.execution")
        iteration = Self.step(name)
        isIteration = iteration > 0 || RoleRules.iterationNames.contains(name)
        agent =
            Self.bracketed(name, after: "agent[") ?? Self.bracketed(name, after: "agent.turn[") ?? Self.word(
                name, after: "invoke_agent ") ?? ""
        runner = Self.runner(name)
        tool =
            RoleRules.prefixes.lazy.filter { $0.role == .tool }.compactMap { Self.word(name, after: $0.prefix) }.first
            ?? Self.word(name, before: ".__call__") ?? ""
        model = Self.model(name)
        // A tool may be named like a detail.
        isDetail = RoleRules.mergedTools.contains(name) || tool.isEmpty && RoleRules.isDetail(name)
    }

    private static func bracketed(_ name: String, after prefix: String) -> String? {
        guard name.hasPrefix(prefix), name.hasSuffix("]") else { return nil }
        return String(name.dropFirst(prefix.count).dropLast())
    }

    private static func word(_ name: String, after prefix: String) -> String? {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }

    private static func word(_ name: String, before suffix: String) -> String? {
        name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
    }

    private static func model(_ name: String) -> String {
        for operation in ["chat ", "embeddings ", "text_completion ", "generate_content "] {
            if let model = word(name, after: operation), !model.contains(" ") { return model }
        }
        return ""
    }

    /// The number in `step N`, whatever its case; 0 if it is none.
    private static func step(_ name: String) -> Int32 {
        let prefix = name.prefix(5).lowercased()
        guard prefix == "step ", name.utf8.count <= 12 else { return 0 }
        return max(0, Int32(name.dropFirst(5)) ?? 0)
    }

    /// Who runs in `X.run`. Names of framework classes (`FunctionAgent.run`) name no agent.
    private static func runner(_ name: String) -> String {
        for suffix in [".run", ".arun", ".run_stream"] where name.hasSuffix(suffix) {
            let runner = String(name.dropLast(suffix.count))
            let isClass = ["Agent", "Workflow", "Graph", "Crew", "Flow", "Team", "Runner", "Pipeline"].contains {
                runner.hasSuffix($0)
            }
            return isClass ? "" : runner
        }
        return ""
    }
}

/// The span events that carry meaning.
enum EventMeaning: UInt8, Sendable {
    case none, toolRetry, modelRetry, cacheLookup, streamingStart

    init(_ name: String) {
        switch name {
        case "tool.retry": self = .toolRetry
        case "gen_ai.request.attempt": self = .modelRetry
        case "cache.lookup": self = .cacheLookup
        case "llm.streaming.start", "ai.stream.firstChunk", "First Token Stream Event",
            "llm.content.completion.chunk":
            self = .streamingStart
        default: self = .none
        }
    }
}
