import OTLP
import Telemetry
import Testing

@testable import OTLPReceiver

private let json = ["Content-Type: application/json"]
private let protobuf = ["Content-Type: application/x-protobuf"]

/// A request and the start of what comes back.
struct ExportCase: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var status: String
    /// What the body says, or part of it.
    var says: String = ""

    init(_ name: String, _ bytes: [UInt8], _ status: String, says: String = "") {
        (self.name, self.bytes, self.status, self.says) = (name, bytes, status, says)
    }

    var testDescription: String { name }
}

@Suite struct AcceptedExportTests {
    @Test(arguments: [
        ExportCase("traces as JSON", request(body: JSONBody.span), "spans 1"),
        ExportCase("metrics as JSON", request("POST", "/v1/metrics", body: JSONBody.point), "points 1"),
        ExportCase("logs as JSON", request("POST", "/v1/logs", body: JSONBody.record), "logs 1"),
        ExportCase("traces as protobuf", request("POST", "/v1/traces", protobuf, body: protobufSpan), "spans 1"),
        ExportCase(
            "a type with parameters",
            request("POST", "/v1/traces", ["content-type: Application/JSON; charset=utf-8"], body: JSONBody.span),
            "spans 1"),
        ExportCase("the endpoint verbatim", request("POST", "/", body: JSONBody.record), "logs 1"),
        ExportCase("another path below /v1", request("POST", "/v1/telemetry", body: JSONBody.point), "points 1"),
        ExportCase("another signal than the path's", request("POST", "/v1/traces", body: JSONBody.record), "logs 1"),
        ExportCase("a query behind the path", request("POST", "/v1/traces?key=1", body: JSONBody.span), "spans 1"),
        ExportCase("an empty request in JSON", request("POST", "/v1/logs", body: "{}"), "nothing"),
        ExportCase("an empty request in protobuf", request("POST", "/v1/logs", protobuf), "nothing"),
        ExportCase(
            "identity", request("POST", "/v1/traces", json + ["Content-Encoding: identity"], body: JSONBody.span),
            "spans 1"),
        ExportCase(
            "gzip", request("POST", "/v1/logs", json + ["Content-Encoding: GZIP"], body: gzippedBraces), "nothing"),
        ExportCase(
            "below a path of a backend's own",
            request("POST", "/api/public/otel/v1/traces", json, body: JSONBody.span), "spans 1"),
        ExportCase(
            "two gzip members",
            request("POST", "/v1/logs", json + ["Content-Encoding: gzip"], body: gzippedBraces + gzippedSpace),
            "nothing"),
        ExportCase(
            "deflate", request("POST", "/v1/logs", json + ["Content-Encoding: deflate"], body: deflatedBraces),
            "nothing"),
        ExportCase(
            "raw deflate", request("POST", "/v1/logs", json + ["Content-Encoding: deflate"], body: rawDeflatedBraces),
            "nothing"),
    ])
    func itIsHandedOverOnceAndAnswered(_ export: ExportCase) throws {
        let wire = try Wire()
        #expect(try wire.send(export.bytes).hasPrefix("HTTP/1.1 200 OK\r\n"))
        let seen = wire.recorder.seen
        #expect(seen.spans.count == 1)
        #expect(seen.rejections == [])
        let found = [("spans", seen.spans), ("points", seen.points), ("logs", seen.logs)]
            .filter { $0.1 != [0] }.map { "\($0.0) \($0.1[0])" }
        #expect((found.first ?? "nothing", found.count <= 1) == (export.status, true))
        #expect(wire.isOpen)
    }

    @Test func aRequestAtThePathOfAnotherSignalIsReadAsWhatItIs() throws {
        let wire = try Wire()
        _ = try wire.send(request("POST", "/v1/traces", json, body: JSONBody.record))
        _ = try wire.send(request("POST", "/v1/logs", protobuf, body: protobufSpan))
        _ = try wire.send(request("POST", "/v1/logs", json, body: JSONBody.record))
        _ = try wire.send(request("POST", "/", json, body: JSONBody.record))
        #expect(wire.recorder.seen.misdirected == [.traces, .logs])
        #expect(wire.recorder.seen.spans == [0, 1, 0, 0])
        #expect(wire.recorder.seen.logs == [1, 0, 1, 1])
    }

