/// What holds for all that one kind of emitter sends, and can't be read from a span alone.
struct Dialect: Hashable, Sendable {
    /// Is what was read from or written to a cache part of the input that is reported?
    enum CacheAccounting: Hashable, Sendable {
        case included
        /// It stands beside it. Anthropic's own counts are so, and Bedrock's.
        case separate
        /// As the model's own API counts it: what it says is passed on.
        case byModel
    }

    var cache = CacheAccounting.included
    /// Are times to a server's first token in milliseconds, where the conventions say seconds?
    var firstTokenIsInMilliseconds = false
    /// Spans of a stream's parts, which tell of no work of their own; by whole names, or by how these end.
    var streamParts: [String] = []
    /// Events of a stream's parts, by how their names or kinds end: they are told in log records, and tell as little.
    var streamEvents: [String] = []

    /// A dialect and how it is known: by how the name of its scope or of its service begins.
    struct Row: Sendable {
        var title: String
        var scopes: [String]
        var services: [String]
        var dialect: Dialect
    }

    /// Is a span a part of a stream?
    func isStreamPart(_ name: String) -> Bool { streamParts.contains { name.hasSuffix($0) } }

    /// Is an event a part of a stream?
    func isStreamEvent(_ text: String) -> Bool { streamEvents.contains { text.hasSuffix($0) } }

    /// Those that differ. Of all others a guard tells: more cache than input means that it is separate.
    static let rows: [Row] = [
        Row(
            title: "Claude Code", scopes: ["com.anthropic.claude_code"], services: ["claude-code"],
            dialect: Dialect(cache: .separate)),
        Row(
            title: "Codex", scopes: ["codex"], services: ["codex"],
            dialect: Dialect(
                streamParts: ["receiving", "handle_responses", "_delta"],
                streamEvents: [".websocket_event", ".delta"])),
        Row(
            title: "Strands", scopes: ["strands"], services: [],
            dialect: Dialect(cache: .byModel, firstTokenIsInMilliseconds: true)),
    ]

    /// How the names of models begin or what they hold, whose APIs leave the cache out of the input: Anthropic's, and
    /// those that Bedrock serves.
    static let modelsBesideCache = ["claude", "anthropic.", "amazon.nova", "arn:aws"]

    /// How a model's API counts its cache. A gateway (`anthropic/claude-sonnet-4`) counts as OpenAI does, whatever is
    /// behind it.
    static func cache(ofModel model: String) -> CacheAccounting {
        guard model.hasPrefix("arn:") || !model.contains("/") else { return .included }
        return modelsBesideCache.contains(where: model.lowercased().contains) ? .separate : .included
    }

    // What stands where an agent's id or name would, and is none: OpenAI Agents' instrumentation fills gaps with it.
    static let fillerOfID = "agent"
    static let fillerOfName = "OpenAI Agent"

    /// Coding agents whose hooks call them otherwise than their own telemetry does.
    static let namesOfHookClients = ["claude": "claude-code", "gemini": "gemini-cli"]

    /// The sub-agent that a part of Claude Code says it is: `agent:builtin:Explore` is Explore. Empty for what works for
    /// the agent itself: its main loop, and helpers of its own that compact, title or search.
    static func subAgent(ofQuerySource source: String) -> String {
        if source == "subagent" { return source }
        guard source.hasPrefix("agent:") else { return "" }
        return source.split(separator: ":").last.map(String.init) ?? ""
    }

    /// The dialect of a scope of a service.
    static func of(scope: String, service: String) -> Dialect {
        let row = rows.first { row in
            row.scopes.contains { scope.hasPrefix($0) } || row.services.contains { service.hasPrefix($0) }
        }
        return row?.dialect ?? Dialect()
    }
}
