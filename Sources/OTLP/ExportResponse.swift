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

/// What `google.rpc.Status` can say beyond a code and a message (OTLP specification, "Failures").
package enum StatusDetail: Hashable, Sendable {
    /// `google.rpc.RetryInfo`: the same may be sent again after so many seconds.
    case retryAfter(seconds: Int)
    /// `google.rpc.BadRequest`: a field, by its path, and what is wrong with it.
    case badRequest(field: String, reason: String)

    fileprivate var type: String {
        switch self {
        case .retryAfter: "type.googleapis.com/google.rpc.RetryInfo"
        case .badRequest: "type.googleapis.com/google.rpc.BadRequest"
        }
    }
}

/// `google.rpc.Status`, the body of an answer that refuses a request (OTLP specification, "Failures").
package func encodeStatus(
    code: Int, message: String, detail: StatusDetail? = nil, in encoding: Encoding
) -> [UInt8] {
    switch encoding {
    case .protobuf:
        var writer = ProtobufWriter()
        writer.varint(1, UInt64(signed: code))
        writer.string(2, message.utf8)
        if let detail { writer.any(3, detail) }
        return writer.bytes
    case .json:
        var writer = JSONWriter()
        writer.object { writer in
            writer.int("code", code)
            writer.string("message", message)
            writer.array("details", detail.map { [$0] } ?? []) { detail, writer in writer.any(detail) }
        }
        return writer.bytes
    }
}

extension ProtobufWriter {
    /// A detail within a `google.protobuf.Any`.
    fileprivate mutating func any(_ number: Int, _ detail: StatusDetail) {
        message(number) { any in
            any.string(1, detail.type.utf8)
            any.message(2) { content in
                switch detail {
                case .retryAfter(let seconds):
                    content.message(1) { delay in delay.varint(1, UInt64(signed: seconds)) }
                case .badRequest(let field, let reason):
                    content.message(1) { violation in
                        violation.string(1, field.utf8)
                        violation.string(2, reason.utf8)
                    }
                }
            }
        }
    }
}

extension JSONWriter {
    /// A detail as ProtoJSON has an `Any`.
    fileprivate mutating func any(_ detail: StatusDetail) {
        object { writer in
            writer.string("@type", detail.type)
            switch detail {
            case .retryAfter(let seconds):
                writer.string("retryDelay", "\(seconds)s")
            case .badRequest(let field, let reason):
                writer.array("fieldViolations", [(field, reason)]) { violation, writer in
                    writer.object { writer in
                        writer.string("field", violation.0)
                        writer.string("description", violation.1)
                    }
                }
            }
        }
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
