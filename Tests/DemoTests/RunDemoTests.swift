import Demo
import NIOCore
import NIOHTTP1
import NIOPosix
import OTLP
import Synchronization
import Telemetry
import Testing

/// Against a small HTTP server of the test's own.
struct RunDemoTests {
    private func run(on server: StubServer) throws {
        let configuration = DemoConfiguration(endpoint: "http://127.0.0.1:\(server.port)", duration: 0)
        try runDemo(configuration, shouldStop: { false })
    }

    @Test func `agents post protobuf to each signal's path, but today's JSON, and spans to the endpoint as given`()
        throws
    {
        let server = try StubServer(status: .ok)
        defer { server.stop() }
        try run(on: server)
        let kinds = Set(server.requests.map { "\($0.path) \($0.type)" })
        #expect(
            kinds == [
                "/v1/traces application/x-protobuf", "/v1/metrics application/x-protobuf",
                "/v1/logs application/x-protobuf", "/ application/json", "/v1/logs application/json",
            ])
    }

    @Test func `what is posted can be read again`() throws {
        let server = try StubServer(status: .ok)
        defer { server.stop() }
        try run(on: server)
        for request in server.requests {
            let signal = Signal(rawValue: String(request.path.dropFirst("/v1/".count))) ?? .traces
            let batch = try decodeExportRequest(
                request.body, of: signal, in: request.type.hasSuffix("json") ? .json : .protobuf)
            #expect(batch.resources.count == 1)
            switch signal {
            case .traces: #expect(!batch.spans.isEmpty)
            case .metrics: #expect(!batch.points.isEmpty)
            case .logs: #expect(!batch.logs.isEmpty)
            }
        }
    }

    @Test func `it comes with two minutes of work done, over one connection a process`() throws {
        let server = try StubServer(status: .ok)
        defer { server.stop() }
        try run(on: server)
        #expect(server.requests.count > 50)
        #expect(server.connections == 3)
    }

    @Test func `a refusal ends it with the receiver's words`() throws {
        let server = try StubServer(status: .badRequest)
        defer { server.stop() }
        #expect {
            try run(on: server)
        } throws: { error in
            guard case .refused(_, 400, "no, thank you") = error as? DemoError else { return false }
            return true
        }
    }

    @Test func `it stops when it is told to`() throws {
        let server = try StubServer(status: .ok)
        defer { server.stop() }
        let configuration = DemoConfiguration(endpoint: "http://127.0.0.1:\(server.port)")
        try runDemo(configuration, shouldStop: { server.requests.count >= 3 })
        #expect((3...4).contains(server.requests.count))
    }

    @Test(arguments: [
        "https://localhost:4318", "localhost:4318", "http://", "http://:4318", "http://h:0", "http://h:x",
        "http://[::1",
    ])
    func `an endpoint that can't be used is named`(endpoint: String) {
        #expect(throws: DemoError.unusableEndpoint(endpoint)) {
            try runDemo(DemoConfiguration(endpoint: endpoint), shouldStop: { true })
        }
    }

    @Test(arguments: ["http://localhost", "http://127.0.0.1:4318/", "http://[::1]:4318", "http://host/otlp"])
    func `an endpoint may leave out its port and have a path`(endpoint: String) throws {
        try runDemo(DemoConfiguration(endpoint: endpoint), shouldStop: { true })
    }

    @Test func `figures out of range are refused`() {
        #expect(throws: DemoError.noAgents(0)) { try runDemo(DemoConfiguration(agents: 0), shouldStop: { true }) }
        #expect(throws: DemoError.unusableRate(0)) { try runDemo(DemoConfiguration(rate: 0), shouldStop: { true }) }
        #expect(throws: DemoError.unusableRate(-1)) { try runDemo(DemoConfiguration(rate: -1), shouldStop: { true }) }
    }
}

/// Answers every request with one status and remembers what was asked.
private final class StubServer: Sendable {
    struct Request: Sendable {
        let path: String
        let type: String
        var body: [UInt8] = []
    }

    private struct Seen {
        var requests: [Request] = []
        var connections = 0
    }

    private let seen = Mutex(Seen())
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let listener: Mutex<(any Channel)?> = Mutex(nil)

    init(status: HTTPResponseStatus) throws {
        let channel = try ServerBootstrap(group: group)
            .childChannelInitializer { [self] channel in
                seen.withLock { $0.connections += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        Answering(
                            status: status, note: { request in self.seen.withLock { $0.requests.append(request) } })
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        listener.withLock { $0 = channel }
    }

    var port: Int { listener.withLock { $0?.localAddress?.port ?? 0 } }
    var requests: [Request] { seen.withLock { $0.requests } }
    var connections: Int { seen.withLock { $0.connections } }

    func stop() { group.shutdownGracefully { _ in } }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let status: HTTPResponseStatus
        private let note: (Request) -> Void
        private var request = Request(path: "", type: "")

        init(status: HTTPResponseStatus, note: @escaping (Request) -> Void) {
            self.status = status
            self.note = note
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): request = Request(path: head.uri, type: head.headers["Content-Type"].first ?? "")
            case .body(let bytes): request.body += bytes.readableBytesView
            case .end:
                note(request)
                let words = ByteBuffer(string: status == .ok ? "" : "no, thank you")
                let length = ["Content-Length": "\(words.readableBytes)"] as HTTPHeaders
                context.write(
                    wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: length))), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(words))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
