import Glibc
import NIOCore
import NIOPosix
import Telemetry
import Testing

@testable import OTLPReceiver

private func start(
    _ recorder: Recorder, _ addresses: [String]? = ["127.0.0.1"], port: Int = 0, grpcPort: Int? = nil
) throws -> Receiver {
    var configuration = ReceiverConfiguration()
    (configuration.addresses, configuration.port, configuration.grpcPort) = (addresses, port, grpcPort)
    return try Receiver.start(configuration, hooks: recorder.hooks)
}

private let ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

// One at a time: a port that one test frees must not be the free port of another.
@Suite(.serialized) struct LiveTests {
    @Test func bothLoopbackAddressesListenOnOneFreePort() throws {
        let recorder = Recorder()
        let receiver = try start(recorder, nil)
        defer { receiver.stop() }
        let port = try #require(receiver.addresses.first?.port)
        // A host without IPv6 has one address and one warning instead.
        #expect(receiver.addresses.count + receiver.warnings.count == 2)
        #expect(receiver.addresses.map(\.port).allSatisfy { $0 == port && $0 != 0 })
        for address in receiver.addresses {
            let socket = try Socket(address.host, address.port)
            try socket.send(request(body: JSONBody.span))
            #expect(try socket.read(until: "{}") == ok, "\(address)")
        }
        #expect(recorder.seen.spans == [1, 1].suffix(receiver.addresses.count))
    }

