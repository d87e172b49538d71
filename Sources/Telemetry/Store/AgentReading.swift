// Who did it: the agent that a span names.

extension BatchReader {
    /// Whose work the span says it is.
    func said(_ role: Role, _ facts: NameFacts, ledger: inout Ledger) -> SpanSource.Said {
        SpanSource.Said(
            agent: ownAgent(role, facts, in: &ledger.agents), task: task(in: &ledger.symbols),
            session: symbol(.sessionID, in: &ledger.symbols))
    }

    /// The agent that the span names itself: by id, else by name; none if it names none.
    func ownAgent(_ role: Role, _ facts: NameFacts, in table: inout AgentTable) -> AgentIndex {
        let naming = namingConcept(role, facts)
        guard has(.agentID) || naming != nil else {
            return table.agent(id: bounded(nameBySpan(role, facts)), name: "")
        }
        guard let cacheKey = agentCacheKey(role, facts, naming) else {
            return resolveAgent(role, facts, naming, in: &table)
        }
        if let known = agent(of: cacheKey) { return known }
        let agent = resolveAgent(role, facts, naming, in: &table)
        remember(agent, of: cacheKey)
        return agent
    }

    /// The concept that names the agent. What names a step of a graph or an entity names an agent only on its span.
    private func namingConcept(_ role: Role, _ facts: NameFacts) -> Concept? {
        if has(.agentName), role != .tool || !saysCallee { return .agentName }
        if has(.hookClient) { return .hookClient }
        if role == .agent {
            if namesEntity { return .entityName }
            if has(.graphNode) { return .graphNode }
            if has(.templateName), facts.isTemplate { return .templateName }
        }
        if graphAgent != nil { return .metadata }
        return has(.querySource) ? .querySource : nil
    }

    /// The agent that the span's own name tells.
    private func nameBySpan(_ role: Role, _ facts: NameFacts) -> String {
        guard facts.agent.isEmpty || isModel(facts.agent) else { return facts.agent }
        guard role == .agent else { return "" }
        return has(.openInferenceKind) && !facts.runner.isEmpty ? facts.runner : nameOfWork(facts)
    }

    /// Does it name an agent or a tool? `operation.name` does so in AgentOps' spans only.
    var namesEntity: Bool { has(.entityName) && (rank(.entityName) < Concept.operationRank || isOfAgentOps) }

    private var isOfAgentOps: Bool { has(.libraryKind) && rank(.libraryKind) == Concept.agentOpsRank }

    /// The agent in the attributes of LangChain's spans: on its own, and on all below that are not another's.
    var graphAgent: String? {
        if has(.agentName) {
            return rank(.agentName) >= Concept.firstGraphAgentRank ? string(.agentName)?.unquoted : nil
        }
        return has(.metadata) ? value(.metadata).flatMap { agentOfGraph($0) } : nil
    }

    /// The span's name, where it is that of what works; empty where it isn't, or is that of a method.
    func nameOfWork(_ facts: NameFacts) -> String {
        if facts.isTemplate { return string(.templateName) ?? "" }
        return isNamedAfterWork && facts.mayNameWork ? facts.text : ""
    }

    /// Do spans have the names of the functions that work? Those of decorators do.
    private var isNamedAfterWork: Bool {
        if has(.libraryKind) { return Concept.ranksNamedAfterWork.contains(rank(.libraryKind)) }
        return has(.langfuseType) || has(.openInferenceKind) && !isOfOpenInference
    }

    /// Both texts that an agent is found by, as one key; nil when one is not a plain string.
    private func agentCacheKey(_ role: Role, _ facts: NameFacts, _ naming: Concept?) -> UInt64? {
        func place(_ concept: Concept?) -> UInt64? {
            switch concept.flatMap({ value($0) }) {
            case nil: 0
            case .string(let id): UInt64(id.index)
            default: nil
            }
        }
        guard naming != nil || nameBySpan(role, facts).isEmpty, let id = place(.agentID), let name = place(naming),
            let session = place(.sessionID),
            session == 0 || id != session
        else { return nil }
        // What says a type of sub-agent goes before an id that what says a name does not.
        let isTyped = naming == .querySource || naming == .agentName && saysType
        return (isTyped ? 1 << 63 : 0) | id << 32 | name
    }

