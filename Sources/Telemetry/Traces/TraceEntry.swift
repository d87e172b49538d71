/// A trace: its spans as a tree, and the figures that follow from them, kept up to date as spans arrive in any order.
///
/// Nodes are never moved or removed while the trace lives, so an index is a stable name for a span. A trace is evicted
/// as a whole.
struct TraceEntry: Sendable {
    let id: TraceID
    /// The order in which traces were first seen.
    let sequence: UInt64
    /// Its place in the store.
    let slot: Int32
    var nodes: [SpanNode] = []
    /// Local roots: real roots and placeholders.
    var roots: [Int32] = []
    var calls: [CallFacts] = []
    /// Calls that several spans report, by what these share; and, in traces with many calls, the first call of each.
    var twins: [Int: [Int32]] = [:]
    var callIndex: [Int: Int32] = [:]
    /// Tool calls that don't say how they came out.
    var unheard: [Unheard] = []
    /// Tool calls that hooks say began, and none of which has come back.
    var toolStarts: [ToolStart] = []
    /// Agents' spans that name the tokens of all their calls: they count where no call names its own.
    var claims: [Int32] = []
    /// Model calls that named their tokens.
    var callsWithTokens = 0
    var areClaimsCounted = false
    /// Spans that began and have not arrived.
    var announced: [Int32] = []
    /// Whose work it is as its log records say: spans may not say it before they end.
    var toldAgent = AgentIndex.none
    /// When the record was that says it.
    var toldAt = Timestamp.unset
    /// Did the doctor look at it when its root came? Once is enough: a trace may have roots by the thousand.
    var isExamined = false
    /// Spans that have not arrived and have children that have, by their places.
    var waiting: [Int32: Waiting] = [:]
    /// Did a real root arrive? Then the trace is over, whatever else is missing.
    var hasEndedRoot = false
    /// Does the batch that is taken in bring something of it?
    var isTouched = false
    /// Packed attributes, events and links of all spans, end to end.
    var arena: [UInt8] = []
    /// Only for traces beyond `scanLimit` spans; smaller ones are searched.
    private var index: [SpanID: Int32] = [:]

    var revision: UInt64 = 0
    var lastArrival: Timestamp
    var start = Timestamp.unset
    var end = Timestamp.unset

    /// Spans received.
    var spans = 0
    var errors = 0
    /// Figures by agent; most traces have one or two.
    var agents: [AgentShare] = []
    /// What belongs to each task head or local root.
    var tallies = TaskTallies()

    /// Tasks that run in it: local roots that have not arrived, with work below them.
    var openTasks: [OpenTask] = []
    /// Tasks without a span of their own that a marker ended.
    var closedTasks: [ClosedTask] = []
    /// Its tasks were silent for so long that they were given up: who ran them, and the second that it was counted in.
    /// A new sign of life takes that back.
    var timedOut: [TimedOutTask] = []
    /// What relates it to other traces.
    var relation = TraceRelation()
    /// Its share of what the store counts as retained.
    var accountedBytes = 0
    /// How many nodes there were when `compact` last gave room back.
    private var compactedCount = 0

    // Places in the store's lists.
    var owner = AgentIndex.none
    var list = TraceListKind.none
    var previous: Int32 = -1
    var next: Int32 = -1

    private static let scanLimit = 24

    init(id: TraceID, sequence: UInt64, slot: Int32, now: Timestamp) {
        self.id = id
        self.sequence = sequence
        self.slot = slot
        self.lastArrival = now
    }

    /// Estimated bytes that the trace takes.
    var byteCount: Int {
        512 + nodes.capacity * MemoryLayout<SpanNode>.stride + calls.capacity * MemoryLayout<CallFacts>.stride
            + arena.capacity + (index.capacity + callIndex.capacity) * 24 + twins.capacity * 96
            + tallies.byteCount + waiting.capacity * 40
            + agents.capacity * 128 + unheard.capacity * MemoryLayout<Unheard>.stride
            + toolStarts.capacity * MemoryLayout<ToolStart>.stride
    }

    /// The conversation that it belongs to, if one of its first spans names it.
    var session: Symbol? { nodes.prefix(32).lazy.map(\.context.session).first { !$0.isEmpty } }

    /// The place of a span, arrived or not.
    func place(of span: SpanID) -> Int32? {
        if nodes.count > Self.scanLimit { return index[span] }
        return nodes.firstIndex { $0.id == span }.map(Int32.init)
    }

    /// What a model or tool call says of itself; nil for other spans, and for calls of which only a marker has come.
    func facts(of node: SpanNode) -> CallFacts? { node.call >= 0 ? calls[Int(node.call)] : nil }

