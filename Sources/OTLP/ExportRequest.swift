// Export requests, from bytes to a batch and back.
//
// The decoders go once through the body and throw a `Fault`, which is small: where and why. Only when a request is
// refused is the body walked a second time, to name the place as a person would.

package import Telemetry

/// How an export request is written (OTLP specification, "OTLP/HTTP").
package enum Encoding: Hashable, Sendable {
    case protobuf, json
}

/// Why a body is not an export request.
package struct DecodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte of the body, counted from 0, at which decoding stopped.
    package var offset: Int
    /// The field that was being read, such as `resourceSpans[0].scopeSpans[0].spans[3].traceId`; empty at the top.
    package var path: String
    /// What is wrong, as a clause without a full stop.
    package var reason: String
    /// Is nothing wrong with it, but that it is too large?
    package var isTooLarge = false

    package init(offset: Int, path: String, reason: String) {
        self.offset = offset
        self.path = path
        self.reason = reason
    }

    /// The reason where ids are in base64, as proto3's own JSON mapping writes them.
    package static let idInBase64 = "the id is in base64, OTLP/JSON has it in hex digits"

    /// One sentence that names the place and the reason.
    package var description: String {
        if isTooLarge { return "The request is too large: \(reason)." }
        return path.isEmpty ? "At byte \(offset): \(reason)." : "At byte \(offset), in \(path): \(reason)."
    }
}

/// How many bytes a decoded request may take, where nothing else is said.
package let defaultBatchLimit = 64 << 20

/// The contents of the request that the body carries. The body must be decompressed; an empty protobuf body is a
/// request without contents. What can't be decoded is refused as a whole.
///
/// - Parameter limit: the most bytes that the batch may take: an empty record is two bytes of the body and a hundred of it.
package func decodeExportRequest(
    _ body: borrowing Swift.Span<UInt8>, of signal: Signal, in encoding: Encoding, limit: Int = defaultBatchLimit
) throws(DecodingError) -> Batch {
    do throws(Fault) {
        guard body.count < UInt32.max else { throw Fault(offset: 0, reason: .bodyTooLarge) }
        switch encoding {
        case .protobuf: return try decodeProtobuf(copy body, of: signal, limit: limit)
        case .json: return try decodeJSON(copy body, of: signal, limit: limit)
        }
    } catch {
        if let tooLarge = DecodingError(tooLarge: error) { throw tooLarge }
        let path =
            switch encoding {
            case .protobuf: protobufPath(to: error.offset, in: copy body, of: signal)
            case .json: jsonPath(to: error.offset, in: copy body)
            }
        throw DecodingError(offset: error.offset, path: path, reason: error.reason.description)
    }
}

/// The contents of the request that the body carries; see the variant on `Span`.
package func decodeExportRequest(
    _ body: [UInt8], of signal: Signal, in encoding: Encoding, limit: Int = defaultBatchLimit
) throws(DecodingError) -> Batch {
    try decodeExportRequest(body.span, of: signal, in: encoding, limit: limit)
}

extension DecodingError {
    /// Nil for any other fault.
    fileprivate init?(tooLarge fault: Fault) {
        switch fault.reason {
        case .bodyTooLarge, .batchTooLarge:
            self.init(offset: 0, path: "", reason: fault.reason.description)
            isTooLarge = true
        default: return nil
        }
    }
}

/// The request that decodes to the batch's records of the signal. Positions within the batch (of strings, resources and
/// the like) are not kept, contents and order are.
package func encodeExportRequest(_ batch: Batch, of signal: Signal, in encoding: Encoding) -> [UInt8] {
    switch encoding {
    case .protobuf: encodeProtobuf(batch, of: signal)
    case .json: encodeJSON(batch, of: signal)
    }
}
