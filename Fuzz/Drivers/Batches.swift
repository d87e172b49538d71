import Telemetry

@testable import Telemetry

/// Batches in which few ids, names and times meet each other often: parents that are missing, late or their own
/// ancestors, tasks that end twice, counters that go back.
struct BatchMaker {
    private var choices: Choices
    private var batch = Batch()
    /// Nanoseconds around which things happen.
    private let now: UInt64

    /// The keys that mean something, in a fixed order, and two that don't.
    private static let keys = ConceptTable.byKey.keys.sorted() + ["http.route", "\u{1B}[31mkey"]
    private static let texts = [
        "", "a1", "a2", "true", "failed", "chat", "execute_tool", "invoke_agent", "tool", "llm", "agent", "chain",
        "gpt-4o", "7", "-1", "1e400", "pending_span", "00000000000000010000000000000001", "0000000000000002",
        #"{"input":5,"output":6,"total":18446744073709551615}"#, "\u{1B}]0;t\u{7}", "working", "ERROR", "mcp",
        "claude_code.api_request", "gemini_cli.tool_call", "codex.sse_event", "user_prompt", "session.start",
        String(repeating: "long ", count: 8_000),
    ]
    private static let spanNames = [
        "agent.loop", "agent.loop.iteration", "llm.call", "tool.execute", "agent.invoke", "agent[a1]", "loop.start",
        "chat gpt-4o", "execute_tool search", "invoke_agent a2", "POST",
    ]
    private static let metricNames = [
        "agent.tasks", "tool.executions", "llm.tokens", "agent.loop.duration", "tool.execution.duration",
        "llm.call.duration", "agent.active_tasks", "tool.cache.hit_rate", "gen_ai.client.token.usage",
        "gen_ai.client.operation.duration", "claude_code.token.usage", "claude_code.cost.usage", "codex.tool.call",
        "gemini_cli.tool.call.count", "mcp.client.operation.duration", "load",
    ]

    static func batch(_ choices: inout Choices, now: Timestamp) -> Batch {
        var maker = BatchMaker(choices: choices, now: now.nanoseconds)
        maker.fill()
        choices = maker.choices
        return maker.batch
    }

    private init(choices: Choices, now: UInt64) {
        self.choices = choices
        self.now = now
    }

    private mutating func fill() {
        for _ in 0...choices.number(below: 2) {
            var resource = Resource()
            resource.attributes = attributes(into: \.attributes)
            batch.resources.append(resource)
            var scope = Scope(resource: batch.resources.count - 1)
            scope.name = text(Self.texts)
            batch.scopes.append(scope)
        }
        switch choices.number(below: 4) {
        case 0, 1: for _ in 0...choices.number(below: 24) { addSpan() }
        case 2: for _ in 0...choices.number(below: 8) { addMetric() }
        default: for _ in 0...choices.number(below: 12) { addLog() }
        }
    }

    // MARK: Records

    private mutating func addSpan() {
        var span = SpanRecord()
        (span.traceID, span.spanID, span.parentID) = (traceID(), spanID(), spanID())
        span.name = text(Self.spanNames)
        span.kind = SpanKind(rawValue: UInt8(choices.number(below: 6))) ?? .unspecified
        (span.start, span.end) = (time(), time())
        span.status = StatusCode(rawValue: UInt8(choices.number(below: 3))) ?? .unset
        span.scope = scope()
        span.attributes = attributes(into: \.attributes)
        if choices.chance(in: 6) { span.events = events() }
        if choices.chance(in: 6) { span.links = links() }
        batch.spans.append(span)
    }

    private mutating func events() -> Slice {
        let first = batch.events.count
        for _ in 0...choices.number(below: 40) {
            var event = SpanEvent()
            (event.time, event.name) = (time(), text(Self.texts))
            event.attributes = attributes(into: \.innerAttributes)
            batch.events.append(event)
        }
        return Slice(start: first, count: batch.events.count - first)
    }

    private mutating func links() -> Slice {
        let first = batch.links.count
        for _ in 0...choices.number(below: 4) {
            var link = SpanLink()
            (link.traceID, link.spanID) = (traceID(), spanID())
            batch.links.append(link)
        }
        return Slice(start: first, count: batch.links.count - first)
    }

    private mutating func addLog() {
        var log = LogRecord()
        (log.time, log.observed) = (time(), time())
        log.severity = choices.one(of: [0, 1, 9, 13, 17, 24, 25, -1, .max])
        (log.severityText, log.eventName) = (text(Self.texts), text(Self.texts))
        (log.traceID, log.spanID, log.scope) = (traceID(), spanID(), scope())
        log.body = value(depth: 0)
        log.attributes = attributes(into: \.attributes)
        batch.logs.append(log)
    }

    private mutating func addMetric() {
        var metric = MetricRecord()
        (metric.name, metric.unit, metric.scope) = (
            text(Self.metricNames), text(["", "ms", "s", "1", "{token}"]), scope()
        )
        let temporality = Temporality(rawValue: UInt8(choices.number(below: 3))) ?? .unspecified
        let kinds: [MetricKind] = [
            .sum(temporality, isMonotonic: true), .sum(temporality, isMonotonic: false), .gauge,
            .histogram(temporality), .exponentialHistogram(temporality), .summary, .unspecified,
        ]
        metric.kind = choices.one(of: kinds)
        let first = batch.points.count
        for _ in 0...choices.number(below: 4) { addPoint(metric.kind) }
        metric.points = Slice(start: first, count: batch.points.count - first)
        batch.metrics.append(metric)
    }

