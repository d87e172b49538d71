import NIOCore
import NIOHTTP1
import NIOPosix

/// A POST to be sent and where its answer goes.
private struct Exchange: Sendable {
    let head: HTTPRequestHead
    let body: [UInt8]
    let answer: EventLoopPromise<Answer>
}

/// What a receiver answered.
struct Answer: Sendable {
    var status: Int
    /// The body, taken for text.
    var text: String
}

/// Sends one exchange at a time over a connection. Lives on the channel's event loop, which alone touches its state.
private final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    private var waiting: EventLoopPromise<Answer>?
    private var answer = Answer(status: 0, text: "")

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        waiting = exchange.answer
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: exchange.body)))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): answer = Answer(status: Int(head.status.code), text: "")
        case .body(let bytes): answer.text += String(buffer: bytes)
        case .end:
            waiting?.succeed(answer)
            waiting = nil
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        waiting?.fail(error)
        waiting = nil
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        waiting?.fail(ChannelError.eof)
        waiting = nil
        context.fireChannelInactive()
    }
}

/// A process's way to a receiver: one connection, kept open, made anew when it was lost. Blocks its caller.
struct Poster {
    private let endpoint: Endpoint
    private let authorization: String?
    private let group: any EventLoopGroup
    private var channel: (any Channel)?

    init(endpoint: Endpoint, authorization: String?, group: any EventLoopGroup) {
        self.endpoint = endpoint
        self.authorization = authorization
        self.group = group
    }

    /// The answer to a POST; throws what NIO throws when there is no connection.
    mutating func post(_ body: [UInt8], to path: String, type: String) throws -> Answer {
        let channel = try connected()
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path)
        head.headers = [
            "Host": endpoint.address, "Content-Type": type, "Content-Length": String(body.count),
            "User-Agent": "looptop-demo",
        ]
        if let authorization { head.headers.add(name: "Authorization", value: authorization) }
        let answer = channel.eventLoop.makePromise(of: Answer.self)
        let written = channel.writeAndFlush(Exchange(head: head, body: body, answer: answer))
        // A promise that nobody keeps would never end the wait.
        written.whenFailure { answer.fail($0) }
        return try answer.futureResult.wait()
    }

    private mutating func connected() throws -> any Channel {
        if let channel, channel.isActive { return channel }
        let channel = try ClientBootstrap(group: group)
            .connectTimeout(.seconds(2))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ExchangeHandler())
                }
            }
            .connect(host: endpoint.host, port: endpoint.port).wait()
        self.channel = channel
        return channel
    }
}
