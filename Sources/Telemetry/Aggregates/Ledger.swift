import DequeModule

/// The figures: of all, and of each agent. They are written by traces as spans arrive, by counters and by event logs, and
/// outlive what they were made from.
struct Ledger: Sendable {
    /// What spans gave in all.
    var all = Aggregate()
    var agents: AgentTable
    var names: NameTable
    var symbols = SymbolTable()
    var resources = ResourceTable()
    var emitters: EmitterTable
    var toolTellers = ToolTellers()
    /// The length of the window that sources were chosen for, in seconds.
    var chosenWindow = 300
    /// The emitters of which other sources than spans say something.
    var rivals: Set<EmitterIndex> = []
    /// Spans by the second in which they arrived.
    var arrivals = RollingSeries<Count>()
    /// Outcomes of tool calls that logs told, for spans that don't.
    var verdicts = Verdicts()
    /// Tasks that run now, as spans tell.
    var activeTasks = 0
    /// Emitters' figures of agents.
    private var cells = 0
    /// What was gathered of the spans of agents, and what of all.
    private var gathered: [AgentGathering] = []
    private var gatheredOfAll = Gathering()
    var finished: Deque<FinishedTask> = []
    /// The second that it is.
    var now: Int64 = 0

    /// What the figures' series and rows hold.
    var heldBytes = 0
    /// What the last tasks of all agents hold.
    private var finishedBytes = 0
    /// What the figures may take.
    let figureShare: Int

    /// - Parameter memory: bytes that all telemetry may take; figures take a quarter of it, and 256 KiB in any case.
    init(agentLimit: Int, nameLimit: Int, memory: Int = 256 << 20) {
        figureShare = max(memory / 4, 262_144)
        emitters = EmitterTable(bytes: figureShare)
        agents = AgentTable(limit: min(agentLimit, max(64, figureShare / 16_384)), textBytes: figureShare / 8)
        names = NameTable(limit: nameLimit, memory: memory)
    }

    /// Adds what a span counts for to all and to its agent, or takes it back. What is added may only be gathered: it is
    /// in the figures after `settle`.
    mutating func apply(
        _ contribution: borrowing Contribution, agent: AgentIndex, emitter: EmitterIndex, _ sign: Sign
    ) {
        emitters[emitter].spanCount += sign == .add ? 1 : -1
        emitters[emitter].lastSpan = max(emitters[emitter].lastSpan, contribution.second)
        if sign == .add, contribution.claim == nil {
            gather(contribution, agent: agent, emitter: emitter)
        } else {
            // What is taken back has to be there.
            settle()
            count(contribution, agent: agent, emitter: emitter, sign)
        }
    }

    private mutating func gather(_ contribution: borrowing Contribution, agent: AgentIndex, emitter: EmitterIndex) {
        let place = gatheringPlace(of: agent, emitter)
        if gathered[place].sums.isFull { settleAgent(at: place) }
        gathered[place].sums.add(contribution)
        guard contribution.hasFlow else { return }
        contribution.forEachFlow { flow in
            if gathered[place].sums.isFull { settleAgent(at: place) }
            gathered[place].sums.add(flow)
        }
    }

    /// Where the spans of an agent by an emitter are gathered.
    private mutating func gatheringPlace(of agent: AgentIndex, _ emitter: EmitterIndex) -> Int {
        if let place = gathered.lastIndex(where: { $0.agent == agent && $0.emitter == emitter }) { return place }
        if gathered.count == AgentGathering.limit {
            settleAgents()
            gathered.removeAll(keepingCapacity: true)
        }
        gathered.append(AgentGathering(agent: agent, emitter: emitter))
        return gathered.count - 1
    }

    /// Adds all that was gathered to the figures.
    mutating func settle() {
        settleAgents()
        settleAll()
    }

    private mutating func settleAgents() {
        for place in gathered.indices where !gathered[place].sums.isEmpty { settleAgent(at: place) }
    }