    @Test func theAnswerIsInTheEncodingOfTheRequest() throws {
        let wire = try Wire()
        #expect(
            try wire.send(request(body: JSONBody.span)) == """
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                Content-Length: 2\r
                \r
                {}
                """)
        #expect(
            try wire.send(request("POST", "/v1/traces", protobuf, body: protobufSpan)) == """
                HTTP/1.1 200 OK\r
                Content-Type: application/x-protobuf\r
                Content-Length: 0\r
                \r\n
                """)
    }

    @Test func whoWasRefusedIsNamedToTheStoreAndNotToTheClient() throws {
        let wire = try Wire()
        let agent = "OTel/1.2 é[31m" + String(repeating: "x", count: 100)
        let headers = ["Content-Type: text/plain", "User-Agent: \(agent)"]
        let answer = try wire.send(request("POST", "/v1/traces", headers, body: "x"))
        #expect(!answer.contains("OTel"))
        let reason = try #require(wire.recorder.seen.rejections.first)
        let name = String("OTel/1.2 ?[31m" + String(repeating: "x", count: 100)).prefix(64)
        #expect(reason.hasSuffix(" (from \(name))"))
    }

    @Test func whatTheStoreRefusedIsAPartialSuccess() throws {
        var summary = IngestSummary()
        (summary.rejected, summary.reason) = (3, "3 spans have no id")
        let wire = try Wire(Recorder(summary: summary))
        let answer = try wire.send(request(body: JSONBody.span))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("partialSuccess"))
        #expect(answer.contains("3 spans have no id"))
        #expect(wire.recorder.seen.rejections == [])
    }
}

