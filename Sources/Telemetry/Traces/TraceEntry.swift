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
    private(set) var roots: [Int32] = []
    var calls = CallTable()
    /// Who made its spans.
    var sources: [SpanSource] = []
    /// The texts that its spans use.
    var symbols = SymbolUses()
    /// In traces with many calls, the first call of each identity.
    var callIndex = PlaceIndex()
    /// One or none.
    private var rareParts: [RareParts] = []
    /// Agents' spans that name the tokens of all their calls: they count where no call names its own.
    var claims: [Int32] = []
    /// Model calls that named their tokens.
    var callsWithTokens: Int32 = 0
    var areClaimsCounted = false
    /// Did the doctor look at it when its root came? Once is enough: a trace may have roots by the thousand.
    var isExamined = false
    /// Its real roots that arrived.
    var ended = EndedRoots.none
    /// Does the batch that is taken in bring something of it?
    var isTouched = false
    /// Packed attributes, events and links of all spans, end to end.
    var arena: [UInt8] = []
    /// Only for traces beyond `scanLimit` spans; smaller ones are searched.
    var index = PlaceIndex()

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
    /// What relates it to other traces.
    var relation = TraceRelation()
    /// Its share of what the store counts as retained.
    var accountedBytes = 0
    /// How many nodes there were when `compact` last gave room back.
    private var compactedCount: Int32 = 0

    // Places in the store's lists.
    var owner = AgentIndex.none
    var list = TraceListKind.none
    var previous: Int32 = -1
    var next: Int32 = -1

    private static let scanLimit = 24
    /// How far up it is looked for a circle: further than any trace is deep.
    private static let depthLimit = 4_096

    init(id: TraceID, sequence: UInt64, slot: Int32, now: Timestamp) {
        self.id = id
        self.sequence = sequence
        self.slot = slot
        self.lastArrival = now
    }

    /// What few traces have: to be looked at as if it were there. What is written is kept from then on.
    var rare: RareParts {
        get { rareParts.isEmpty ? .none : rareParts[0] }
        _modify {
            if rareParts.isEmpty { rareParts.append(RareParts()) }
            yield &rareParts[0]
        }
    }

    /// Did a real root arrive? Then the trace is over, whatever else is missing.
    var hasEndedRoot: Bool { ended != .none }

    /// Its oldest spans, when there were too many.
    var folded: FoldedSpans { rare.folded }

    // Asked for each span: to read through `rare` copies all of it.

    /// Has it any of that? Nearly all traces have not.
    var hasRareParts: Bool { !rareParts.isEmpty }

    /// Are there calls that several spans report?
    @inline(__always)
    var hasTwins: Bool { !rareParts.isEmpty && !rareParts.span[0].twins.isEmpty }

    /// Are there calls of which only their count is left?
    @inline(__always)
    var hasFoldedCalls: Bool { !rareParts.isEmpty && !rareParts.span[0].folded.calls.isEmpty }

    /// Are there spans that have not arrived, and of which all below was folded?
    @inline(__always)
    private var hasFoldedPlaceholders: Bool { !rareParts.isEmpty && !rareParts.span[0].folded.below.isEmpty }

    /// What a trace takes beside what lies in its arrays: itself, their heads, its places in the store's tables.
    private static let overhead = MemoryLayout<TraceEntry>.stride + 8 * 48 + 128

    /// Estimated bytes that the trace takes.
    var byteCount: Int {
        Self.overhead + nodes.capacity * MemoryLayout<SpanNode>.stride + calls.byteCount + arena.capacity
            + index.byteCount + callIndex.byteCount + tallies.byteCount
            + agents.capacity * MemoryLayout<AgentShare>.stride
            + symbols.byteCount + sources.capacity * MemoryLayout<SpanSource>.stride
            + (roots.capacity + claims.capacity) * MemoryLayout<Int32>.stride + openTasks.capacity
            * MemoryLayout<OpenTask>.stride
            + rareParts.reduce(0) { $0 + $1.byteCount }
    }

    /// The conversation that it belongs to, if one of its first spans names it.
    var session: Symbol? {
        for place in 0..<min(32, nodes.count) where !nodes[place].context.session.isEmpty {
            return nodes[place].context.session
        }
        return nil
    }

    /// The place of a span, arrived or not.
    @inline(__always)
    func place(of span: SpanID) -> Int32? {
        if nodes.count > Self.scanLimit { return index.find(span.rawValue) { nodes[$0].id.rawValue } }
        for place in nodes.indices where nodes[place].id == span { return Int32(place) }
        return nil
    }

    /// The parent that a span names; zero for a root, and for what has not arrived.
    @inline(__always)
    func parentID(of place: Int32) -> SpanID {
        if nodes[place].traits.contains(.stray) { return rare.strays[place] ?? .zero }
        let parent = nodes[place].parent
        return parent >= 0 ? nodes[parent].id : .zero
    }

    /// The second of the windows that a span counts in.
    @inline(__always)
    func second(of place: Int32) -> Int64 {
        nodes[place].traits.contains(.late) ? rare.lateSeconds[place] ?? 0 : nodes[place].end.second
    }

    /// The resource of a span that is known.
    func resource(of node: borrowing SpanNode) -> ResourceIndex { sources[Int(node.source)].resource }

    /// Whose work a span says it is; nobody's where it is not known.
    @inline(__always)
    func said(by place: Int32) -> SpanSource.Said {
        nodes[place].isKnown ? sources[Int(nodes[place].source)].said : SpanSource.Said()
    }

    /// What a model or tool call says of itself; nil for other spans, and for calls of which only a marker has come.
    func facts(of node: SpanNode) -> CallFacts? { node.call >= 0 ? calls[Int(node.call)] : nil }

    /// Adds a placeholder for a span, without a place in the tree yet, and gives its place.
    mutating func append(_ span: SpanID) -> Int32 {
        let place = Int32(nodes.count)
        nodes.append(SpanNode(id: span))
        if hasFoldedPlaceholders, let below = rare.folded.below[span] { nodes[place].below = below }
        if nodes.count > Self.scanLimit + 1 {
            index.insert(place) { nodes[Int32($0)].id.rawValue }
        } else if nodes.count > Self.scanLimit {
            index = indexOfSpans()
        }
        return place
    }

    /// The index of all spans; empty where they are searched.
    func indexOfSpans() -> PlaceIndex {
        var index = PlaceIndex()
        guard nodes.count > Self.scanLimit else { return index }
        for place in Int32(0)..<Int32(nodes.count) { index.insert(place) { nodes[Int32($0)].id.rawValue } }
        return index
    }

    /// Makes room for spans that are known to come, and for a parent of theirs if none is the root: an array that grows by doubling is copied again and again.
    mutating func reserve(_ spans: Int) {
        nodes.reserveCapacity(spans)
        calls.reserve(spans)
        arena.reserveCapacity(spans * 64)
    }

    /// Makes a span a local root. While it is one, its place among them stands where its next sibling would.
    mutating func addRoot(_ place: Int32) {
        nodes[place].nextSibling = Int32(roots.count)
        roots.append(place)
    }

    /// A local root found its parent. Of many, the last takes its place: their order tells nothing.
    mutating func removeRoot(at position: Int32) {
        let position = Int(position)
        guard roots.count > 64 else {
            roots.remove(at: position)
            for later in position..<roots.count { nodes[roots[later]].nextSibling = Int32(later) }
            return
        }
        let last = roots.removeLast()
        guard position < roots.count else { return }
        roots[position] = last
        nodes[last].nextSibling = Int32(position)
    }

    mutating func setRoots(_ places: [Int32]) {
        roots = []
        for place in places { addRoot(place) }
    }

    /// Hangs a span under its parent; false when that would close a circle.
    ///
    /// A circle can only arise when the span already has children, so only then its new ancestors are walked.
    mutating func link(_ child: Int32, under parent: Int32) -> Bool {
        if nodes[child].firstChild >= 0 || child == parent {
            var (ancestor, depth) = (parent, 0)
            while ancestor >= 0 {
                if ancestor == child || depth == Self.depthLimit { return false }
                ancestor = nodes[ancestor].parent
                depth += 1
            }
        }
        nodes[child].parent = parent
        nodes[child].nextSibling = nodes[parent].firstChild
        nodes[parent].firstChild = child
        return true
    }

    /// Gives back what doubling arrays took too much, once the trace is at rest. If it grows after all, it is done again
    /// only when it has doubled: copying stays a fixed share of receiving.
    mutating func compact() {
        guard nodes.count >= 2 * Int(compactedCount) else { return }
        compactedCount = Int32(nodes.count)
        nodes.trim()
        calls.trim()
        arena.trim()
        symbols.trim()
    }
}

