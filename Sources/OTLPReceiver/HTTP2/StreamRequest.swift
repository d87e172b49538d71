import NIOCore
import NIOHPACK
import NIOHTTP1
import OTLP

/// A request on a stream whose answer is still owed: a gRPC call, or a request of HTTP.
struct StreamRequest {
    private enum Work {
        case call(CallHead)
        case http(Exchange)
    }

    private let work: Work
    /// Who sends, as the end of a sentence; empty where the request does not say it.
    let sender: String
    /// When the client no longer waits; nil for never.
    let deadline: NIODeadline?
    /// When all of it has to be there.
    private let latest: NIODeadline
    /// What it takes of the room for requests.
    private let share: RoomShare
    private var message: MessageReader
    private var body: [UInt8] = []

    /// What the headers stand for: a request whose body is awaited, or a reply at once.
    enum Beginning {
        case request(StreamRequest)
        case reply(Reply, sender: String)
    }

    static func begin(_ headers: HPACKHeaders, at now: NIODeadline, _ service: Service) -> Beginning {
        let sender = headers.first(name: "user-agent").map(Exchange.sender) ?? ""
        let path = headers.first(name: ":path") ?? ""
        let type = headers.first(name: "content-type") ?? ""
        let isCall = type.hasPrefix("application/grpc") || CallHead.isMethod(path)
        let isWithin = isWithin(service.limits, headers)
        guard isCall else { return http(HTTPRequestHead(headers), isWithin: isWithin, at: now, service) }
        guard isWithin else { return .reply(Reply(.headersTooLarge, isExport: true), sender: sender) }
        if let refusal = service.gate.refusal(of: HTTPRequestHead(headers)) {
            // Who may not even ask for health is counted too.
            return .reply(Reply(refusal, isExport: true), sender: sender)
        }
        if let answer = Answer(unlessCall: headers.first(name: ":method") ?? "", contentType: type) {
            return .reply(Reply(answer), sender: sender)
        }
        let head = CallHead(path: path, headers: headers)
        if case .refuse(let refusal) = head.plan {
            return .reply(Reply(refusal, isExport: head.isExport), sender: sender)
        }
        guard let share = RoomShare(of: service.room) else {
            return .reply(Reply(.tooMany(service.limits), isExport: true), sender: sender)
        }
        return .request(StreamRequest(.call(head), sender: sender, at: now, timeout: head.timeout, share, service))
    }

