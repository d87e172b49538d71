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
        let identity = calls.identity(of: Int(call))
        if identity != 0 {
            if hasTwins, let known = rare.twins[identity] {
                if known.count < Self.twinLimit { rare.twins[identity]?.append(call) }
            } else if let first = firstCall(of: identity, before: call) {
                rare.twins[identity] = [first, call]
            }
        }
        indexCalls(upTo: call)
    }

    private func firstCall(of identity: Int, before call: Int32) -> Int32? {
        if calls.count > Self.scanLimit { return indexedCall(of: identity) }
        for other in calls.indices where calls.identity(of: other) == identity && other != Int(call) {
            return Int32(other)
        }
        return nil
    }

    private func indexedCall(of identity: Int) -> Int32? {
        callIndex.find(UInt64(bitPattern: Int64(identity))) { UInt64(bitPattern: Int64(calls.identity(of: $0))) }
    }

    /// Makes the index of all calls anew; it is empty where they are searched.
    mutating func indexCallsAnew() {
        callIndex = PlaceIndex()
        if calls.count > Self.scanLimit { indexCalls(from: 0, upTo: Int32(calls.count - 1)) }
    }

    private mutating func indexCalls(upTo call: Int32) {
        guard calls.count >= Self.scanLimit else { return }
        indexCalls(from: calls.count == Self.scanLimit ? 0 : call, upTo: call)
    }

    private mutating func indexCalls(from first: Int32, upTo last: Int32) {
        for index in Int(first)...Int(last) {
            let identity = calls.identity(of: index)
            guard identity != 0, indexedCall(of: identity) == nil else { continue }
            callIndex.insert(Int32(index)) { UInt64(bitPattern: Int64(calls.identity(of: $0))) }
        }
    }

    /// The spans that report the same call as this one.
    func twins(of place: Int32) -> [Int32] {
        // Nearly all calls are reported once.
        guard hasTwins, nodes[place].call >= 0 else { return [] }
        let node = nodes[place]
        guard let others = rare.twins[calls.identity(of: Int(node.call))] else { return [] }
        return others.map { calls.place(of: Int($0)) }.filter { other in
            other != place && nodes[other].role == node.role && (node.role == .llm || overlap(other, place))
        }
    }

    /// Does another report of the same call, of those that would count, come first?
    func isReportedBefore(_ place: Int32, where counts: (Int32) -> Bool) -> Bool {
        hasTwins && twins(of: place).contains { precedes($0, place) && counts($0) }
    }

    /// How many model calls name the answer of an earlier one that was over when they began.
    var laterReports: Int {
        guard hasTwins else { return 0 }
        return rare.twins.values.reduce(0) { sum, group in
            let reports = group.map { calls.place(of: Int($0)) }.filter { nodes[$0].role == .llm }
            guard let first = reports.min(by: { precedes($0, $1) }) else { return sum }
            return sum + reports.count { nodes[$0].start > nodes[first].end }
        }
    }

    private func precedes(_ one: Int32, _ other: Int32) -> Bool {
        let (a, b) = (nodes[one], nodes[other])
        return a.start == b.start ? a.id < b.id : a.start < b.start
    }

    /// A server with short call ids gives them again: what did not run at the same time is another call.
    private func overlap(_ one: Int32, _ other: Int32) -> Bool {
        let (a, b) = (nodes[one], nodes[other])
        return a.start <= b.end && b.start <= a.end
    }
}
