import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import OTLP
import Telemetry
import Testing

@testable import OTLPReceiver

private let metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
private let logs = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
private let health = "/grpc.health.v1.Health/Check"

@Suite struct TakenCallTests {
    @Test func `An export is handed over once and answered with headers, a message and trailers`() throws {
        let wire = try HTTP2Wire()
        let answer = try wire.call(HTTP2Wire.traces, framed(protobufSpan))
        #expect(
            answer.headers == [
                ":status": "200", "content-type": "application/grpc", "grpc-accept-encoding": "identity,gzip",
            ])
        #expect(answer.body == [0, 0, 0, 0, 0], "full success: partial_success is not set")
        #expect(answer.trailers == ["grpc-status": "0"])
        #expect(answer.isEnded && answer.reset == nil)
        #expect(wire.recorder.seen.spans == [1])
        #expect(wire.recorder.seen.rejections == [])
    }

    @Test(arguments: [HTTP2Wire.traces, metrics, logs]) func `A request without contents is taken`(path: String) throws
    {
        let wire = try HTTP2Wire()
        let answer = try wire.call(path, framed([]))
        #expect((answer.status, answer.body) == (0, [0, 0, 0, 0, 0]))
        #expect(wire.recorder.ingested == 1)
    }

    @Test(arguments: [
        (HTTP2Wire.traces, Recorder.Seen(spans: [1], points: [0], logs: [0])),
        (metrics, Recorder.Seen(spans: [0], points: [1], logs: [0])),
        (logs, Recorder.Seen(spans: [0], points: [0], logs: [1])),
    ])
    func `Each service takes its signal`(path: String, seen: Recorder.Seen) throws {
        let bodies = [HTTP2Wire.traces: protobufSpan, metrics: protobufPoint, logs: protobufRecord]
        let wire = try HTTP2Wire()
        #expect(try wire.call(path, framed(#require(bodies[path]))).status == 0)
        #expect(wire.recorder.seen == seen)
    }

    @Test func `Partial success has its count and its reason`() throws {
        var summary = IngestSummary()
        (summary.rejected, summary.reason) = (2, "no ids")
        let wire = try HTTP2Wire(Recorder(summary: summary))
        let answer = try wire.call(HTTP2Wire.traces, framed(protobufSpan))
        let partial = PartialSuccess(rejected: 2, message: "no ids")
        #expect(answer.body == framed(encodeExportResponse(to: .traces, partial: partial, in: .protobuf)))
        #expect(answer.status == 0)
    }

    @Test(arguments: ["gzip", "identity"]) func `A message may stay uncompressed whatever the encoding`(
        encoding: String
    ) throws {
        let wire = try HTTP2Wire()
        #expect(try wire.call(HTTP2Wire.traces, ["grpc-encoding": encoding], framed(protobufSpan)).status == 0)
        #expect(wire.recorder.seen.spans == [1])
    }

    @Test func `A gzip message is inflated`() throws {
        let wire = try HTTP2Wire()
        let answer = try wire.call(logs, ["grpc-encoding": "gzip"], compressed(gzippedNothing))
        #expect(answer.status == 0)
        #expect(wire.recorder.ingested == 1)
    }

    @Test func `A message may come byte by byte, and its end by an empty frame`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open()
        for byte in framed(protobufSpan) { try wire.send([byte], on: stream) }
        #expect(try wire.send([], on: stream, isLast: true).status == 0)
        #expect(wire.recorder.seen.spans == [1])
    }

    @Test func `Trailers of a request say nothing`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open()
        try wire.send(framed(protobufSpan), on: stream)
        try wire.send(.headers(.init(headers: ["x-more": "1"], endStream: true)), on: stream)
        #expect(wire.answers[stream]?.status == 0)
        #expect(wire.recorder.seen.spans == [1])
    }

    @Test func `Calls in flight do not get in each other's way`() throws {
        let wire = try HTTP2Wire()
        let streams = try (0..<20).map { _ in try wire.open() }
        let (first, second) = (framed(protobufSpan).prefix(20), framed(protobufSpan).dropFirst(20))
        for stream in streams { try wire.send(Array(first), on: stream) }
        #expect(wire.recorder.ingested == 0)
        for stream in streams.reversed() { #expect(try wire.send(Array(second), on: stream, isLast: true).status == 0) }
        #expect(wire.recorder.ingested == 20)
        #expect(wire.goAway == nil)
    }

    @Test func `Unknown headers and metadata are passed over`() throws {
        let wire = try HTTP2Wire()
        let headers: HPACKHeaders = ["grpc-previous-rpc-attempts": "1", "traceparent": "00-1-2-01", "x-bin": "AA"]
        #expect(try wire.call(HTTP2Wire.traces, headers, framed(protobufSpan)).status == 0)
    }
}

