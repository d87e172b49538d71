import Telemetry

/// CPU time for the store to take in a span, decoded before; the least of 5 runs of 200 requests.
func ingestRows() throws -> [Row] {
    let count = 512
    let batches = try (0..<200).map { try decodedRequest(spans: count, number: $0) }
    let now = sampleEnd(count * batches.count)
    let time = leastTime(rounds: 5) {
        var store = Store(startedAt: sampleStart)
        var accepted = 0
        for batch in batches { accepted += store.ingest(batch, at: now).accepted }
        precondition(accepted == count * batches.count)
    }
    let perSpan = time / Double(count * batches.count) / 1000
    return [Row(name: "store, decoded spans, 8 attributes", figure: decimal(perSpan) + " µs/span")]
}
