import OTLP
import Telemetry

/// A request of `count` spans as an agent's exporter sends them: 8 attributes a span, about 350 bytes of protobuf.
func sampleRequest(spans count: Int) -> Batch {
    var batch = Batch()
    batch.resources.append(Resource())
    batch.scopes.append(Scope(resource: 0))
    batch.scopes[0].name = batch.strings.intern("looopy")
    for index in 0..<count { batch.appendSpan(index) }
    return batch
}

extension Batch {
    fileprivate mutating func appendSpan(_ index: Int) {
        let number = UInt64(index)
        var span = SpanRecord()
        span.traceID = TraceID(high: 0x0123_4567_89AB_CDEF &+ number / 16, low: 0xFEDC_BA98_7654_3210)
        span.spanID = SpanID(0x1111_1111_1111_1111 &+ number &* 0x9E37_79B9_7F4A_7C15)
        span.parentID = SpanID(0x2222_2222_2222_2222 &+ number &* 0x9E37_79B9_7F4A_7C15)
        span.name = strings.intern(["tool.execute", "llm.call", "iteration", "agent.execute"][index % 4])
        span.kind = .internal
        span.start = Timestamp(nanoseconds: 1_795_355_491_046_123_456 &+ number &* 1_234_567)
        span.end = span.start.advanced(by: 123_456_789)
        span.status = index % 10 == 0 ? .error : .ok
        let start = attributes.count
        append("agent.id", .string(strings.intern("agent-\(index % 8)")))
        append("task.id", .string(strings.intern("task-3f2a9c1e-\(index / 16)")))
        append("session.id", .string(strings.intern("session-7b1e4d90-\(index / 64)")))
        append("gen_ai.request.model", .string(strings.intern("claude-sonnet-4-5-20250929")))
        append("gen_ai.tool.name", .string(strings.intern(["read_file", "bash", "search", "edit"][index % 4])))
        append(
            "gen_ai.tool.call.id",
            .string(strings.intern("toolu_01\(String(number &* 0x9E37_79B9_7F4A_7C15, radix: 36))")))
        append("gen_ai.usage.input_tokens", .int(Int64(1000 + index)))
        append("tool.success", .bool(index % 10 != 0))
        span.attributes = Slice(start: start, count: attributes.count - start)
        spans.append(span)
    }

    private mutating func append(_ key: String, _ value: AttributeValue) {
        attributes.append(Attribute(key: strings.intern(key), value: value))
    }
}
