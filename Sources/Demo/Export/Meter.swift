// The eight metrics of Looopy's observability design, cumulative from the start of the fleet. Kept in the order in which
// each set of attributes was first seen, so that the same run gives the same bytes.

import Telemetry

struct Meter: Sendable {
    /// What a point is of: the values of its instrument's attributes.
    private typealias Key = [String]

    private struct Histogram {
        var count: UInt64 = 0
        var sum = 0.0
        var min = Double.infinity
        var max = -Double.infinity
        var buckets = [UInt64](repeating: 0, count: Meter.bounds.count + 1)
    }

    /// Sums or distributions by attributes, in order of first use.
    private struct Series<Value: Sendable>: Sendable {
        var keys: [Key] = []
        var values: [Value] = []

        mutating func update(_ key: Key, from start: Value, _ change: (inout Value) -> Void) {
            let index = keys.firstIndex(of: key) ?? keys.count
            if index == keys.count {
                keys.append(key)
                values.append(start)
            }
            change(&values[index])
        }
    }

    /// The default explicit bounds of the SDKs (OpenTelemetry specification, metrics SDK).
    static let bounds: [Double] = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]

    private let start: Timestamp
    private var tasks = Series<Int>()
    private var executions = Series<Int>()
    private var tokens = Series<Int>()
    private var loops = Series<Histogram>()
    private var toolTimes = Series<Histogram>()
    private var modelTimes = Series<Histogram>()
    private var active = Series<Int>()
    private var lookups = Series<(hits: Int, all: Int)>()

    init(start: Timestamp) { self.start = start }

    /// An agent has taken a task.
    mutating func taskStarted(by agent: String) { active.update([agent], from: 0) { $0 += 1 } }

    /// Counts what has just ended.
    mutating func record(_ measurement: Measurement) {
        switch measurement {
        case .none, .request: break
        case .run(let run): record(run)
        case .model(let call): record(call)
        case .tool(let call): record(call)
        }
    }

    private mutating func record(_ run: Run) {
        active.update([run.agent], from: 0) { $0 -= 1 }
        tasks.update([run.agent, run.outcome == .ok ? "completed" : "failed"], from: 0) { $0 += 1 }
        Self.add(run.start, run.end, to: &loops, [run.agent, String(run.iterations.count)])
    }

    private mutating func record(_ call: ModelCall) {
        let parts = [("prompt", call.inputTokens), ("completion", call.outputTokens)]
        for (type, count) in parts + [("total", call.inputTokens + call.outputTokens)] where count > 0 {
            tokens.update([call.model.provider, call.model.name, type], from: 0) { $0 += count }
        }
        Self.add(call.start, call.end, to: &modelTimes, [call.model.name])
    }

    private mutating func record(_ call: ToolCall) {
        executions.update([call.tool.name, call.outcome == .ok ? "true" : "false"], from: 0) { $0 += 1 }
        Self.add(call.start, call.end, to: &toolTimes, [call.tool.name, call.tool.provider])
        guard call.cache != .none else { return }
        lookups.update([call.tool.provider], from: (0, 0)) {
            $0.all += 1
            $0.hits += call.cache == .hit ? 1 : 0
        }
    }

    private static func add(_ start: Timestamp, _ end: Timestamp, to series: inout Series<Histogram>, _ key: Key) {
        let milliseconds = Double(end.since(start)) / 1e6
        series.update(key, from: Histogram()) {
            $0.count += 1
            $0.sum += milliseconds
            $0.min = Swift.min($0.min, milliseconds)
            $0.max = Swift.max($0.max, milliseconds)
            $0.buckets[bounds.firstIndex { milliseconds <= $0 } ?? bounds.count] += 1
        }
    }

    /// All that was counted, as it is sent at this moment.
    func export(at time: Timestamp, into builder: inout BatchBuilder) {
        counter("agent.tasks", "1", tasks, ["agent.id", "task.status"], at: time, into: &builder)
        counter("tool.executions", "1", executions, ["tool.name", "tool.success"], at: time, into: &builder)
        let tokenKeys = ["llm.provider", "llm.model", "llm.token_type"]
        counter("llm.tokens", "tokens", tokens, tokenKeys, at: time, into: &builder)
        histogram("agent.loop.duration", loops, ["agent.id", "iterations"], at: time, into: &builder)
        histogram("tool.execution.duration", toolTimes, ["tool.name", "tool.provider"], at: time, into: &builder)
        histogram("llm.call.duration", modelTimes, ["llm.model"], at: time, into: &builder)
        builder.metric("agent.active_tasks", unit: "", kind: .gauge, scope: "looopy") { metric in
            for (key, value) in zip(active.keys, active.values) {
                metric.point(.int(Int64(value)), ["agent.id"], key, from: .unset, at: time)
            }
        }
        builder.metric("tool.cache.hit_rate", unit: "", kind: .gauge, scope: "looopy") { metric in
            for (key, value) in zip(lookups.keys, lookups.values) {
                let rate = Double(value.hits) / Double(value.all)
                metric.point(.double(rate), ["tool.provider"], key, from: .unset, at: time)
            }
        }
    }

    private func counter(
        _ name: String, _ unit: String, _ series: Series<Int>, _ attributes: [String], at time: Timestamp,
        into builder: inout BatchBuilder
    ) {
        let kind = MetricKind.sum(.cumulative, isMonotonic: true)
        builder.metric(name, unit: unit, kind: kind, scope: "looopy") { metric in
            for (key, value) in zip(series.keys, series.values) {
                metric.point(.int(Int64(value)), attributes, key, from: start, at: time)
            }
        }
    }

    private func histogram(
        _ name: String, _ series: Series<Histogram>, _ attributes: [String], at time: Timestamp,
        into builder: inout BatchBuilder
    ) {
        builder.metric(name, unit: "ms", kind: .histogram(.cumulative), scope: "looopy") { metric in
            for (key, value) in zip(series.keys, series.values) {
                var point = HistogramPoint()
                point.count = value.count
                point.sum = value.sum
                point.min = value.min
                point.max = value.max
                let kept = metric.keep(point, bounds: Self.bounds, counts: value.buckets)
                metric.point(kept, attributes, key, from: start, at: time)
            }
        }
    }
}