/// A call and how it is refused.
struct RefusedCall: CustomTestStringConvertible {
    var name: String
    var path = HTTP2Wire.traces
    var headers: HPACKHeaders = [:]
    var body: [UInt8]
    var status: Int
    var says: String
    var testDescription: String { name }
}

@Suite struct RefusedCallTests {
    @Test(arguments: [
        RefusedCall(
            name: "an unknown service", path: "/opencensus.proto.agent.trace.v1.TraceService/Export", body: framed([]),
            status: 12, says: "\"/opencensus.proto.agent.trace.v1.TraceService/Export\" is not served"),
        RefusedCall(
            name: "an unknown method", path: HTTP2Wire.traces + "2", body: framed([]), status: 12, says: "is not served"
        ),
        RefusedCall(
            name: "another encoding", headers: ["grpc-encoding": "zstd"], body: compressed([1]), status: 12,
            says: "grpc-encoding \"zstd\" is not taken: send gzip or identity"),
        RefusedCall(name: "no message", body: [], status: 12, says: "this one carries none"),
        RefusedCall(name: "two messages", body: framed([]) + framed([]), status: 12, says: "this one carries more"),
        RefusedCall(
            name: "half a message", body: [0, 0, 0, 0, 9, 1], status: 13, says: "in the middle of its message"),
        RefusedCall(name: "a wrong flag", body: [9, 0, 0, 0, 0], status: 13, says: "this one with 9"),
        RefusedCall(
            name: "compressed without an encoding", body: compressed(gzippedNothing), status: 13,
            says: "no grpc-encoding says how"),
        RefusedCall(
            name: "not gzip", headers: ["grpc-encoding": "gzip"], body: compressed([1, 2, 3]), status: 3,
            says: "gzip: the compressed body"),
        RefusedCall(
            name: "not a request", body: framed([0x0a, 0x09]), status: 3,
            says: "the traces request cannot be decoded at byte 1"),
        RefusedCall(
            name: "over the limit", body: framed([UInt8](repeating: 0, count: 1_001)), status: 8,
            says: "the message of 1001 bytes is over the limit of 1000 bytes"),
        RefusedCall(
            name: "over the limit when inflated", headers: ["grpc-encoding": "gzip"],
            body: compressed(gzippedZeros), status: 8, says: "inflates to more than 1000 bytes"),
        RefusedCall(
            name: "a broken timeout", headers: ["grpc-timeout": "soon"], body: framed([]), status: 13,
            says: "grpc-timeout \"soon\" is not a timeout"),
    ])
    func `It is counted once, and nothing is handed over`(call: RefusedCall) throws {
        let wire = try HTTP2Wire()
        let answer = try wire.call(call.path, call.headers, call.body)
        #expect(answer.headers[":status"] == "200")
        #expect(answer.headers["content-type"] == "application/grpc")
        #expect(answer.headers["grpc-accept-encoding"] == "identity,gzip")
        #expect(answer.status == call.status)
        #expect(answer.message?.contains(call.says) == true, "\(answer.message ?? "")")
        #expect(answer.isEnded && answer.body.isEmpty && answer.trailers.isEmpty, "trailers only")
        #expect(wire.recorder.ingested == 0)
        #expect(wire.recorder.seen.rejections.count == 1)
        #expect(try wire.call(HTTP2Wire.traces, framed(protobufSpan)).status == 0, "the connection goes on")
        #expect(wire.service.hasAllRoom, "all room is given back")
    }

