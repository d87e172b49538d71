// What is answered to an export request.

package import Telemetry

/// What part of a request was not taken (`ExportTracePartialSuccess` and its siblings).
package struct PartialSuccess: Hashable, Sendable {
    /// How many spans, data points or log records; with 0, the message is a warning.
    package var rejected: Int
    /// Why, for a person.
    package var message: String

    package init(rejected: Int, message: String) {
        self.rejected = rejected
        self.message = message
    }
}

/// `ExportTraceServiceResponse` or its siblings: without contents when everything was taken (OTLP specification, "Full
/// Success").
package func encodeExportResponse(to signal: Signal, partial: PartialSuccess?, in encoding: Encoding) -> [UInt8] {
    switch encoding {
    case .protobuf:
        var writer = ProtobufWriter()
        guard let partial else { return writer.bytes }
        writer.message(1) { writer in
            writer.varint(1, UInt64(signed: partial.rejected))
            writer.string(2, partial.message.utf8)
        }
        return writer.bytes
    case .json:
        var writer = JSONWriter()
        writer.object { writer in
            guard let partial else { return }
            writer.object("partialSuccess") { writer in
                writer.long(signal.rejectedKey, partial.rejected)
                writer.string("errorMessage", partial.message)
            }
        }
        return writer.bytes
    }
}

/// `google.rpc.Status`, the body of an answer that refuses a request (OTLP specification, "Failures").
package func encodeStatus(code: Int, message: String, in encoding: Encoding) -> [UInt8] {
    switch encoding {
    case .protobuf:
        var writer = ProtobufWriter()
        writer.varint(1, UInt64(signed: code))
        writer.string(2, message.utf8)
        return writer.bytes
    case .json:
        var writer = JSONWriter()
        writer.object { writer in
            writer.int("code", code)
            writer.string("message", message)
        }
        return writer.bytes
    }
}

extension Signal {
    fileprivate var rejectedKey: String {
        switch self {
        case .traces: "rejectedSpans"
        case .metrics: "rejectedDataPoints"
        case .logs: "rejectedLogRecords"
        }
    }
}
