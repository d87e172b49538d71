// Which role a span has: the first rule that decides. Attributes come before names, because some emitters rename spans:
// Looopy's sub-agent call, for one, renames the iteration that it runs in.

/// A rule that reads one attribute's value.
struct RoleRule: Sendable {
    var concept: Concept
    /// Lower-case value to role.
    var roles: [String: Role]
    /// Of values that are not listed and hold one of these, lower case too.
    var parts: [(part: String, role: Role)] = []
    /// Of a value that is not listed; nil where such a value decides nothing.
    var otherwise: Role?
    /// Does `other` decide nothing where the span names a tool?
    var yieldsToTool = false
}

enum RoleRules {
    /// In order. The number of an iteration (`agent.iteration`, `iteration.number`) and the names of iterations come
    /// after the first of them and before all others.
    static let attributes: [RoleRule] = [
        // A hook tells of the tool call that ended. That one began, or that a prompt came, is no work of its own,
        // whatever operation the hook names.
        RoleRule(concept: .hookEvent, roles: ["posttooluse": .tool, "posttoolusefailure": .tool], otherwise: .other),
        RoleRule(
            concept: .langfuseType,
            roles: [
                "agent": .agent, "generation": .llm, "tool": .tool, "embedding": .llm, "retriever": .other,
                "guardrail": .other, "evaluator": .other,
            ]),
        RoleRule(
            concept: .openInferenceKind,
            roles: ["agent": .agent, "llm": .llm, "tool": .tool, "embedding": .llm], otherwise: .other),
        RoleRule(concept: .spanType, roles: ["interaction": .agent, "llm_request": .llm, "tool": .tool]),
        // LangSmith's operation of a prompt's template is `chat`, and that of a search `embeddings`.
        RoleRule(concept: .langsmithKind, roles: ["prompt": .other, "retriever": .other, "parser": .other]),
        RoleRule(concept: .operationName, roles: operations, parts: [("_memory", .other)]),
        RoleRule(
            concept: .vercelOperation,
            roles: [
                "ai.toolcall": .tool, "ai.generatetext": .agent, "ai.streamtext": .agent, "ai.generateobject": .agent,
                "ai.streamobject": .agent, "ai.embed": .other, "ai.embedmany": .other, "ai.rerank": .other,
            ], parts: [(".dogenerate", .llm), (".dostream", .llm), (".doembed", .llm)]),
        // Haystack's are the names of classes.
        RoleRule(
            concept: .libraryKind,
            roles: [
                "chat_client": .agent, "agent": .agent, "chat_model": .llm, "llm": .llm, "embedding": .llm,
                "tool": .tool, "tool_call": .tool,
            ], parts: [("generator", .llm), ("embedder", .llm)], otherwise: .other),
        // What LlamaIndex does is a task, tool calls too.
        RoleRule(
            concept: .traceloopKind, roles: ["workflow": .agent, "agent": .agent, "tool": .tool, "task": .other],
            yieldsToTool: true),
        RoleRule(
            concept: .llmRequestType,
            roles: ["chat": .llm, "completion": .llm, "embedding": .llm, "rerank": .other]),
        RoleRule(
            concept: .langsmithKind, roles: ["llm": .llm, "embedding": .llm, "tool": .tool, "chain": .other]),
    ]

    /// The concepts that the rules read.
    static let concepts = ConceptSet(attributes.map(\.concept))

    /// `gen_ai.operation.name`: the conventions' values, and those of agents that have their own.
    static let operations: [String: Role] = [
        "chat": .llm, "text_completion": .llm, "completion": .llm, "generate_content": .llm, "generate": .llm,
        "llm_call": .llm, "response": .llm, "embeddings": .llm,
        "invoke_agent": .agent, "agent_call": .agent, "user_prompt": .agent, "invoke_workflow": .agent,
        "invoke_swarm": .agent, "invoke_graph": .agent,
        "system_prompt": .iteration, "agent_step": .iteration, "execute_event_loop_cycle": .iteration,
        "execute_tool": .tool, "tool_call": .tool,
        // Mastra before it took the names of others.
        "agent.run": .agent, "workflow.run": .agent, "tool.execute": .tool, "tool_selection": .llm,
        // An agent that is made does not work yet.
        "create_agent": .other,
        "plan": .other, "retrieval": .other, "rerank": .other, "handoff": .other, "agent_handoff": .other,
        "guardrail_check": .other, "schedule_tool_calls": .other, "invoke_node": .other, "execute_task": .other,
        "execute_hook": .other, "create_memory": .other, "search_memory": .other, "update_memory": .other,
        "upsert_memory": .other, "delete_memory": .other, "create_memory_store": .other,
        "update_memory_store": .other, "delete_memory_store": .other, "fetch_response": .other,
        "transcription": .other, "speech_generation": .other,
    ]