extension Array {
    /// Gives back what it holds beyond its elements, if that is much.
    mutating func trim() {
        guard capacity > count + count / 8 + 8 / MemoryLayout<Element>.stride else { return }
        var tight: [Element] = []
        tight.reserveCapacity(count)
        tight.append(contentsOf: self)
        self = tight
    }
}

extension Array where Element == TraceEntry {
    /// The trace in a slot. Inlined: only those of its fields are read that are asked for.
    @inline(__always)
    subscript(_ slot: Int32) -> TraceEntry {
        get { self[Int(slot)] }
        _modify { yield &self[Int(slot)] }
    }
}

/// The real roots of a trace that arrived, by their places.
enum EndedRoots: Hashable, Sendable {
    case none
    case one(Int32)
    case several
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
    var iterationSpans: Int32 = 0
    /// Spans of iterations that say no number: Strands gives its cycles ids.
    var unnumbered: Int32 = 0
    /// The model or tool call that ended last; -1 before any.
    var lastCall: Int32 = -1

    /// How many iterations it had; nil where none is known.
    var iterationCount: Int? {
        let count = max(iterations, unnumbered)
        return count > 0 ? Int(count) : nil
    }
}

/// What belongs to the tasks of a trace. Most have one or two, which are searched; of more the places are kept.
struct TaskTallies: Sendable {
    private var tallies: [TaskTally] = []
    private var places: [Int32: Int32] = [:]
    private var last = 0
    private static let scanLimit = 8

