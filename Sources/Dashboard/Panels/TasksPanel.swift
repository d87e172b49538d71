import Screen
import Telemetry

// Active tasks: a row for each task that runs, sub-agents below their callers, then the last ones that ended.

extension Canvas {
    mutating func drawTasks(_ model: DashboardModel, in rect: Rect, frame style: FrameStyle) {
        let isFocused = model.focus == .tasks
        let tasks = model.overview?.tasks ?? TaskOverview()
        let frame = Frame(
            style: style, number: Panel.tasks.rawValue, title: Panel.tasks.title,
            figures: sourceFigures(model.overview?.window.taskSource ?? .none, priority: 5) + taskFigures(tasks.counts),
            isFocused: isFocused)
        let layout = TaskPanelLayout(inside: draw(frame, in: rect), isZoomed: model.isZoomed)
        drawAgentLoads(model.agentLoads, rule: layout.rule, in: layout.agents)
        let inside = layout.tasks
        let count = tasks.active.count + tasks.finished.count
        guard count > 0 else { return drawEmpty(noTasks(tasks.counts), in: inside) }
        let shown = TaskColumns(width: inside.width, isZoomed: model.isZoomed)
        let columns = shown.columns
        let hasAge = columnPlaces(columns, in: inside).contains { columns[$0.index].title == TaskColumns.since }
        let table = Table(
            columns: columns, firstRow: model.tasks.firstRow, count: count, height: inside.height - 1,
            selected: isFocused ? model.tasks.row(in: tasks) : nil, isFocused: isFocused
        ) { index in
            if let task = tasks.active.at(index) {
                return shown.cells(activeRow(task, hasAge: hasAge, now: model.now), session: task.sessionID)
            }
            return tasks.finished.at(index - tasks.active.count).map { task in
                shown.cells(
                    finishedRow(task, now: model.now, windowSeconds: model.windowSeconds), session: task.sessionID)
            }
        }
        draw(table, in: inside)
    }

    private func noTasks(_ counts: TaskCounts) -> String {
        switch counts.active {
        case ...0: "No tasks yet."
        case 1: "1 task runs, as its agent reports; nothing else is known of it."
        default: "\(grouped(counts.active)) tasks run, as their agents report; nothing else is known of them."
        }
    }

    private func taskFigures(_ counts: TaskCounts) -> [Segment] {
        var segments = [
            Segment("\(grouped(counts.active)) active", counts.active > 0 ? .running : .dim, priority: 1),
            Segment("\(grouped(counts.completed)) completed", .foreground, priority: 3),
            Segment("\(grouped(counts.failed)) failed", counts.failed > 0 ? .error : .dim, priority: 2),
        ]
        if counts.other > 0 { segments.append(Segment("\(grouped(counts.other)) other", .dim, priority: 4)) }
        return segments
    }

    /// `hasAge` is false where there is no room for a column with the age of the step: then the step says it.
    private func activeRow(_ task: ActiveTask, hasAge: Bool, now: Timestamp) -> [TableCell] {
        let age = ageText(seconds: now.seconds(since: task.since))
        return [
            task.isStalled ? TableCell(glyphs.stalledMark, .warn) : TableCell(glyphs.runningMark, .running),
            TableCell(indent(task.depth) + task.agentName, .agent), .id(task.taskID),
            stepCell(task, age: hasAge ? "" : age + " "), TableCell(age, .dim),
            TableCell(ageText(seconds: now.seconds(since: task.startedAt))),
            .figure(task.iteration) { String($0) }, .figure(task.tokens.total, .foreground, shortCount),
        ]
    }

    /// What stands before a sub-agent's name; beyond four levels they are no longer told apart.
    private func indent(_ depth: Int) -> String {
        depth <= 0 ? "" : String(repeating: "  ", count: min(depth, 4) - 1) + glyphs.called + " "
    }

    /// What a task does now; a silent one says that first.
    private func stepCell(_ task: ActiveTask, age: String) -> TableCell {
        if task.isStalled { return TableCell(age + "silent" + (task.step.map { ", " + stepText($0) } ?? ""), .warn) }
        guard let step = task.step else { return TableCell(age + "started", .dim) }
        switch step {
        case .running(let role, _, _): return TableCell(age + stepText(step), role.themeRole)
        case .after: return TableCell(age + stepText(step), .dim)
        }
    }

    private func stepText(_ step: TaskStep) -> String {
        switch step {
        case .running(let role, let name, _): role.label(name)
        case .after(let role, let name, _): "after " + role.label(name)
        }
    }

    /// A task that ended before the window begins is not in the panel's counts, and wholly dim.
    private func finishedRow(_ task: FinishedTask, now: Timestamp, windowSeconds: Int) -> [TableCell] {
        let age = now.seconds(since: task.endedAt)
        let (mark, text, ownRole) = outcome(task.outcome)
        let role = age < windowSeconds ? ownRole : .dim
        return [
            TableCell(mark, role), TableCell(task.agentName, .dim), .id(task.taskID, .dim),
            TableCell(text, role == .ok ? .dim : role), TableCell(ageText(seconds: age), .dim),
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
        let lines = wrapped(sentence, width: rect.width - 2, limit: max(0, rect.height)).lines
        let top = rect.y + max(0, min(rect.height / 2, rect.height - lines.count))
        for (index, line) in lines.enumerated() {
            put(line, in: Rect(x: rect.x + 1, y: top + index, width: rect.width - 2, height: 1), .dim)
        }
    }
}

/// The columns of the list of tasks.
private struct TaskColumns {
    /// Is there room to say which session a task belongs to?
    var hasSession: Bool

    static let since = "Since"
    private static let sessionPlace = 3

    init(width: Int, isZoomed: Bool) { hasSession = width >= (isZoomed ? 96 : 136) }

    var columns: [Column] {
        let all = [
            Column.figure("", 1, priority: 0), .text("Agent", 9, upTo: 26, priority: 2),
            .text("Task", 8, upTo: 64, priority: 4), .text("Now", 14, upTo: 400, priority: 1),
            .figure(Self.since, 6, priority: 3), .figure("Elapsed", 7, priority: 0), .figure("Iter", 4, priority: 6),
            .figure("Tokens", 6, priority: 5),
        ]
        return hasSession ? cells(all, with: .text("Session", 10, upTo: 24, priority: 7)) : all
    }

    func cells(_ cells: [TableCell], session: String?) -> [TableCell] {
        self.cells(cells, with: .id(session ?? "", .dim))
    }

    private func cells<Cell>(_ cells: [Cell], with session: Cell) -> [Cell] {
        guard hasSession else { return cells }
        var cells = cells
        cells.insert(session, at: min(Self.sessionPlace, cells.count))
        return cells
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
