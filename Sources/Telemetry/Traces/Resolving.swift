// What a span means depends on the spans around it: it inherits from its ancestors, and is covered by what lies above or
// below it. Spans arrive in any order, mostly children first, so every arrival looks again at what it may have changed:
//
//   downwards  contexts (agent, session, task head, inside a call): recomputed until they no longer change; from the
//              only root also to what hangs under spans that have not arrived
//   upwards    what lies below (`Below`): bits that are only ever set, passed up until they no longer change
//
// A span whose context or `Below` changed is counted anew: what it was counted as is taken back first. So the figures are
// a function of the set of spans, not of their order. Counting costs most, so a batch is taken in as a whole first: what
// it changed stands on a list, and is counted once.

/// The spans that a batch changed, in the order in which they changed first.
struct Unsettled: ~Copyable {
    struct Change {
        /// The trace.
        var slot: Int32
        var place: Int32
        /// Its place in the batch, if it arrived with it; else -1.
        var record: Int32 = -1
    }

    var changes: [Change] = []
    /// The model calls that arrived with it.
    var sightings: [CallSighting] = []
    /// Spans whose children are still to be looked at; empty between calls.
    fileprivate var stack: [Int32] = []
    /// Room to pack a span in, again and again.
    var writer = PackedWriter()
}

extension TraceEntry {
    /// Notes the arrival of a span that has its place in the tree.
    mutating func noteArrival(at place: Int32, record: Int32, in unsettled: inout Unsettled) {
        raise(place, &unsettled)
        nodes[place].traits.insert(.unsettled)
        unsettled.changes.append(Unsettled.Change(slot: slot, place: place, record: record))
    }

    /// Notes that a span is to be counted anew.
    mutating func noteChange(at place: Int32, in unsettled: inout Unsettled) {
        guard !nodes[place].traits.contains(.unsettled) else { return }
        nodes[place].traits.insert(.unsettled)
        unsettled.changes.append(Unsettled.Change(slot: slot, place: place))
    }

    // MARK: Upwards

    /// Tells the ancestors what lies below them, and notes those for whom that is new.
    mutating func raise(_ place: Int32, _ unsettled: inout Unsettled) {
        var bits = contribution(of: place)
        var ancestor = nodes[place].parent
        while ancestor >= 0 {
            let new = bits.subtracting(nodes[ancestor].below)
            if new.isEmpty { break }
            nodes[ancestor].below.formUnion(new)
            // What is below a placeholder changes nothing that it means.
            if nodes[ancestor].isKnown { noteChange(at: ancestor, in: &unsettled) }
            bits = contribution(of: ancestor)
            ancestor = nodes[ancestor].parent
        }
    }

    /// What a span and all below it are for its parent.
    // Inlined, as some that are called for each span: a call from where the trace changes would copy it.
    @inline(__always)
    func contribution(of place: Int32) -> Below {
        var bits = nodes[place].below
        switch nodes[place].role {
        case .agent:
            bits.subtract([.looseWork, .agentSign, .llm, .llmTokens])
            bits.insert(.agent)
        case .tool:
            bits.subtract([.llm, .llmTokens, .executed, .executionFailed])
            bits.insert(.looseWork)
        case .llm:
            bits.insert(.looseWork)
            let call = nodes[place].call
            let isBare = call < 0 || calls.isBare(Int(call))
            if !isBare, !nodes[place].traits.contains(.usageOnly) { bits.insert(.llm) }
            if call >= 0, calls.tokens(of: Int(call)).isKnown { bits.insert(.llmTokens) }
        case .iteration: bits.insert(.looseWork)
        case .other: break
        }
        if nodes[place].traits.contains(.executed) { bits.insert(.executed) }
        if nodes[place].traits.contains(.executionFailed) { bits.insert(.executionFailed) }
        if nodes[place].isError { bits.insert(.error) }
        if nodes[place].role != .agent, said(by: place).namesAgentOrTask { bits.insert(.agentSign) }
        return bits
    }

    // MARK: Downwards

    /// Recomputes contexts from a span down, as far as they or the spans changed, and notes what changed.
    mutating func resolve(from place: Int32, _ unsettled: inout Unsettled) {
        let parent = nodes[place].parent
        // A span below another one that changed is come to from there: each is looked at once.
        if parent >= 0, nodes[parent].traits.contains(.unsettled) { return }
        nodes[place].context = context(of: place)
        unsettled.stack.append(place)
        while let place = unsettled.stack.popLast() {
            if ended == .one(place) { resolveOrphans(&unsettled) }
            var child = nodes[place].firstChild
            guard child >= 0 else { continue }
            let inherited = contextBelow(place)
            while child >= 0 {
                let context = context(of: child, inheriting: inherited)
                if context != nodes[child].context || nodes[child].traits.contains(.unsettled) {
                    nodes[child].context = context
                    noteChange(at: child, in: &unsettled)
                    unsettled.stack.append(child)
                }
                child = nodes[child].nextSibling
            }
        }
    }