    /// Are there no more headers than may be, nor longer ones? A client that has acknowledged the limit of their bytes is
    /// held to it as they are decoded.
    private static func isWithin(_ limits: ReceiverLimits, _ headers: HPACKHeaders) -> Bool {
        if limits.headerBytes < HTTP2Limits.unacknowledgedHeaderBytes {
            // As RFC 9113, 6.5.2 counts them.
            let bytes = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }
            guard bytes <= limits.headerBytes else { return false }
        }
        return headers.count <= limits.headers || headers.count { !$0.name.hasPrefix(":") } <= limits.headers
    }

    private static func http(
        _ head: HTTPRequestHead, isWithin: Bool, at now: NIODeadline, _ service: Service
    ) -> Beginning {
        let exchange = Exchange(head, service)
        guard isWithin else {
            let answer = Answer.refusal(.headersTooLarge, in: exchange.form)
            return .reply(Reply(answer, to: exchange), sender: exchange.sender)
        }
        if exchange.declaredLength > service.limits.bodyBytes {
            let answer = Answer.refusal(.tooLarge(service.limits), in: exchange.form)
            return .reply(Reply(answer, to: exchange), sender: exchange.sender)
        }
        guard let share = RoomShare(of: service.room) else {
            let answer = Answer.refusal(.tooMany(service.limits), in: exchange.form)
            return .reply(Reply(answer, to: exchange), sender: exchange.sender)
        }
        return .request(StreamRequest(.http(exchange), sender: exchange.sender, at: now, timeout: nil, share, service))
    }

    private init(
        _ work: Work, sender: String, at now: NIODeadline, timeout: CallTimeout?, _ share: RoomShare, _ service: Service
    ) {
        self.work = work
        self.sender = sender
        deadline = timeout.map { now + $0.amount }
        latest = now + .seconds(Int64(service.limits.bodySeconds))
        self.share = share
        message = MessageReader(limit: service.limits.bodyBytes)
    }

    /// When it has come to nothing, if nothing more comes.
    var expires: NIODeadline { deadline.map { min($0, latest) } ?? latest }

    /// Why it is refused when it has come to nothing.
    func expiry(at now: NIODeadline, _ limits: ReceiverLimits) -> Refusal {
        if let deadline, deadline <= now {
            return Refusal(.timeout, "the rest of the call did not come before its deadline")
        }
        return .late(.body, limits)
    }

    /// Takes what came next of its body.
    mutating func take(_ bytes: ByteBuffer, _ service: Service) throws(Refusal) {
        try service.claim(bytes.readableBytes, of: share)
        switch work {
        case .call:
            try message.take(bytes.readableBytesView)
        case .http:
            guard body.count + bytes.readableBytes <= service.limits.bodyBytes else { throw .tooLarge(service.limits) }
            body.append(contentsOf: bytes.readableBytesView)
        }
    }

    /// The reply to the whole request.
    func reply(_ service: Service) -> Reply {
        switch work {
        case .http(let exchange):
            return Reply(service.answer(exchange.plan, body: body, share: share), to: exchange)
        case .call(let head):
            do throws(Refusal) {
                return Reply(message: try answer(head, service))
            } catch {
                return reply(error)
            }
        }
    }

    /// The reply that refuses it.
    func reply(_ refusal: Refusal) -> Reply {
        switch work {
        case .http(let exchange):
            Reply(.refusal(refusal, in: exchange.form), to: exchange)
        case .call(let head):
            Reply(refusal, isExport: head.isExport)
        }
    }

    private func answer(_ head: CallHead, _ service: Service) throws(Refusal) -> [UInt8] {
        let bytes = try message.whole()
        if message.isCompressed, head.compression == nil {
            throw Refusal(.badFraming, "the message says it is compressed, but no grpc-encoding says how")
        }
        let compression = message.isCompressed ? head.compression : nil
        switch head.plan {
        case .export(let signal):
            let export = Export(pathSignal: signal, encoding: .protobuf, compression: compression)
            return try service.take(export, body: bytes, share: share)
        case .health: return try healthResponse(to: try service.inflated(bytes, compression, share))
        case .refuse(let refusal): throw refusal
        }
    }

    /// Whether it asks for a report: those are large, and asked for by a few bytes.
    var isReport: Bool {
        guard case .http(let exchange) = work, case .report = exchange.plan else { return false }
        return true
    }
}

extension Answer {
    /// What is said to who meant a call, but does not speak gRPC as it is spoken; nil where it is.
    fileprivate init?(unlessCall method: String, contentType: String) {
        if method != "POST" {
            self = .refusal(.methodNotAllowed, "gRPC calls are sent by POST", in: .text).with("Allow", "POST")
        } else if !isGRPC(contentType: contentType) {
            let sentence = "content-type \(quoted(contentType)) is not taken: gRPC calls have application/grpc"
            self = .refusal(.unsupportedType, sentence, in: .text)
        } else {
            return nil
        }
        rejection = body.isEmpty ? nil : String(decoding: body.dropLast(), as: UTF8.self)
    }
}

extension HTTPRequestHead {
    /// The head of a request that came over HTTP/2.
    fileprivate init(_ headers: HPACKHeaders) {
        var fields = HTTPHeaders()
        for field in headers where !field.name.hasPrefix(":") { fields.add(name: field.name, value: field.value) }
        if let authority = headers.first(name: ":authority"), !fields.contains(name: "host") {
            fields.add(name: "host", value: authority)
        }
        self.init(
            version: .http2, method: HTTPMethod(rawValue: headers.first(name: ":method") ?? ""),
            uri: headers.first(name: ":path") ?? "", headers: fields)
    }
}