    var isEmpty: Bool { tallies.isEmpty }
    var byteCount: Int { tallies.capacity * MemoryLayout<TaskTally>.stride + places.capacity * 12 }

    subscript(_ head: Int32) -> TaskTally? { place(of: head).map { tallies[$0] } }

    /// Changes the tally of a task, a new one at first.
    mutating func update(_ head: Int32, _ change: (inout TaskTally) -> Void) {
        last = place(of: head) ?? append(head)
        change(&tallies[last])
    }

    private func place(of head: Int32) -> Int? {
        if last < tallies.count, tallies[last].head == head { return last }
        if tallies.count > Self.scanLimit { return places[head].map { Int($0) } }
        return tallies.indices.last { tallies[$0].head == head }
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

extension TaskTallies {
    /// Takes over the tallies of the tasks that stay; `place` gives the new place of a span, -1 for none.
    mutating func move(_ place: (Int32) -> Int32) {
        let old = tallies
        self = TaskTallies()
        for var tally in old where tally.head == looseHead || place(tally.head) >= 0 {
            tally.head = place(tally.head)
            tally.lastCall = place(tally.lastCall)
            update(tally.head) { $0 = tally }
        }
    }
}

/// A task that was given up.
struct TimedOutTask: Hashable, Sendable {
    var agent: AgentIndex
    var emitter: EmitterIndex
    /// The second that it was counted in.
    var second: Int64
    /// The local root that stands for it.
    var span: SpanID
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
