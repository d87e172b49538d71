// For whom an agent works: users and tenants, as its spans or their resource name them.

/// The keys of a batch that name a user or a tenant; none in most batches, and then nothing is looked at.
struct PeopleKeys {
    var users: [StringID]
    var tenants: [StringID]

    init(_ strings: StringTable) {
        func find(_ key: String) -> StringID? { strings.find(Array(key.utf8).span) }
        users = PlaceKeys.user.compactMap(find)
        tenants = PlaceKeys.tenant.compactMap(find)
    }

    var isEmpty: Bool { users.isEmpty && tenants.isEmpty }
}

extension BatchReader {
    /// Notes for whom the agent of a span works.
    func notePeople(of span: SpanRecord, agent: AgentIndex, ledger: inout Ledger) {
        guard !people.isEmpty else { return }
        note(span.attributes, agent, in: &ledger.agents)
        let scope = batch.scopes[Int(span.scope)]
        note(batch.resources[Int(scope.resource)].attributes, agent, in: &ledger.agents)
    }

    private func note(_ attributes: Slice, _ agent: AgentIndex, in agents: inout AgentTable) {
        for place in attributes.range {
            let attribute = batch.attributes[place]
            let isUser = people.users.contains(attribute.key)
            guard isUser || people.tenants.contains(attribute.key), let text = batch.string(attribute.value) else {
                continue
            }
            let name = bounded(text, to: 256)
            agents.note(agent, user: isUser ? name : "", tenant: isUser ? "" : name)
        }
    }
}