    /// Adds what was gathered of an agent to its figures; to those of all it is still to be added.
    private mutating func settleAgent(at place: Int) {
        let (agent, emitter) = (gathered[place].agent, gathered[place].emitter)
        // Taken out while it is read, and put back for its room.
        var own = Gathering()
        swap(&own, &gathered[place].sums)
        let (cell, rows) = (cellPlace(of: agent, emitter), rowLimit)
        let before = agents[agent].cells[cell].spans.byteCount
        agents[agent].cells[cell].spans.add(own, now: now, rows: rows)
        heldBytes += agents[agent].cells[cell].spans.byteCount - before
        for place in own.contributions.indices {
            note(own.contributions.span[place], emitter: emitter, .add)
            if gatheredOfAll.isFull { settleAll() }
            gatheredOfAll.add(own.contributions.span[place])
        }
        for flow in own.flows {
            if gatheredOfAll.isFull { settleAll() }
            gatheredOfAll.add(flow)
        }
        own.removeAll()
        swap(&own, &gathered[place].sums)
    }

    private mutating func settleAll() {
        guard !gatheredOfAll.isEmpty else { return }
        let before = all.byteCount
        all.add(gatheredOfAll, now: now, rows: rowLimit)
        heldBytes += all.byteCount - before
        gatheredOfAll.removeAll()
    }

    /// Adds what a counter or an event log says. `agent` is nil where it names none: its service stands in.
    mutating func apply(
        _ contribution: Contribution, agent: AgentIndex?, service: AgentIndex, emitter: EmitterIndex,
        from source: Source, _ stream: Stream, _ sign: Sign = .add
    ) {
        let place = cellPlace(of: agent ?? service, emitter)
        let before = agents[agent ?? service].cells[place].byteCount
        agents[agent ?? service].cells[place].apply(
            contribution, from: source, stream, sign, now: now, rows: rowLimit)
        heldBytes += agents[agent ?? service].cells[place].byteCount - before
        rivals.insert(emitter)
        if agent == nil { emitters[emitter].standIn = service }
        if stream.family != .mcpServer { noteTeller(of: contribution, emitter) }
        let totals = Totals(contribution)
        emitters[emitter].choice.moment = nil
        switch source {
        case .spans: break
        case .counters:
            let before = emitters[emitter].growth.byteCount
            emitters[emitter].noteGrowth(totals, contribution, stream, now: now)
            heldBytes += emitters[emitter].growth.byteCount - before
        case .logs: emitters[emitter].logs[stream, default: Totals()].combine(totals, sign)
        }
    }

    /// Notes who tells of a tool's calls.
    private mutating func noteTeller(of contribution: borrowing Contribution, _ emitter: EmitterIndex) {
        guard case .tool = contribution.work, contribution.summary.calls.total > 0 else { return }
        toolTellers.note(contribution.name, by: emitter)
    }

    /// Adds what a task without a span of its own counts for, or takes it back.
    mutating func apply(
        _ summary: SummaryTally, agent: AgentIndex, emitter: EmitterIndex, second: Int64, _ sign: Sign
    ) {
        settle()
        var contribution = Contribution(second: second, start: .unset, end: .unset)
        contribution.summary = summary
        count(contribution, agent: agent, emitter: emitter, sign)
    }

    private mutating func count(
        _ contribution: borrowing Contribution, agent: AgentIndex, emitter: EmitterIndex, _ sign: Sign
    ) {
        let rows = rowLimit
        let before = all.byteCount
        all.apply(contribution, sign, now: now, rows: rows)
        heldBytes += all.byteCount - before
        let place = cellPlace(of: agent, emitter)
        let cellBefore = agents[agent].cells[place].spans.byteCount
        agents[agent].cells[place].spans.apply(contribution, sign, now: now, rows: rows)
        heldBytes += agents[agent].cells[place].spans.byteCount - cellBefore
        note(contribution, emitter: emitter, sign)
    }

    /// What an emitter's spans gave, beside what agents did.
    private mutating func note(_ contribution: borrowing Contribution, emitter: EmitterIndex, _ sign: Sign) {
        noteTeller(of: contribution, emitter)
        let emitterBefore = emitters[emitter].spans.byteCount
        emitters[emitter].note(Totals(contribution), sign, second: contribution.second, now: now)
        heldBytes += emitters[emitter].spans.byteCount - emitterBefore
    }

