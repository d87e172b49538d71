import NIOCore
import NIOEmbedded
import Testing

@testable import OTLPReceiver

private let ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
private let head = "POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\n"

@Suite struct ConnectionTests {
    @Test func aConnectionTakesOneRequestAfterAnother() throws {
        let wire = try Wire()
        for _ in 1...3 { #expect(try wire.send(request(body: JSONBody.span)) == ok) }
        #expect(wire.recorder.seen.spans == [1, 1, 1])
        #expect(wire.isOpen)
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let wire = try Wire()
        let three = request(body: JSONBody.span) + request("POST", "/nowhere") + request("POST", "/v1/logs", body: "{}")
        let statuses = try wire.send(three).split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "200"])
        #expect(wire.recorder.seen.spans == [1, 0])
        #expect(wire.recorder.seen.rejections.count == 1)
    }

    @Test func aRequestMayComeByteByByte() throws {
        let wire = try Wire()
        var answer = ""
        for byte in request(body: JSONBody.span) { answer += try wire.send([byte]) }
        #expect(answer == ok)
        #expect(wire.recorder.seen.spans == [1])
    }

    @Test func aChunkedBodyIsPutTogether() throws {
        let wire = try Wire()
        let chunks = JSONBody.span.map { "1\r\n\($0)\r\n" }.joined() + "0\r\n\r\n"
        #expect(try wire.send(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks) == ok)
        #expect(wire.recorder.seen.spans == [1])
        #expect(try wire.send(request(body: JSONBody.span)) == ok)
    }

    @Test func whoWaitsToContinueIsTold() throws {
        let wire = try Wire()
        let length = JSONBody.span.utf8.count
        let answer = try wire.send(head + "Content-Length: \(length)\r\nExpect: 100-Continue\r\n\r\n")
        #expect(answer == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(try wire.send(JSONBody.span) == ok)
        #expect(wire.isOpen)
    }

    @Test func whoWaitsToContinueIsRefusedWithoutTheBody() throws {
        let wire = try Wire()
        let answer = try wire.send("POST /nowhere HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(!wire.isOpen)
        #expect(wire.recorder.seen.rejections.count == 1)
    }

    @Test func aClosingRequestIsAnsweredAndTheConnectionClosed() throws {
        let wire = try Wire()
        let answer = try wire.send(
            request("POST", "/v1/logs", ["Content-Type: application/json", "Connection: close"], body: "{}"))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(!wire.isOpen)
    }

    @Test func http10IsAnsweredInItsWay() throws {
        let old = "POST /v1/logs HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        let wire = try Wire()
        let kept = try wire.send(old + "Connection: keep-alive\r\n\r\n{}")
        #expect(kept.hasPrefix("HTTP/1.0 200 OK\r\n"))
        #expect(kept.contains("Connection: keep-alive\r\n"))
        #expect(wire.isOpen)
        let last = try wire.send(old + "\r\n{}")
        #expect(last.hasPrefix("HTTP/1.0 200 OK\r\n"))
        #expect(last.contains("Connection: close\r\n"))
        #expect(!wire.isOpen)
    }

    @Test func anUpgradeIsNotTakenButTheRequestIs() throws {
        // Java's HTTP client asks for HTTP/2 in this way on its first request.
        let upgrade = [
            "Content-Type: application/json", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
            "HTTP2-Settings: AA",
        ]
        let wire = try Wire()
        let answer = try wire.send(request("POST", "/v1/traces", upgrade, body: JSONBody.span))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(wire.recorder.seen.spans == [1])
        #expect(!wire.isOpen)
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", "this is not HTTP/1.1: invalid HTTP method"),
        ("\u{16}\u{03}\u{01}\u{02}", "this is not HTTP/1.1: invalid HTTP method"),
        ("GET / HTTP/3.0\r\n\r\n", "this is not HTTP/1.1: invalid HTTP version"),
        (
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "this is not HTTP/1.1: invalid character in content-length header"
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "this is not HTTP/1.1: the request is malformed"
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "this is not HTTP/1.1: invalid character in chunk size header"
        ),
        ("POST / HTTP/1.1\r\nno colon\r\n\r\n", "this is not HTTP/1.1: invalid character in header"),
    ])
    func whatIsNotHTTPIsRefusedOnceAndTheConnectionClosed(_ text: String, _ reason: String) throws {
        let wire = try Wire()
        let answer = try? wire.send(text)
        #expect(answer?.hasPrefix("HTTP/1.1 400 Bad Request\r\n") == true)
        #expect(wire.recorder.seen.rejections == [reason])
        #expect(wire.recorder.ingested == 0)
        #expect(!wire.isOpen)
    }

    @Test func headersHaveALimit() throws {
        let wire = try Wire()
        let answer = try? wire.send(head + "X-Long: " + String(repeating: "x", count: 40_000) + "\r\n\r\n")
        #expect(answer?.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n") == true)
        #expect(wire.recorder.seen.rejections == ["the headers are too large"])
        #expect(!wire.isOpen)
    }

    @Test func aConnectionThatEndsInTheMiddleIsCountedAndGivesItsRoomBack() throws {
        let wire = try Wire(bodyLimit: 100)
        _ = try wire.send(head + "Content-Length: 99\r\n\r\n{")
        _ = try? wire.channel.finish(acceptAlreadyClosed: true)
        #expect(wire.recorder.seen.rejections == ["the connection ended in the middle of a request"])
        #expect(wire.recorder.ingested == 0)
        #expect(wire.service.hasAllRoom)
    }

    @Test func whoDoesNotReadReportsGetsNoMoreOfThem() throws {
        let wire = try Wire()
        wire.channel.isWritable = false
        let answer = try wire.send("GET /api/v1/report HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(wire.recorder.seen.reports == [])
    }
}
