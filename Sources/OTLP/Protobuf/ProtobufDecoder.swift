// Export requests in protobuf, straight into a batch. Field numbers are those of opentelemetry-proto 1.x; a field that
// is written in another wire type than its own is an unknown field, and unknown fields are passed over.
//
// Fields may come in any order and a message that occurs twice is merged (protobuf.dev, "Last One Wins"), so a resource
// has its place in the batch before its attributes are known, and slices are reopened when more belongs to them.

import Telemetry

/// The contents of a protobuf export request.
func decodeProtobuf(_ body: Bytes, of signal: Signal, limit: Int) throws(Fault) -> Batch {
    var decoder = ProtobufDecoder(room: Room(limit: limit))
    var fields = FieldReader(0..<body.count)
    while let tag = try fields.next(body) {
        switch (tag.number, tag.wire) {
        case (1, .delimited): try decoder.resourceRecords(body, try fields.delimited(body), of: signal)
        default: try fields.skip(tag, body)
        }
    }
    return decoder.batch
}

struct ProtobufDecoder {
    var batch = Batch()
    var room: Room
    /// The attributes of the record before: what the next one's are likely to be.
    var likely = Slice.empty

    /// `ResourceSpans`, `ResourceMetrics` and `ResourceLogs` have the same fields.
    mutating func resourceRecords(_ body: Bytes, _ range: Range<Int>, of signal: Signal) throws(Fault) {
        let resource = batch.resources.count
        try append(Resource(), to: &batch.resources, in: &room)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): try self.resource(body, try fields.delimited(body), at: resource)
            case (2, .delimited): try scopeRecords(body, try fields.delimited(body), resource: resource, of: signal)
            case (3, .delimited): batch.resources[resource].schemaURL = try string(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
    }

    private mutating func resource(_ body: Bytes, _ range: Range<Int>, at index: Int) throws(Fault) {
        var resource = batch.resources[index]
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): try attribute(body, &fields, to: &resource.attributes)
            case (2, .varint): resource.droppedAttributes = try uint32(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
        batch.resources[index] = resource
    }

    /// `ScopeSpans`, `ScopeMetrics` and `ScopeLogs` have the same fields.
    private mutating func scopeRecords(
        _ body: Bytes, _ range: Range<Int>, resource: Int, of signal: Signal
    ) throws(Fault) {
        let scope = batch.scopes.count
        try append(Scope(resource: resource), to: &batch.scopes, in: &room)
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): try self.scope(body, try fields.delimited(body), at: scope)
            case (2, .delimited):
                let record = try fields.delimited(body)
                switch signal {
                case .traces: try span(body, record, scope: scope)
                case .metrics: try metric(body, record, scope: scope)
                case .logs: try log(body, record, scope: scope)
                }
            case (3, .delimited): batch.scopes[scope].schemaURL = try string(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
    }

    private mutating func scope(_ body: Bytes, _ range: Range<Int>, at index: Int) throws(Fault) {
        var scope = batch.scopes[index]
        var fields = FieldReader(range)
        while let tag = try fields.next(body) {
            switch (tag.number, tag.wire) {
            case (1, .delimited): scope.name = try string(body, &fields)
            case (2, .delimited): scope.version = try string(body, &fields)
            case (3, .delimited): try attribute(body, &fields, to: &scope.attributes)
            case (4, .varint): scope.droppedAttributes = try uint32(body, &fields)
            default: try fields.skip(tag, body)
            }
        }
        batch.scopes[index] = scope
    }
}
