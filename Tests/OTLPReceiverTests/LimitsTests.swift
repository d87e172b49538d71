import Deflate
import NIOCore
import Testing

@testable import OTLPReceiver

private let head = "POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\n"

/// The limits that are changed, the others as they are.
private func limits(_ change: (inout ReceiverLimits) -> Void) -> ReceiverLimits {
    var limits = ReceiverLimits()
    change(&limits)
    return limits
}

@Suite struct TimeLimitTests {
    @Test func `headers that come byte by byte are cut off by their total time`() throws {
        let wire = try Wire()
        for byte in head.utf8.prefix(9) {
            #expect(try wire.send([byte]) == "")
            wire.wait(seconds: 1)
        }
        #expect(wire.isOpen)
        wire.wait(seconds: 1)
        #expect(try wire.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(wire.recorder.seen.rejections == ["the headers of the request did not come within 10 s"])
        #expect(!wire.isOpen)
    }

    @Test func `a body that comes byte by byte is cut off by its total time`() throws {
        let wire = try Wire()
        #expect(try wire.send(head + "Content-Length: 99\r\n\r\n") == "")
        for _ in 1..<60 {
            wire.wait(seconds: 1)
            #expect(try wire.send(" ") == "")
        }
        wire.wait(seconds: 1)
        #expect(try wire.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(wire.recorder.seen.rejections == ["the body of the request did not come within 60 s"])
        #expect(!wire.isOpen)
    }

    @Test func `the time for a body begins with it`() throws {
        let wire = try Wire()
        #expect(try wire.send(head) == "")
        wire.wait(seconds: 9)
        #expect(try wire.send("Content-Length: 2\r\n\r\n{") == "")
        wire.wait(seconds: 59)
        #expect(try wire.send("}").hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(wire.isOpen)
    }

    @Test func `a connection that says nothing is closed, which is noted and no refusal`() throws {
        let wire = try Wire()
        wire.wait(seconds: 9)
        #expect(wire.isOpen)
        wire.wait(seconds: 1)
        #expect(!wire.isOpen)
        #expect(try wire.received() == "")
        #expect(wire.recorder.seen.closings == ["nothing came on it for 10 s"])
        #expect(wire.recorder.seen.rejections == [])
    }

    @Test func `a connection may be silent between requests, for ten minutes`() throws {
        let wire = try Wire()
        _ = try wire.send(request(body: JSONBody.span))
        wire.wait(seconds: 599)
        #expect(try wire.send(request(body: JSONBody.span)).hasPrefix("HTTP/1.1 200 OK\r\n"), "the next interval")
        wire.wait(seconds: 599)
        #expect(wire.isOpen)
        wire.wait(seconds: 1)
        #expect(!wire.isOpen)
        #expect(wire.recorder.seen.closings == ["no request came on it for 600 s"])
        #expect(wire.recorder.seen.rejections == [])
    }

    @Test func `the second request's headers have their own time`() throws {
        let wire = try Wire()
        _ = try wire.send(request(body: JSONBody.span))
        wire.wait(seconds: 500)
        #expect(try wire.send(head) == "")
        wire.wait(seconds: 10)
        #expect(try wire.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(!wire.isOpen)
    }
}

@Suite struct SharedLimitTests {
    @Test func `bodies share their bytes, and come back when a request has gone`() throws {
        let wire = try Wire(limits: limits { $0.bytesInFlight = 200 })
        var other = RoomShare(of: wire.service.room)
        #expect(other?.claim(150) == .granted)
        let refused = try wire.send(request(body: JSONBody.span))
        #expect(refused.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(refused.contains("Retry-After: 1\r\n"))
        #expect(wire.recorder.seen.rejections == ["too many large requests at once: send it again"])
        other = nil
        let next = try Wire(limits: wire.service.limits)
        #expect(try next.send(request(body: JSONBody.span)).hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func `a body that is more than all may have is refused for good`() throws {
        let wire = try Wire(limits: limits { $0.bytesInFlight = 100 })
        let refused = try wire.send(request(body: JSONBody.span))
        #expect(refused.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
        #expect(!refused.contains("Retry-After"))
    }

