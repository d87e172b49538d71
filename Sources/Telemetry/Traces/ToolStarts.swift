// Tool calls that run, as coding agents' hooks tell: a marker says that a call began, another span that it came back.

/// A tool call that began.
struct ToolStart: Sendable {
    /// What its other reports share; 0 where it has no id.
    var identity: Int
    var tool: Name
    var time: Timestamp
}

extension TraceEntry {
    /// Calls that are remembered: more than any agent makes side by side.
    private static let startLimit = 64

    /// The last calls are looked at: one that ended long before its start came is a rare thing.
    private static let recentCalls = 256

    /// Notes that a tool call began, unless it has come back already: spans come in any order.
    mutating func note(_ start: ToolStart) {
        for call in calls.indices.suffix(Self.recentCalls) {
            let facts = calls[call]
            if start.isEnded(by: facts, at: nodes[facts.place]) { return }
        }
        if rare.toolStarts.count >= Self.startLimit { rare.toolStarts.removeFirst() }
        rare.toolStarts.append(start)
    }

    /// Notes that a tool call came back.
    mutating func noteReturn(of call: Int32) {
        guard hasRareParts, !rare.toolStarts.isEmpty else { return }
        let facts = calls[Int(call)]
        let node = nodes[Int(facts.place)]
        rare.toolStarts.removeAll { $0.isEnded(by: facts, at: node) }
    }
}

extension ToolStart {
    fileprivate func isEnded(by call: CallFacts, at node: SpanNode) -> Bool {
        guard node.role == .tool, node.end >= time else { return false }
        return identity != 0 ? call.identity == identity : call.subject == tool
    }
}
