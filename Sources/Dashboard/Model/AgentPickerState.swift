import Telemetry

/// Where the user is in the list of agents; its first row stands for all of them.
package struct AgentPickerState: Hashable, Sendable {
    /// The id of the chosen agent; nil for all.
    package var agent: String?
    package var firstRow = 0

    /// The chosen row.
    func row(in agents: [AgentFigures]) -> Int {
        agent.flatMap { id in agents.firstIndex { $0.id == id } }.map { $0 + 1 } ?? 0
    }

    mutating func move(_ motion: Motion, in agents: [AgentFigures], page: Int) {
        let target = motion.target(from: row(in: agents), count: agents.count + 1, page: page)
        agent = target == 0 ? nil : agents[target - 1].id
        firstRow = scrolled(firstRow, toShow: target, page: page)
    }
}