    /// Adds a placeholder for a span, without a place in the tree yet, and gives its place.
    mutating func append(_ span: SpanID) -> Int32 {
        let place = Int32(nodes.count)
        // From one on, an array would be copied four times before it held what most traces have.
        if nodes.isEmpty { nodes.reserveCapacity(8) }
        nodes.append(SpanNode(id: span))
        if nodes.count == Self.scanLimit + 1 {
            for (place, node) in nodes.enumerated() { index[node.id] = Int32(place) }
        } else if nodes.count > Self.scanLimit {
            index[span] = place
        }
        return place
    }

    /// Hangs a span under its parent; false when that would close a circle.
    ///
    /// A circle can only arise when the span already has children, so only then its new ancestors are walked.
    mutating func link(_ child: Int32, under parent: Int32) -> Bool {
        if nodes[Int(child)].firstChild >= 0 || child == parent {
            var ancestor = parent
            while ancestor >= 0 {
                if ancestor == child { return false }
                ancestor = nodes[Int(ancestor)].parent
            }
        }
        nodes[Int(child)].parent = parent
        nodes[Int(child)].nextSibling = nodes[Int(parent)].firstChild
        nodes[Int(parent)].firstChild = child
        return true
    }

    /// Gives back what doubling arrays took too much, once the trace is at rest. If it grows after all, it is done again
    /// only when it has doubled: copying stays a fixed share of receiving.
    mutating func compact() {
        guard nodes.count >= 2 * compactedCount else { return }
        compactedCount = nodes.count
        nodes.trim()
        calls.trim()
        arena.trim()
    }
}

extension Array {
    /// Gives back what it holds beyond its elements, if that is much.
    fileprivate mutating func trim() {
        guard capacity > count + count / 8 else { return }
        var tight: [Element] = []
        tight.reserveCapacity(count)
        tight.append(contentsOf: self)
        self = tight
    }
}

/// Which of its owner's lists a trace is in.
enum TraceListKind: UInt8, Sendable {
    case none, running, ended
}

/// What one agent has in a trace.
struct AgentShare: Sendable {
    var agent: AgentIndex
    var spans = 0
    var errors = 0
    var tokens = TokenTally()
    var costMicroUSD: Int64 = 0
    var costs = 0
}

/// What belongs to a task.
struct TaskTally: Sendable {
    fileprivate(set) var head = looseHead
    var tokens = TokenTally()
    var calls = CallCounts()
    var modelCalls = 0
    /// The highest iteration seen, and how many spans said one.
    var iterations: Int32 = 0
    var iterationSpans = 0
    /// Spans of iterations that say no number: Strands gives its cycles ids.
    var unnumbered = 0
    /// The model or tool call that ended last; -1 before any.
    var lastCall: Int32 = -1

    /// How many iterations it had; nil where none is known.
    var iterationCount: Int? {
        let count = max(Int(iterations), unnumbered)
        return count > 0 ? count : nil
    }
}

/// What belongs to the tasks of a trace. Most have one or two, which are searched; of more the places are kept.
struct TaskTallies: Sendable {
    private var tallies: [TaskTally] = []
    private var places: [Int32: Int32] = [:]
    private static let scanLimit = 8

    var isEmpty: Bool { tallies.isEmpty }
    var byteCount: Int { tallies.capacity * MemoryLayout<TaskTally>.stride + places.capacity * 12 }

    subscript(_ head: Int32) -> TaskTally? { place(of: head).map { tallies[$0] } }

    /// Changes the tally of a task, a new one at first.
    mutating func update(_ head: Int32, _ change: (inout TaskTally) -> Void) {
        change(&tallies[place(of: head) ?? append(head)])
    }

    private func place(of head: Int32) -> Int? {
        if tallies.count > Self.scanLimit { return places[head].map { Int($0) } }
        return tallies.lastIndex { $0.head == head }
    }

    private mutating func append(_ head: Int32) -> Int {
        var tally = TaskTally()
        tally.head = head
        tallies.append(tally)
        if tallies.count > Self.scanLimit {
            let isFirst = tallies.count == Self.scanLimit + 1
            for place in (isFirst ? 0 : tallies.count - 1)..<tallies.count {
                places[tallies[place].head] = Int32(place)
            }
        }
        return tallies.count - 1
    }
}

/// A task that was given up.
struct TimedOutTask: Hashable, Sendable {
    var agent: AgentIndex
    var emitter: EmitterIndex
    /// The second that it was counted in.
    var second: Int64
}

/// A task without a span of its own, of which a marker says that it is over.
struct ClosedTask: Hashable, Sendable {
    var root: Int32
    var agent: AgentIndex
    /// Of a span below it.
    var emitter: EmitterIndex
    var start: Timestamp
    var end: Timestamp
    /// The second that it counts in: that of its marker.
    var second: Int64
}

/// A task whose end has not arrived.
struct OpenTask: Hashable, Sendable {
    /// The local root that stands for it, the first of them when several do.
    var root: Int32
    var agent: AgentIndex
    /// Of a span below it.
    var emitter: EmitterIndex
    var start: Timestamp
}
