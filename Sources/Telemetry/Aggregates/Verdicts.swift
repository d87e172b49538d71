/// Outcomes of tool calls by their identity, as logs told them. Bounded: the oldest half goes first.
struct Verdicts: Sendable {
    private var current: [Int: ToolOutcome] = [:]
    private var older: [Int: ToolOutcome] = [:]
    private static let limit = 5_000

    subscript(_ identity: Int) -> ToolOutcome? { current[identity] ?? older[identity] }

    mutating func insert(_ outcome: ToolOutcome, for identity: Int) {
        if current.count >= Self.limit {
            older = current
            current = [:]
        }
        current[identity] = outcome
    }
}
