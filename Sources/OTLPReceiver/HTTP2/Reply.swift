import NIOHPACK
import NIOHTTP1

/// What goes back on a stream.
struct Reply: Hashable {
    var headers: HPACKHeaders
    var body: [UInt8]?
    var trailers: HPACKHeaders?
    /// Why an export was refused, a sentence; nil when it was taken in, and for reads.
    var rejection: String?

    /// A call that went well: headers, the message, and the status in trailers.
    init(message: [UInt8]) {
        headers = Self.callHeaders
        body = framed(message)
        trailers = CallStatus.ok.fields
    }

    /// A call that was refused: the status stands in the headers, and nothing follows ("Trailers-Only").
    init(_ refusal: Refusal, isExport: Bool) {
        headers = Self.callHeaders
        headers.add(contentsOf: CallStatus(refusal).fields)
        rejection = isExport ? refusal.sentence : nil
    }

    /// An answer of HTTP, to a request that was understood so far.
    init(_ answer: Answer, to exchange: Exchange? = nil) {
        headers = [":status": "\(answer.status.code)"]
        for field in answer.fields(exchange?.permissions ?? []) {
            headers.add(name: field.name.lowercased(), value: field.value)
        }
        body = exchange?.wantsBody ?? true && !answer.body.isEmpty ? answer.body : nil
        rejection = answer.rejection
    }

    private static let callHeaders: HPACKHeaders = [
        ":status": "200", "content-type": "application/grpc", "grpc-accept-encoding": acceptedCallEncodings,
    ]
}
