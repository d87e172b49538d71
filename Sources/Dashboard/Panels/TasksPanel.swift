import Screen
import Telemetry

// Active tasks: a row for each task that runs, longest first, then the last ones that ended.

extension Canvas {
    mutating func drawTasks(_ model: DashboardModel, in rect: Rect, frame style: FrameStyle) {
        let isFocused = model.focus == .tasks
        let tasks = model.overview?.tasks ?? TaskOverview()
        let frame = Frame(
            style: style, number: Panel.tasks.rawValue, title: Panel.tasks.title, figures: taskFigures(tasks.counts),
            isFocused: isFocused)
        let inside = draw(frame, in: rect)
        let count = tasks.active.count + tasks.finished.count
        guard count > 0 else { return drawEmpty("No tasks yet.", in: inside) }
        let table = Table(
            columns: taskColumns, firstRow: model.tasks.firstRow, count: count, height: inside.height - 1,
            selected: isFocused ? model.tasks.row(in: tasks) : nil, isFocused: isFocused
        ) { index in
            if let task = tasks.active.at(index) { return activeRow(task, now: model.now) }
            return tasks.finished.at(index - tasks.active.count).map { finishedRow($0, now: model.now) }
        }
        draw(table, in: inside)
    }

    private func taskFigures(_ counts: TaskCounts) -> [Segment] {
        var segments = [
            Segment("\(groupedCount(counts.active)) active", counts.active > 0 ? .running : .dim, priority: 1),
            Segment("\(groupedCount(counts.completed)) completed", .foreground, priority: 3),
            Segment("\(groupedCount(counts.failed)) failed", counts.failed > 0 ? .error : .dim, priority: 2),
        ]
        if counts.other > 0 { segments.append(Segment("\(groupedCount(counts.other)) other", .dim, priority: 4)) }
        return segments
    }

    private var taskColumns: [Column] {
        [
            Column.figure("", 1, priority: 0), .text("Agent", 9, upTo: 22, priority: 2),
            .text("Task", 8, upTo: 24, priority: 4), .text("Now", 14, upTo: 400, priority: 1),
            .figure("Since", 6, priority: 3), .figure("Elapsed", 7, priority: 0), .figure("Iter", 4, priority: 6),
            .figure("Tokens", 6, priority: 5),
        ]
    }

    private func activeRow(_ task: ActiveTask, now: Timestamp) -> [TableCell] {
        [
            task.isStalled ? TableCell(glyphs.stalledMark, .warn) : TableCell(glyphs.runningMark, .running),
            TableCell(task.agentName, .agent), TableCell(task.taskID), stepCell(task),
            TableCell(ageText(seconds: now.seconds(since: task.since)), .dim),
            TableCell(ageText(seconds: now.seconds(since: task.startedAt))),
            .figure(task.iteration) { String($0) }, .figure(task.tokens.total, .foreground, shortCount),
        ]
    }

    /// What a task does now; a silent one says that first.
    private func stepCell(_ task: ActiveTask) -> TableCell {
        if task.isStalled { return TableCell("silent" + (task.step.map { ", " + stepText($0) } ?? ""), .warn) }
        guard let step = task.step else { return TableCell("started", .dim) }
        switch step {
        case .running(let role, _, _): return TableCell(stepText(step), role.themeRole)
        case .after: return TableCell(stepText(step), .dim)
        }
    }

    private func stepText(_ step: TaskStep) -> String {
        switch step {
        case .running(let role, let name, _): role.label(name)
        case .after(let role, let name, _): "after " + role.label(name)
        }
    }

    private func finishedRow(_ task: FinishedTask, now: Timestamp) -> [TableCell] {
        let (mark, text, role) = outcome(task.outcome)
        return [
            TableCell(mark, role), TableCell(task.agentName, .dim), TableCell(task.taskID, .dim),
            TableCell(text, role == .ok ? .dim : role),
            TableCell(ageText(seconds: now.seconds(since: task.endedAt)), .dim),
            TableCell(durationText(ms: task.durationMs), .dim),
            .figure(task.iterations, .dim) { String($0) }, .figure(task.tokens.total, .dim, shortCount),
        ]
    }

    private func outcome(_ outcome: FinishedTask.Outcome) -> (mark: String, text: String, role: ThemeRole) {
        switch outcome {
        case .completed: (glyphs.okMark, "completed", .ok)
        case .failed(let message): (glyphs.failedMark, "failed" + (message.map { ": " + $0 } ?? ""), .error)
        case .timedOut: (glyphs.timedOutMark, "timed out", .warn)
        case .other: (glyphs.otherMark, "ended", .dim)
        }
    }

    /// Says in a panel why there is nothing in it.
    mutating func drawEmpty(_ sentence: String, in rect: Rect) {
        let row = rect.splitTop(rect.height / 2 + 1).top
        put(
            sentence,
            in: Rect(x: row.x + 1, y: max(row.y, row.bottom - 1), width: row.width - 2, height: min(1, row.height)),
            .dim)
    }
}

extension ActiveTask {
    /// Since when it does what it does now, or has been silent.
    fileprivate var since: Timestamp {
        if isStalled { return lastActivity }
        return switch step {
        case .running(_, _, let since): since
        case .after(_, _, let endedAt): endedAt
        case nil: startedAt
        }
    }
}

extension Timestamp {
    /// Whole seconds from an earlier moment; 0 when that is unset or later.
    func seconds(since start: Timestamp) -> Int {
        start.isSet ? Int(max(0, since(start)) / 1_000_000_000) : 0
    }
}

extension Telemetry.Role {
    /// A step in words: `model gpt-5`, `tool web_search`.
    func label(_ name: String) -> String {
        switch self {
        case .agent: "agent \(name)"
        case .iteration: name
        case .llm: "model \(name)"
        case .tool: "tool \(name)"
        case .other: name
        }
    }
}
