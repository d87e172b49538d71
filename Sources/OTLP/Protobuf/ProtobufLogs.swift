import Telemetry

extension ProtobufDecoder {
    mutating func log(_ body: Bytes, _ range: Range<Int>, scope: Int) throws(Fault) {
        var log = LogRecord()
        log.scope = UInt32(scope)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .fixed64): log.time = try timestamp(body, &fields)
            case (2, .varint): log.severity = Int32(truncatingIfNeeded: try fields.varint(body))
            case (3, .delimited): log.severityText = try string(body, &fields)
            case (5, .delimited): try value(body, try fields.delimited(body), depth: 1, into: &log.body)
            case (6, .delimited): try attribute(body, &fields, to: &log.attributes)
            case (7, .varint): log.droppedAttributes = try uint32(body, &fields)
            case (8, .fixed32): log.flags = try fields.fixed32(body)
            case (9, .delimited): log.traceID = try traceID(body, &fields)
            case (10, .delimited): log.spanID = try spanID(body, &fields)
            case (11, .fixed64): log.observed = try timestamp(body, &fields)
            case (12, .delimited): log.eventName = try string(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
        try append(log, to: &batch.logs, in: &room)
        likely = log.attributes
    }
}
