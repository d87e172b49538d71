import NIOCore
import NIOHTTP1
import OTLP
import Telemetry

/// One HTTP/1 connection: gathers a request, has it answered, goes on with the next.
///
/// A request is decoded, handed over and answered within one call on the event loop, so pipelined requests are answered
/// in order without a queue.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Between requests.
        case idle
        /// A head has come, its body is coming.
        case receiving(Exchange)
        /// The last answer is out; nothing more is read.
        case closing
    }

    private let service: Service
    private let clock: RequestClock
    private var state = State.idle
    /// What the request that is being received takes of the room; nil between requests.
    private var share: RoomShare?
    /// The body so far, of an export.
    private var body: [UInt8] = []
    /// Bytes of the body that have come, kept or not.
    private var received = 0

    init(service: Service, clock: RequestClock) {
        self.service = service
        self.clock = clock
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .idle): begin(head, context)
        case (.body(let bytes), .receiving(let exchange)): take(bytes, of: exchange, context)
        case (.end, .receiving(let exchange)): finish(exchange, context)
        case (_, .idle), (_, .receiving), (_, .closing): break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        dropBody()
        context.fireChannelInactive()
    }

    // MARK: - A request

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        clock.headersCame()
        let exchange = Exchange(head, service)
        state = .receiving(exchange)
        received = 0
        share = RoomShare(of: service.room)
        if share == nil { return close(with: .tooMany(service.limits), exchange, context) }
        if exchange.declaredLength > service.limits.bodyBytes {
            return close(with: .tooLarge(service.limits), exchange, context)
        }
        switch exchange.plan {
        case .refuse(let answer) where exchange.awaitsContinue, .reply(let answer) where exchange.awaitsContinue:
            close(with: answer, exchange, context)
        case .export where exchange.awaitsContinue:
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        case .export, .report, .reply, .refuse:
            break
        }
    }

    private func take(_ bytes: ByteBuffer, of exchange: Exchange, _ context: ChannelHandlerContext) {
        received += bytes.readableBytes
        guard received <= service.limits.bodyBytes else {
            return close(with: .tooLarge(service.limits), exchange, context)
        }
        // The body of any other request is read past, so that the client sees its answer.
        guard case .export = exchange.plan, let share else { return }
        do throws(Refusal) {
            try service.claim(bytes.readableBytes, of: share)
        } catch {
            return close(with: error, exchange, context)
        }
        // A declared length is only believed up to 1 MiB; from there on the array grows as bytes come.
        if body.isEmpty { body.reserveCapacity(min(exchange.declaredLength, 1 << 20)) }
        body.append(contentsOf: bytes.readableBytesView)
    }

    private func finish(_ exchange: Exchange, _ context: ChannelHandlerContext) {
        guard let share else { return }
        let answer =
            switch exchange.plan {
            case .report(let request): report(request, context)
            case .export, .reply, .refuse: service.answer(exchange.plan, body: body, share: share)
            }
        dropBody()
        clock.requestEnded()
        if exchange.isLast {
            close(with: answer, exchange, context)
        } else {
            state = .idle
            write(answer, exchange, context)
        }
    }

    /// Reports are large and asked for by a few bytes: who does not read them gets no more of them.
    private func report(_ request: ReportRequest, _ context: ChannelHandlerContext) -> Answer {
        guard context.channel.isWritable else {
            return .refusal(.noRoom, "the answers before this one are still unread", in: .text)
        }
        return service.answer(request)
    }

    private func dropBody() {
        share = nil
        body = []
    }

    // MARK: - What is not a request

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        let refusal: Refusal =
            switch error {
            case .headerOverflow: .headersTooLarge
            case .invalidEOFState: Refusal(.badRequest, "the connection ended in the middle of a request")
            // The decoder stops at the preface of HTTP/2 (RFC 9113, 3.4).
            case .paused:
                Refusal(.badRequest, "this is HTTP/2, as gRPC speaks it: send OTLP over HTTP/1.1 to this port")
            case .unknown: Refusal(.badRequest, "this is not HTTP/1.1: the request is malformed")
            default: Refusal(.badRequest, "this is not HTTP/1.1: \(error.debugDescription)")
            }
        close(with: .refusal(refusal, in: .status(.json)), currentExchange, context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let timeUp = event as? TimeUp else { return context.fireUserInboundEventTriggered(event) }
        switch (timeUp, state) {
        case (_, .closing): context.close(promise: nil)
        case (.headers, _), (.body, _): close(with: .late(timeUp, service.limits), currentExchange, context)
        case (.opening, _), (.idle, _):
            service.hooks.closed(silence(timeUp, service.limits))
            context.close(promise: nil)
        }
    }

    private var currentExchange: Exchange? {
        switch state {
        case .receiving(let exchange): exchange
        case .idle, .closing: nil
        }
    }

    // MARK: - Answers

    private func write(_ answer: Answer, _ exchange: Exchange?, _ context: ChannelHandlerContext) {
        if let reason = answer.rejection { service.hooks.rejected(reason + (exchange?.sender ?? "")) }
        var headers = HTTPHeaders()
        for field in answer.fields(exchange?.permissions ?? []) { headers.add(name: field.name, value: field.value) }
        if let persistence = exchange.map(\.persistence) ?? "close" {
            headers.add(name: "Connection", value: persistence)
        }
        let head = HTTPResponseHead(version: exchange?.version ?? .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if exchange?.wantsBody ?? true, !answer.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func close(with refusal: Refusal, _ exchange: Exchange?, _ context: ChannelHandlerContext) {
        close(with: .refusal(refusal, in: exchange?.form ?? .status(.json)), exchange, context)
    }

    /// Gives the last answer, then closes in a way that lets the client read it.
    private func close(with answer: Answer, _ exchange: Exchange?, _ context: ChannelHandlerContext) {
        if case .closing = state { return }
        state = .closing
        dropBody()
        var last = exchange
        last?.isLast = true
        write(answer, last, context)
        context.lingerThenClose()
    }
}
