import NIOCore

/// What a connection speaks.
enum SpokenProtocol: Hashable {
    case http1, http2

    /// Told by the first bytes; nil while they leave a doubt.
    init?(_ bytes: ByteBufferView) {
        let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8  // RFC 9113, 3.4
        guard bytes.count < preface.count else {
            self = bytes.starts(with: preface) ? .http2 : .http1
            return
        }
        guard !preface.starts(with: bytes) else { return nil }
        self = .http1
    }
}

/// Waits for the first bytes of a connection and then gives way to the handlers of what it speaks. So each port takes
/// both: nobody has to know which port is whose.
final class ProtocolDetector: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let service: Service
    private let clock: RequestClock
    private var seen = ByteBuffer()

    init(service: Service, clock: RequestClock) {
        self.service = service
        self.clock = clock
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        seen.writeImmutableBuffer(unwrapInboundIn(data))
        guard let spoken = SpokenProtocol(seen.readableBytesView) else { return }
        let pipeline = context.pipeline.syncOperations
        do {
            switch spoken {
            case .http1: try addHTTPHandlers(to: pipeline, service: service, clock: clock)
            case .http2: try addHTTP2Handlers(to: pipeline, service: service, clock: clock)
            }
        } catch {
            return context.close(promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(seen))
        pipeline.removeHandler(context: context, promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let timeUp = event as? TimeUp else { return context.fireUserInboundEventTriggered(event) }
        if timeUp == .opening {
            service.hooks.closed(silence(timeUp, service.limits))
        } else {
            service.hooks.rejected(Refusal.late(timeUp, service.limits).sentence)
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
