import Screen
import Telemetry
import Testing

@testable import Dashboard

/// What panels say where there is little to say, or little room.
@Suite struct PanelTextTests {
    /// A dashboard that shows a changed overview.
    private func screen(
        _ width: Int, _ height: Int, keys: String = "", _ change: (inout Overview) -> Void
    ) -> String {
        var session = Session(width, height)
        session.type(keys)
        var overview = Sample.overview(session.model.overviewRequest)
        change(&overview)
        session.send(.overview(overview))
        return session.screen
    }

    @Test(arguments: [(40, 10), (60, 16), (80, 24), (100, 30), (120, 40), (200, 60)])
    func `Input and output of the token panel stay together, and longer than what else there is`(
        width: Int, height: Int
    ) throws {
        let text = screen(width, height, keys: "3") {
            $0.window.tokens = TokenCounts(input: 15_000_000, output: 1_200_000, cacheRead: 9, reasoning: 8)
            $0.window.costUSD = 1.234
        }
        let line = try #require(text.split(separator: "\n").first { $0.contains("now 4.3k/s") })
        #expect(line.contains("in 15.0M  out 1.2M") || !line.contains("in 15.0M") && !line.contains("mean"))
        let pieces = ["max 14.1k/s", "reasoning 8", "cached 9", "$1.23", "mean 2.9k/s", "in 15.0M  out 1.2M"]
        let isSeen = pieces.map { line.contains($0) }
        #expect(!isSeen.drop { !$0 }.contains(false), "\(line)")
    }

    @Test func `Tasks that only gauges tell of are no empty panel`() {
        let text = screen(120, 40) {
            $0.tasks = TaskOverview()
            $0.tasks.counts.active = 2
            $0.window.taskSource = .metrics
        }
        #expect(text.contains("2 tasks run, as their agents report; nothing else is known of them."))
        #expect(text.contains("from counters  2 active"))
        #expect(screen(120, 40) { $0.tasks = TaskOverview() }.contains("No tasks yet."))
    }

    @Test func `Names of models and tools are told apart by their ends`() {
        let text = screen(80, 24) {
            let names = ["claude-sonnet-4", "claude-sonnet-4-5"]
            $0.window.models = names.map { ModelFigures(model: $0) }
            $0.window.tools = names.map { ToolFigures(name: $0) }
        }
        for ending in ["net-4 ", "t-4-5 "] {
            #expect(text.split(separator: ending, omittingEmptySubsequences: false).count == 3)
        }
    }

    @Test func `What is spent is told where there is room, and blank where it is not known`() throws {
        var agents = Sample.agents
        agents[0].costUSD = 0.354
        let text = screen(140, 40, keys: "a") { $0.agents = agents }
        #expect(text.contains("p95    Cost"))
        #expect(text.split(separator: "\n").filter { $0.contains("$0.35") }.count == 2)
        #expect(!screen(120, 40, keys: "a") { $0.agents = agents }.contains("Cost"))
        var session = Session(120, 40)
        session.type("<enter>")
        #expect(!session.screen.contains("$"))
        var tree = Sample.tree(Sample.traceID(1_234))
        tree.figures.costUSD = 1.234
        session.send(.tree(tree))
        #expect(session.screen.contains("$1.23"))
    }
}
