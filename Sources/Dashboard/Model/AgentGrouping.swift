import Telemetry

/// What the list of agents is grouped by.
package enum AgentGrouping: Hashable, Sendable {
    case none, service, version, environment, user, tenant
    /// Any attribute of spans, log records or resources.
    case attribute(String)

    /// Those that a key goes through.
    static let usual: [AgentGrouping] = [.none, .service, .version, .environment, .user, .tenant]

    /// As the list's frame says it.
    var title: String {
        switch self {
        case .none: ""
        case .service: "by service"
        case .version: "by version"
        case .environment: "by environment"
        case .user: "by user"
        case .tenant: "by tenant"
        case .attribute(let key): "by \(key)"
        }
    }

    /// The attribute whose values the store must be asked for.
    var attribute: String? {
        if case .attribute(let key) = self { key } else { nil }
    }

    /// What comes next: the usual ones, then the attribute that was asked for last.
    func next(attribute: String?) -> AgentGrouping {
        let all = Self.usual + (attribute.map { [.attribute($0)] } ?? [])
        return all[((all.firstIndex(of: self) ?? all.count - 1) + 1) % all.count]
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
            case .attribute: agent.groups
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
