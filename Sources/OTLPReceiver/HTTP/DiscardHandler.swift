import NIOCore

/// Drops what still comes on a connection that has had its last answer.
final class DiscardHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}

/// How long a connection is kept after its last answer.
private let linger = TimeAmount.seconds(5)

extension ChannelHandlerContext {
    /// Closes in a way that lets the client read what was written: closing while its bytes are unread would reset the
    /// connection, and with it the answer (RFC 9112, 9.6).
    func lingerThenClose() {
        guard channel.isActive else { return }
        let channel = channel
        do {
            try pipeline.syncOperations.addHandler(DiscardHandler(), position: .first)
        } catch {
            return close(promise: nil)
        }
        eventLoop.assumeIsolated().scheduleTask(in: linger) { channel.close(promise: nil) }
        let closed = eventLoop.makePromise(of: Void.self)
        closed.futureResult.whenFailure { _ in channel.close(promise: nil) }
        close(mode: .output, promise: closed)
    }
}
