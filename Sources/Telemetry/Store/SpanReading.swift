// From a span as it was sent to what it means: its role, and what it says of itself beside its call.

extension BatchReader {
    /// The role of the span whose attributes were looked at. A tool that hands the conversation over does no work.
    func role(_ name: NameFacts, isStreamPart: Bool) -> Role {
        if isStreamPart { return .other }
        let role = roleByRules(name)
        guard role == .tool else { return role }
        return isHandOff(name) ? .other : role
    }

    /// The first rule that decides.
    private func roleByRules(_ name: NameFacts) -> Role {
        // The first rule is that of hooks.
        if has(.hookEvent), let role = role(byRule: 0) { return role }
        if name.isDetail { return .other }
        // Other keys of the concept stand on spans of any role.
        if name.isIteration || has(.iteration, withinFirst: 2) { return .iteration }
        let role = roleByAttributes() ?? name.role ?? roleByContent
        return role == .other && graphAgent == name.text ? .agent : role
    }

    private func roleByAttributes() -> Role? {
        // Most spans have none of them.
        guard !present.isDisjoint(with: RoleRules.concepts) else { return nil }
        for rule in RoleRules.attributes.indices.dropFirst() where has(RoleRules.attributes[rule].concept) {
            guard let role = role(byRule: rule) else { continue }
            if role == .other, RoleRules.attributes[rule].yieldsToTool, namesTool { continue }
            return role
        }
        return nil
    }

    /// The role that a span's contents suggest. `tool` and `model` alone are words that anything may use.
    private var roleByContent: Role {
        if namesTool { return .tool }
        let saysUsage = has(.inputTokens) || has(.outputTokens)
        if saysUsage || has(.model) && !hasWord("model", .model) { return .llm }
        return .other
    }

    private var namesTool: Bool {
        has(.toolName) && (!hasWord("tool", .toolName) || has(.toolCallID) || has(.toolSuccess))
    }

    /// Is the concept said by this key?
    private func hasWord(_ key: String, _ concept: Concept) -> Bool {
        found(concept).map { batch.text(batch.attributes[$0].key) == key } ?? false
    }

    /// The iteration from 1; 0 when the span is none. Looopy's code counts from 0, its design from 1.
    func iterationNumber(_ name: NameFacts) -> Int32 {
        guard let place = found(.iteration), let number = batch.int(batch.attributes[place].value) else {
            return name.iteration
        }
        let offset: Int64 = batch.text(batch.attributes[place].key) == "agent.iteration" ? 1 : 0
        return Int32(clamping: min(max(0, number), 1 << 30) + offset)
    }

    /// Does an agent's span name no agent, or say that it only wraps agents?
    func isWrapper(_ name: NameFacts) -> Bool {
        if let operation = string(.operationName), RoleRules.wrapperOperations.contains(operation.lowercased()) {
            return true
        }
        guard !has(.agentID), !has(.agentName), graphAgent == nil, !isEntity else { return false }
        return (name.agent.isEmpty || isModel(name.agent)) && nameOfWork(name).isEmpty
    }

    /// Does it name an agent that is no workflow?
    private var isEntity: Bool { namesEntity && string(.traceloopKind)?.lowercased() != "workflow" }

    /// Is a text the model that the span asked? Vercel's `invoke_agent X` names that where its user named no agent.
    func isModel(_ text: String) -> Bool { has(.model) && string(.model) == text }

    /// The status as the span means it: some say it in an attribute of their own only.
    func status(of span: SpanRecord) -> StatusCode {
        guard span.status != .error else { return .error }
        if has(.level), string(.level)?.lowercased() == "error" { return .error }
        return has(.langsmithKind) && hasException(span) ? .error : span.status
    }

    /// LangSmith says that a run is well before it is over, and that can't be taken back.
    private func hasException(_ span: SpanRecord) -> Bool {
        span.events.range.contains { batch.text(batch.events[$0].name) == "exception" }
    }

    /// The span's task. Gemini CLI names it by its prompt, where others name a prompt's template.
    func task(in table: inout SymbolTable) -> Symbol {
        if has(.taskID) { return symbol(.taskID, in: &table) }
        return isOfGeminiCLI ? symbol(.geminiPrompt, in: &table) : .empty
    }

    /// What a hook tells; nil for a span that is none's.
    var hookEvent: HookEvent? { has(.hookEvent) ? string(.hookEvent).map { HookEvent($0) } : nil }

    /// The tool call that a hook says began; nil where none does.
    func toolStart(_ span: SpanRecord, names: inout NameTable) -> ToolStart? {
        guard has(.hookEvent), hookEvent == .toolStart, has(.toolName) else { return nil }
        return ToolStart(identity: identity(.toolCallID), tool: name(.toolName, in: &names), time: span.start)
    }
}
