import Telemetry

/// Where the user is in the list of agents; its first row stands for all of them.
package struct AgentPickerState: Hashable, Sendable {
    /// The id of the chosen agent; nil for all.
    package var agent: String?
    package var grouping = AgentGrouping.none
    package var firstRow = 0

    /// The chosen row.
    func row(in rows: [AgentPickerRow]) -> Int {
        guard let agent else { return 0 }
        return rows.firstIndex { if case .agent(let figures) = $0 { figures.id == agent } else { false } } ?? 0
    }

    /// Moves among the rows that can be chosen.
    mutating func move(_ motion: Motion, in rows: [AgentPickerRow], page: Int) {
        let choices = rows.indices.filter { rows[$0].isChoice }
        let here = choices.firstIndex(of: row(in: rows)) ?? 0
        guard let target = choices.at(motion.target(from: here, count: choices.count, page: page)) else { return }
        if case .agent(let figures) = rows[target] { agent = figures.id } else { agent = nil }
        show(target, in: rows, page: page)
    }

    /// Groups by what comes next; the chosen agent stays the chosen one.
    mutating func groupByNext(of agents: [AgentFigures], page: Int) {
        grouping = grouping.next
        let rows = grouping.rows(of: agents)
        show(row(in: rows), in: rows, page: page)
    }

    /// Brings a row into view, with the heading above it.
    private mutating func show(_ row: Int, in rows: [AgentPickerRow], page: Int) {
        let isBelowHeading = row > 0 && !rows[row - 1].isChoice
        if isBelowHeading && page > 1 { firstRow = scrolled(firstRow, toShow: row - 1, page: page) }
        firstRow = scrolled(firstRow, toShow: row, page: page)
    }
}

extension DashboardModel {
    mutating func groupAgents() {
        guard case .agents(var picker) = overlay else { return }
        let agents = overview?.agents ?? []
        let rows = picker.grouping.next.rows(of: agents)
        picker.groupByNext(of: agents, page: OverlayPlace.agents(size: size, count: rows.count - 1).rows - 1)
        agentGrouping = picker.grouping
        overlay = .agents(picker)
    }

    mutating func pickAgent() {
        var picker = AgentPickerState(agent: overview?.filter?.id ?? agent)
        picker.grouping = agentGrouping
        overlay = .agents(picker)
    }
}
