import NIOCore

/// Drops what still comes on a connection that has had its last answer.
final class DiscardHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
