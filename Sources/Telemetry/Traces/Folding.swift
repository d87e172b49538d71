// A trace that never ends: the oldest of its spans that have ended are folded. What they counted for stays counted; of
// the spans themselves only their number is kept and, of the last of them, what late relatives have to know: where a
// child belongs, that a call was counted, what lies below a parent.
//
// All of a trace is copied without them. That is done when it has grown by half since the last time, so that it stays a
// fixed share of receiving.

/// The spans of a trace that were folded.
struct FoldedSpans: Sendable {
    /// How many there were.
    var count = 0
    /// How often spans were folded.
    var times = 0
    /// Of the last ones, the place of the nearest span above that is kept; -1 where there is none.
    fileprivate(set) var places: [SpanID: Int32] = [:]
    /// Of the last ones that are calls with an id, what they counted as, by that id: another report of one is the same call.
    fileprivate(set) var calls: [Int: FoldedCall] = [:]
    /// What lies below spans that had not arrived when all below them was folded.
    fileprivate(set) var below: [SpanID: Below] = [:]
    /// Spans below nothing that names an agent, counted for their services. What a late span above says of its agent
    /// does not reach them.
    var unnamed = 0
    /// How many spans there have to be for the next time.
    fileprivate var next = 0

    /// Folded spans of which anything of that is remembered.
    fileprivate static let remembered = 10_000

    var byteCount: Int {
        places.capacity * 24 + calls.capacity * (MemoryLayout<FoldedCall>.stride + 16) + below.capacity * 18
    }
}

/// What a late report of a folded call has to know.
struct FoldedCall: Sendable {
    var role: Role
    var start: Timestamp
    var end: Timestamp
    var counted: Counted

    /// Is a call another report of this one? As for twins, tool calls have to run at the same time.
    func isReported(by node: SpanNode) -> Bool {
        role == node.role && (role == .llm || start <= node.end && node.start <= end)
    }

    /// Takes in another report of the same call.
    mutating func add(_ node: SpanNode) {
        (start, end) = (min(start, node.start), max(end, node.end))
        counted.formUnion(node.counted)
    }
}

extension TraceEntry {
    /// Spans from the beginning that are always kept: they tell what the trace is, and whose.
    private static let alwaysKept = 8

    /// Folds the older half of the spans when there are more than a number of them, or they take more than so many bytes.
    /// Gives how many spans were folded.
    mutating func fold(above limit: Int, bytes: Int, ledger: inout Ledger) -> Int {
        let size = arena.count + nodes.count * MemoryLayout<SpanNode>.stride
        guard nodes.count > limit || size > bytes, nodes.count > max(rare.folded.next, 2 * Self.alwaysKept) else {
            return 0
        }
        let moves = Moves(spansToKeep())
        var gone = 0
        for place in nodes.indices where moves[Int32(place)] < 0 && nodes[Int32(place)].isReceived { gone += 1 }
        if moves.count < nodes.count {
            rememberFolded(moves)
            move(moves, ledger: &ledger)
            rare.folded.count += gone
            rare.folded.times += 1
        }
        rare.folded.next = moves.count + max(moves.count / 2, Self.alwaysKept)
        return gone
    }

    /// Which spans stay: the newer half, what has not ended, and all that any of these is below of.
    private func spansToKeep() -> [Bool] {
        var kept = [Bool](repeating: false, count: nodes.count)
        func keep(_ place: Int32) {
            var next = place
            while next >= 0, !kept[Int(next)] {
                kept[Int(next)] = true
                next = nodes[next].parent
            }
        }
        for place in 0..<Int32(Self.alwaysKept) { keep(place) }
        for place in Int32(nodes.count / 2)..<Int32(nodes.count) { keep(place) }
        for place in rare.announced { keep(place) }
        for task in openTasks { keep(task.root) }
        for task in rare.closedTasks {
            keep(task.root)
            if let marker = rare.waiting[task.root]?.marker, marker >= 0 { keep(marker) }
        }
        return kept
    }

    /// Notes what late relatives of those that go have to know.
    private mutating func rememberFolded(_ moves: Moves) {
        let before = rare.folded
        var folded = before
        (folded.places, folded.calls, folded.below) = ([:], [:], [:])
        for place in (Int32(0)..<Int32(nodes.count)).reversed() where moves[place] < 0 {
            remember(place, moves, in: &folded)
        }
        let most = FoldedSpans.remembered
        for (span, place) in before.places where folded.places.count < most {
            folded.places[span] = place < 0 ? -1 : keptAbove(place, moves)
        }
        for (identity, call) in before.calls where folded.calls.count < most && folded.calls[identity] == nil {
            folded.calls[identity] = call
        }
        for (span, bits) in before.below where folded.below.count < most {
            folded.below[span, default: []].formUnion(bits)
        }
        rare.folded = folded
    }

    private func remember(_ place: Int32, _ moves: Moves, in folded: inout FoldedSpans) {
        let (node, most) = (nodes[place], FoldedSpans.remembered)
        guard node.isReceived else {
            if !node.below.isEmpty, folded.below.count < most { folded.below[node.id] = node.below }
            return
        }
        if node.context.agent.isNone { folded.unnamed += 1 }
        if folded.places.count < most { folded.places[node.id] = keptAbove(place, moves) }
        let identity = node.call < 0 ? 0 : calls.identity(of: Int(node.call))
        guard identity != 0, !node.counted.isDisjoint(with: [.modelCall, .tokens, .toolCall]) else { return }
        if folded.calls[identity]?.isReported(by: node) == true {
            folded.calls[identity]?.add(node)
        } else if folded.calls[identity] == nil, folded.calls.count < most {
            let call = FoldedCall(role: node.role, start: node.start, end: node.end, counted: node.counted)
            folded.calls[identity] = call
        }
    }

