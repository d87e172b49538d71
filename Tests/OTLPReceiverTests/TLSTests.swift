import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import OTLPReceiver

private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/tls")

private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

private func pem(_ name: String) throws -> PEMFile {
    PEMFile(path: name, bytes: [UInt8](try Data(contentsOf: folder.appending(path: name))))
}

private func start(_ recorder: Recorder, clientAuthority: String? = nil) throws -> Receiver {
    var configuration = ReceiverConfiguration()
    (configuration.addresses, configuration.port, configuration.grpcPort) = (["127.0.0.1"], 0, nil)
    var files = TLSFiles(certificate: try pem("server.pem"), key: try pem("server.key"))
    files.clientAuthority = try clientAuthority.map { try pem($0) }
    configuration.tls = files
    return try Receiver.start(configuration, hooks: recorder.hooks)
}

/// What a server sends until the connection ends.
private final class Listener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private var text = ""
    private let end: EventLoopPromise<String>

    init(_ end: EventLoopPromise<String>) { self.end = end }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { end.succeed(text) }
}

/// Sends a request over TLS and gives the answer; throws what the handshake fails with.
private func exchange(
    _ port: Int, trusts: String = "ca.pem", as name: String? = nil, protocols: [String] = [],
    newest: TLSVersion? = nil, _ bytes: [UInt8]
) throws -> String {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.trustRoots = .file(path(trusts))
    settings.applicationProtocols = protocols
    settings.maximumTLSVersion = newest
    if let name {
        settings.certificateChain = try NIOSSLCertificate.fromPEMFile(path("\(name).pem")).map { .certificate($0) }
        settings.privateKey = .privateKey(try NIOSSLPrivateKey(file: path("\(name).key"), format: .pem))
    }
    let tls = try NIOSSLContext(configuration: settings)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { #expect(throws: Never.self) { try group.syncShutdownGracefully() } }
    let end = group.next().makePromise(of: String.self)
    let channel = try ClientBootstrap(group: group).channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
            let client = try NIOSSLClientHandler(context: tls, serverHostname: "localhost")
            try channel.pipeline.syncOperations.addHandlers([client, Listener(end)])
        }
    }.connect(host: "127.0.0.1", port: port).wait()
    channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    return try end.futureResult.wait()
}

private let last = request(
    "POST", "/v1/traces", ["Content-Type: application/json", "Connection: close"], body: JSONBody.span)

@Suite(.serialized) struct TLSTests {
    @Test func `a request over TLS is answered as any other`() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        #expect(receiver.isSecure)
        let answer = try exchange(receiver.addresses[0].port, protocols: ["http/1.1"], last)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\n{}"))
        #expect(recorder.seen.spans == [1])
        #expect(recorder.seen.rejections == [])
    }

    @Test func `a refusal reaches its client over TLS, and the connection ends`() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        let answer = try exchange(receiver.addresses[0].port, Array("nonsense\r\n\r\n".utf8))
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }

    @Test func `who speaks plain text is told so`() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        let socket = try Socket("127.0.0.1", receiver.addresses[0].port)
        try socket.send(request(body: JSONBody.span))
        let answer = try socket.read()
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(answer.hasSuffix("this port speaks TLS: send to https://\n"))
        receiver.stop()
        #expect(
            recorder.seen.rejections == ["a client did not speak TLS: its endpoint has to begin with https://"],
            "once, though the connection then ends in the middle of a handshake")
        #expect(recorder.ingested == 0)
    }

    @Test func `a client that does not trust the certificate is counted`() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        #expect(throws: (any Error).self) {
            try exchange(receiver.addresses[0].port, trusts: "other-ca.pem", last)
        }
        receiver.stop()
        #expect(recorder.seen.rejections.count == 1)
        #expect(recorder.seen.rejections.first?.hasPrefix("a client") == true)
        #expect(recorder.ingested == 0)
    }

    @Test func `TLS before version 1.2 is not spoken`() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        #expect(throws: (any Error).self) { try exchange(receiver.addresses[0].port, newest: .tlsv11, last) }
        receiver.stop()
        #expect(recorder.seen.rejections == ["a client speaks no TLS of version 1.2 or newer"])
    }

    @Test func `with a client authority, its clients are heard and no others`() throws {
        let recorder = Recorder()
        let receiver = try start(recorder, clientAuthority: "ca.pem")
        defer { receiver.stop() }
        let port = receiver.addresses[0].port
        #expect(try exchange(port, as: "client", last).hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(throws: (any Error).self) { try exchange(port, last) }
        #expect(throws: (any Error).self) { try exchange(port, as: "stranger", last) }
        receiver.stop()
        #expect(recorder.seen.spans == [1])
        #expect(
            recorder.seen.rejections == [
                "a client showed no certificate, which --tls-client-ca asks for",
                "a client's certificate is not good: --tls-client-ca says whose is",
            ])
    }

    @Test(arguments: [
        ("README.md", "server.key", nil, ReceiverError.noCertificate("README.md")),
        ("server.pem", "README.md", nil, .noKey("README.md")),
        ("server.pem", "server.pem", nil, .noKey("server.pem")),
        ("server.pem", "client.key", nil, .foreignKey(key: "client.key", certificate: "server.pem")),
        ("server.pem", "server.key", "server.key", .noCertificate("server.key")),
    ])
    func `files that can't be used are named`(
        _ certificate: String, _ key: String, _ authority: String?, _ error: ReceiverError
    ) throws {
        let files = TLSFiles(
            certificate: try pem(certificate), key: try pem(key), clientAuthority: try authority.map { try pem($0) })
        #expect(throws: error) { _ = try TLSServer(files) }
        #expect(error.isAboutFiles)
    }

    @Test func `only addresses that others reach are open, and only while nothing is asked for`() throws {
        var configuration = ReceiverConfiguration()
        (configuration.port, configuration.grpcPort) = (0, nil)
        func isOpen() throws -> Bool {
            let receiver = try Receiver.start(configuration, hooks: Recorder().hooks)
            defer { receiver.stop() }
            return receiver.isOpen
        }
        configuration.addresses = ["127.0.0.1"]
        #expect(try !isOpen())
        configuration.addresses = ["0.0.0.0"]
        #expect(try isOpen())
        configuration.access.token = AccessToken("s3cret")
        #expect(try !isOpen())
    }
}
