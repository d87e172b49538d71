// Who did it: the agent that a span names.

extension BatchReader {
    /// The agent that the span names itself: by id, else by name; none if it names none.
    mutating func ownAgent(_ role: Role, _ facts: NameFacts, in table: inout AgentTable) -> AgentIndex {
        let naming = namingConcept(role)
        guard has(.agentID) || naming != nil else {
            return table.agent(id: bounded(nameBySpan(role, facts)), name: "")
        }
        guard let cacheKey = agentCacheKey(role, facts, naming) else {
            return resolveAgent(role, facts, naming, in: &table)
        }
        if let known = agents[cacheKey] { return known }
        let agent = resolveAgent(role, facts, naming, in: &table)
        agents[cacheKey] = agent
        return agent
    }

    /// The concept that names the agent. What names a step of a graph or an entity names an agent only on its span.
    private func namingConcept(_ role: Role) -> Concept? {
        if has(.agentName) { return .agentName }
        if has(.hookClient) { return .hookClient }
        guard role == .agent else { return nil }
        return has(.entityName) ? .entityName : has(.graphNode) ? .graphNode : nil
    }

    /// The agent that the span's own name tells.
    private func nameBySpan(_ role: Role, _ facts: NameFacts) -> String {
        !facts.agent.isEmpty ? facts.agent : role == .agent && has(.openInferenceKind) ? facts.runner : ""
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
        return id << 32 | name
    }

    private func resolveAgent(
        _ role: Role, _ facts: NameFacts, _ naming: Concept?, in table: inout AgentTable
    ) -> AgentIndex {
        let said = bounded(naming.flatMap { string($0) } ?? nameBySpan(role, facts))
        let name = naming == .hookClient ? Dialect.namesOfHookClients[said] ?? said : said
        guard let id = string(.agentID), name.isEmpty || !isPassing(id) else { return table.agent(id: name, name: "") }
        return table.agent(id: bounded(id), name: name)
    }

    /// Is an agent's id one that the next run won't have? Copilot's is its conversation, LangGraph's and the hooks'
    /// are made anew: where there is a name too, that is who it is. Looopy's own key always says who.
    private func isPassing(_ id: String) -> Bool {
        if id == string(.sessionID) { return true }
        return !has(.agentID, withinFirst: 1) && endsInUUID(id)
    }
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
