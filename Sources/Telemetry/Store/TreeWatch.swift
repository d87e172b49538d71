// What changed in the trace whose tree is looked at, so that its lines are brought up to date and not made anew.

/// The spans of one trace that changed, as far as lines of its tree show it, in the order in which they did. Bounded: when
/// there are too many, nothing is known of what came before.
struct TreeWatch: Sendable {
    /// Another one for every trace that is looked at after another.
    private(set) var id = 0
    /// The trace; -1 for none.
    private(set) var slot: Int32 = -1
    private var sequence: UInt64 = 0
    /// How many changes came before the first that is kept.
    private var first = 0
    private var places: [Int32] = []

    private static let limit = 16_384

    /// How many changes there were.
    var end: Int { first + places.count }

    /// Notes that a span changed: it arrived, began, came out otherwise, or is another agent's.
    mutating func note(_ place: Int32, in slot: Int32) {
        guard slot == self.slot else { return }
        if places.count == Self.limit { forgetChanges() }
        places.append(place)
    }

    /// The spans that changed since lines were laid out; nil when that is not known.
    func changes(since state: LayoutState, of trace: borrowing TraceEntry) -> ArraySlice<Int32>? {
        guard state.watch == id, slot == trace.slot, sequence == trace.sequence else { return nil }
        // What a trace that is folded keeps has other places.
        guard state.foldings == trace.folded.times, state.changes >= first, state.changes <= end else { return nil }
        return places[(state.changes - first)...]
    }

    /// Watches a trace from now on, whose last tree was of an older watch, here or in a copy of the store.
    mutating func begin(_ trace: borrowing TraceEntry, after older: Int) {
        id = max(id, older) + 1
        slot = trace.slot
        sequence = trace.sequence
        forgetChanges()
    }

    /// The changes are in the tree: nobody else asks for them.
    mutating func forgetChanges() {
        first += places.count
        places.removeAll(keepingCapacity: true)
    }

    /// The trace has gone.
    mutating func forget(_ slot: Int32) { if slot == self.slot { self.slot = -1 } }
}

/// Of which state of a trace the lines of a tree are.
struct LayoutState: Hashable, Sendable {
    var watch = 0
    /// How many changes that watch had seen.
    var changes = 0
    /// How often the trace had been folded.
    var foldings = 0
    /// How many spans it had, with those that have not arrived.
    var spans: Int32 = 0
    /// Whose trace it was, and the traces that it called.
    var agent = AgentIndex.none
    var calls: [TreeCall] = []
}

/// A called trace, as the tree of its caller shows it.
struct TreeCall: Hashable, Sendable {
    /// How the span was found that it stands under.
    enum Way: Hashable, Sendable {
        case link
        /// It ran when the called trace began.
        case running
        /// No such one is known: the local root.
        case root
    }

    var traceID: TraceID
    /// The span that it stands under.
    var place: Int32
    var start: Timestamp
    /// Unset while it runs.
    var end: Timestamp
    var isError: Bool
    var hasErrors: Bool
    var agent: AgentIndex
    var way: Way

    /// Does it have the same line as another one?
    func isLaidOut(as other: TreeCall) -> Bool {
        traceID == other.traceID && place == other.place && start == other.start && isError == other.isError
            && end.isSet == other.end.isSet
    }
}
