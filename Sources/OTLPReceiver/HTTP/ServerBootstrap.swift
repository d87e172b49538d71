import NIOCore
import NIOHTTP1
import NIOPosix

/// How long and how large a connection may be.
enum ConnectionLimits {
    /// Without a byte in the middle of a request.
    static let silence = TimeAmount.seconds(silenceSeconds)
    static let silenceSeconds: Int64 = 60
    /// Periods of `silence` that a connection may stay open between requests.
    static let idlePeriods = 10
    /// After the last answer.
    static let linger = TimeAmount.seconds(5)

    /// Of a request's head: far above what any exporter sends.
    static var headers: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 32 << 10
        limits.maxHeaderListSize = 64 << 10
        limits.maxHeaderFieldCount = 128
        return limits
    }
}

/// A bootstrap whose connections are answered by `service`.
func serverBootstrap(
    group: MultiThreadedEventLoopGroup, service: Service, options: ListenerOptions
) -> ServerBootstrap {
    let bootstrap = ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        // A peer that vanished without a word gives its connection back.
        .childChannelOption(.socketOption(.so_keepalive), value: 1)
        .childChannelInitializer { channel in
            guard service.room.enter() else {
                service.hooks.rejected("more than \(service.room.connections) connections at once")
                return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
            }
            channel.closeFuture.whenComplete { _ in service.room.leave() }
            return channel.eventLoop.makeCompletedFuture {
                try addConnectionHandlers(to: channel.pipeline.syncOperations, service: service)
            }
        }
    guard options.isIPv6Only else { return bootstrap }
    let onlyIPv6 = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
    return bootstrap.serverChannelOption(onlyIPv6, value: 1)
}

/// The handlers of a connection that has not yet shown what it speaks, from the socket inwards.
func addConnectionHandlers(to pipeline: ChannelPipeline.SynchronousOperations, service: Service) throws {
    try pipeline.addHandlers([
        IdleStateHandler(readTimeout: ConnectionLimits.silence),
        ProtocolDetector(service: service),
    ])
}

/// The handlers of an HTTP/1 connection, from the socket inwards, behind what is there already.
func addHTTPHandlers(to pipeline: ChannelPipeline.SynchronousOperations, service: Service) throws {
    let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: ConnectionLimits.headers)
    try pipeline.addHandlers([
        ByteToMessageHandler(decoder),
        HTTPResponseEncoder(),
        ConnectionHandler(service: service),
    ])
}