@Suite struct RefusedExportTests {
    @Test(arguments: [
        ExportCase("broken JSON", request(body: "[1"), "400 Bad Request", says: "byte 0"),
        ExportCase("broken JSON on /", request("POST", "/", body: "{\"a\":"), "400 Bad Request", says: "byte"),
        ExportCase(
            "broken protobuf", request("POST", "/v1/traces", protobuf, body: [0xff]), "400 Bad Request", says: "byte"),
        ExportCase("an empty body as JSON", request(), "400 Bad Request", says: "byte 0"),
        ExportCase(
            "no signal on /", request("POST", "/", body: "{}"), "400 Bad Request",
            says: "none of resourceSpans, resourceMetrics and resourceLogs"),
        ExportCase(
            "no signal below /v1", request("POST", "/v1/x", body: "{}"), "400 Bad Request",
            says: "none of resourceSpans"),
        ExportCase(
            "protobuf on /", request("POST", "/", protobuf, body: protobufSpan), "404 Not Found",
            says: "POST it to /v1/traces, /v1/metrics or /v1/logs"),
        ExportCase(
            "protobuf below /v1", request("POST", "/v1/x", protobuf, body: protobufSpan), "404 Not Found",
            says: "/v1/traces, /v1/metrics or /v1/logs"),
        ExportCase(
            "another path", request("POST", "/api", body: JSONBody.span), "404 Not Found",
            says: "nothing is at this path"),
        ExportCase(
            "another method", request("PUT", "/v1/traces", body: JSONBody.span), "405 Method Not Allowed",
            says: "Allow: POST\r\n"),
        ExportCase(
            "posting to the report", request("POST", "/api/v1/report", body: "{}"), "405 Method Not Allowed",
            says: "Allow: GET, HEAD\r\n"),
        ExportCase(
            "no type", request("POST", "/v1/traces", [], body: JSONBody.span), "415 Unsupported Media Type",
            says: "No Content-Type is not taken: send application/x-protobuf or application/json"),
        ExportCase(
            "another type", request("POST", "/v1/traces", ["Content-Type: text/plain"], body: "x"),
            "415 Unsupported Media Type", says: #"text/plain"#),
        ExportCase(
            "another compression", request("POST", "/v1/traces", json + ["Content-Encoding: zstd"], body: "x"),
            "415 Unsupported Media Type", says: "send gzip, deflate or identity"),
        ExportCase(
            "two compressions", request("POST", "/v1/traces", json + ["Content-Encoding: gzip, gzip"], body: "x"),
            "415 Unsupported Media Type", says: "gzip, gzip"),
        ExportCase(
            "not gzip", request("POST", "/v1/traces", json + ["Content-Encoding: gzip"], body: "{}"), "400 Bad Request",
            says: "gzip: the compressed body is corrupt at byte"),
        ExportCase(
            "gzip cut short",
            request("POST", "/v1/traces", json + ["Content-Encoding: gzip"], body: Array(gzippedBraces.dropLast())),
            "400 Bad Request", says: "gzip: the compressed body ends too early"),
    ])
    func itIsCountedOnceAndNothingIsHandedOver(_ export: ExportCase) throws {
        let wire = try Wire()
        let answer = try wire.send(export.bytes)
        #expect(answer.hasPrefix("HTTP/1.1 \(export.status)\r\n"))
        #expect(answer.contains(export.says))
        #expect(wire.recorder.ingested == 0)
        #expect(wire.recorder.seen.rejections.count == 1)
        #expect(wire.isOpen, "the body was read, so the connection can go on")
        #expect(try wire.send(request(body: JSONBody.span)).hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func aRefusalIsAStatusMessageInTheEncodingOfTheRequest() throws {
        let wire = try Wire()
        let sentence =
            "nothing is at this path: POST OTLP to /v1/traces, /v1/metrics or /v1/logs, or GET /api/v1/report"
        let asJSON = encodeStatus(code: 5, message: sentence, in: .json)
        let answer = try wire.send(request("POST", "/nowhere", body: "{}"))
        #expect(answer.contains("Content-Type: application/json\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n" + String(decoding: asJSON, as: UTF8.self)))
        let asProtobuf = encodeStatus(code: 5, message: sentence, in: .protobuf)
        let binary = try wire.send(request("POST", "/nowhere", protobuf))
        #expect(binary.contains("Content-Type: application/x-protobuf\r\n"))
        #expect(binary.hasSuffix("\r\n\r\n" + String(decoding: asProtobuf, as: UTF8.self)))
        #expect(wire.recorder.seen.rejections == [sentence, sentence])
    }

    @Test func nothingUnprintableOfTheSenderIsRepeated() throws {
        let wire = try Wire()
        let hostile = Array("POST /v1/logs HTTP/1.1\r\nContent-Type: a\u{9b}31m\r\nContent-Length: 0\r\n\r\n".utf8)
        let answer = try wire.send(hostile)
        #expect(answer.contains("415 Unsupported Media Type"))
        #expect(answer.contains("a?31m"))
        #expect(wire.recorder.seen.rejections.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } })
    }
}

@Suite struct BodyLimitTests {
    @Test func aDeclaredLengthOverTheLimitIsRefusedBeforeTheBody() throws {
        let wire = try Wire(bodyLimit: 1_000)
        let answer = try wire.send(
            "POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.contains("over the limit of 1000 bytes"))
        #expect(!wire.isOpen)
        #expect(wire.recorder.seen.rejections == ["the body is over the limit of 1000 bytes"])
    }

    @Test func aChunkedBodyIsRefusedOnceItIsOverTheLimit() throws {
        let wire = try Wire(bodyLimit: 1_000)
        let chunk = "1f4\r\n" + String(repeating: " ", count: 500) + "\r\n"
        let head = "POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try wire.send(head + chunk + chunk) == "")
        #expect(try wire.send("1\r\n \r\n").hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
        #expect(!wire.isOpen)
        #expect(wire.recorder.seen.rejections.count == 1)
    }

    @Test func theBodyOfARefusedRequestHasTheSameLimit() throws {
        let wire = try Wire(bodyLimit: 10)
        let head = "POST /nowhere HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try wire.send(head + "b\r\n01234567890\r\n").hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
        #expect(!wire.isOpen)
    }

    @Test func aBodyAtTheLimitIsTaken() throws {
        let wire = try Wire(bodyLimit: 1_000)
        let padding = String(repeating: " ", count: 1_000 - JSONBody.span.utf8.count)
        #expect(try wire.send(request(body: JSONBody.span + padding)).hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func whatComesOutOfInflationHasTheSameLimit() throws {
        let wire = try Wire(bodyLimit: 25)
        let gzip = ["Content-Type: application/json", "Content-Encoding: gzip"]
        let answer = try wire.send(request("POST", "/v1/logs", gzip, body: gzippedSpaces))
        #expect(gzippedSpaces.count <= 25)
        #expect(answer.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
        #expect(answer.contains("inflates to more than 25 bytes"))
        #expect(wire.isOpen)
    }
}

/// `{}`, by gzip.
private let gzippedBraces: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0xae, 0x05, 0x00, 0x43, 0xbf,
    0xa6, 0xa3, 0x02, 0x00, 0x00, 0x00,
]

/// One space, by gzip.
private let gzippedSpace: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x53, 0x00, 0x00, 0x45, 0xcf, 0x6c,
    0xe9, 0x01, 0x00, 0x00, 0x00,
]

/// Forty spaces, by gzip.
private let gzippedSpaces: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x53, 0x50, 0x20, 0x0e, 0x00, 0x00,
    0xa4, 0x3b, 0x5e, 0x0a, 0x28, 0x00, 0x00, 0x00,
]

/// `{}`, by zlib.
private let deflatedBraces: [UInt8] = [
    0x78, 0x9c, 0xab, 0xae, 0x05, 0x00, 0x01, 0x75, 0x00, 0xf9,
]

/// `{}`, as raw deflate.
private let rawDeflatedBraces: [UInt8] = [
    0xab, 0xae, 0x05, 0x00,
]
