import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct AgentLoadsTests {
    @Test func `The busiest agents come first, those without a task are left out`() {
        var session = Session(120, 40)
        var overview = Sample.overview(session.model.overviewRequest)
        overview.agents.append(AgentFigures(id: "idle", name: "idle"))
        session.send(.overview(overview))
        #expect(session.model.agentLoads.map(\.id) == ["coder-1", "research-2", "planner-7", "support"])
    }

    @Test func `A filter leaves the one agent`() {
        let session = Session(120, 40, agent: "support")
        #expect(session.model.agentLoads.map(\.id) == ["support"])
    }

    @Test func `How long runs take is asked for where it is seen`() {
        #expect(Session(120, 40).model.overviewRequest.wantsRuns)
        #expect(!Session(80, 24).model.overviewRequest.wantsRuns)
        var session = Session(120, 40)
        session.type("M")
        #expect(!session.model.overviewRequest.wantsRuns)
    }

    @Test func `Those that there is no room for are counted, with the key to all of them`() {
        var session = Session(120, 40)
        var overview = Sample.overview(session.model.overviewRequest)
        for number in 0..<20 {
            overview.agents.append(
                Sample.agent("a-\(number)", "a", version: "1", active: 0, done: 1, failed: 0, tokens: 1))
        }
        session.send(.overview(overview))
        #expect(session.screen.contains("18 more agents: a"))
    }
}
