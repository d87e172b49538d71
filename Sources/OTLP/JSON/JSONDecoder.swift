// Export requests in JSON, straight into a batch that means the same as that of the request in protobuf: keys in any
// order, unknown ones passed over, a key that occurs twice merged or the last one taken as in protobuf.
// OTLP's own mapping differs from proto3's in two points: ids are hex, and enums are integers
// (OTLP specification, "JSON Protobuf Encoding"); names of enums are understood too.

package import Telemetry

/// The contents of a JSON export request.
func decodeJSON(_ body: Bytes, of signal: Signal, limit: Int) throws(Fault) -> Batch {
    var decoder = JSONDecoder(room: Room(limit: limit))
    var object = try decoder.reader.openObject(body)
    while let name = try decoder.reader.nextMember(&object, body) {
        switch (name, signal) {
        case (.resourceSpans, .traces), (.resourceMetrics, .metrics), (.resourceLogs, .logs):
            var array = try decoder.reader.openArray(body)
            while try decoder.reader.nextElement(&array, body) { try decoder.resourceRecords(body, of: signal) }
        default: try decoder.reader.skip(body)
        }
    }
    try decoder.reader.end(body)
    return decoder.batch
}

/// The signal that the first known key at the top of a JSON export request names. Nil when there is none, as in `{}`,
/// or when what stands before it is not JSON.
package func signal(ofJSON body: [UInt8]) -> Signal? {
    let body = body.span
    var reader = JSONReader()
    guard var object = try? reader.openObject(body) else { return nil }
    while let name = try? reader.nextMember(&object, body) {
        switch name {
        case .resourceSpans: return .traces
        case .resourceMetrics: return .metrics
        case .resourceLogs: return .logs
        default: guard (try? reader.skip(body)) != nil else { return nil }
        }
    }
    return nil
}

struct JSONDecoder {
    var batch = Batch()
    var room: Room
    var reader = JSONReader()

    /// `ResourceSpans`, `ResourceMetrics` and `ResourceLogs` have the same shape.
    mutating func resourceRecords(_ body: Bytes, of signal: Signal) throws(Fault) {
        let resource = batch.resources.count
        try append(Resource(), to: &batch.resources, in: &room)
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch (name, signal) {
            case (.resource, _): try self.resource(body, at: resource)
            case (.scopeSpans, .traces), (.scopeMetrics, .metrics), (.scopeLogs, .logs):
                var array = try reader.openArray(body)
                while try reader.nextElement(&array, body) { try scopeRecords(body, resource: resource, of: signal) }
            case (.schemaUrl, _): batch.resources[resource].schemaURL = try string(body)
            default: try reader.skip(body)
            }
        }
    }

    private mutating func resource(_ body: Bytes, at index: Int) throws(Fault) {
        var resource = batch.resources[index]
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .attributes: try attributes(body, to: &resource.attributes)
            case .droppedAttributesCount: resource.droppedAttributes = try integer(body)
            default: try reader.skip(body)
            }
        }
        batch.resources[index] = resource
    }

    /// `ScopeSpans`, `ScopeMetrics` and `ScopeLogs` have the same shape.
    private mutating func scopeRecords(_ body: Bytes, resource: Int, of signal: Signal) throws(Fault) {
        let scope = batch.scopes.count
        try append(Scope(resource: resource), to: &batch.scopes, in: &room)
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch (name, signal) {
            case (.scope, _): try self.scope(body, at: scope)
            case (.spans, .traces), (.metrics, .metrics), (.logRecords, .logs):
                var array = try reader.openArray(body)
                while try reader.nextElement(&array, body) { try record(body, scope: scope, of: signal) }
            case (.schemaUrl, _): batch.scopes[scope].schemaURL = try string(body)
            default: try reader.skip(body)
            }
        }
    }

    private mutating func record(_ body: Bytes, scope: Int, of signal: Signal) throws(Fault) {
        switch signal {
        case .traces: try span(body, scope: scope)
        case .metrics: try metric(body, scope: scope)
        case .logs: try log(body, scope: scope)
        }
    }

    private mutating func scope(_ body: Bytes, at index: Int) throws(Fault) {
        var scope = batch.scopes[index]
        var object = try reader.openObject(body)
        while let name = try reader.nextMember(&object, body) {
            switch name {
            case .name: scope.name = try string(body)
            case .version: scope.version = try string(body)
            case .attributes: try attributes(body, to: &scope.attributes)
            case .droppedAttributesCount: scope.droppedAttributes = try integer(body)
            default: try reader.skip(body)
            }
        }
        batch.scopes[index] = scope
    }
}
