// What a span means depends on the spans around it: it inherits from its ancestors, and is covered by what lies above or
// below it. Spans arrive in any order, mostly children first, so every arrival looks again at what it may have changed:
//
//   downwards  contexts (agent, session, task head, inside a call): recomputed until they no longer change
//   upwards    what lies below (`Below`): bits that are only ever set, passed up until they no longer change
//
// A span whose context or `Below` changed is counted anew: what it was counted as is taken back first. So the figures are
// a function of the set of spans, not of their order.

extension TraceEntry {
    /// Works out everything that the arrival of a span changed.
    mutating func settle(_ place: Int32, ledger: inout Ledger) {
        for ancestor in raise(place) { resolve(from: ancestor, ledger: &ledger) }
        resolve(from: place, ledger: &ledger)
    }

    // MARK: Upwards

    /// Tells the ancestors what lies below them; gives those for whom that is new.
    private mutating func raise(_ place: Int32) -> [Int32] {
        var changed: [Int32] = []
        var bits = contribution(of: place)
        var ancestor = nodes[Int(place)].parent
        while ancestor >= 0 {
            let new = bits.subtracting(nodes[Int(ancestor)].below)
            if new.isEmpty { break }
            nodes[Int(ancestor)].below.formUnion(new)
            changed.append(ancestor)
            bits = contribution(of: ancestor)
            ancestor = nodes[Int(ancestor)].parent
        }
        return changed
    }

    /// What a span and all below it are for its parent.
    func contribution(of place: Int32) -> Below {
        let node = nodes[Int(place)]
        var bits = node.below
        switch node.role {
        case .agent:
            bits.subtract([.looseWork, .agentSign, .llm, .llmTokens])
            bits.insert(.agent)
        case .tool:
            bits.subtract([.llm, .llmTokens, .executed, .executionFailed])
            bits.insert(.looseWork)
        case .llm:
            bits.formUnion([.llm, .looseWork])
            if facts(of: node)?.tokens.isKnown == true { bits.insert(.llmTokens) }
        case .iteration: bits.insert(.looseWork)
        case .other: break
        }
        if node.traits.contains(.executed) { bits.insert(.executed) }
        if node.traits.contains(.executionFailed) { bits.insert(.executionFailed) }
        if node.isError { bits.insert(.error) }
        if node.role != .agent, !node.ownAgent.isNone || !node.ownTask.isEmpty { bits.insert(.agentSign) }
        return bits
    }

    // MARK: Downwards

    /// Recomputes contexts from a span down, as far as they change, and counts what changed anew.
    private mutating func resolve(from place: Int32, ledger: inout Ledger) {
        recount(place, in: context(of: place), ledger: &ledger)
        guard nodes[Int(place)].firstChild >= 0 else { return }
        var stack = [place]
        while let place = stack.popLast() {
            var child = nodes[Int(place)].firstChild
            while child >= 0 {
                let context = context(of: child)
                if context != nodes[Int(child)].context {
                    recount(child, in: context, ledger: &ledger)
                    stack.append(child)
                }
                child = nodes[Int(child)].nextSibling
            }
        }
    }

    private func context(of place: Int32) -> SpanContext {
        let node = nodes[Int(place)]
        var context = SpanContext()
        if node.parent >= 0 {
            context = nodes[Int(node.parent)].context
            enter(node.parent, &context)
        }
        if !node.ownAgent.isNone { context.agent = node.ownAgent }
        if !node.ownSession.isEmpty { context.session = node.ownSession }
        if isTaskHead(node, in: context) { context.head = place }
        if node.role == .llm, !context.isInCall { context.callFailed = node.isError }
        return context
    }

    /// What being below a span means for calls.
    private func enter(_ parent: Int32, _ context: inout SpanContext) {
        let node = nodes[Int(parent)]
        switch node.role {
        case .agent:
            if nodes[Int(parent)].call >= 0 { context.isClaimed = true }
            context.isInTool = false
            context.identifiedTool = -1
            context.isInCall = false
        case .tool:
            context.isInTool = true
            if facts(of: node)?.identity ?? 0 != 0 { context.identifiedTool = parent }
            context.isInCall = false
        case .llm: context.isInCall = true
        case .iteration, .other: break
        }
        if !context.isInCall { context.callFailed = false }
    }

    /// Does a task begin with this span? A task is one run of one agent: the caller's span of a sub-agent and the callee's
    /// own loop inside it are one, a span that carries another task id is another.
    private func isTaskHead(_ node: SpanNode, in context: SpanContext) -> Bool {
        guard node.role == .agent, !isWrapper(node) else { return false }
        guard context.head != looseHead else { return true }
        let above = nodes[Int(context.head)]
        let agent = context.agent.isNone ? node.serviceAgent : context.agent
        if above.agent != agent { return true }
        return !node.ownTask.isEmpty && !above.ownTask.isEmpty && node.ownTask != above.ownTask
    }

    /// An agent-role span that names no agent, or says that it is a workflow, and has agents below it (a workflow, an SDK's root) is no task itself.
    private func isWrapper(_ node: SpanNode) -> Bool {
        node.traits.contains(.wrapper) && node.below.contains(.agent)
    }
}
