/// What a span's name says by itself, worked out once for every name of a batch.
struct NameFacts: Sendable {
    var role: Role?
    /// A detail of another span (`*.tool.execution`, `*.hook`), whatever else it carries.
    var isDetail = false
    /// The agent in `agent[<id>]`, `agent.turn[<id>]` or `invoke_agent X`; empty if none.
    var agent = ""
    /// The tool in `execute_tool X`; empty if none.
    var tool = ""

    init(_ name: String) {
        role = RoleRules.role(ofName: name)
        isDetail = RoleRules.isDetail(name)
        agent =
            Self.bracketed(name, after: "agent[") ?? Self.bracketed(name, after: "agent.turn[") ?? Self.word(
                name, after: "invoke_agent ") ?? ""
        tool = Self.word(name, after: "execute_tool ") ?? Self.word(name, after: "tools/call ") ?? ""
    }

    private static func bracketed(_ name: String, after prefix: String) -> String? {
        guard name.hasPrefix(prefix), name.hasSuffix("]") else { return nil }
        return String(name.dropFirst(prefix.count).dropLast())
    }

    private static func word(_ name: String, after prefix: String) -> String? {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
}

/// The span events that carry meaning.
enum EventMeaning: UInt8, Sendable {
    case none, toolRetry, cacheLookup, streamingStart

    init(_ name: String) {
        switch name {
        case "tool.retry": self = .toolRetry
        case "cache.lookup": self = .cacheLookup
        case "llm.streaming.start": self = .streamingStart
        default: self = .none
        }
    }
}
