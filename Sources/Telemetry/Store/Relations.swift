// Which trace called which. A sub-agent that is called without a trace context works in a trace of its own; it is known
// by a link to the span that called it, or by the conversation that both belong to.
//
// Nothing here is true of a trace for good: spans that arrive later may show another caller. So only what is looked for is
// kept (the traces of a conversation, those that link to a trace), and callers are found when they are asked for.

/// A link from a span to a span of another trace.
struct CallLink: Hashable, Sendable {
    var trace: TraceID
    var span: SpanID
    /// The span that has the link.
    var source: SpanID
    var start: Timestamp
}

/// What relates a trace to others.
struct TraceRelation: Sendable {
    /// The conversation that it is listed under; a use of the symbol is its own.
    var conversation = Symbol.empty
    /// When a model first answered in it; unset before.
    var firstAnswer = Timestamp.unset
    /// The agent whose work it is; `none` while nothing tells of an agent's work.
    var agent = AgentIndex.none
}

/// Traces by what relates them. Bounded: of many traces of one conversation the newest are listed.
struct Relations: Sendable {
    private struct Conversation {
        /// In the order in which they were listed.
        var slots: [Int32] = []
        /// Grows with every change of one of them.
        var revision: UInt64 = 0
    }

    private var conversations: [Symbol: Conversation] = [:]
    private var linked: [TraceID: [Int32]] = [:]
    /// Listed slots of both tables.
    private var listed = 0

    static let conversationLimit = 256
    static let linkLimit = 64

    var byteCount: Int { listed * 8 + (conversations.count + linked.count) * 112 }

    func traces(of conversation: Symbol) -> [Int32] { conversations[conversation]?.slots ?? [] }
    func revision(of conversation: Symbol) -> UInt64 { conversations[conversation]?.revision ?? 0 }
    func traces(linkedTo trace: TraceID) -> [Int32] { linked[trace] ?? [] }

    mutating func noteChange(in conversation: Symbol) { conversations[conversation]?.revision &+= 1 }

    /// Lists a trace under its conversation; false when another one had to go for it.
    mutating func list(_ slot: Int32, under conversation: Symbol) -> Bool {
        guard !conversation.isEmpty else { return true }
        var slots = conversations[conversation]?.slots ?? []
        // The table must not hold a second reference while the array changes.
        conversations[conversation]?.slots = []
        let isFull = slots.count >= Self.conversationLimit
        if isFull { slots.removeFirst() } else { listed += 1 }
        slots.append(slot)
        conversations[conversation, default: Conversation()].slots = slots
        return !isFull
    }

    mutating func unlist(_ slot: Int32, under conversation: Symbol) {
        guard let place = conversations[conversation]?.slots.firstIndex(of: slot) else { return }
        conversations[conversation]?.slots.remove(at: place)
        listed -= 1
        if conversations[conversation]?.slots.isEmpty == true { conversations[conversation] = nil }
    }

    /// Lists a trace under the one that it links to; false when that has as many as are listed.
    mutating func list(_ slot: Int32, linkedTo target: TraceID) -> Bool {
        guard linked[target]?.count ?? 0 < Self.linkLimit else { return false }
        linked[target, default: []].append(slot)
        listed += 1
        return true
    }

    mutating func unlist(_ slot: Int32, linkedTo target: TraceID) {
        guard let place = linked[target]?.firstIndex(of: slot) else { return }
        linked[target]?.remove(at: place)
        listed -= 1
        if linked[target]?.isEmpty == true { linked[target] = nil }
    }
}

extension TraceEntry {
    /// Keeps what a span tells of who called, and of whom may have been called.
    mutating func noteRelation(of span: SpanRecord, role: Role, links: [SpanLink]) {
        noteLink(of: span, role: role, links: links)
        guard role == .llm, span.end.isSet else { return }
        relation.firstAnswer = relation.firstAnswer.isSet ? min(relation.firstAnswer, span.end) : span.end
    }

    /// Keeps whom a span names as the caller of its agent.
    mutating func noteParent(_ parent: AgentIndex, of span: SpanRecord, role: Role) {
        guard !parent.isNone, span.parentID.isZero || role == .agent else { return }
        guard rare.parent.agent.isNone || span.start < rare.parent.at else { return }
        rare.parent = (parent, span.start)
    }

    /// Keeps a span's link to another trace, if it may say who called: that of the earliest such span.
    private mutating func noteLink(of span: SpanRecord, role: Role, links: [SpanLink]) {
        guard !span.links.isEmpty, span.parentID.isZero || role == .agent else { return }
        let target = span.links.range.lazy.map { links[$0] }.first { !$0.traceID.isZero && $0.traceID != id }
        guard let target else { return }
        let link = CallLink(trace: target.traceID, span: target.spanID, source: span.spanID, start: span.start)
        guard let known = rare.link else { return rare.link = link }
        if (link.start, link.source) < (known.start, known.source) { rare.link = link }
    }
}

// MARK: Keeping the tables

extension Store {
    /// Lists a trace where others look for it, after spans of it arrived.
    mutating func relate(_ slot: Int32) {
        traces[slot].relation.agent = worker(of: slot)
        relateByConversation(slot)
        relateByLink(slot)
        noteRelatedChange(of: slot)
    }

    /// A trace changed: the trees of those that may have called it show it.
    mutating func noteRelatedChange(of slot: Int32) {
        relations.noteChange(in: traces[slot].relation.conversation)
        guard traces[slot].hasRareParts else { return }
        guard let target = traces[slot].rare.target, let caller = slots[target] else { return }
        traces[caller].revision &+= 1
    }

    /// The agent whose work a trace is.
    private func worker(of slot: Int32) -> AgentIndex {
        if let open = traces[slot].openTasks.first { return open.agent }
        let top = traces[slot].topPlace
        let isWork = traces[slot].nodes[top].role == .agent || !traces[slot].tallies.isEmpty
        return isWork ? traces[slot].nodes[top].agent : .none
    }

    private mutating func relateByConversation(_ slot: Int32) {
        let known = traces[slot].relation.conversation
        if let own = traces[slot].session {
            guard own != known else { return }
            ledger.symbols.retain(own)
            move(slot, from: known, to: own)
        } else if let text = session(of: slot), ledger.symbols.text(known) != text {
            move(slot, from: known, to: ledger.symbols.retain(text))
        }
    }

    private mutating func move(_ slot: Int32, from old: Symbol, to new: Symbol) {
        relations.unlist(slot, under: old)
        ledger.symbols.release(old)
        traces[slot].relation.conversation = new
        if !relations.list(slot, under: new) {
            warn("More than \(Relations.conversationLimit) traces of one session: callers are sought among the newest.")
        }
    }

    private mutating func relateByLink(_ slot: Int32) {
        guard traces[slot].hasRareParts, let target = traces[slot].rare.link?.trace else { return }
        if let known = traces[slot].rare.target, known != target {
            relations.unlist(slot, linkedTo: known)
            traces[slot].rare.target = nil
        }
        if traces[slot].rare.target == nil, relations.list(slot, linkedTo: target) {
            traces[slot].rare.target = target
        }
    }

    /// Takes a trace off the tables, for good.
    mutating func unrelate(_ slot: Int32) {
        noteRelatedChange(of: slot)
        let relation = traces[slot].relation
        relations.unlist(slot, under: relation.conversation)
        ledger.symbols.release(relation.conversation)
        if let target = traces[slot].rare.target { relations.unlist(slot, linkedTo: target) }
    }
}
