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

    /// Groups by something else; the chosen agent stays the chosen one.
    mutating func group(by grouping: AgentGrouping, _ agents: [AgentFigures], page: Int) {
        self.grouping = grouping
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
    /// Groups the list by what comes next.
    mutating func groupAgents() {
        guard case .agents(let picker) = overlay else { return }
        groupAgents(by: picker.grouping.next(attribute: groupingAttribute), in: picker)
    }

    private mutating func groupAgents(by grouping: AgentGrouping, in picker: AgentPickerState) {
        var picker = picker
        let agents = overview?.agents ?? []
        let rows = grouping.rows(of: agents)
        picker.group(by: grouping, agents, page: OverlayPlace.agents(size: size, count: rows.count - 1).rows - 1)
        agentGrouping = grouping
        overlay = .agents(picker)
    }

    /// Asks for an attribute to group by; the last one stands there.
    mutating func openGroupingPrompt() {
        guard case .agents(let picker) = overlay else { return }
        var prompt = SearchPrompt(target: .grouping, text: groupingAttribute ?? "")
        prompt.agent = picker.agent
        overlay = .search(prompt)
    }

    /// The list of agents again, after an attribute was asked for.
    mutating func endGroupingPrompt(_ prompt: SearchPrompt, isKept: Bool) {
        var picker = AgentPickerState(agent: prompt.agent)
        picker.grouping = agentGrouping
        let key = prompt.text.trimmed
        if isKept && !key.isEmpty { groupingAttribute = key }
        let wanted = key.isEmpty ? AgentGrouping.none : .attribute(key)
        groupAgents(by: isKept ? wanted : agentGrouping, in: picker)
    }

    mutating func pickAgent() { overlay = .agents(freshPicker) }

    /// The list as it is opened: on the agent that everything is limited to.
    var freshPicker: AgentPickerState {
        var picker = AgentPickerState(agent: overview?.filter?.id ?? agent)
        picker.grouping = agentGrouping
        return picker
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text.drop { $0 == " " })
    }
}