    @Test func `A refusal names who sent it`() throws {
        let wire = try HTTP2Wire()
        _ = try wire.call(HTTP2Wire.traces, ["user-agent": "grpc-go/1.60\u{1b}"], framed([1]))
        #expect(wire.recorder.seen.rejections.first?.hasSuffix(" (from grpc-go/1.60?)") == true)
    }

    @Test func `A probe for other services is no refused export`() throws {
        let wire = try HTTP2Wire()
        let path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
        #expect(try wire.call(path, framed([])).status == 12)
        #expect(wire.recorder.seen.rejections == [])
    }

    @Test func `Where bodies in flight take all the room the client is told when to come again`() throws {
        let wire = try HTTP2Wire()
        var other = RoomShare(of: wire.service.room)
        #expect(other?.claim(4_000 - 10) == .granted)
        let stream = try wire.open()
        let answer = try wire.send(framed(protobufSpan), on: stream)
        #expect(answer.status == 14)
        #expect(
            answer.headers["grpc-status-details-bin"]
                == CallStatus(.noRoom).fields.first(name: "grpc-status-details-bin"))
        #expect(answer.reset == .noError, "it need not send the rest")
        other = nil
        #expect(wire.service.hasAllRoom)
    }

    @Test func `A message over the limit is refused by its length alone`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open()
        let answer = try wire.send([0, 0, 1, 0, 0], on: stream)
        #expect((answer.status, answer.reset) == (8, .noError))
        #expect(try wire.call(HTTP2Wire.traces, framed([])).status == 0)
    }

    @Test func `What was under way when a call was refused is passed over`() throws {
        let wire = try HTTP2Wire()
        let streams = try (0..<50).map { _ in try wire.open("/unknown/Method") }
        #expect(streams.allSatisfy { wire.answers[$0]?.status == 12 })
        #expect(try wire.call(HTTP2Wire.traces, framed(protobufSpan)).status == 0)
        #expect(wire.goAway == nil)
    }
}

@Suite struct CallAccessTests {
    private let token: AccessRules = {
        var rules = AccessRules()
        rules.token = AccessToken("s3cret")
        return rules
    }()

    @Test(arguments: [HTTP2Wire.traces, "/grpc.health.v1.Health/Check", "/unknown/Method"])
    func `Every call has to show the token`(path: String) throws {
        let wire = try HTTP2Wire(limits: ReceiverLimits(), access: token)
        let none = try wire.call(path, framed([]))
        #expect((none.status, none.message) == (16, TokenSentence.missing))
        let wrong = try wire.call(path, ["authorization": "Bearer gu3ss"], framed([]))
        #expect((wrong.status, wrong.message) == (16, TokenSentence.wrong))
        #expect(wire.recorder.seen.rejections == [TokenSentence.missing, TokenSentence.wrong])
        #expect(wire.recorder.ingested == 0)
    }

    @Test func `With the token a call is taken, and HTTP over HTTP/2 asks for it too`() throws {
        let wire = try HTTP2Wire(limits: ReceiverLimits(), access: token)
        let right: HPACKHeaders = ["authorization": "Bearer s3cret"]
        #expect(try wire.call(HTTP2Wire.traces, right, framed(protobufSpan)).status == 0)
        let stream = try wire.open("/v1/traces", ["content-type": "application/json"])
        let answer = try wire.send(Array("{}".utf8), on: stream, isLast: true)
        #expect(answer.headers[":status"] == "401" && answer.headers["www-authenticate"] == "Bearer")
    }

