import Telemetry
import Testing

/// What one emitter sends of a small piece of work, and the figures that it comes to.
struct DialectCase: CustomTestStringConvertible {
    var title: String
    /// A line for each figure: see `Section.inWords`.
    var figures: String
    var spans: [TestSpan] = []
    var events: [TestEvent] = []
    /// Requests with metrics, in the order in which they were sent.
    var metrics: [Batch] = []
    var service = "looopy"
    var scope = "test"
    var resource: [String: TestValue] = [:]

    var testDescription: String { title }

    /// All that it sends, in requests as an exporter makes them.
    var requests: [Batch] {
        var requests = metrics
        if !spans.isEmpty { requests.append(request(spans)) }
        if !events.isEmpty { requests.append(request(events)) }
        return requests
    }

    /// The same with a request for each span and log record.
    var singles: [Batch] { metrics + spans.map { request([$0]) } + events.map { request([$0]) } }

    private func request(_ spans: [TestSpan]) -> Batch {
        batch(spans, service: service, resource: resource, scope: scope)
    }

    private func request(_ events: [TestEvent]) -> Batch {
        eventBatch(events, service: service, scope: scope, resource: resource)
    }
}

extension Section {
    /// The figures, a line each: tasks, agents with their tasks, models, tools, cost, and where tokens come from.
    var inWords: String {
        var lines = ["tasks \(tasks.inWords)"]
        lines += agents.map { "agent \($0.name) \($0.tasks.inWords)" }
        lines += models.map { row in
            let failed = row.failed > 0 ? ", \(row.failed) failed" : ""
            return "model \(row.model ?? "?") \(row.calls)\(failed)\(row.tokens.inWords)"
        }
        lines += tools.map { "tool \($0.name) \($0.calls.inWords)" }
        if let costUSD { lines.append("cost \(costUSD)") }
        if tokenSource != .none { lines.append("tokens from \(tokenSource.rawValue)") }
        return lines.joined(separator: "\n")
    }
}

extension TaskCounts {
    fileprivate var inWords: String {
        words([(active, "active"), (completed, "completed"), (failed, "failed"), (other, "other")])
    }
}

extension CallCounts {
    fileprivate var inWords: String { words([(ok, "ok"), (failed, "failed"), (other, "other")]) }
}

extension TokenCounts {
    fileprivate var inWords: String {
        let kinds: [(Int64?, String)] = [
            (input, "in"), (output, "out"), (unsplit, "either"), (cacheRead, "from cache"), (cacheWrite, "to cache"),
            (reasoning, "reasoning"),
        ]
        return kinds.map { count, word in count.map { ", \($0) \(word)" } ?? "" }.joined()
    }
}

private func words(_ counts: [(Int, String)]) -> String {
    let parts = counts.filter { $0.0 != 0 }.map { "\($0.0) \($0.1)" }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
}
