import Telemetry

/// What the list of agents is grouped by.
package enum AgentGrouping: Hashable, Sendable, CaseIterable {
    case none, environment, version, service, user, tenant

    /// As the list's frame says it.
    var title: String {
        switch self {
        case .none: ""
        case .environment: "by environment"
        case .version: "by version"
        case .service: "by service"
        case .user: "by user"
        case .tenant: "by tenant"
        }
    }

    var next: AgentGrouping {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }

    /// The group of an agent: one, also where it was seen in several places. Empty where nothing is known.
    func group(of agent: AgentFigures) -> String {
        let places =
            switch self {
            case .none: [String]()
            case .environment: agent.environments
            case .version: agent.versions
            case .service: agent.services
            case .user: agent.users
            case .tenant: agent.tenants
            }
        return places.joined(separator: ", ")
    }
}

/// A row of the list of agents.
enum AgentPickerRow: Hashable {
    /// Stands for all of them.
    case all
    case heading(String)
    case agent(AgentFigures)

    /// Can it be chosen?
    var isChoice: Bool {
        switch self {
        case .all, .agent: true
        case .heading: false
        }
    }
}

extension AgentGrouping {
    /// The rows of the list: groups by name, those that nothing is known of last.
    func rows(of agents: [AgentFigures]) -> [AgentPickerRow] {
        guard self != .none else { return [.all] + agents.map(AgentPickerRow.agent) }
        let groups = Dictionary(grouping: agents, by: group)
        let names = groups.keys.sorted { a, b in a.isEmpty ? false : b.isEmpty || a < b }
        return [.all]
            + names.flatMap { name in
                [.heading(name.isEmpty ? "not given" : name)] + (groups[name] ?? []).map(AgentPickerRow.agent)
            }
    }
}
