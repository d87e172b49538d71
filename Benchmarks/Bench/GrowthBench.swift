import Telemetry

/// CPU time for the store to take in a span once it is full and evicts all the time: of the first million of 20 million
/// spans, and of the last. A store that gets slower with age shows here.
func growthRows() -> [Row] {
    let count = 512
    let million = 1_000_000 / count
    var subject = GrowthSubject(spans: count)
    subject.fill()
    let first = subject.time(requests: million)
    _ = subject.time(requests: 18 * million)
    let last = subject.time(requests: million)
    precondition(subject.evicted > 15_000_000, "the store was not full")
    let perSpan = { (time: Double) in decimal(time / Double(million * count) / 1000) + " µs/span" }
    return [
        Row(name: "store, full: the first million of 20", figure: perSpan(first)),
        Row(name: "store, full: the last million of 20", figure: perSpan(last)),
        Row(name: "  growth", figure: decimal(last / first), goal: "1.10"),
    ]
}

private struct GrowthSubject {
    private var store = Store(startedAt: sampleStart)
    private var number = 0
    private let count: Int

    init(spans count: Int) { self.count = count }

    /// Spans that had to go so far.
    var evicted: Int {
        mutating get { store.overview(OverviewRequest(), at: sampleEnd(count * number)).ingest.spans.evicted }
    }

    /// Until the first spans have to go.
    mutating func fill() {
        while evicted == 0 { _ = time(requests: 64) }
    }

    /// CPU time of storing so many requests, in nanoseconds; making them is not counted.
    mutating func time(requests: Int) -> Double {
        var sum = 0.0
        for _ in 0..<requests {
            let batch = sampleRequest(spans: count, number: number)
            number += 1
            let now = sampleEnd(count * number)
            let start = cpuTime()
            _ = store.ingest(batch, at: now)
            sum += cpuTime() - start
        }
        return sum
    }
}
