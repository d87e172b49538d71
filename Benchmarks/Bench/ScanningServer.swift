import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The least that a server can do with a body: HTTP/1 as the receiver reads it, each byte looked at once, 200.
final class ScanningServer {
    let port: Int
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let scanned = SharedCount()

    init() throws {
        let scanned = scanned
        let bootstrap = ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    ByteToMessageHandler(HTTPRequestDecoder()), HTTPResponseEncoder(), ScanHandler(scanned),
                ])
            }
        }
        let channel = try bootstrap.bind(host: "127.0.0.1", port: 0).wait()
        port = channel.localAddress?.port ?? 0
    }

    /// Stops it; gives the bytes of bodies that were read.
    func stop() throws -> Int {
        try group.syncShutdownGracefully()
        return scanned.value.load(ordering: .relaxed)
    }
}

private final class SharedCount: Sendable {
    let value = Atomic<Int>(0)
}

private final class ScanHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let scanned: SharedCount
    private var sum: UInt8 = 0
    private var count = 0

    init(_ scanned: SharedCount) { self.scanned = scanned }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: (sum, count) = (0, 0)
        case .body(let buffer): scan(buffer)
        case .end: answer(context)
        }
    }

    private func scan(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { bytes in
            // A sum that depends on the order: one byte after the other.
            for byte in bytes { sum = (sum << 1 | sum >> 7) ^ byte }
        }
        count += buffer.readableBytes
    }

    private func answer(_ context: ChannelHandlerContext) {
        scanned.value.add(count, ordering: .relaxed)
        let headers = HTTPHeaders([("Content-Length", "0"), ("Scan", "\(sum)")])
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