    private func resolveAgent(
        _ role: Role, _ facts: NameFacts, _ naming: Concept?, in table: inout AgentTable
    ) -> AgentIndex {
        let text = naming == .metadata ? graphAgent : naming.flatMap { string($0)?.unquoted }
        var said = bounded(text ?? nameBySpan(role, facts))
        if said == Dialect.fillerOfName { said = "" }
        let name =
            switch naming {
            case .hookClient: Dialect.namesOfHookClients[said] ?? said
            case .querySource: Dialect.subAgent(ofQuerySource: said)
            // A node's id may be a role in words (CrewAI) or a hash.
            case .graphNode where isOfMachines(said): ""
            default: said
            }
        guard let id = string(.agentID), !(id == Dialect.fillerOfID && has(.agentName) && rank(.agentID) > 0),
            name.isEmpty || !isPassing(id, beside: naming)
        else {
            return table.agent(id: name, name: "")
        }
        return table.agent(id: bounded(id), name: name)
    }

    /// Is an agent's id one that the next run won't have? Copilot's is its conversation, LangGraph's and the hooks'
    /// are made anew, and so are those of sub-agents that say their type: where there is a name too, that is who it is.
    /// Looopy's own key always says who.
    private func isPassing(_ id: String, beside naming: Concept?) -> Bool {
        if id == string(.sessionID) { return true }
        guard !has(.agentID, withinFirst: 1) else { return false }
        return naming == .querySource || naming == .agentName && saysType || endsInUUID(id)
    }

    /// Is the agent named by what type of sub-agent it is?
    private var saysType: Bool { Concept.typeRanks.contains(rank(.agentName)) }

    /// Is it named by the type of a sub-agent that is called? On a tool's span that is the callee's.
    private var saysCallee: Bool { rank(.agentName) == Concept.typeRanks.lowerBound }

    /// The sub-agent that a tool's span says it calls, by its type; `none` if it says none.
    func calledAgent(in table: inout AgentTable) -> AgentIndex {
        guard has(.agentName), saysCallee, let type = string(.agentName) else { return .none }
        return table.agent(id: bounded(type), name: "")
    }

    /// The agent that a span says called its own; `none` if it says none.
    func parentAgent(in table: inout AgentTable) -> AgentIndex {
        guard has(.parentAgent), let parent = string(.parentAgent) else { return .none }
        return table.agent(id: bounded(parent), name: "")
    }

    /// Is the agent known only by an id that may be made anew for each run?
    var namesAgentByRun: Bool {
        guard has(.agentID), rank(.agentID) == Concept.runIDRank, !has(.agentName) else { return false }
        return string(.querySource).map { Dialect.subAgent(ofQuerySource: $0).isEmpty } ?? true
    }
}

/// Is a text an id that a machine made: a UUID, or a long row of hex digits?
private func isOfMachines(_ text: String) -> Bool {
    endsInUUID(text) || text.utf8.count >= 16 && text.allSatisfy(\.isHexDigit)
}

/// Does a text end in a UUID, as ids do that machines make for a run?
private func endsInUUID(_ text: String) -> Bool {
    let tail = Array(text.utf8.suffix(36))
    guard tail.count == 36 else { return false }
    return tail.indices.allSatisfy { index in
        switch (index, tail[index]) {
        case (8, 0x2d), (13, 0x2d), (18, 0x2d), (23, 0x2d): true
        case (8, _), (13, _), (18, _), (23, _): false
        case (_, 0x30...0x39), (_, 0x41...0x46), (_, 0x61...0x66): true
        default: false
        }
    }
}