    private mutating func addPoint(_ kind: MetricKind) {
        var point = DataPoint()
        (point.start, point.time) = (time(), time())
        point.flags = choices.chance(in: 16) ? 1 : 0
        point.attributes = attributes(into: \.attributes)
        switch kind {
        case .histogram: point.value = histogram()
        case .exponentialHistogram: point.value = exponentialHistogram()
        case .summary: point.value = summary()
        case .gauge, .sum, .unspecified: point.value = choices.chance(in: 3) ? .double(double()) : .int(int())
        }
        batch.points.append(point)
    }

    private mutating func histogram() -> PointValue {
        var point = HistogramPoint()
        (point.sum, point.min, point.max) = (double(), double(), double())
        let bounds = (0..<choices.number(below: 5)).map { _ in double() }
        point.bounds = Slice(start: batch.bounds.count, count: bounds.count)
        batch.bounds += bounds
        // Sometimes one too few.
        point.bucketCounts = counts(bounds.count + (choices.chance(in: 8) ? 0 : 1))
        point.count = count()
        batch.histograms.append(point)
        return .histogram(UInt32(batch.histograms.count - 1))
    }

    private mutating func exponentialHistogram() -> PointValue {
        var point = ExponentialHistogramPoint()
        (point.count, point.sum, point.zeroCount) = (count(), double(), count())
        point.scale = choices.one(of: [0, 3, 20, -10, .max, .min])
        point.zeroThreshold = double()
        point.positiveOffset = choices.one(of: [0, 1, -40, 1_000, .max, .min])
        point.positiveCounts = counts(choices.number(below: 6))
        point.negativeOffset = choices.one(of: [0, 1, -40, 1_000, .max, .min])
        point.negativeCounts = counts(choices.number(below: 3))
        batch.exponentialHistograms.append(point)
        return .exponentialHistogram(UInt32(batch.exponentialHistograms.count - 1))
    }

    private mutating func summary() -> PointValue {
        var point = SummaryPoint()
        (point.count, point.sum) = (count(), double())
        let quantiles = (0..<choices.number(below: 4)).map { _ in Quantile(quantile: double(), value: double()) }
        point.quantiles = Slice(start: batch.quantiles.count, count: quantiles.count)
        batch.quantiles += quantiles
        batch.summaries.append(point)
        return .summary(UInt32(batch.summaries.count - 1))
    }

    // MARK: Parts

    private mutating func attributes(into array: WritableKeyPath<Batch, [Attribute]>) -> Slice {
        let made = (0..<choices.number(below: 7)).map { _ in
            let key = batch.strings.intern(choices.one(of: Self.keys))
            return Attribute(key: key, value: value(depth: 0))
        }
        let first = batch[keyPath: array].count
        batch[keyPath: array] += made
        return Slice(start: first, count: made.count)
    }

    private mutating func value(depth: Int) -> AttributeValue {
        switch choices.number(below: depth > 2 ? 8 : 10) {
        case 0, 1, 2: return .string(text(Self.texts))
        case 3, 4: return .int(int())
        case 5: return .double(double())
        case 6: return .bool(choices.chance(in: 2))
        case 7: return choices.chance(in: 2) ? .absent : .bytes(text(Self.texts))
        case 8:
            let values = (0..<choices.number(below: 4)).map { _ in value(depth: depth + 1) }
            batch.values += values
            return .array(Slice(start: batch.values.count - values.count, count: values.count))
        default:
            let entries = (0..<choices.number(below: 4)).map { _ in
                Attribute(key: text(Self.texts), value: value(depth: depth + 1))
            }
            batch.entries += entries
            return .map(Slice(start: batch.entries.count - entries.count, count: entries.count))
        }
    }

    private mutating func text(_ texts: [String]) -> StringID { batch.strings.intern(choices.one(of: texts)) }
    private mutating func scope() -> UInt32 { UInt32(choices.number(below: batch.scopes.count)) }
    private mutating func traceID() -> TraceID { TraceID(high: 0, low: UInt64(choices.number(below: 6))) }
    private mutating func spanID() -> SpanID { SpanID(UInt64(choices.number(below: 20))) }
    private mutating func int() -> Int64 { choices.one(of: [1, 0, 2, 100, 5_000, -1, .max, .min, 1 << 53]) }
    private mutating func count() -> UInt64 { choices.one(of: [1, 0, 2, 9, .max, 1 << 40]) }
    private mutating func double() -> Double {
        choices.one(of: [1, 0, 0.5, 2, 250, -1, .nan, .infinity, -.infinity, 1e300, .leastNonzeroMagnitude])
    }

    private mutating func counts(_ count: Int) -> Slice {
        let counts = (0..<count).map { _ in self.count() }
        batch.counts += counts
        return Slice(start: batch.counts.count - count, count: count)
    }

    /// Near "now" as a rule, sometimes as far away as a number goes.
    private mutating func time() -> Timestamp {
        let choice = choices.byte()
        if choice > 250 { return Timestamp(nanoseconds: [0, 1, .max, .max - 1, 1 << 63][Int(choice) - 251]) }
        return Timestamp(nanoseconds: now - 3_000_000_000 + UInt64(choice) * 20_000_000)
    }
}
