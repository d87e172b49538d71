// Reports of one call. A framework and the SDK below it, or a hook and a span, may tell of the same model or tool call
// without one lying inside the other: they share the answer's id or the tool call's id. The first of them by time is
// counted, the others are not.

extension TraceEntry {
    /// How many reports of one call are looked at.
    private static let twinLimit = 32
    /// Traces with more calls find them by an index.
    private static let scanLimit = 64

    /// Notes that a call arrived, so that its other reports are found.
    mutating func noteIdentity(of call: Int32) {
        let identity = calls[Int(call)].identity
        if identity != 0 {
            if let known = twins[identity] {
                if known.count < Self.twinLimit { twins[identity]?.append(call) }
            } else if let first = firstCall(of: identity, before: call) {
                twins[identity] = [first, call]
            }
        }
        indexCalls(upTo: call)
    }

    private func firstCall(of identity: Int, before call: Int32) -> Int32? {
        if calls.count > Self.scanLimit { return callIndex[identity] }
        return calls.indices.first { calls[$0].identity == identity && $0 != Int(call) }.map(Int32.init)
    }

    private mutating func indexCalls(upTo call: Int32) {
        guard calls.count >= Self.scanLimit else { return }
        let first = calls.count == Self.scanLimit ? 0 : Int(call)
        for index in first...Int(call) where calls[index].identity != 0 && callIndex[calls[index].identity] == nil {
            callIndex[calls[index].identity] = Int32(index)
        }
    }

    /// Takes in the outcome of a tool call that was told elsewhere.
    mutating func take(_ outcome: ToolOutcome, ofCall identity: Int, ledger: inout Ledger) {
        for index in calls.indices.suffix(4_096)
        where calls[index].identity == identity && !calls[index].isOutcomeSaid
            && nodes[Int(calls[index].place)].status == .unset
        {
            calls[index].outcome = outcome
            calls[index].isOutcomeSaid = true
            recount(calls[index].place, ledger: &ledger)
        }
    }

    /// The spans that report the same call as this one.
    func twins(of place: Int32) -> [Int32] {
        // Nearly all calls are reported once.
        guard !twins.isEmpty, nodes[Int(place)].call >= 0 else { return [] }
        let node = nodes[Int(place)]
        guard let others = twins[calls[Int(node.call)].identity] else { return [] }
        return others.map { calls[Int($0)].place }.filter { other in
            other != place && nodes[Int(other)].role == node.role && (node.role == .llm || overlap(other, place))
        }
    }

    /// Does another report of the same call, of those that would count, come first?
    func isReportedBefore(_ place: Int32, where counts: (Int32) -> Bool) -> Bool {
        !twins.isEmpty && twins(of: place).contains { precedes($0, place) && counts($0) }
    }

    private func precedes(_ one: Int32, _ other: Int32) -> Bool {
        let (a, b) = (nodes[Int(one)], nodes[Int(other)])
        return a.start == b.start ? a.id < b.id : a.start < b.start
    }

    /// A server with short call ids gives them again: what did not run at the same time is another call.
    private func overlap(_ one: Int32, _ other: Int32) -> Bool {
        let (a, b) = (nodes[Int(one)], nodes[Int(other)])
        return a.start <= b.end && b.start <= a.end
    }
}
