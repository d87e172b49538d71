import OTLP
import Telemetry

/// What the benchmarks send: a request as an agent's exporter makes it, children before parents, a trace for every 16
/// spans. Requests of different numbers have different traces and spans.
func sampleRequest(spans count: Int, number: Int = 0, attributes: SampleAttributes = .ofAgent) -> Batch {
    var batch = Batch()
    batch.appendSource()
    for index in 0..<count {
        var span = sampleSpan(number * count + index)
        span.name = batch.strings.intern(spanName(index))
        let start = batch.attributes.count
        switch attributes {
        case .ofAgent: batch.appendAgentAttributes(number * count + index)
        case .unique: batch.appendUniqueAttributes(number * count + index)
        }
        span.attributes = Slice(start: start, count: batch.attributes.count - start)
        batch.spans.append(span)
    }
    return batch
}

/// Which attributes a span has.
enum SampleAttributes {
    /// 8, as agents send them: one is the span's own, the others repeat. About 350 bytes of protobuf a span.
    case ofAgent
    /// 9, of which 3 are strings of 16 bytes that occur once, and 6 repeat.
    case unique
}

/// When the first span of the samples starts; they follow each other at 3 ms.
let sampleStart = Timestamp(nanoseconds: 1_795_355_491_046_123_456)

/// The end of the last of the first `count` spans.
func sampleEnd(_ count: Int) -> Timestamp { sampleSpan(count - 1).end }

/// A span of the tree that 16 make: the last is the root, three are iterations of it, the rest are calls in those.
private func sampleSpan(_ index: Int) -> SpanRecord {
    let (trace, place) = index.quotientAndRemainder(dividingBy: 16)
    var span = SpanRecord()
    span.traceID = TraceID(high: scattered(trace) | 1, low: 0xFEDC_BA98_7654_3210)
    span.spanID = SpanID(scattered(index) | 1)
    let parent = place == 15 ? nil : place % 5 == 4 ? 15 : place - place % 5 + 4
    span.parentID = parent.map { SpanID(scattered(trace * 16 + $0) | 1) } ?? .zero
    span.kind = .internal
    span.start = sampleStart.advanced(by: Int64(index) * 3_000_000)
    span.end = span.start.advanced(by: place == 15 ? 1_400_000_000 : 123_456_789)
    span.status = index % 10 == 0 ? .error : .ok
    return span
}

private func spanName(_ index: Int) -> String {
    let place = index % 16
    if place == 15 { return "agent.execute" }
    return place % 5 == 4 ? "loop.iteration" : ["llm.call", "tool.execute"][place % 2]
}

/// Another number for each number, as random as ids are.
func scattered(_ number: Int) -> UInt64 {
    var value = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    return value ^ value >> 27
}

extension Batch {
    fileprivate mutating func appendSource() {
        append("service.name", "looopy")
        append("service.version", "3.1.0")
        var resource = Resource()
        resource.attributes = Slice(start: 0, count: attributes.count)
        resources.append(resource)
        scopes.append(Scope(resource: 0))
        scopes[0].name = strings.intern("looopy")
    }

    fileprivate mutating func appendAgentAttributes(_ index: Int) {
        append("agent.id", "agent-\(index / 16 % 8)")
        append("task.id", "task-3f2a9c1e-\(index / 16)")
        append("session.id", "session-7b1e4d90-\(index / 64)")
        append("gen_ai.request.model", "claude-sonnet-4-5-20250929")
        append("gen_ai.tool.name", ["read_file", "bash", "search", "edit"][index % 4])
        append("gen_ai.tool.call.id", "toolu_01\(String(scattered(index), radix: 36))")
        append("gen_ai.usage.input_tokens", .int(Int64(1000 + index % 512)))
        append("tool.success", .bool(index % 10 != 0))
    }

    fileprivate mutating func appendUniqueAttributes(_ index: Int) {
        append("agent.id", "agent-\(index / 16 % 8)")
        append("task.id", "task-3f2a9c1e-\(index / 16)")
        append("gen_ai.request.model", "claude-sonnet-4-5-20250929")
        append("gen_ai.tool.name", ["read_file", "bash", "search", "edit"][index % 4])
        append("gen_ai.system", "anthropic")
        append("deployment.environment", "production")
        for (number, key) in ["gen_ai.tool.call.id", "request.id", "checksum"].enumerated() {
            let digits = String(scattered(index * 3 + number), radix: 16)
            append(key, String(repeating: "0", count: 16 - digits.count) + digits)
        }
    }

    private mutating func append(_ key: String, _ value: AttributeValue) {
        attributes.append(Attribute(key: strings.intern(key), value: value))
    }

    private mutating func append(_ key: String, _ text: String) { append(key, .string(strings.intern(text))) }
}

/// The same as it comes out of the decoder.
func decodedRequest(spans: Int, number: Int, attributes: SampleAttributes = .ofAgent) throws -> Batch {
    let body = encodeExportRequest(
        sampleRequest(spans: spans, number: number, attributes: attributes), of: .traces, in: .protobuf)
    return try decodeExportRequest(body, of: .traces, in: .protobuf)
}