    /// Was a call counted as that already, by a report of it that is folded?
    func isFolded(_ place: Int32, _ counted: Counted) -> Bool {
        guard hasFoldedCalls, nodes[place].call >= 0 else { return false }
        guard let call = rare.folded.calls[calls.identity(of: Int(nodes[place].call))] else { return false }
        return call.counted.contains(counted) && call.isReported(by: nodes[place])
    }

    /// The new place of a span, or of the nearest above it that is kept. So far up as traces are deep.
    private func keptAbove(_ place: Int32, _ moves: Moves) -> Int32 {
        var next = place
        for _ in 0..<64 where next >= 0 {
            if moves[next] >= 0 { return moves[next] }
            next = nodes[next].parent
        }
        return -1
    }

    /// Makes all of the trace anew with the spans that stay.
    private mutating func move(_ moves: Moves, ledger: inout Ledger) {
        let old = self
        nodes = []
        nodes.reserveCapacity(moves.count + moves.count / 2)
        (calls, arena, sources, symbols) = (CallTable(), [], [], SymbolUses())
        ledger.symbols.renew(old.symbols, of: slot)
        ledger.symbols.open(&symbols, of: slot)
        for place in old.nodes.indices where moves[Int32(place)] >= 0 {
            take(Int32(place), of: old, moves, ledger: &ledger)
        }
        ledger.symbols.close(&symbols)
        old.release(in: &ledger)
        hangAnew()
        moveLists(of: old, moves)
    }

    /// Takes a span over.
    private mutating func take(_ place: Int32, of old: TraceEntry, _ moves: Moves, ledger: inout Ledger) {
        var node = old.nodes[place]
        node.parent = moves[node.parent]
        (node.firstChild, node.nextSibling) = (-1, -1)
        node.context.head = moves[node.context.head]
        node.context.identifiedTool = moves[node.context.identifiedTool]
        node.context.namedTool = moves[node.context.namedTool]
        node.countedHead = moves[node.countedHead]
        if node.call >= 0 {
            var facts = old.calls[Int(node.call)]
            facts.place = Int32(nodes.count)
            node.set(Int32(calls.count))
            calls.append(facts)
        }
        if node.isKnown { node.source = keep(old.sources[Int(node.source)], ledger: &ledger) }
        let said = old.said(by: place)
        for symbol in [node.name, said.task, said.session, node.context.session] { ledger.symbols.retain(symbol) }
        if node.isReceived {
            let packed = old.packed(node)
            let count = forEachSymbol(ofPackedSpan: packed) { ledger.symbols.retain($0) }
            node.packed = UInt32(arena.count)
            arena.append(contentsOf: packed.prefix(count))
        }
        nodes.append(node)
    }

    /// Hangs all spans under their parents, and finds them by their ids.
    private mutating func hangAnew() {
        for place in Int32(0)..<Int32(nodes.count) where nodes[place].parent >= 0 {
            let parent = nodes[place].parent
            nodes[place].nextSibling = nodes[parent].firstChild
            nodes[parent].firstChild = place
        }
        index = indexOfSpans()
    }

    private func moved<Value>(_ values: [Int32: Value], _ moves: Moves) -> [Int32: Value] {
        var moved: [Int32: Value] = [:]
        for (place, value) in values where moves[place] >= 0 { moved[moves[place]] = value }
        return moved
    }

    /// Takes over what points to spans or calls.
    private mutating func moveLists(of old: TraceEntry, _ moves: Moves) {
        func call(_ call: Int32) -> Int32? {
            let place = moves[old.calls.place(of: Int(call))]
            return place < 0 ? nil : nodes[place].call
        }
        indexCallsAnew()
        rare.twins = old.rare.twins.compactMapValues { group in
            let group = group.compactMap(call)
            return group.count > 1 ? group : nil
        }
        rare.unheard = old.rare.unheard.compactMap { entry in
            call(entry.call).map { Unheard(call: $0, own: entry.own, isListed: entry.isListed) }
        }
        setRoots(old.roots.map { moves[$0] }.filter { $0 >= 0 })
        if case .one(let root) = old.ended { ended = moves[root] < 0 ? .several : .one(moves[root]) }
        claims = old.claims.map { moves[$0] }.filter { $0 >= 0 }
        rare.announced = old.rare.announced.map { moves[$0] }.filter { $0 >= 0 }
        for place in openTasks.indices { openTasks[place].root = moves[openTasks[place].root] }
        for place in rare.closedTasks.indices { rare.closedTasks[place].root = moves[rare.closedTasks[place].root] }
        rare.waiting = [:]
        for (place, entry) in old.rare.waiting where moves[place] >= 0 {
            var entry = entry
            entry.marker = moves[entry.marker]
            rare.waiting[moves[place]] = entry
        }
        tallies.move { moves[$0] }
        rare.lateSeconds = moved(old.rare.lateSeconds, moves)
        rare.strays = moved(old.rare.strays, moves)
    }
}

/// Where spans stand when only some of them are kept.
private struct Moves {
    private var places: [Int32] = []
    /// How many are kept.
    private(set) var count = 0

    init(_ kept: [Bool]) {
        places.reserveCapacity(kept.count)
        for isKept in kept {
            places.append(isKept ? Int32(count) : -1)
            count += isKept ? 1 : 0
        }
    }

    /// The new place; -1 for none.
    subscript(_ place: Int32) -> Int32 { place < 0 ? -1 : places[Int(place)] }
}
