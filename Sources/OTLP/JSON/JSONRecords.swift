// Spans and log records in JSON.

import Telemetry

extension JSONDecoder {
    mutating func span(_ body: Bytes, scope: Int) throws(Fault) {
        var span = SpanRecord()
        span.scope = UInt32(scope)
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .traceId: span.traceID = try traceID(body)
            case .spanId: span.spanID = try spanID(body)
            case .traceState: span.traceState = try string(body)
            case .parentSpanId: span.parentID = try spanID(body)
            case .flags: span.flags = try integer(body)
            case .name: span.name = try string(body)
            case .kind: span.kind = try spanKind(body)
            case .startTimeUnixNano: span.start = try timestamp(body)
            case .endTimeUnixNano: span.end = try timestamp(body)
            case .attributes: try attributes(body, to: &span.attributes)
            case .droppedAttributesCount: span.droppedAttributes = try integer(body)
            case .events: try events(body, to: &span.events)
            case .droppedEventsCount: span.droppedEvents = try integer(body)
            case .links: try links(body, to: &span.links)
            case .droppedLinksCount: span.droppedLinks = try integer(body)
            case .status: try status(body, into: &span)
            default: try reader.skip(body)
            }
        }
        try append(span, to: &batch.spans, in: &room)
    }

    private mutating func spanKind(_ body: Bytes) throws(Fault) -> SpanKind {
        SpanKind(number: UInt32(bitPattern: try enumNumber(body, names: Self.spanKinds)))
    }

    private mutating func events(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElement(&array, body) {
            try append(try event(body), to: &slice, of: &batch.events, in: &room)
        }
    }

    private mutating func event(_ body: Bytes) throws(Fault) -> SpanEvent {
        var event = SpanEvent()
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .timeUnixNano: event.time = try timestamp(body)
            case .name: event.name = try string(body)
            case .attributes: try innerAttributes(body, to: &event.attributes)
            case .droppedAttributesCount: event.droppedAttributes = try integer(body)
            default: try reader.skip(body)
            }
        }
        return event
    }

    private mutating func links(_ body: Bytes, to slice: inout Slice) throws(Fault) {
        var array = try reader.openArray(body)
        while try reader.nextElement(&array, body) {
            try append(try link(body), to: &slice, of: &batch.links, in: &room)
        }
    }

    private mutating func link(_ body: Bytes) throws(Fault) -> SpanLink {
        var link = SpanLink()
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .traceId: link.traceID = try traceID(body)
            case .spanId: link.spanID = try spanID(body)
            case .traceState: link.traceState = try string(body)
            case .flags: link.flags = try integer(body)
            case .attributes: try innerAttributes(body, to: &link.attributes)
            case .droppedAttributesCount: link.droppedAttributes = try integer(body)
            default: try reader.skip(body)
            }
        }
        return link
    }

    private mutating func status(_ body: Bytes, into span: inout SpanRecord) throws(Fault) {
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .message: span.statusMessage = try string(body)
            case .code:
                let number = try enumNumber(body, names: Self.statusCodes)
                span.status = StatusCode(number: UInt32(bitPattern: number))
            default: try reader.skip(body)
            }
        }
    }

    mutating func log(_ body: Bytes, scope: Int) throws(Fault) {
        var log = LogRecord()
        log.scope = UInt32(scope)
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .timeUnixNano: log.time = try timestamp(body)
            case .observedTimeUnixNano: log.observed = try timestamp(body)
            case .severityNumber: log.severity = try enumNumber(body, names: Self.severities)
            case .severityText: log.severityText = try string(body)
            case .body: try value(body, depth: 1, into: &log.body)
            case .attributes: try attributes(body, to: &log.attributes)
            case .droppedAttributesCount: log.droppedAttributes = try integer(body)
            case .flags: log.flags = try integer(body)
            case .traceId: log.traceID = try traceID(body)
            case .spanId: log.spanID = try spanID(body)
            case .eventName: log.eventName = try string(body)
            default: try reader.skip(body)
            }
        }
        try append(log, to: &batch.logs, in: &room)
    }

    private static let spanKinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]
        .map { "SPAN_KIND_" + $0 }

    private static let statusCodes = ["UNSET", "OK", "ERROR"].map { "STATUS_CODE_" + $0 }

    private static let severities: [String] =
        ["SEVERITY_NUMBER_UNSPECIFIED"]
        + ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap { level in
            ["", "2", "3", "4"].map { "SEVERITY_NUMBER_" + level + $0 }
        }
}
