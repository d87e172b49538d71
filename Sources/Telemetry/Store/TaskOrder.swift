// The order of the tasks that run: sub-agents below their callers, the tasks of one conversation together.

/// A task that is to be put in order.
struct TaskPlacing: Hashable, Sendable {
    /// The conversation that it belongs to; empty for none.
    var conversation = Symbol.empty
    /// Which of the tasks called it; nil for none of them.
    var caller: Int?
}

/// A task's place in the order, and how many tasks above it called one another down to it.
struct TaskPlaced: Hashable, Sendable {
    var task: Int
    var depth: Int
}

/// Tasks that are given by their starts, in order. Tasks that call each other in a circle stand as if nobody had.
func arranged(_ tasks: [TaskPlacing]) -> [TaskPlaced] {
    var called = [[Int]](repeating: [], count: tasks.count)
    for (task, placing) in tasks.enumerated() {
        if let caller = placing.caller, tasks.indices.contains(caller) { called[caller].append(task) }
    }
    var order: [TaskPlaced] = []
    var isPlaced = [Bool](repeating: false, count: tasks.count)
    func place(_ root: Int) {
        var stack = [TaskPlaced(task: root, depth: 0)]
        while let next = stack.popLast() {
            guard !isPlaced[next.task] else { continue }
            isPlaced[next.task] = true
            order.append(next)
            for task in called[next.task].reversed() { stack.append(TaskPlaced(task: task, depth: next.depth + 1)) }
        }
    }
    let roots = tasks.indices.filter { tasks[$0].caller == nil }
    let groups = Dictionary(grouping: roots) { tasks[$0].conversation }
    for root in roots where !isPlaced[root] {
        let conversation = tasks[root].conversation
        for member in conversation.isEmpty ? [root] : groups[conversation] ?? [root] { place(member) }
    }
    for task in tasks.indices { place(task) }
    return order
}

/// A task that runs, as spans or as event logs tell of it.
enum RunningTask {
    case spans(OpenTask, slot: Int32)
    case logs(EventTaskKey, EventTask)
}

extension Store {
    /// The tasks of an agent, or of all, in their order; at most `limit`.
    func runningTasks(of agent: AgentIndex?, limit: Int) -> [(task: RunningTask, depth: Int)] {
        let tasks = (openTasks(of: agent) + runningEventTasks(of: agent).map { RunningTask.logs($0.key, $0.task) })
            .map { (task: $0, start: start(of: $0), name: name(of: $0)) }
            .sorted { ($0.start, $0.name) < ($1.start, $1.name) }
            .map(\.task)
        let callers = callers(of: tasks)
        let placings = tasks.indices.map {
            TaskPlacing(conversation: conversation(of: tasks[$0]), caller: callers[$0])
        }
        return arranged(placings).prefix(limit).map { (tasks[$0.task], $0.depth) }
    }

    private func openTasks(of agent: AgentIndex?) -> [RunningTask] {
        var tasks: [RunningTask] = []
        for index in ledger.agents.entries.indices {
            var slot = ledger.agents[AgentIndex(index: UInt32(index))].running.last
            while slot >= 0, tasks.count < 2_000 {
                for task in traces[slot].openTasks where agent == nil || task.agent == agent {
                    tasks.append(.spans(task, slot: slot))
                }
                slot = traces[slot].previous
            }
        }
        return tasks
    }

    private func start(of task: RunningTask) -> Timestamp {
        switch task {
        case .spans(let open, _): open.start
        case .logs(_, let task): task.start
        }
    }

    /// What tells tasks apart that began at the same time.
    private func name(of task: RunningTask) -> String {
        switch task {
        case .spans(let open, let slot): traces[slot].id.description + String(open.root)
        case .logs(let key, _): key.session.session + key.taskID
        }
    }

    private func conversation(of task: RunningTask) -> Symbol {
        switch task {
        case .spans(_, let slot): traces[slot].relation.conversation
        case .logs(let key, _): ledger.symbols.find(key.session.session) ?? .empty
        }
    }

    // MARK: Callers

    /// Which of the tasks called each of them.
    private func callers(of tasks: [RunningTask]) -> [Int?] {
        var byTrace: [Int32: [Int]] = [:]
        var bySession: [EventSession: Int] = [:]
        for (number, task) in tasks.enumerated() {
            switch task {
            case .spans(_, let slot): byTrace[slot, default: []].append(number)
            case .logs(let key, _): if key.session.subAgent.isNone { bySession[key.session] = number }
            }
        }
        var finder = CallerFinder()
        return tasks.enumerated().map { number, task in
            switch task {
            case .spans(let open, let slot):
                return callerWithin(slot, of: open, number, byTrace[slot] ?? [], tasks)
                    ?? callerBeyond(slot, start: open.start, byTrace, tasks, &finder)
            case .logs(let key, _):
                guard !key.session.subAgent.isNone else { return nil }
                var session = key.session
                session.subAgent = .none
                return bySession[session]
            }
        }
    }

    /// The task above it in its trace; where it is not known what it is under, the trace's first.
    private func callerWithin(
        _ slot: Int32, of open: OpenTask, _ number: Int, _ others: [Int], _ tasks: [RunningTask]
    ) -> Int? {
        guard others.count > 1, let first = others.first else { return nil }
        let parent = traces[slot].nodes[open.root].parent
        let head = parent < 0 ? looseHead : traces[slot].nodes[parent].context.head
        let above = others.first { other in
            guard other != number, case .spans(let task, _) = tasks[other] else { return false }
            return task.root == head
        }
        return above ?? (first == number ? nil : first)
    }

    /// The task that called its trace, or the nearest above that is among the tasks.
    private func callerBeyond(
        _ slot: Int32, start: Timestamp, _ byTrace: [Int32: [Int]], _ tasks: [RunningTask],
        _ finder: inout CallerFinder
    ) -> Int? {
        var next = finder.caller(of: slot, in: self)?.slot
        for _ in 0..<16 {
            guard let slot = next else { return nil }
            if let candidates = byTrace[slot] {
                return candidates.last { self.start(of: tasks[$0]) <= start } ?? candidates.first
            }
            next = finder.caller(of: slot, in: self)?.slot
        }
        return nil
    }
}