    /// Operations that put agents to work and are none themselves, whatever they call themselves.
    static let wrapperOperations: Set<String> = ["invoke_workflow", "invoke_swarm", "invoke_graph", "workflow.run"]

    /// Whole names.
    static let names: [String: Role] = [
        "loop.iteration": .iteration, "agent.loop.iteration": .iteration, "agent.iteration": .iteration,
        "execute_event_loop_cycle": .iteration,
        "agent.loop": .agent, "agent.execute": .agent, "loop.start": .agent, "invocation": .agent, "reply": .agent,
        "session_task.turn": .agent, "agent.invoke": .agent, "agent run": .agent,
        "Agent run: {name!r}": .agent, "Function: {name}": .tool,
        // AG2 says beside each call, and of all of a subtask's, what they used.
        "record_usage model_call": .other, "record_usage subtask": .other,
        "llm.call": .llm, "call_llm": .llm, "provider_generation": .llm,
        "tool.execute": .tool, "dispatch_tool_call": .tool, "running tool": .tool,
        // Qwen Code before it named operations.
        "qwen-code.interaction": .agent, "qwen-code.subagent": .agent, "qwen-code.llm_request": .llm,
        "qwen-code.tool": .tool,
        "haystack.agent.run": .agent, "haystack.agent.step": .iteration, "haystack.agent.step.llm": .llm,
        "haystack.agent.step.tool": .tool, "openclaw.model.usage": .llm,
    ]

    /// Beginnings of names.
    static let prefixes: [(prefix: String, role: Role)] = [
        ("agent[", .agent), ("agent.turn[", .agent), ("agent.invoke", .agent), ("invoke_agent ", .agent),
        ("Turn {turn} for agent ", .iteration), ("openai.", .llm), ("tools/call ", .tool), ("execute_tool ", .tool),
        ("running tool: ", .tool), ("MCP send tools/call ", .tool),
    ]

    /// Endings of names that are a detail of another span, whatever else they carry.
    // LlamaIndex's OpenAI classes trace that a request was made ready as a model call of its own. To count tokens asks no
    // model.
    static let detailSuffixes = [
        ".tool.execution", ".tool.blocked_on_user", ".hook", "._prepare_chat_with_tools", "messages.count_tokens",
    ]

    /// Names of spans that are work of a task of their conversation even where nothing is above them. Claude Code before
    /// 2.1.239 began a trace with a tool that a hook had deferred.
    static let parts: Set<String> = ["claude_code.tool"]

    /// Tools by whose names an agent hands the conversation over to another: no tool calls, and no tasks.
    static let handOffPrefixes = ["transfer_to_", "handoff_to_", "handoff to "]

    /// Whole names of such tools: LlamaIndex's.
    static let handOffNames: Set<String> = ["handoff"]

    /// What Semantic Kernel puts before their names: its plugin.
    static let handOffPlugin = "Handoff-"

    static func isHandOff(_ tool: String) -> Bool {
        let name = tool.hasPrefix(handOffPlugin) ? String(tool.dropFirst(handOffPlugin.count)) : tool
        return handOffNames.contains(name) || handOffPrefixes.contains { name.hasPrefix($0) }
    }

    /// Names of spans that tell once more of tools that ran side by side, each of which has its own.
    static let mergedTools: Set<String> = ["execute_tool (merged tools)", "execute_tool (merged)"]

    /// Names of iterations, which no attribute overrules; `step N` is one too.
    static let iterationNames: Set<String> = Set(names.filter { $0.value == .iteration }.keys)

    /// The role that a rule gives a value; nil when it does not decide.
    static func role(_ value: String, byRule rule: Int) -> Role? {
        let (word, rule) = (value.unquoted.lowercased(), attributes[rule])
        return rule.roles[word] ?? rule.parts.first { word.contains($0.part) }?.role ?? rule.otherwise
    }

    /// The role that a name alone gives.
    static func role(ofName name: String) -> Role? {
        names[name] ?? prefixes.first { name.hasPrefix($0.prefix) }?.role
    }

    static func isDetail(_ name: String) -> Bool {
        detailSuffixes.contains { name.hasSuffix($0) }
    }
}

/// A coding agent's hook, as far as it begins or ends something.
enum HookEvent: Sendable {
    /// Work begins, or goes on.
    case work
    /// A tool call begins.
    case toolStart
    /// The agent has answered, or its session is over.
    case end

    init(_ word: String) {
        switch word.lowercased() {
        case "stop", "sessionend": self = .end
        case "pretooluse": self = .toolStart
        default: self = .work
        }
    }
}