    @Test func aConnectionIsKeptAndPipelined() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        let socket = try Socket("127.0.0.1", receiver.addresses[0].port)
        try socket.send(request(body: JSONBody.span))
        #expect(try socket.read(until: "{}") == ok)
        try socket.send(request(body: JSONBody.span) + request(body: JSONBody.span))
        #expect(try socket.read(until: "{}\(ok)") == ok + ok)
        #expect(recorder.seen.spans == [1, 1, 1])
    }

    @Test func continuingIsTwoSteps() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        let socket = try Socket("127.0.0.1", receiver.addresses[0].port)
        let length = JSONBody.span.utf8.count
        let head = "POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\n"
        try socket.send(Array((head + "Expect: 100-continue\r\n\r\n").utf8))
        #expect(try socket.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try socket.send(Array(JSONBody.span.utf8))
        #expect(try socket.read(until: "{}") == ok)
    }

    @Test func anEarlyRefusalReachesAClientThatKeepsSending() throws {
        let recorder = Recorder()
        var configuration = ReceiverConfiguration()
        (configuration.addresses, configuration.port, configuration.grpcPort) = (["127.0.0.1"], 0, nil)
        configuration.limits.bodyBytes = 1_000
        let receiver = try Receiver.start(configuration, hooks: recorder.hooks)
        defer { receiver.stop() }
        let socket = try Socket("127.0.0.1", receiver.addresses[0].port)
        try socket.send(request(body: [UInt8](repeating: 0x20, count: 4 << 20)))
        let answer = try socket.read()
        #expect(answer.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
        #expect(answer.contains("over the limit of 1000 bytes"))
    }

    @Test func aTakenPortIsNamedWithItsHolder() throws {
        let first = try start(Recorder())
        defer { first.stop() }
        let port = first.addresses[0].port
        let error = #expect(throws: ReceiverError.self) { try start(Recorder(), port: port) }
        guard case .portTaken("127.0.0.1", port, let holder?, .http) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.hasPrefix("PID \(getpid()) ("))
        #expect(
            error?.description
                == "port \(port) on 127.0.0.1 is taken by \(holder); stop it or choose another with --http-port")
    }

    @Test func aPortTakenOnOneFamilyLeavesTheOtherFree() throws {
        // A port that is free on ::1 may be somebody else's on 127.0.0.1: then with another.
        for _ in 0..<20 {
            let six: Receiver
            do {
                six = try start(Recorder(), ["::1"])
            } catch ReceiverError.cannotBind {
                return  // no IPv6 on this host
            }
            defer { six.stop() }
            let port = six.addresses[0].port
            #expect(throws: ReceiverError.self) { try start(Recorder(), nil, port: port) }
            if let four = try? start(Recorder(), ["127.0.0.1"], port: port) { return four.stop() }
        }
        Issue.record("no port was free on 127.0.0.1 while it was taken on ::1")
    }

    @Test func stoppingFreesThePortAndClosesConnections() throws {
        let receiver = try start(Recorder())
        let port = receiver.addresses[0].port
        let socket = try Socket("127.0.0.1", port)
        try socket.send(request(body: JSONBody.span))
        _ = try socket.read(until: "{}")
        receiver.stop()
        receiver.stop()
        #expect(try socket.read() == "")
        #expect(throws: Socket.Failure.self) { _ = try Socket("127.0.0.1", port) }
        let next = try start(Recorder(), port: port)
        #expect(next.addresses.map(\.description) == ["127.0.0.1:\(port)"])
        next.stop()
    }

    @Test func stoppingInTheMiddleOfARequestDropsIt() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        let socket = try Socket("127.0.0.1", receiver.addresses[0].port)
        let head = "POST /v1/logs HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n"
        try socket.send(Array((head + "Expect: 100-continue\r\n\r\n").utf8))
        _ = try socket.read(until: "\r\n\r\n")
        receiver.stop()
        #expect(try socket.read() == "")
        #expect(recorder.ingested == 0)
        #expect(recorder.seen.rejections == ["the connection ended in the middle of a request"])
    }

    @Test func oneConnectionTooManyIsClosedAndCounted() throws {
        let recorder = Recorder()
        var limits = ReceiverLimits()
        limits.connections = 1
        let service = Service(hooks: recorder.hooks, limits: limits)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { #expect(throws: Never.self) { try group.syncShutdownGracefully() } }
        let listener = try serverBootstrap(group: group, service: service, options: ListenerOptions(isIPv6Only: false))
            .bind(host: "127.0.0.1", port: 0).wait()
        let port = try #require(listener.localAddress?.port)
        let first = try Socket("127.0.0.1", port)
        try first.send(request(body: JSONBody.span))
        #expect(try first.read(until: "{}") == ok)
        #expect(try Socket("127.0.0.1", port).read() == "")
        #expect(recorder.seen.rejections == ["more than 1 connections at once"])
        try first.send(request(body: JSONBody.span))
        #expect(try first.read(until: "{}") == ok)
    }

    @Test func bothWildcardsShareAPort() throws {
        let receiver: Receiver
        do {
            receiver = try start(Recorder(), ["0.0.0.0", "::"])
        } catch ReceiverError.cannotBind("::", _, _) {
            return  // no IPv6 on this host
        }
        defer { receiver.stop() }
        let port = receiver.addresses[0].port
        #expect(receiver.addresses.map(\.description) == ["0.0.0.0:\(port)", "[::]:\(port)"])
    }

    @Test(arguments: ["localhost.example", "", "1.2.3", "4318", "::1]"])
    func whatIsNotAnAddressIsSaid(_ address: String) {
        #expect(throws: ReceiverError.badAddress(address)) { try start(Recorder(), [address]) }
    }

    @Test func anAddressOfAnotherHostIsSaid() {
        // RFC 5737: for documentation, on no host.
        let error = ReceiverError.cannotBind(
            address: "192.0.2.1", port: 0, reason: "this host does not have that address")
        #expect(throws: error) { try start(Recorder(), ["192.0.2.1"]) }
    }
}

@Suite struct ReceiverErrorTests {
    @Test(arguments: [
        (
            ReceiverError.portTaken(address: "127.0.0.1", port: 4_318, holder: "PID 1234 (otelcol)", purpose: .http),
            "port 4318 on 127.0.0.1 is taken by PID 1234 (otelcol); stop it or choose another with --http-port"
        ),
        (
            .portTaken(address: "::1", port: 4_318, holder: nil, purpose: .http),
            "port 4318 on ::1 is taken by another process; stop it or choose another with --http-port"
        ),
        (
            .portTaken(address: "127.0.0.1", port: 4_317, holder: nil, purpose: .grpc),
            "port 4317 on 127.0.0.1 is taken by another process; "
                + "stop it, choose another with --grpc-port, or do without gRPC with --no-grpc"
        ),
        (
            .cannotBind(address: "0.0.0.0", port: 80, reason: "no permission; ports from 1024 up need none"),
            "cannot listen on port 80 of 0.0.0.0: no permission; ports from 1024 up need none"
        ),
        (
            .badAddress("nowhere"),
            "cannot listen on \"nowhere\": give an IP address such as 127.0.0.1, 0.0.0.0 or ::1 with --bind"
        ),
    ])
    func eachSaysWhatToDo(_ error: ReceiverError, _ sentence: String) {
        #expect(error.description == sentence)
    }
}
