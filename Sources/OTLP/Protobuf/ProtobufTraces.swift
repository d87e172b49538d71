import Telemetry

extension ProtobufDecoder {
    mutating func span(_ body: Bytes, _ range: Range<Int>, scope: Int) throws(Fault) {
        var span = SpanRecord()
        span.scope = UInt32(scope)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): span.traceID = try traceID(body, &fields)
            case (2, .delimited): span.spanID = try spanID(body, &fields)
            case (3, .delimited): span.traceState = try string(body, &fields)
            case (4, .delimited): span.parentID = try spanID(body, &fields)
            case (5, .delimited): span.name = try string(body, &fields)
            case (6, .varint): span.kind = SpanKind(number: try uint32(body, &fields))
            case (7, .fixed64): span.start = try timestamp(body, &fields)
            case (8, .fixed64): span.end = try timestamp(body, &fields)
            case (9, .delimited): try attribute(body, &fields, to: &span.attributes)
            case (10, .varint): span.droppedAttributes = try uint32(body, &fields)
            case (11, .delimited):
                try append(try event(body, try fields.delimited(body)), to: &span.events, of: &batch.events, in: &room)
            case (12, .varint): span.droppedEvents = try uint32(body, &fields)
            case (13, .delimited):
                try append(try link(body, try fields.delimited(body)), to: &span.links, of: &batch.links, in: &room)
            case (14, .varint): span.droppedLinks = try uint32(body, &fields)
            case (15, .delimited): try status(body, try fields.delimited(body), into: &span)
            case (16, .fixed32): span.flags = try fields.fixed32(body)
            default: try fields.skip(tag, body)
            }
        }
        try append(span, to: &batch.spans, in: &room)
        likely = span.attributes
    }

    private mutating func event(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> SpanEvent {
        var event = SpanEvent()
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .fixed64): event.time = try timestamp(body, &fields)
            case (2, .delimited): event.name = try string(body, &fields)
            case (3, .delimited): try innerAttribute(body, &fields, to: &event.attributes)
            case (4, .varint): event.droppedAttributes = try uint32(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
        return event
    }

    private mutating func link(_ body: Bytes, _ range: Range<Int>) throws(Fault) -> SpanLink {
        var link = SpanLink()
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): link.traceID = try traceID(body, &fields)
            case (2, .delimited): link.spanID = try spanID(body, &fields)
            case (3, .delimited): link.traceState = try string(body, &fields)
            case (4, .delimited): try innerAttribute(body, &fields, to: &link.attributes)
            case (5, .varint): link.droppedAttributes = try uint32(body, &fields)
            case (6, .fixed32): link.flags = try fields.fixed32(body)
            default: try fields.skip(tag, body)
            }
        }
        return link
    }

    private mutating func status(_ body: Bytes, _ range: Range<Int>, into span: inout SpanRecord) throws(Fault) {
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (2, .delimited): span.statusMessage = try string(body, &fields)
            case (3, .varint): span.status = StatusCode(number: try uint32(body, &fields))
            default: try fields.skip(tag, body)
            }
        }
    }
}

extension SpanKind {
    /// The kind of a number of the enum; unspecified for one that is not in it.
    init(number: UInt32) { self = UInt8(exactly: number).flatMap(Self.init(rawValue:)) ?? .unspecified }
}

extension StatusCode {
    /// The code of a number of the enum; unset for one that is not in it.
    init(number: UInt32) { self = UInt8(exactly: number).flatMap(Self.init(rawValue:)) ?? .unset }
}

extension Temporality {
    /// The temporality of a number of the enum; unspecified for one that is not in it.
    init(number: UInt32) { self = UInt8(exactly: number).flatMap(Self.init(rawValue:)) ?? .unspecified }
}
