import Telemetry

/// A batch's records by scope and its scopes by resource, as requests nest them.
struct BatchOutline {
    /// The scopes of each resource.
    let scopes: [[Int]]
    /// The spans, metrics or log records of each scope.
    let records: [[Int]]

    init(_ batch: Batch, _ signal: Signal) {
        scopes = Self.group(batch.scopes.map { Int($0.resource) }, into: batch.resources.count)
        let owners =
            switch signal {
            case .traces: batch.spans.map { Int($0.scope) }
            case .metrics: batch.metrics.map { Int($0.scope) }
            case .logs: batch.logs.map { Int($0.scope) }
            }
        records = Self.group(owners, into: batch.scopes.count)
    }

    private static func group(_ owners: [Int], into count: Int) -> [[Int]] {
        var groups = [[Int]](repeating: [], count: count)
        for (member, owner) in owners.enumerated() { groups[owner].append(member) }
        return groups
    }
}
