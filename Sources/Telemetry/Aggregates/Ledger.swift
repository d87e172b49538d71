/// The figures: of all, and of each agent. They are written by traces as spans arrive and outlive what they were made
/// from.
struct Ledger: Sendable {
    var all = Aggregate()
    var agents: AgentTable
    var names: NameTable
    var symbols = SymbolTable()
    var resources = ResourceTable()
    /// What spans gave of each emitter: where they gave nothing, its counters stand in.
    var emitters = EmitterTable()
    /// What counters gave of each.
    var metrics: [EmitterIndex: EmitterFigures] = [:]
    /// Which emitters' counters reported of an agent.
    var reporters: [AgentIndex: Set<EmitterIndex>] = [:]
    /// Spans by the second in which they arrived.
    var arrivals = RollingSeries<Count>()
    /// Tasks that run now.
    var activeTasks = 0
    var finished: [FinishedTask] = []
    /// The second that it is.
    var now: Int64 = 0

    init(agentLimit: Int, nameLimit: Int) {
        agents = AgentTable(limit: agentLimit)
        names = NameTable(limit: nameLimit)
    }

    /// Adds what a span counts for to all and to its agent, or takes it back.
    mutating func apply(_ contribution: Contribution, agent: AgentIndex, emitter: EmitterIndex, _ sign: Sign) {
        all.apply(contribution, sign, now: now)
        agents[agent].aggregate.apply(contribution, sign, now: now)
        emitters[emitter].note(contribution, sign)
    }

    /// Remembers a task that ended, for the list of the last ones.
    mutating func remember(_ task: FinishedTask, of agent: AgentIndex) {
        Self.insert(task, into: &finished)
        Self.insert(task, into: &agents[agent].finished)
    }

    /// Takes a task off the list: it turned out to be another's, or part of one.
    mutating func forget(_ span: SpanID, in trace: TraceID, of agent: AgentIndex) {
        finished.removeAll { $0.spanID == span && $0.traceID == trace }
        agents[agent].finished.removeAll { $0.spanID == span && $0.traceID == trace }
    }

    private static func insert(_ task: FinishedTask, into tasks: inout [FinishedTask]) {
        let place = tasks.lastIndex { $0.endedAt <= task.endedAt }.map { $0 + 1 } ?? 0
        tasks.insert(task, at: place)
        if tasks.count > AgentTable.finishedLimit { tasks.removeFirst() }
    }
}

/// How much spans gave of one emitter, by quantity.
struct EmitterUse: Sendable {
    var modelCalls = 0
    var toolCalls = 0
    var tasks = 0

    mutating func note(_ contribution: Contribution, _ sign: Sign) {
        let factor = sign == .add ? 1 : -1
        let summary = contribution.summary
        modelCalls += factor * (summary.modelCalls + (summary.tokens.isZero ? 0 : 1))
        toolCalls += factor * summary.calls.total
        tasks += factor * (summary.completed + summary.failed + summary.other)
    }
}

/// The position of an emitter in the table.
struct EmitterIndex: Hashable, Sendable {
    var index: UInt32
}

/// The emitters: one for each service and instance. Bounded; those beyond share the first place.
struct EmitterTable: Sendable {
    private var uses = [EmitterUse()]
    private var indices: [String: UInt32] = [:]
    private static let limit = 10_000

    subscript(_ emitter: EmitterIndex) -> EmitterUse {
        get { uses[Int(emitter.index)] }
        _modify { yield &uses[Int(emitter.index)] }
    }

    mutating func index(of key: String) -> EmitterIndex {
        if let index = indices[key] { return EmitterIndex(index: index) }
        guard uses.count < Self.limit else { return EmitterIndex(index: 0) }
        indices[key] = UInt32(uses.count)
        uses.append(EmitterUse())
        return EmitterIndex(index: UInt32(uses.count - 1))
    }
}
