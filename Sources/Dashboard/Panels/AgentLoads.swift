import Screen
import Telemetry

// Beside the tasks, where there is room: how many tasks each agent has, and how long its runs take.

/// The parts of the panel of tasks.
struct TaskPanelLayout: Hashable, Sendable {
    var tasks: Rect
    /// A line between the two; empty without agents.
    var rule: Rect
    /// Empty where there is no room.
    var agents: Rect

    init(inside: Rect, isZoomed: Bool) {
        guard inside.width >= (isZoomed ? 150 : 110) else {
            (tasks, rule, agents) = (inside, inside.splitLeft(0).left, inside.splitLeft(0).left)
            return
        }
        let (tasks, rest) = inside.splitLeft(inside.width - min(48, inside.width * 3 / 10))
        self.tasks = tasks
        (rule, agents) = rest.splitLeft(1)
    }
}

extension DashboardModel {
    /// Does the panel of tasks have room for the agents?
    var showsAgentLoads: Bool {
        guard depth == .top, screen == .dashboard, let layout = dashboardLayout else { return false }
        return !TaskPanelLayout(inside: layout.inside(.tasks), isZoomed: isZoomed).agents.isEmpty
    }

    /// The agents with tasks in the window, under the filter; the busiest first.
    var agentLoads: [AgentFigures] {
        func load(_ agent: AgentFigures) -> (Int, Int) {
            (agent.tasks.active, agent.tasks.completed + agent.tasks.failed + agent.tasks.other)
        }
        let filter = overview?.filter
        let working = (overview?.agents ?? []).filter { agent in
            (filter == nil || filter?.id == agent.id) && (load(agent) != (0, 0) || agent.runsP95Ms != nil)
        }
        return working.sorted { a, b in load(a) == load(b) ? a.id < b.id : load(a) > load(b) }
    }
}

extension Canvas {
    mutating func drawAgentLoads(_ agents: [AgentFigures], rule: Rect, in rect: Rect) {
        guard !rect.isEmpty else { return }
        fill(rule, .border, with: glyphs.vertical)
        let height = rect.height - 1
        let isWhole = agents.count <= height
        let columns = [
            Column.text("Agent", 8, upTo: 24, priority: 0), .figure("Active", 6, priority: 1),
            .figure("Done", 4, priority: 4), .figure("Fail", 4, priority: 5), .figure("Run p95", 7, priority: 2),
        ]
        let table = Table(columns: columns, firstRow: 0, count: agents.count, height: isWhole ? height : height - 1) {
            agents.at($0).map { loadRow($0) }
        }
        draw(table, in: rect)
        guard !isWhole, height > 0 else { return }
        var more = Line("\(counted(agents.count - height + 1, "more agent")): ", .dim)
        more.add("a", .keyHint)
        put(more, in: Rect(x: rect.x + 1, y: rect.bottom - 1, width: rect.width - 2, height: 1))
    }

    private func loadRow(_ agent: AgentFigures) -> [TableCell] {
        [
            TableCell(agent.name.isEmpty ? agent.id : agent.name, .agent), .count(agent.tasks.active, .running),
            .count(agent.tasks.completed), .count(agent.tasks.failed, .error),
            .figure(agent.runsP95Ms, .foreground) { durationText(ms: $0, isEstimate: agent.runsAreEstimates) },
        ]
    }
}
