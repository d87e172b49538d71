// What event logs mean: agents that run in a terminal tell of their work in log records with a name.

/// What a log record says of an agent's work.
enum EventKind: Hashable, Sendable {
    /// A user's prompt: a task begins.
    case prompt
    /// A model call that ended, and one that failed.
    case modelCall, modelError
    /// A tool call that is allowed or refused, and one that ended.
    case toolDecision, toolResult
    /// What a turn cost, told on its own.
    case cost
    /// How long a turn's first token took, told on its own.
    case firstToken
    /// A sub-agent begins and ends.
    case agentStart, agentEnd
    /// The conversation is over.
    case sessionEnd
}

/// A name of an event, and what it means. Adding a dialect is adding rows.
struct EventRule: Sendable {
    var kind: EventKind
    /// Lower case, without the prefix of its dialect.
    var names: [String]
    /// A record counts only with one of these attributes: its name alone says too little.
    var needs: [Concept] = []
    /// Says the same as the vendor's own event: it counts where there is none.
    var isTwin = false

    static let rows: [EventRule] = [
        EventRule(kind: .prompt, names: ["user_prompt"]),
        // Codex sends it for each HTTP request, without tokens; its tokens come when the stream is complete.
        EventRule(kind: .modelCall, names: ["api_request"], needs: [.inputTokens, .outputTokens]),
        EventRule(kind: .modelCall, names: ["api_response"], needs: [.inputTokens, .outputTokens, .model]),
        EventRule(kind: .modelCall, names: ["sse_event"], needs: [.inputTokens, .outputTokens]),
        EventRule(
            kind: .modelCall, names: ["gen_ai.client.inference.operation.details"],
            needs: [.inputTokens, .outputTokens, .model], isTwin: true),
        EventRule(kind: .modelError, names: ["api_error"]),
        EventRule(kind: .toolDecision, names: ["tool_decision"]),
        EventRule(kind: .toolResult, names: ["tool_result", "tool_call", "tool.call"], needs: [.toolName]),
        EventRule(kind: .cost, names: ["turn_cost"], needs: [.costUSD, .costMicroUSD]),
        EventRule(kind: .firstToken, names: ["turn_ttft"], needs: [.eventDuration], isTwin: true),
        EventRule(kind: .agentStart, names: ["agent.start"]),
        EventRule(kind: .agentEnd, names: ["agent.finish", "subagent_completed"]),
        EventRule(kind: .sessionEnd, names: ["session.end", "conversation_finished"]),
    ]

    /// Put before the names by those that send them.
    static let prefixes = [
        "claude_code.", "codex.", "gemini_cli.", "qwen-code.", "qwen_code.", "copilot_chat.", "github.copilot.",
    ]

    private static let byName: [String: EventRule] = {
        var table: [String: EventRule] = [:]
        for row in rows { for name in row.names { table[name] = row } }
        return table
    }()

    /// The rule of an event's name, with or without a prefix.
    static func of(_ name: String) -> EventRule? {
        let lower = name.lowercased()
        guard let prefix = prefixes.first(where: lower.hasPrefix) else { return byName[lower] }
        return byName[String(lower.dropFirst(prefix.count))]
    }
}
