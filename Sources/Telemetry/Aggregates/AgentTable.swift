import DequeModule

/// The position of an agent in the table. Zero is "no agent known".
struct AgentIndex: Hashable, Sendable {
    var index: UInt32

    static let none = AgentIndex(index: 0)
    /// Stands for all agents beyond the bound.
    static let overflow = AgentIndex(index: 1)
    var isNone: Bool { index == 0 }
}

/// An agent and its figures.
struct AgentEntry: Sendable {
    var id: String
    /// Empty until something names it; the id stands in.
    var name = ""
    var services: Set<String> = []
    var versions: Set<String> = []
    var environments: Set<String> = []
    /// By emitter: most agents have one.
    var cells: [Cell] = []
    /// For whom it works.
    var users: Set<String> = []
    var tenants: Set<String> = []
    /// The traces that it owns, for eviction: the oldest sign of life first.
    var running = TraceChain()
    var ended = TraceChain()
    /// Bytes of the traces that it owns.
    var ownedBytes = 0
    /// Tasks that run at this moment.
    var activeTasks = 0
    /// How long it was silent before it went on, in nanoseconds: silences of a second and more, in tasks that ran.
    var silences = Sketch()
    /// Retained traces with a span of it.
    var traces = TraceOrder()
    /// Did a log record name it?
    var hasLogs = false
    /// The last tasks that ended, oldest first; at most `AgentTable.finishedLimit`.
    var finished: Deque<FinishedTask> = []

    init(id: String) { self.id = id }

    /// Where the figures were that were written last: those of one request are of one emitter.
    private var lastCell = 0

    /// Where the figures of an emitter stand, if there are any.
    func cellPlace(of emitter: EmitterIndex) -> Int? {
        if lastCell < cells.count, cells[lastCell].emitter == emitter { return lastCell }
        return cells.firstIndex { $0.emitter == emitter }
    }

    /// Adds an emitter's figures, and gives their place.
    mutating func addCell(of emitter: EmitterIndex) -> Int {
        cells.append(Cell(emitter: emitter))
        return cells.count - 1
    }

    /// Remembers where the figures of an emitter stand.
    mutating func noteCell(_ place: Int) { lastCell = place }

    var displayName: String { name.isEmpty ? id : name }
}

/// A list of traces, linked through them; -1 is none.
struct TraceChain: Sendable {
    var first: Int32 = -1
    var last: Int32 = -1
}

/// The agents, each with its figures. Bounded: beyond `limit` agents a new one is counted under "(other)".
struct AgentTable: Sendable {
    static let finishedLimit = 50
    /// Services, versions, environments, users and tenants that are remembered of one agent.
    static let placesLimit = 16

    private(set) var entries: [AgentEntry] = [AgentEntry(id: ""), AgentEntry(id: "(other)")]
    private var indices: [String: UInt32] = [:]
    private let limit: Int

    /// What texts of agents may take, but for their ids.
    private let textLimit: Int
    private var textBytes = 0

    init(limit: Int, textBytes: Int) {
        self.limit = limit
        textLimit = textBytes
    }

    /// Bytes that the agents take beside their figures and their last tasks, about.
    var byteCount: Int { textBytes + entries.count * (MemoryLayout<AgentEntry>.stride + 256) }

    subscript(_ agent: AgentIndex) -> AgentEntry {
        get { entries[Int(agent.index)] }
        _modify { yield &entries[Int(agent.index)] }
    }

    /// The agent of an id, new or known; a name that is not empty becomes its name.
    mutating func agent(id: String, name: String) -> AgentIndex {
        let agent = agent(id: id)
        if !name.isEmpty, name != id, name != self[agent].name {
            textBytes += name.utf8.count - self[agent].name.utf8.count
            self[agent].name = name
        }
        return agent
    }

    private mutating func agent(id: String) -> AgentIndex {
        if id.isEmpty { return .none }
        if let index = indices[id] { return AgentIndex(index: index) }
        guard entries.count < limit else { return .overflow }
        let index = UInt32(entries.count)
        textBytes += 2 * id.utf8.count
        entries.append(AgentEntry(id: id))
        indices[id] = index
        return AgentIndex(index: index)
    }

    /// The agent that a filter means: by id, or by name where no id equals it.
    func find(_ text: String) -> AgentIndex? {
        if let index = indices[text] { return AgentIndex(index: index) }
        return entries.indices.dropFirst().first { entries[$0].displayName == text }
            .map { AgentIndex(index: UInt32($0)) }
    }

    /// All agents that were seen.
    var all: Range<UInt32> { 1..<UInt32(entries.count) }

    /// Notes where an agent was seen.
    mutating func note(_ agent: AgentIndex, service: String, version: String, environment: String) {
        insert(service, of: agent, into: \.services)
        insert(version, of: agent, into: \.versions)
        insert(environment, of: agent, into: \.environments)
    }

    /// Notes for whom an agent works; an empty text is nobody.
    mutating func note(_ agent: AgentIndex, user: String, tenant: String) {
        insert(user, of: agent, into: \.users)
        insert(tenant, of: agent, into: \.tenants)
    }

    private mutating func insert(
        _ text: String, of agent: AgentIndex, into set: WritableKeyPath<AgentEntry, Set<String>>
    ) {
        guard !text.isEmpty, self[agent][keyPath: set].count < Self.placesLimit, textBytes < textLimit else { return }
        if self[agent][keyPath: set].insert(text).inserted { textBytes += text.utf8.count + 64 }
    }
}