    /// Where the figures that an emitter gives of an agent stand; room for them is made first.
    ///
    /// Beyond a bound they stand with nobody's: of these only spans are read, so that no figure is taken for another's.
    mutating func cellPlace(of agent: AgentIndex, _ emitter: EmitterIndex) -> Int {
        var emitter = emitter
        if let place = agents[agent].cellPlace(of: emitter) {
            agents[agent].noteCell(place)
            return place
        }
        if cells >= Self.cellLimit || agents[agent].cells.count >= Self.cellLimitOfAgent || !hasRoom {
            emitter = EmitterIndex(index: 0)
            if let place = agents[agent].cellPlace(of: emitter) { return place }
        }
        cells += 1
        emitters[emitter].agents.append(agent)
        return agents[agent].addCell(of: emitter)
    }

    private static let cellLimit = 20_000
    private static let cellLimitOfAgent = 1_000

    // MARK: Room

    /// Bytes that figures take, and the names that they stand under.
    var figureBytes: Int {
        heldBytes + finishedBytes + names.byteCount + cells * MemoryLayout<Cell>.stride * 3 / 2 + emitters.byteCount
            + agents.byteCount
    }

    /// Is there room for new rows? They take half of the figures' share; the rest is for what happens in these.
    private var hasRoom: Bool { figureBytes < figureShare / 2 }

    private var rowLimit: Int { hasRoom ? Aggregate.rowLimit : 0 }

    /// Shortens the windows until figures take no more than half of their share; false when they take no more than all
    /// of it. Totals stay.
    mutating func shortenWindows() -> Bool {
        guard figureBytes > figureShare else { return false }
        var length = rollingSeconds
        while figureBytes > figureShare / 2, length > 1 {
            length /= 2
            forget(through: now - Int64(length))
            if length < 60 { forgetFinished(but: length / 4) }
        }
        return true
    }

    private mutating func forget(through second: Int64) {
        all.forget(through: second)
        heldBytes = all.byteCount
        for agent in agents.entries.indices {
            let agent = AgentIndex(index: UInt32(agent))
            for place in agents[agent].cells.indices {
                agents[agent].cells[place].forget(through: second)
                heldBytes += agents[agent].cells[place].byteCount
            }
        }
        emitters.forEach { emitter in
            emitter.spans.forget(through: second)
            emitter.growth.forget(through: second)
            heldBytes += emitter.spans.byteCount + emitter.growth.byteCount
        }
        arrivals.forget(through: second)
    }

    /// Keeps only the last of the tasks that ended.
    private mutating func forgetFinished(but count: Int) {
        finishedBytes = 0
        for agent in agents.entries.indices {
            let agent = AgentIndex(index: UInt32(agent))
            let tasks = agents[agent].finished.suffix(count)
            agents[agent].finished = Deque(tasks)
            finishedBytes += tasks.reduce(0) { $0 + $1.byteCount }
        }
    }

    // MARK: Reading

    /// Visits all that a figure is made of: what spans gave; less, for each emitter whose figures come from elsewhere,
    /// what its spans gave; and what came from there. The agents' figures add up to those of all,
    /// as far as their own spans tell no more than what stands in for them.
    mutating func withSources(
        of quantity: Quantity, of agent: AgentIndex?, in period: Period,
        _ body: (inout Aggregate, Sign, Source) -> Void
    ) {
        if let agent {
            for place in agents[agent].cells.indices { body(&agents[agent].cells[place].spans, .add, .spans) }
        } else {
            body(&all, .add, .spans)
        }
        visitRivals(of: quantity, of: agent, in: period, body)
    }

