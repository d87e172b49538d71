import NIOHTTP1
import OTLP

/// What a request is answered with.
struct Answer: Hashable {
    var status: HTTPResponseStatus
    var contentType: String
    var body: [UInt8]
    /// Headers beyond type and length.
    var headers: [Header] = []
    /// Why an export was refused, a sentence; nil when it was taken in, and for reads.
    var rejection: String?

    struct Header: Hashable {
        var name: String
        var value: String
    }
}

/// How whoever asks reads a refusal.
enum RefusalForm: Hashable {
    /// An exporter: a `Status` message (OTLP 1.x, "Failures"), in its encoding, or JSON when that is not known.
    case status(OTLP.Encoding)
    /// A person or script: the sentence.
    case text

    init(_ head: HTTPRequestHead) {
        let isRead = head.method == .GET || head.method == .HEAD
        self = isRead ? .text : .status(OTLP.Encoding(contentType: head.headers) ?? .json)
    }
}

/// Why a request is refused: an HTTP status with the matching code of `google.rpc.Code`.
enum RefusalKind {
    case badRequest, unauthenticated, forbidden, notFound, methodNotAllowed, timeout, tooLarge, unsupportedType,
        headersTooLarge, noRoom
    /// Of gRPC only: no such method or encoding, and messages that are not framed as they should be.
    case unimplemented, badFraming

    /// The status over HTTP.
    var status: HTTPResponseStatus {
        switch self {
        case .badRequest: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .timeout: .requestTimeout
        case .tooLarge: .payloadTooLarge
        case .unsupportedType: .unsupportedMediaType
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .noRoom: .serviceUnavailable
        case .unimplemented: .notImplemented
        case .badFraming: .badRequest
        }
    }

    /// The status over gRPC, which is also in the body of an answer over HTTP.
    var code: StatusCode {
        switch self {
        case .badRequest, .unsupportedType: .invalidArgument
        case .timeout: .deadlineExceeded
        case .notFound: .notFound
        case .forbidden: .permissionDenied
        case .tooLarge, .headersTooLarge: .resourceExhausted
        case .methodNotAllowed, .unimplemented: .unimplemented
        case .badFraming: .internal
        case .noRoom: .unavailable
        case .unauthenticated: .unauthenticated
        }
    }
}

extension Answer {
    /// The receiver answers, so it is well.
    static let healthy = Answer(
        status: .ok, contentType: "text/plain; charset=utf-8", body: Array("ok\n".utf8))

    static func refusal(_ kind: RefusalKind, _ sentence: String, in form: RefusalForm) -> Answer {
        refusal(Refusal(kind, sentence), in: form)
    }

    static func refusal(_ refusal: Refusal, in form: RefusalForm) -> Answer {
        let (kind, sentence) = (refusal.kind, refusal.sentence)
        let answer =
            switch form {
            case .status(let encoding):
                Answer(
                    status: kind.status, contentType: encoding.mediaType,
                    body: encodeStatus(
                        code: kind.code.rawValue, message: sentence, detail: refusal.detail, in: encoding),
                    rejection: sentence)
            case .text:
                Answer(status: kind.status, contentType: "text/plain; charset=utf-8", body: Array("\(sentence)\n".utf8))
            }
        if kind == .unauthenticated { return answer.with("WWW-Authenticate", "Bearer") }
        return refusal.retrySeconds.map { answer.with("Retry-After", "\($0)") } ?? answer
    }

    /// All headers that it goes out with, in order; `permissions` are what a browser is told.
    func fields(_ permissions: [Header]) -> [Header] {
        // RFC 9110, 8.6: an answer without content says nothing of its length.
        let content =
            status == .noContent
            ? []
            : [
                Header(name: "Content-Type", value: contentType),
                Header(name: "Content-Length", value: "\(body.count)"),
            ]
        return content + headers + permissions
    }

    /// With one more header.
    func with(_ name: String, _ value: String) -> Answer {
        var answer = self
        answer.headers.append(Header(name: name, value: value))
        return answer
    }
}

extension OTLP.Encoding {
    /// The Content-Type of OTLP/HTTP.
    var mediaType: String {
        switch self {
        case .protobuf: "application/x-protobuf"
        case .json: "application/json"
        }
    }
}
