import NIOCore
import NIOHTTP1
import NIOPosix

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
                service.hooks.rejected("more than \(service.limits.connections) connections at once")
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
    let clock = RequestClock(service.limits)
    try pipeline.addHandler(clock)
    if let tls = service.tls { try pipeline.addHandlers(tls.handlers(service: service, clock: clock)) }
    try pipeline.addHandler(ProtocolDetector(service: service, clock: clock))
}

/// The handlers of an HTTP/1 connection, from the socket inwards, behind what is there already.
func addHTTPHandlers(
    to pipeline: ChannelPipeline.SynchronousOperations, service: Service, clock: RequestClock
) throws {
    let decoder = HTTPRequestDecoder(
        leftOverBytesStrategy: .dropBytes, limitConfiguration: NIOHTTPDecoderLimitConfiguration(service.limits))
    try pipeline.addHandlers([
        // Who does not read answers is not read from: unread answers would pile up here.
        BackPressureHandler(),
        ByteToMessageHandler(decoder),
        HTTPResponseEncoder(),
        ConnectionHandler(service: service, clock: clock),
    ])
}

extension NIOHTTPDecoderLimitConfiguration {
    fileprivate init(_ limits: ReceiverLimits) {
        self.init()
        maxHeaderFieldSize = limits.headerBytes / 2
        maxHeaderListSize = limits.headerBytes
        maxHeaderFieldCount = limits.headers
    }
}
