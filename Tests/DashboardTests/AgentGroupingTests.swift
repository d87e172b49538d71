import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct AgentGroupingTests {
    @Test func `The list of agents in groups`() {
        var session = Session(80, 24)
        session.type("abb<down>")
        expectScreen("agents-by-version-80x24", session.model)
    }

    @Test func `Groups stand by name, agents of none at the end`() {
        var agents = Sample.agents
        agents[0].tenants = ["globex"]
        agents[1].tenants = []
        agents[2].tenants = ["acme", "globex"]
        agents[3].tenants = ["acme"]
        let rows = AgentGrouping.tenant.rows(of: agents)
        let texts = rows.map { row in
            switch row {
            case .all: "all"
            case .heading(let group): "# \(group)"
            case .agent(let agent): agent.id
            }
        }
        #expect(
            texts == [
                "all", "# acme", "support", "# acme, globex", "research-2", "# globex", "coder-1", "# not given",
                "planner-7",
            ])
    }

    @Test func `Headings are stepped over, the chosen agent stays chosen, and what it is grouped by is remembered`() {
        var session = Session(80, 24)
        session.type("abb<down><down><down>")
        let agents = session.model.overview?.agents ?? []
        guard case .agents(let picker) = session.model.overlay else { return #expect(Bool(false), "no list is open") }
        let rows = AgentGrouping.version.rows(of: agents)
        #expect(rows[picker.row(in: rows)].isChoice)
        #expect(picker.agent == rows.compactMap { if case .agent(let agent) = $0 { agent.id } else { nil } }[2])
        session.type("b")
        guard case .agents(let next) = session.model.overlay else { return #expect(Bool(false), "no list is open") }
        #expect(next.agent == picker.agent && next.grouping == .environment)
        session.type("<enter>a")
        #expect(session.screen.contains("Agents by environment"))
    }

    @Test func `Any attribute can be grouped by: its name is completed from those seen, and kept for the next time`() {
        var session = Session(80, 24)
        session.type("ajB")
        #expect(session.screen.contains("group by: "))
        #expect(session.model.overviewRequest.wantsAttributeNames)
        session.type("custom.t<tab>")
        #expect(session.screen.contains("group by: custom.tenant_id"))
        session.type("<enter>")
        #expect(session.model.agentGrouping == .attribute("custom.tenant_id"))
        #expect(session.model.overviewRequest.grouping == "custom.tenant_id")
        expectScreen("agents-by-attribute-80x24", session.model)
        // The usual ones follow, then the same attribute again; the prompt remembers it too.
        session.type("b")
        #expect(session.model.agentGrouping == AgentGrouping.none)
        session.type("bbbbbb")
        #expect(session.model.agentGrouping == .attribute("custom.tenant_id"))
        session.type("B")
        #expect(session.screen.contains("group by: custom.tenant_id"))
    }

    @Test func `Giving the prompt up leaves the list as it was, and an empty name ungroups it`() {
        var session = Session(80, 24)
        session.type("abBteam<esc>")
        guard case .agents(let picker) = session.model.overlay else { return #expect(Bool(false), "no list is open") }
        #expect(picker.grouping == .service)
        session.type("B<ctrl-u><enter>")
        #expect(session.model.agentGrouping == AgentGrouping.none)
    }

    @Test func `A filter's key is completed too, up to its sign`() {
        var session = Session(120, 40)
        session.type("fcustom.u")
        #expect(session.model.completions == ["custom.user_id"])
        session.type("<tab>jane<enter>")
        #expect(session.model.filter == AttributeFilter("custom.user_id=jane"))
        session.type("f")
        #expect(session.model.completions.isEmpty)
    }

    @Test func `Attributes are looked for on and on until all is looked through`() {
        var session = Session(80, 24)
        session.type("aB")
        let asked = session.model.overviewRequest
        var overview = Sample.overview(asked)
        overview.isSurveying = true
        session.send(.overview(overview))
        #expect(session.model.isSearching)
        #expect(session.model.overviewRequest != asked)
    }

    @Test(arguments: AgentGrouping.usual)
    func `In any grouping the first and the last row can be reached on a small screen`(grouping: AgentGrouping) {
        var session = Session(40, 10)
        session.type("a")
        while session.model.agentGrouping != grouping { session.type("b") }
        session.type("G")
        guard case .agents(let last) = session.model.overlay else { return #expect(Bool(false), "no list is open") }
        let rows = grouping.rows(of: session.model.overview?.agents ?? [])
        #expect(last.row(in: rows) == rows.count - 1)
        session.type("g")
        guard case .agents(let first) = session.model.overlay else { return #expect(Bool(false), "no list is open") }
        #expect(first.agent == nil && first.firstRow == 0)
    }
}
