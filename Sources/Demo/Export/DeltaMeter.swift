import Telemetry

/// The counters of agents that tell of their work by event logs: tokens and cost, each time what came since the last.
/// Kept in the order in which each set of attributes was first seen, so that the same run gives the same bytes.
struct DeltaMeter {
    private typealias Counter = [(attributes: DraftAttributes, sum: Double)]

    /// Users who want to watch set OTEL_METRIC_EXPORT_INTERVAL to ten seconds; the default is a minute.
    private static let interval: Int64 = 10_000_000_000

    private var last: Timestamp
    private var tokens: Counter = []
    private var cost: Counter = []

    init(start: Timestamp) { last = start }

    /// Counts a request to a model that ended.
    mutating func record(_ call: ModelCall, _ identity: DraftAttributes) {
        let usage = SeparateUsage(call)
        let attributes = identity + [("model", .string(call.model.name)), ("query_source", .string("main"))]
        for (type, count) in usage.byType where count > 0 {
            Self.add(Double(count), attributes + [("type", .string(type))], to: &tokens)
        }
        Self.add(usage.dollars, attributes, to: &cost)
    }

    private static func add(_ value: Double, _ attributes: DraftAttributes, to counter: inout Counter) {
        let place = counter.firstIndex { $0.attributes.elementsEqual(attributes, by: ==) }
        if let place {
            counter[place].sum += value
        } else {
            counter.append((attributes, value))
        }
    }

    /// What came since the last time, if it is time to send it.
    mutating func export(at time: Timestamp, into builder: inout BatchBuilder) {
        guard time.since(last) >= Self.interval else { return }
        for (name, unit, counter) in [("token", "tokens", tokens), ("cost", "USD", cost)] {
            builder.metric(
                "claude_code.\(name).usage", unit: unit, kind: .sum(.delta, isMonotonic: true),
                scope: "com.anthropic.claude_code"
            ) { metric in
                for (attributes, sum) in counter { metric.point(.double(sum), attributes, from: last, at: time) }
            }
        }
        last = time
        tokens = []
        cost = []
    }
}
