import Foundation
import OTLPReference
import Telemetry

/// Numbers that depend on the seed alone (Steele et al. 2014, SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Makes requests in which every field is at times set, at times not, and takes the ends of its range.
struct RandomRequests {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func request(_ signal: Signal) -> Reference {
        switch signal {
        case .traces:
            var request = TracesRequest()
            request.resourceSpans = several { $0.resourceSpans() }
            return .traces(request)
        case .metrics:
            var request = MetricsRequest()
            request.resourceMetrics = several { $0.resourceMetrics() }
            return .metrics(request)
        case .logs:
            var request = LogsRequest()
            request.resourceLogs = several { $0.resourceLogs() }
            return .logs(request)
        }
    }

    // MARK: Values

    /// None to three.
    private mutating func several<T>(_ make: (inout RandomRequests) -> T) -> [T] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in make(&self) }
    }

    private mutating func maybe() -> Bool { Bool.random(using: &random) }

    private mutating func pick<T>(_ choices: T...) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }

    private mutating func u64() -> UInt64 {
        pick(0, 1, .max, 1 << 63, 1_544_712_660_300_000_000, random.next(), random.next() >> 40)
    }

    private mutating func u32() -> UInt32 { pick(0, 1, 300, .max, UInt32(truncatingIfNeeded: random.next())) }

    private mutating func i32() -> Int32 { pick(0, 1, -1, .min, .max, Int32(truncatingIfNeeded: random.next())) }

    private mutating func i64() -> Int64 { pick(0, -1, .min, .max, Int64(bitPattern: random.next()), 42) }

    private mutating func double() -> Double {
        pick(
            0, -0.0, 1.5, -2e-300, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 0.1,
            Double(bitPattern: random.next() & ~(0x7FF << 52) | 0x3FF << 52))
    }

    private mutating func text() -> String {
        pick(
            "", "a", "key", "agent.id", "gen_ai.request.model", "quote \" and \\ back/slash", "tab\tline\nnull\u{0}",
            "grüße 東京 👩‍👩‍👧 \u{FFFD}", String(repeating: "long ", count: 40), "\"traceId\":\"x\"",
            String(random.next(), radix: 36))
    }

    private mutating func id(_ count: Int) -> Data {
        if pick(true, false, false, false) { return Data() }
        return Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    private mutating func value(depth: Int = 0) -> RefAnyValue {
        var value = RefAnyValue()
        switch Int.random(in: 0...(depth < 4 ? 7 : 5), using: &random) {
        case 0: break
        case 1: value.stringValue = text()
        case 2: value.boolValue = maybe()
        case 3: value.intValue = i64()
        case 4: value.doubleValue = double()
        case 5: value.bytesValue = id(Int.random(in: 0...5, using: &random))
        case 6: value.arrayValue.values = several { $0.value(depth: depth + 1) }
        default: value.kvlistValue.values = several { $0.attribute(depth: depth + 1) }
        }
        return value
    }

    private mutating func attribute(depth: Int = 0) -> RefKeyValue {
        var attribute = RefKeyValue()
        attribute.key = text()
        if maybe() { attribute.value = value(depth: depth) }
        return attribute
    }

    private mutating func resource() -> RefResource {
        var resource = RefResource()
        resource.attributes = several { $0.attribute() }
        resource.droppedAttributesCount = u32()
        return resource
    }

    private mutating func scope() -> RefScope {
        var scope = RefScope()
        scope.name = text()
        scope.version = text()
        scope.attributes = several { $0.attribute() }
        scope.droppedAttributesCount = u32()
        return scope
    }

    // MARK: Traces and logs

    private mutating func resourceSpans() -> Opentelemetry_Proto_Trace_V1_ResourceSpans {
        var group = Opentelemetry_Proto_Trace_V1_ResourceSpans()
        if maybe() { group.resource = resource() }
        group.schemaURL = text()
        group.scopeSpans = several { random in
            var records = Opentelemetry_Proto_Trace_V1_ScopeSpans()
            if random.maybe() { records.scope = random.scope() }
            records.schemaURL = random.text()
            records.spans = random.several { $0.span() }
            return records
        }
        return group
    }

    private mutating func span() -> RefSpan {
        var span = RefSpan()
        span.traceID = id(16)
        span.spanID = id(8)
        span.parentSpanID = id(8)
        span.traceState = text()
        span.flags = u32()
        span.name = text()
        span.kind = pick(.unspecified, .internal, .server, .client, .producer, .consumer, .UNRECOGNIZED(77))
        span.startTimeUnixNano = u64()
        span.endTimeUnixNano = u64()
        span.attributes = several { $0.attribute() }
        span.droppedAttributesCount = u32()
        span.droppedEventsCount = u32()
        span.droppedLinksCount = u32()
        span.events = several { random in
            var event = RefSpan.Event()
            event.timeUnixNano = random.u64()
            event.name = random.text()
            event.attributes = random.several { $0.attribute() }
            event.droppedAttributesCount = random.u32()
            return event
        }
        span.links = several { random in
            var link = RefSpan.Link()
            link.traceID = random.id(16)
            link.spanID = random.id(8)
            link.traceState = random.text()
            link.flags = random.u32()
            link.attributes = random.several { $0.attribute() }
            link.droppedAttributesCount = random.u32()
            return link
        }
        if maybe() {
            span.status.message = text()
            span.status.code = pick(.unset, .ok, .error, .UNRECOGNIZED(-3))
        }
        return span
    }

    private mutating func resourceLogs() -> Opentelemetry_Proto_Logs_V1_ResourceLogs {
        var group = Opentelemetry_Proto_Logs_V1_ResourceLogs()
        if maybe() { group.resource = resource() }
        group.schemaURL = text()
        group.scopeLogs = several { random in
            var records = Opentelemetry_Proto_Logs_V1_ScopeLogs()
            if random.maybe() { records.scope = random.scope() }
            records.schemaURL = random.text()
            records.logRecords = random.several { $0.log() }
            return records
        }
        return group
    }

    private mutating func log() -> RefLog {
        var log = RefLog()
        log.timeUnixNano = u64()
        log.observedTimeUnixNano = u64()
        log.severityNumber = pick(.unspecified, .trace, .info2, .error, .fatal4, .UNRECOGNIZED(99))
        log.severityText = text()
        if maybe() { log.body = value() }
        log.attributes = several { $0.attribute() }
        log.droppedAttributesCount = u32()
        log.flags = u32()
        log.traceID = id(16)
        log.spanID = id(8)
        log.eventName = text()
        return log
    }

    // MARK: Metrics

    private mutating func resourceMetrics() -> Opentelemetry_Proto_Metrics_V1_ResourceMetrics {
        var group = Opentelemetry_Proto_Metrics_V1_ResourceMetrics()
        if maybe() { group.resource = resource() }
        group.schemaURL = text()
        group.scopeMetrics = several { random in
            var records = Opentelemetry_Proto_Metrics_V1_ScopeMetrics()
            if random.maybe() { records.scope = random.scope() }
            records.schemaURL = random.text()
            records.metrics = random.several { $0.metric() }
            return records
        }
        return group
    }

    private mutating func metric() -> RefMetric {
        var metric = RefMetric()
        metric.name = text()
        metric.description_p = text()
        metric.unit = text()
        if maybe() { metric.metadata = several { $0.attribute() } }
        switch Int.random(in: 0...5, using: &random) {
        case 0: break
        case 1: metric.gauge.dataPoints = several { $0.numberPoint() }
        case 2:
            metric.sum.dataPoints = several { $0.numberPoint() }
            metric.sum.aggregationTemporality = pick(.unspecified, .delta, .cumulative, .UNRECOGNIZED(9))
            metric.sum.isMonotonic = maybe()
        case 3:
            metric.histogram.dataPoints = several { $0.histogramPoint() }
            metric.histogram.aggregationTemporality = pick(.unspecified, .delta, .cumulative)
        case 4:
            metric.exponentialHistogram.dataPoints = several { $0.exponentialPoint() }
            metric.exponentialHistogram.aggregationTemporality = pick(.unspecified, .delta, .cumulative)
        default: metric.summary.dataPoints = several { $0.summaryPoint() }
        }
        return metric
    }

    private mutating func numberPoint() -> RefNumberPoint {
        var point = RefNumberPoint()
        point.startTimeUnixNano = u64()
        point.timeUnixNano = u64()
        point.flags = u32()
        point.attributes = several { $0.attribute() }
        point.exemplars = several { $0.exemplar() }
        switch Int.random(in: 0...2, using: &random) {
        case 0: break
        case 1: point.asInt = i64()
        default: point.asDouble = double()
        }
        return point
    }

    private mutating func histogramPoint() -> RefHistogramPoint {
        var point = RefHistogramPoint()
        point.startTimeUnixNano = u64()
        point.timeUnixNano = u64()
        point.flags = u32()
        point.attributes = several { $0.attribute() }
        point.exemplars = several { $0.exemplar() }
        point.count = u64()
        if maybe() { point.sum = double() }
        if maybe() { point.min = double() }
        if maybe() { point.max = double() }
        point.bucketCounts = several { $0.u64() }
        point.explicitBounds = several { $0.double() }
        return point
    }

    private mutating func exponentialPoint() -> RefExponentialPoint {
        var point = RefExponentialPoint()
        point.startTimeUnixNano = u64()
        point.timeUnixNano = u64()
        point.flags = u32()
        point.attributes = several { $0.attribute() }
        point.exemplars = several { $0.exemplar() }
        point.count = u64()
        if maybe() { point.sum = double() }
        if maybe() { point.min = double() }
        if maybe() { point.max = double() }
        point.scale = i32()
        point.zeroCount = u64()
        point.zeroThreshold = double()
        if maybe() {
            point.positive.offset = i32()
            point.positive.bucketCounts = several { $0.u64() }
        }
        if maybe() {
            point.negative.offset = i32()
            point.negative.bucketCounts = several { $0.u64() }
        }
        return point
    }

    private mutating func summaryPoint() -> RefSummaryPoint {
        var point = RefSummaryPoint()
        point.startTimeUnixNano = u64()
        point.timeUnixNano = u64()
        point.flags = u32()
        point.attributes = several { $0.attribute() }
        point.count = u64()
        point.sum = double()
        point.quantileValues = several { random in
            var quantile = RefSummaryPoint.ValueAtQuantile()
            quantile.quantile = random.double()
            quantile.value = random.double()
            return quantile
        }
        return point
    }

    private mutating func exemplar() -> RefExemplar {
        var exemplar = RefExemplar()
        exemplar.timeUnixNano = u64()
        exemplar.traceID = id(16)
        exemplar.spanID = id(8)
        exemplar.filteredAttributes = several { $0.attribute() }
        switch Int.random(in: 0...2, using: &random) {
        case 0: break
        case 1: exemplar.asInt = i64()
        default: exemplar.asDouble = double()
        }
        return exemplar
    }
}
