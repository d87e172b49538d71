import NIOCore

/// Turns away, before TLS sees a byte, who does not speak it: with an answer that an exporter's log will show.
final class PlainTextGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let service: Service
    private let clock: RequestClock
    private let handshake: HandshakeGuard
    private var isDone = false

    init(service: Service, clock: RequestClock, handshake: HandshakeGuard) {
        self.service = service
        self.clock = clock
        self.handshake = handshake
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The record that a handshake begins with (RFC 8446, 5.1).
        let handshake: UInt8 = 22
        guard unwrapInboundIn(data).readableBytesView.first == handshake else { return turnAway(context) }
        context.fireChannelRead(data)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func turnAway(_ context: ChannelHandlerContext) {
        if isDone { return }
        isDone = true
        clock.stop()
        handshake.isCounted = true
        service.hooks.rejected("a client did not speak TLS: its endpoint has to begin with https://")
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: Self.answer)), promise: nil)
        context.lingerThenClose()
    }

    private static let answer: String = {
        let sentence = "this port speaks TLS: send to https://\n"
        return """
            HTTP/1.1 400 Bad Request\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: \(sentence.utf8.count)\r
            Connection: close\r
            \r
            \(sentence)
            """
    }()
}