    /// Visits what stands in for spans: what these gave is taken back first.
    mutating func visitRivals(
        of quantity: Quantity, of agent: AgentIndex?, in period: Period,
        _ body: (inout Aggregate, Sign, Source) -> Void
    ) {
        guard let agent else {
            for emitter in rivals { visit(emitter, for: nil, quantity, period, body) }
            return
        }
        // Most agents are of emitters whose spans say all: their cells are not so much as copied.
        for place in agents[agent].cells.indices {
            let emitter = agents[agent].cells[place].emitter
            if rivals.contains(emitter) { visit(emitter, for: agent, quantity, period, body) }
        }
    }

    /// Visits what an emitter's counters or logs give of a quantity, where they stand in for its spans.
    private mutating func visit(
        _ emitter: EmitterIndex, for agent: AgentIndex?, _ quantity: Quantity, _ period: Period,
        _ body: (inout Aggregate, Sign, Source) -> Void
    ) {
        let source = emitters[emitter].choice[quantity, period]
        guard source != .spans else { return }
        var members = emitters[emitter].agents
        if let agent, agent != emitters[emitter].standIn { members = [agent] }
        for member in members {
            visit(member, of: emitter, for: agent, quantity, source, body)
        }
    }

    /// Visits the figures of one agent as they count for a view of one agent or of all.
    ///
    /// A counter that names no agent tells of the work of all agents of its emitter: the service that stands in shows
    /// what these don't tell themselves.
    private mutating func visit(
        _ member: AgentIndex, of emitter: EmitterIndex, for agent: AgentIndex?, _ quantity: Quantity, _ source: Source,
        _ body: (inout Aggregate, Sign, Source) -> Void
    ) {
        guard let place = agents[member].cellPlace(of: emitter) else { return }
        let standIn = emitters[emitter].standIn
        let saysIt = agents[member].cells[place].says(quantity, source, toolTellers)
        let isTaken = saysIt ? agent == nil || agent == member : standIn != nil && (agent == nil || agent == standIn)
        if isTaken { body(&agents[member].cells[place].spans, .subtract, .spans) }
        if saysIt, agent == nil || agent == member {
            agents[member].cells[place].visit(source, quantity, toolTellers) { body(&$0, .add, source) }
        }
    }

    /// The sources that a quantity comes from, of one agent or of all.
    mutating func sources(of quantity: Quantity, of agent: AgentIndex?, in period: Period) -> Set<Source> {
        var sources: Set<Source> = []
        for index in agents.all where agent == nil || agent?.index == index {
            let agent = AgentIndex(index: index)
            for place in agents[agent].cells.indices {
                let source = emitters[agents[agent].cells[place].emitter].choice[quantity, period]
                if agents[agent].cells[place].says(quantity, source, toolTellers) { sources.insert(source) }
            }
        }
        return sources
    }

    /// Remembers a task that ended, for the list of the last ones.
    mutating func remember(_ task: FinishedTask, of agent: AgentIndex) {
        _ = Self.insert(task, into: &finished)
        finishedBytes += Self.insert(task, into: &agents[agent].finished)
    }

    /// Takes a task off the list: it turned out to be another's, or part of one.
    mutating func forget(_ span: SpanID, in trace: TraceID, of agent: AgentIndex) {
        finished.removeAll { $0.spanID == span && $0.traceID == trace }
        agents[agent].finished.removeAll {
            guard $0.spanID == span, $0.traceID == trace else { return false }
            finishedBytes -= $0.byteCount
            return true
        }
    }

    /// Gives by how many bytes the list has grown.
    private static func insert(_ task: FinishedTask, into tasks: inout Deque<FinishedTask>) -> Int {
        let place = tasks.lastIndex { $0.endedAt <= task.endedAt }.map { $0 + 1 } ?? 0
        tasks.insert(task, at: place)
        guard tasks.count > AgentTable.finishedLimit else { return task.byteCount }
        return task.byteCount - tasks.removeFirst().byteCount
    }
}

extension FinishedTask {
    /// Bytes that it takes, about.
    fileprivate var byteCount: Int {
        var texts = agentID.utf8.count + agentName.utf8.count + taskID.utf8.count + (sessionID?.utf8.count ?? 0)
        if case .failed(let message?) = outcome { texts += message.utf8.count }
        return MemoryLayout<FinishedTask>.stride + texts + 96
    }
}
