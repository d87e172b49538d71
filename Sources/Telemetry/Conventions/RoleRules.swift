// Which role a span has: the first rule that decides. Attributes come before names, because some emitters rename spans:
// Looopy's sub-agent call, for one, renames the iteration that it runs in.

/// A rule that reads one attribute's value.
struct RoleRule: Sendable {
    var concept: Concept
    /// Lower-case value to role. A value that is not listed decides nothing.
    var roles: [String: Role]
}

enum RoleRules {
    /// In order; presence of an iteration number comes before all of them.
    static let attributes: [RoleRule] = [
        RoleRule(
            concept: .langfuseType,
            roles: ["agent": .agent, "generation": .llm, "tool": .tool, "embedding": .llm]),
        RoleRule(
            concept: .openInferenceKind,
            roles: ["agent": .agent, "llm": .llm, "tool": .tool, "embedding": .llm]),
        RoleRule(concept: .spanType, roles: ["interaction": .agent, "llm_request": .llm, "tool": .tool]),
        RoleRule(
            concept: .operationName,
            roles: [
                "chat": .llm, "text_completion": .llm, "completion": .llm, "generate_content": .llm, "generate": .llm,
                "llm_call": .llm, "response": .llm, "embeddings": .llm,
                "invoke_agent": .agent, "agent_call": .agent, "user_prompt": .agent, "invoke_workflow": .agent,
                "system_prompt": .iteration, "agent_step": .iteration, "execute_event_loop_cycle": .iteration,
                "execute_tool": .tool, "tool_call": .tool,
                "create_agent": .other, "plan": .other, "retrieval": .other, "agent_handoff": .other,
                "guardrail_check": .other, "schedule_tool_calls": .other, "invoke_node": .other,
                "execute_task": .other, "rerank": .other, "execute_hook": .other,
            ]),
        RoleRule(
            concept: .vercelOperation,
            roles: [
                "ai.generatetext.dogenerate": .llm, "ai.streamtext.dostream": .llm,
                "ai.generateobject.dogenerate": .llm, "ai.streamobject.dostream": .llm, "ai.toolcall": .tool,
                "ai.generatetext": .agent, "ai.streamtext": .agent, "ai.generateobject": .agent,
                "ai.streamobject": .agent,
            ]),
        RoleRule(
            concept: .traceloopKind, roles: ["workflow": .agent, "agent": .agent, "tool": .tool, "task": .other]),
        RoleRule(
            concept: .llmRequestType,
            roles: ["chat": .llm, "completion": .llm, "embedding": .llm, "rerank": .other]),
        RoleRule(concept: .langsmithKind, roles: ["llm": .llm, "tool": .tool, "chain": .other]),
    ]

    /// Whole names.
    static let names: [String: Role] = [
        "loop.iteration": .iteration, "agent.loop.iteration": .iteration, "agent.iteration": .iteration,
        "execute_event_loop_cycle": .iteration,
        "agent.loop": .agent, "agent.execute": .agent, "loop.start": .agent, "invocation": .agent, "reply": .agent,
        "session_task.turn": .agent, "agent.invoke": .agent,
        "llm.call": .llm, "call_llm": .llm, "provider_generation": .llm,
        "tool.execute": .tool, "dispatch_tool_call": .tool,
    ]

    /// Beginnings of names.
    static let prefixes: [(prefix: String, role: Role)] = [
        ("agent[", .agent), ("agent.turn[", .agent), ("agent.invoke", .agent), ("invoke_agent ", .agent),
        ("openai.", .llm), ("tools/call ", .tool), ("execute_tool ", .tool),
    ]

    /// Endings of names that are a detail of another span, whatever else they carry.
    static let detailSuffixes = [".tool.execution", ".tool.blocked_on_user", ".hook"]

    /// The role that a rule gives a value; nil when it does not decide.
    static func role(_ value: String, byRule rule: Int) -> Role? { attributes[rule].roles[value.lowercased()] }

    /// The role that a name alone gives.
    static func role(ofName name: String) -> Role? {
        names[name] ?? prefixes.first { name.hasPrefix($0.prefix) }?.role
    }

    static func isDetail(_ name: String) -> Bool {
        detailSuffixes.contains { name.hasSuffix($0) }
    }
}
