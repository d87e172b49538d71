import Telemetry

/// Where the user is in the list of tasks: those that run, then those that ended.
package struct TasksPanelState: Hashable, Sendable {
    /// The selected task; nil for the top row.
    package var selected: TaskKey?
    package var firstRow = 0

    mutating func move(_ motion: Motion, in tasks: TaskOverview, page: Int) {
        let keys = tasks.keys
        guard !keys.isEmpty else { return }
        let target = motion.target(from: row(in: tasks), count: keys.count, page: page)
        selected = target == 0 ? nil : keys[target]
        firstRow = scrolled(firstRow, toShow: target, page: page)
    }

    /// Keeps the selection on its task; a task that is gone gives it back to the top row.
    mutating func receive(_ tasks: TaskOverview, page: Int) {
        guard let selected, let row = tasks.keys.firstIndex(of: selected) else {
            self = TasksPanelState()
            return
        }
        firstRow = scrolled(firstRow, toShow: row, page: page)
    }

    /// The selected row.
    func row(in tasks: TaskOverview) -> Int { selected.flatMap(tasks.keys.firstIndex) ?? 0 }
}

/// What tells a task from others. Tasks that only logs tell of have no span.
package struct TaskKey: Hashable, Sendable {
    package var place: SpanPlace
    var agent = ""
    var task = ""
}

extension TaskOverview {
    /// Every listed task, by the span that stands for it.
    var places: [SpanPlace] { keys.map(\.place) }

    /// Every listed task. Those of spans are known by these alone: agent and task may be learnt later.
    var keys: [TaskKey] {
        active.map { task in
            let place = SpanPlace(trace: task.traceID, span: task.spanID)
            return task.spanID.isZero
                ? TaskKey(place: place, agent: task.agentID, task: task.taskID) : TaskKey(place: place)
        }
            + finished.map { task in
                let place = SpanPlace(trace: task.traceID, span: task.spanID)
                return task.spanID.isZero
                    ? TaskKey(place: place, agent: task.agentID, task: task.taskID) : TaskKey(place: place)
            }
    }
}