    private func context(of place: Int32) -> SpanContext {
        let parent = nodes[place].parent
        return context(of: place, inheriting: parent >= 0 ? contextBelow(parent) : SpanContext())
    }

    private func context(of place: Int32, inheriting inherited: SpanContext) -> SpanContext {
        var context = inherited
        let said = said(by: place)
        if !said.agent.isNone {
            let isOfRun = nodes[place].traits.contains(.agentByRun) && !inherited.called.isNone
            context.agent = isOfRun ? inherited.called : said.agent
        }
        if !said.session.isEmpty { context.session = said.session }
        if isTaskHead(place, in: context) { context.head = place }
        if nodes[place].role == .llm, !context.isInCall { context.callFailed = nodes[place].isError }
        return context
    }

    /// What being below a span means.
    private func contextBelow(_ parent: Int32) -> SpanContext {
        var context = nodes[parent].context
        let call = nodes[parent].call
        switch nodes[parent].role {
        case .agent:
            if call >= 0 { context.isClaimed = true }
            context.called = .none
            context.isInTool = false
            (context.identifiedTool, context.namedTool) = (-1, -1)
            context.isInCall = false
        case .tool:
            context.isInTool = true
            if call >= 0, calls.identity(of: Int(call)) != 0 { context.identifiedTool = parent }
            if call >= 0, calls.named(by: Int(call)) != nil { context.namedTool = parent }
            if call >= 0, !calls.called(of: Int(call)).isNone { context.called = calls.called(of: Int(call)) }
            context.isInCall = false
        case .llm:
            context.isInCall = true
            if nodes[parent].traits.contains(.retold) { context.isRetold = true }
        case .iteration, .other: break
        }
        if !context.isInCall { (context.callFailed, context.isRetold) = (false, false) }
        return context
    }

    /// Does a task begin with this span? A task is one run of one agent: the caller's span of a sub-agent and the callee's
    /// own loop inside it are one, a span that carries another task id is another.
    private func isTaskHead(_ place: Int32, in context: SpanContext) -> Bool {
        guard nodes[place].role == .agent, !nodes[place].isWrapper else { return false }
        guard context.head != looseHead else { return true }
        let agent = context.agent.isNone ? nodes[place].serviceAgent : context.agent
        if nodes[context.head].agent != agent { return true }
        let (own, above) = (said(by: place).task, said(by: context.head).task)
        return !own.isEmpty && !above.isEmpty && own != above
    }

    // MARK: Orphans

    // What lies below a span that never arrived is work of the trace's one real root. Before that has ended, and where
    // there are several, nobody knows whose it is.

    /// What being below the trace's one real root means; nothing without one.
    var contextOfOrphans: SpanContext {
        if case .one(let root) = ended { contextBelow(root) } else { SpanContext() }
    }

    /// Places below the root are looked at: those that hang under placeholders are too.
    private mutating func resolveOrphans(_ unsettled: inout Unsettled) {
        let context = contextOfOrphans
        for root in roots where !nodes[root].isKnown && nodes[root].context != context {
            nodes[root].context = context
            unsettled.stack.append(root)
        }
    }

    /// Notes that a real root has arrived. With the second one, orphans are nobody's again.
    mutating func noteRoot(_ place: Int32, _ unsettled: inout Unsettled) {
        switch ended {
        case .none: ended = .one(place)
        case .one:
            ended = .several
            for root in roots where !nodes[root].isKnown { disown(root, &unsettled) }
        case .several: break
        }
    }

    private mutating func disown(_ placeholder: Int32, _ unsettled: inout Unsettled) {
        nodes[placeholder].context = SpanContext()
        var child = nodes[placeholder].firstChild
        while child >= 0 {
            noteChange(at: child, in: &unsettled)
            child = nodes[child].nextSibling
        }
    }
}

extension SpanNode {
    /// An agent-role span that names no agent, or says that it is a workflow, and has agents below it (a workflow, an SDK's root) is no task itself.
    fileprivate var isWrapper: Bool { traits.contains(.wrapper) && below.contains(.agent) }
}

extension SpanSource.Said {
    fileprivate var namesAgentOrTask: Bool { !agent.isNone || !task.isEmpty }
}
