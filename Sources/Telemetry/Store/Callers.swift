// Who called a trace, and whom it called.

/// The trace that called another one, and how that is known.
struct Caller: Hashable, Sendable {
    enum Evidence: Hashable, Sendable {
        /// A link to this span of it.
        case link(SpanID)
        /// It was running in the same conversation.
        case conversation
    }

    var slot: Int32
    var evidence: Evidence
}

/// Finds the callers of traces, of those that are retained. Callers start earlier than whom they call (of equal starts
/// the one that was seen first), so there are no circles.
///
/// It keeps the order of the conversations that it looked at: one finder is for one moment.
struct CallerFinder {
    private var orders: [Symbol: [Int32]] = [:]

    mutating func caller(of slot: Int32, in store: Store) -> Caller? {
        linkedCaller(of: slot, in: store) ?? runningCaller(of: slot, in: store)
    }

    private func linkedCaller(of slot: Int32, in store: Store) -> Caller? {
        guard let link = store.traces[slot].rare.link, let caller = store.slots[link.trace],
            store.starts(caller, before: slot)
        else { return nil }
        return Caller(slot: caller, evidence: .link(link.span))
    }

    /// The trace of the same conversation that a part of a task belongs to, or that had called this one when it began.
    private mutating func runningCaller(of slot: Int32, in store: Store) -> Caller? {
        let relation = store.traces[slot].relation
        guard !relation.agent.isNone, !relation.conversation.isEmpty else { return nil }
        let order = order(of: relation.conversation, in: store)
        let earlier = order[..<place(of: slot, in: order, store)]
        let found =
            store.traces[slot].isPart
            ? whole(of: slot, among: earlier, in: store) : caller(of: slot, among: earlier, in: store)
        return found.map { Caller(slot: $0, evidence: .conversation) }
    }

    /// Another agent's trace that ran when one began: that of the agent which it names as its caller; else of several the
    /// last to begin, of those that a model had answered by then if there are any. Sub-agents that are called side by side
    /// have no answers when the next one begins: so they are not taken for each other's callers.
    private func caller(of slot: Int32, among earlier: ArraySlice<Int32>, in store: Store) -> Int32? {
        let (agent, start) = (store.traces[slot].relation.agent, store.traces[slot].start)
        let parent = store.traces[slot].rare.parent.agent
        var (answered, last): (Int32?, Int32?)
        for other in earlier.reversed() {
            let candidate = store.traces[other].relation
            guard !candidate.agent.isNone, candidate.agent != agent, store.wasRunning(other, at: start) else {
                continue
            }
            if candidate.agent == parent { return other }
            if answered == nil, candidate.firstAnswer.isSet, candidate.firstAnswer <= start { answered = other }
            last = last ?? other
            // Nobody is named: further back there is nothing better.
            if parent.isNone, answered != nil { break }
        }
        return answered ?? last
    }

    /// The trace with the task that another one has a part of: the task that both name; else the last one that ran when
    /// the part began, or had run before: a deferred tool works when its conversation is taken up again.
    private func whole(of slot: Int32, among earlier: ArraySlice<Int32>, in store: Store) -> Int32? {
        let (part, start) = (store.traces[slot], store.traces[slot].start)
        let task = part.taskSymbol(part.topPlace)
        let wholes = earlier.filter { !store.traces[$0].isPart && !store.traces[$0].relation.agent.isNone }
        let named = wholes.last { !task.isEmpty && store.traces[$0].taskSymbol(store.traces[$0].topPlace) == task }
        return named ?? wholes.last { store.wasRunning($0, at: start) } ?? wholes.last
    }

    /// The traces of a conversation by their starts.
    private mutating func order(of conversation: Symbol, in store: Store) -> [Int32] {
        if let known = orders[conversation] { return known }
        let order = store.relations.traces(of: conversation).sorted { store.starts($0, before: $1) }
        orders[conversation] = order
        return order
    }

    /// How many traces of an order start before one.
    private func place(of slot: Int32, in order: [Int32], _ store: Store) -> Int {
        order.partitioningIndex { !store.starts($0, before: slot) }
    }

    /// The traces that one called, in the order of their starts.
    mutating func callees(of slot: Int32, in store: Store) -> [(slot: Int32, evidence: Caller.Evidence)] {
        let linked = store.relations.traces(linkedTo: store.traces[slot].id)
        let listed = order(of: store.traces[slot].relation.conversation, in: store)
        var found: [(slot: Int32, evidence: Caller.Evidence)] = []
        for other in linked + listed.filter({ !linked.contains($0) }) where store.starts(slot, before: other) {
            guard let caller = caller(of: other, in: store), caller.slot == slot else { continue }
            found.append((other, caller.evidence))
        }
        return found.sorted { store.starts($0.slot, before: $1.slot) }
    }
}

extension Store {
    /// Did one trace begin before another?
    func starts(_ one: Int32, before other: Int32) -> Bool {
        let (a, b) = (traces[one].start, traces[other].start)
        return a == b ? traces[one].sequence < traces[other].sequence : a < b
    }

    /// Did a trace that began earlier still run at a moment? One that was given up ran until then.
    fileprivate func wasRunning(_ slot: Int32, at moment: Timestamp) -> Bool {
        if !traces[slot].openTasks.isEmpty || traces[slot].end >= moment { return true }
        return traces[slot].rare.timedOut.first.map { $0.second >= moment.second } ?? false
    }
}