    @Test func `Calls that come byte by byte are ended by their total time`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open()
        try wire.send([0, 0, 0, 3, 0xe7], on: stream)
        for _ in 1..<60 {
            try wire.wait(.seconds(1))
            try wire.send([0], on: stream)
        }
        #expect(wire.answers[stream] == nil)
        try wire.wait(.seconds(1))
        #expect(wire.answers[stream]?.status == 4)
        #expect(wire.recorder.seen.rejections == ["the body of the request did not come within 60 s"])
        #expect(wire.service.hasAllRoom)
    }

    @Test func `A call too many is told to come again`() throws {
        var limits = ReceiverLimits()
        limits.requests = 1
        let wire = try HTTP2Wire(limits: limits)
        let first = try wire.open()
        let second = try wire.open()
        #expect(wire.answers[second]?.status == 14)
        #expect(wire.answers[second]?.message == "more than 1 requests at once: send it again")
        #expect(try wire.send(framed([]), on: first, isLast: true).status == 0)
    }

    @Test func `A connection without calls is ended after its idle time`() throws {
        let wire = try HTTP2Wire()
        #expect(try wire.call(HTTP2Wire.traces, framed([])).status == 0)
        try wire.wait(.seconds(599))
        #expect(try wire.call(HTTP2Wire.traces, framed([])).status == 0)
        try wire.wait(.seconds(599))
        #expect(wire.goAway == nil)
        try wire.wait(.seconds(1))
        #expect(wire.goAway == .noError)
        #expect(wire.recorder.seen.closings == ["no request came on it for 600 s"])
    }
}

@Suite struct CallEndTests {
    @Test func `A deadline that passes ends the call`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open(HTTP2Wire.traces, ["grpc-timeout": "2S"])
        try wire.send([0, 0], on: stream)
        try wire.wait(.milliseconds(1_999))
        #expect(wire.answers[stream] == nil)
        try wire.wait(.milliseconds(1))
        #expect(wire.answers[stream]?.status == 4)
        #expect(wire.answers[stream]?.reset == .noError)
        #expect(wire.recorder.seen.rejections == ["the rest of the call did not come before its deadline"])
        #expect(wire.service.hasAllRoom)
    }

    @Test func `The earliest deadline counts, whatever the order`() throws {
        let wire = try HTTP2Wire()
        let late = try wire.open(HTTP2Wire.traces, ["grpc-timeout": "50S"])
        let early = try wire.open(HTTP2Wire.traces, ["grpc-timeout": "1S"])
        try wire.wait(.seconds(1))
        #expect(wire.answers[early]?.status == 4)
        #expect(wire.answers[late] == nil)
        #expect(try wire.send(framed(protobufSpan), on: late, isLast: true).status == 0)
    }

    @Test func `A call that is cancelled gives its room back`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open()
        try wire.send([0, 0, 0, 3, 0, 1], on: stream)
        try wire.send(.rstStream(.cancel), on: stream)
        #expect(wire.service.hasAllRoom)
        #expect(wire.recorder.seen.rejections == ["the call was cancelled before all of it had come"])
    }

    @Test func `A connection that ends in the middle of calls gives their room back`() throws {
        let wire = try HTTP2Wire()
        for _ in 0..<3 { try wire.send([0, 0, 0, 3, 0, 1], on: wire.open()) }
        _ = try? wire.server.finish(acceptAlreadyClosed: true)
        #expect(wire.service.hasAllRoom)
        #expect(wire.recorder.seen.rejections.count == 3)
    }
}

@Suite struct HealthTests {
    private func request(_ service: String) -> [UInt8] {
        framed(service.isEmpty ? [] : [0x0a, UInt8(service.utf8.count)] + Array(service.utf8))
    }