    @Test func `what comes out of a compressed body counts too`() throws {
        let body = Compression.gzip([UInt8](repeating: 0x20, count: 5_000) + Array(JSONBody.span.utf8))
        let headers = ["Content-Type: application/json", "Content-Encoding: gzip"]
        let tight = try Wire(limits: limits { $0.bytesInFlight = 5_000 })
        #expect(try tight.send(request("POST", "/v1/traces", headers, body: body)).hasPrefix("HTTP/1.1 413 "))
        let wide = try Wire(limits: limits { $0.bytesInFlight = 10_000 })
        #expect(try wide.send(request("POST", "/v1/traces", headers, body: body)).hasPrefix("HTTP/1.1 200 "))
        let busy = try #require(RoomShare(of: wide.service.room))
        #expect(busy.claim(6_000) == .granted)
        #expect(try wide.send(request("POST", "/v1/traces", headers, body: body)).hasPrefix("HTTP/1.1 503 "))
        #expect(busy.claim(4_000) == .granted, "all that the refused one had is back")
    }

    @Test func `a request too many is told to come again`() throws {
        let wire = try Wire(limits: limits { $0.requests = 1 })
        let other = try #require(RoomShare(of: wire.service.room))
        let refused = try wire.send(request(body: JSONBody.span))
        withExtendedLifetime(other) {}
        #expect(refused.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(refused.contains("Retry-After: 1\r\n"))
        #expect(wire.recorder.seen.rejections == ["more than 1 requests at once: send it again"])
    }

    @Test func `a dense body is refused long before the limit of its size`() throws {
        let wire = try Wire(limits: limits { $0.bytesInFlight = 3 << 20 })
        let bomb = Compression.gzip([UInt8](repeating: 0x20, count: 8 << 20))
        let headers = ["Content-Type: application/json", "Content-Encoding: gzip"]
        let refused = try wire.send(request("POST", "/v1/traces", headers, body: bomb))
        #expect(refused.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
        #expect(wire.recorder.seen.rejections == ["the body inflates to more than 200 times its size, the limit"])
    }

    @Test func `headers have a limit of their number and of their size`() throws {
        let tight = limits { ($0.headers, $0.headerBytes) = (5, 1_000) }
        let lines = (1...6).map { "X-\($0): 1\r\n" }.joined()
        for headers in [lines, "X: " + String(repeating: "x", count: 600) + "\r\n"] {
            let wire = try Wire(limits: tight)
            let answer = try? wire.send(head + headers + "\r\n")
            #expect(answer?.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n") == true)
            #expect(wire.recorder.seen.rejections == ["the headers are too large"])
        }
    }
}

@Suite struct RoomTests {
    private let room = Room(limits { ($0.connections, $0.requests, $0.bytesInFlight) = (2, 2, 10) })

    @Test func `connections are counted`() {
        #expect([room.enter(), room.enter(), room.enter()] == [true, true, false])
        room.leave()
        #expect([room.enter(), room.enter()] == [true, false])
    }

    @Test func `requests are counted while they are held`() {
        var first = RoomShare(of: room)
        let second = RoomShare(of: room)
        #expect(first != nil && second != nil)
        #expect(RoomShare(of: room) == nil)
        first = nil
        #expect(RoomShare(of: room) != nil)
        withExtendedLifetime(second) {}
    }

    @Test func `bytes are counted, and given back together`() throws {
        let first = try #require(RoomShare(of: room))
        var second = RoomShare(of: room)
        #expect([first.claim(4), first.claim(7)] == [.granted, .never])
        #expect([second?.claim(6), first.claim(1)] == [.granted, .full])
        second = nil
        #expect([first.claim(6), first.claim(1)] == [.granted, .never])
    }
}
