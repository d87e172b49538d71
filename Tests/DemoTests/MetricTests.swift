import Demo
import Telemetry
import Testing

struct MetricTests {
    /// Half an hour of work, made once.
    private static let exports: [Export] = {
        let start = Timestamp(seconds: 1_800_000_000)
        var fleet = Fleet(agents: 5, seed: 7, rate: 1, start: start)
        return fleet.advance(to: start.advanced(by: 1800 * 1_000_000_000))
    }()

    private var last: Batch? { Self.metrics.last?.batch }

    /// The metrics of the design.
    private static var metrics: [Export] { exports.filter { $0.dialect == .seed && $0.signal == .metrics } }

    /// The spans that ended until the last metrics, of those who have a meter.
    private var metered: [SentSpan] { spans(of: Self.exports.filter { $0.dialect == .seed }) }

    /// The value of each point of a metric, by its attributes in order.
    private func points(_ name: String) throws -> [[String]: Double] {
        let batch = try #require(last)
        let metric = try #require(batch.metrics.first { batch.text($0.name) == name }, "no \(name)")
        let entries = batch.points[metric.points.range].map { point in
            (batch.attributes[point.attributes.range].map { text($0.value, in: batch) }, number(point.value, in: batch))
        }
        return Dictionary(uniqueKeysWithValues: entries)
    }

    private func text(_ value: AttributeValue, in batch: Batch) -> String {
        if case .string(let id) = value { batch.text(id) } else { "?" }
    }

    /// A histogram's count stands for it.
    private func number(_ value: PointValue, in batch: Batch) -> Double {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        case .histogram(let index): Double(batch.histograms[Int(index)].count)
        case .none, .exponentialHistogram, .summary: .nan
        }
    }

    @Test func `all eight are sent, with their kinds`() throws {
        let batch = try #require(last)
        let kinds = Dictionary(uniqueKeysWithValues: batch.metrics.map { (batch.text($0.name), $0.kind) })
        #expect(
            kinds == [
                "agent.tasks": .sum(.cumulative, isMonotonic: true),
                "tool.executions": .sum(.cumulative, isMonotonic: true),
                "llm.tokens": .sum(.cumulative, isMonotonic: true),
                "agent.loop.duration": .histogram(.cumulative),
                "tool.execution.duration": .histogram(.cumulative),
                "llm.call.duration": .histogram(.cumulative),
                "agent.active_tasks": .gauge,
                "tool.cache.hit_rate": .gauge,
            ])
    }

    @Test func `they are sent every five seconds`() {
        let times = Self.metrics.compactMap { $0.batch.points.first?.time }
        #expect(times.count == 360)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1.since($0) == 5_000_000_000 })
    }

    @Test func `tokens are those of the model calls`() throws {
        for kind in ["prompt", "completion", "total"] {
            let counted = try points("llm.tokens").filter { $0.key.last == kind }.values.reduce(0, +)
            let spent = metered.filter { $0.name == "llm.call" }.map { $0.number("llm.usage.\(kind)_tokens") }
            #expect(counted == Double(spent.reduce(0, +)))
        }
    }

    @Test(arguments: ["true", "false"])
    func `executions are those of the tool calls`(success: String) throws {
        let counted = try points("tool.executions").filter { $0.key.last == success }.values.reduce(0, +)
        let calls = metered.count { $0.attributes["tool.success"] == .bool(success == "true") }
        #expect(counted == Double(calls))
    }

    @Test func `tasks are those of the loops`() throws {
        let loops = metered.filter { $0.name == "agent.loop" }
        let counted = try points("agent.tasks")
        #expect(
            counted.filter { $0.key.last == "completed" }.values.reduce(0, +)
                == Double(loops.count { $0.status == .ok }))
        #expect(
            counted.filter { $0.key.last == "failed" }.values.reduce(0, +)
                == Double(loops.count { $0.status == .error }))
        #expect(try points("agent.loop.duration").values.reduce(0, +) == Double(loops.count))
    }

    @Test func `active tasks are never negative, and somebody works`() throws {
        let active = try points("agent.active_tasks")
        #expect(active.values.allSatisfy { $0 >= 0 })
        #expect(active.values.reduce(0, +) > 0)
    }

    @Test func `a hit rate is a share`() throws {
        #expect(try points("tool.cache.hit_rate").values.allSatisfy { (0.05...0.95).contains($0) })
    }

    @Test func `a histogram's buckets add up to its count`() throws {
        let batch = try #require(last)
        #expect(!batch.histograms.isEmpty)
        for histogram in batch.histograms {
            #expect(batch.counts[histogram.bucketCounts.range].reduce(0, +) == histogram.count)
            #expect(histogram.bucketCounts.count == histogram.bounds.count + 1)
        }
    }
}
