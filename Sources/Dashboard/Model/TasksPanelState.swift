import Telemetry

/// Where the user is in the list of tasks: those that run, then those that ended.
package struct TasksPanelState: Hashable, Sendable {
    /// The selected task; nil for the top row.
    package var selected: SpanPlace?
    package var firstRow = 0

    mutating func move(_ motion: Motion, in tasks: TaskOverview, page: Int) {
        let places = tasks.places
        guard !places.isEmpty else { return }
        let target = motion.target(from: row(in: tasks), count: places.count, page: page)
        selected = target == 0 ? nil : places[target]
        firstRow = scrolled(firstRow, toShow: target, page: page)
    }

    /// Keeps the selection on its task; a task that is gone gives it back to the top row.
    mutating func receive(_ tasks: TaskOverview, page: Int) {
        guard let selected, let row = tasks.places.firstIndex(of: selected) else {
            self = TasksPanelState()
            return
        }
        firstRow = scrolled(firstRow, toShow: row, page: page)
    }

    /// The selected row.
    func row(in tasks: TaskOverview) -> Int { selected.flatMap(tasks.places.firstIndex) ?? 0 }
}

extension TaskOverview {
    /// Every listed task, by the span that stands for it.
    var places: [SpanPlace] {
        active.map { SpanPlace(trace: $0.traceID, span: $0.spanID) }
            + finished.map { SpanPlace(trace: $0.traceID, span: $0.spanID) }
    }
}