    @Test(arguments: [
        "", "opentelemetry.proto.collector.trace.v1.TraceService",
        "opentelemetry.proto.collector.metrics.v1.MetricsService",
        "opentelemetry.proto.collector.logs.v1.LogsService",
    ])
    func `The server and its services serve`(service: String) throws {
        let wire = try HTTP2Wire()
        let answer = try wire.call(health, request(service))
        #expect((answer.status, answer.body) == (0, framed([0x08, 0x01])))
        #expect(wire.recorder.seen == Recorder.Seen())
    }

    @Test func `Another service is not found`() throws {
        let wire = try HTTP2Wire()
        let answer = try wire.call(health, request("other.Service"))
        #expect((answer.status, answer.message) == (5, "\"other.Service\" is not a service of this server"))
        #expect(wire.recorder.seen.rejections == [], "it is no export")
    }

    @Test func `Watching is not implemented`() throws {
        #expect(try HTTP2Wire().call("/grpc.health.v1.Health/Watch", request("")).status == 12)
    }

    @Test func `A broken check is refused`() throws {
        #expect(try HTTP2Wire().call(health, framed([0x0a, 0x05])).status == 3)
    }
}

@Suite struct NotACallTests {
    @Test func `A call has the content type of gRPC`() throws {
        let wire = try HTTP2Wire()
        let answer = try wire.call(HTTP2Wire.traces, ["content-type": "application/json"], framed([]))
        #expect(answer.headers[":status"] == "415")
        #expect(answer.headers["grpc-status"] == nil)
        #expect(wire.recorder.seen.rejections.count == 1)
    }

    @Test func `A call is sent by POST`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open(HTTP2Wire.traces, [":method": "PUT"])
        let answer = try #require(wire.answers[stream])
        #expect((answer.headers[":status"], answer.headers["allow"]) == ("405", "POST"))
        #expect(answer.reset == .noError)
    }

    @Test func `OTLP over HTTP is taken over HTTP/2 too`() throws {
        let wire = try HTTP2Wire()
        let answer = try wire.call("/v1/traces", ["content-type": "application/json"], Array(JSONBody.span.utf8))
        #expect(
            answer.headers == [":status": "200", "content-type": "application/json", "content-length": "2"])
        #expect(answer.body == Array("{}".utf8))
        #expect(answer.isEnded && answer.trailers.isEmpty)
        #expect(wire.recorder.seen.spans == [1])
    }

    @Test func `The report is read over HTTP/2 by who names this machine`() throws {
        let wire = try HTTP2Wire()
        let get: HPACKHeaders = [":method": "GET", "content-type": ""]
        let stream = try wire.open("/api/v1/report", get, isLast: true)
        #expect(wire.answers[stream]?.headers[":status"] == "200")
        #expect(wire.answers[stream]?.body == wire.recorder.reportBody)
        let foreign: HPACKHeaders = [":method": "GET", "content-type": "", ":authority": "evil.example"]
        let other = try wire.open("/api/v1/report", foreign, isLast: true)
        #expect(wire.answers[other]?.headers[":status"] == "403")
    }

    @Test func `A body of HTTP has its limit over HTTP/2 too`() throws {
        let wire = try HTTP2Wire()
        let stream = try wire.open("/v1/traces", ["content-type": "application/json"])
        try wire.send([UInt8](repeating: 0x20, count: 1_000), on: stream)
        let answer = try wire.send([0x20], on: stream)
        #expect((answer.headers[":status"], answer.reset) == ("413", .noError))
        #expect(wire.service.hasAllRoom)
    }
}

/// A message behind its prefix, marked as compressed.
private func compressed(_ bytes: [UInt8]) -> [UInt8] { [1] + framed(bytes).dropFirst() }

/// No bytes, by gzip.
private let gzippedNothing: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00,
]

/// Two thousand zeros, by gzip.
private let gzippedZeros: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x8c, 0x82,
    0x51, 0x30, 0x0a, 0x46, 0xc1, 0x50, 0x07, 0x00, 0x44, 0xf4, 0xc9, 0x02, 0xd0, 0x07, 0x00, 0x00,
]
