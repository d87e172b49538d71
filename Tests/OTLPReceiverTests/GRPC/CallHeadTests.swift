import Inflate
import NIOCore
import NIOHPACK
import OTLP
import Telemetry
import Testing

@testable import OTLPReceiver

@Suite struct CallTimeoutTests {
    @Test(
        arguments: [
            ("1n", 1), ("20u", 20_000), ("300m", 300_000_000), ("10S", 10_000_000_000), ("2M", 120_000_000_000),
            ("1H", 3_600_000_000_000), ("0S", 0), ("00000010S", 10_000_000_000),
        ] as [(String, Int64)])
    func `A number and a unit are a time`(text: String, nanoseconds: Int64) {
        #expect(CallTimeout(text)?.amount == .nanoseconds(nanoseconds))
    }

    @Test(arguments: ["99999999H", "25H", "99999999M"]) func `More than a day is a day`(text: String) {
        #expect(CallTimeout(text)?.amount == .hours(24))
    }

    @Test(arguments: ["", "S", "10", "10s", "10 S", "-1S", "+1S", "1.5S", "123456789S", "１S", "10é"])
    func `Anything else is not a timeout`(text: String) {
        #expect(CallTimeout(text) == nil)
    }
}

@Suite struct CallStatusTests {
    @Test(arguments: [
        ("plain text", "plain text"), ("100 % sure", "100 %25 sure"), ("two\nlines", "two%0Alines"),
        ("été", "%C3%A9t%C3%A9"), ("\u{7f}~ ", "%7F~ "),
    ])
    func `A message is percent-encoded where it is not visible ASCII`(text: String, encoded: String) {
        #expect(percentEncoded(text) == encoded)
    }

    @Test func `A call that went well says only that`() {
        #expect(CallStatus.ok.fields == ["grpc-status": "0"])
    }

    @Test func `A refusal has its code and its sentence`() {
        let status = CallStatus(Refusal(.badRequest, "no"))
        #expect(status.fields == ["grpc-status": "3", "grpc-message": "no"])
    }

    @Test func `Where there is no room the details say when to come again`() throws {
        let fields = CallStatus(.noRoom).fields
        #expect(fields.first(name: "grpc-status") == "14")
        // google.rpc.Status with a google.rpc.RetryInfo of one second, as protoc writes it.
        #expect(
            fields.first(name: "grpc-status-details-bin")
                == "CA4SLnRvbyBtYW55IGxhcmdlIHJlcXVlc3RzIGF0IG9uY2U6IHNlbmQgaXQgYWdhaW4aMAoodHlwZS5nb29nbGVhcGlzLmNvbS"
                + "9nb29nbGUucnBjLlJldHJ5SW5mbxIECgIIAQ")
    }

    @Test func `A request that cannot be decoded has its field in the details`() throws {
        var refusal = Refusal(.badRequest, "no")
        refusal.violation = .badRequest(field: "a", reason: "b")
        // google.rpc.Status with a google.rpc.BadRequest of one violation.
        #expect(
            CallStatus(refusal).fields.first(name: "grpc-status-details-bin")
                == "CAMSAm5vGjUKKXR5cGUuZ29vZ2xlYXBpcy5jb20vZ29vZ2xlLnJwYy5CYWRSZXF1ZXN0EggKBgoBYRIBYg")
    }

    @Test(arguments: [
        (RefusalKind.badRequest, 3), (.timeout, 4), (.notFound, 5), (.forbidden, 7), (.tooLarge, 8),
        (.headersTooLarge, 8), (.methodNotAllowed, 12), (.unimplemented, 12), (.badFraming, 13), (.noRoom, 14),
    ])
    func `Each kind of refusal has a code`(kind: RefusalKind, code: Int) {
        #expect(kind.code.rawValue == code)
    }
}

@Suite struct CallHeadTests {
    private func head(_ path: String, _ headers: HPACKHeaders = [:]) -> CallHead {
        CallHead(path: path, headers: headers)
    }

    @Test(arguments: [
        ("/opentelemetry.proto.collector.trace.v1.TraceService/Export", CallPlan.export(.traces)),
        ("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", .export(.metrics)),
        ("/opentelemetry.proto.collector.logs.v1.LogsService/Export", .export(.logs)),
        ("/grpc.health.v1.Health/Check", .health),
    ])
    func `The methods that are served`(path: String, plan: CallPlan) {
        #expect(head(path).plan == plan)
    }

    @Test(arguments: [
        "/opentelemetry.proto.collector.trace.v1.TraceService/export",
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export/",
        "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
        "/grpc.health.v1.Health/Watch", "/", "",
    ])
    func `Other methods are not implemented`(path: String) {
        guard case .refuse(let refusal) = head(path).plan else {
            Issue.record("it is served")
            return
        }
        #expect(refusal.kind == .unimplemented)
    }

    @Test(arguments: [("identity", nil), ("gzip", .gzip)] as [(String, ContentEncoding?)])
    func `Messages may be compressed with gzip`(encoding: String, compression: ContentEncoding?) {
        let head = head("/grpc.health.v1.Health/Check", ["grpc-encoding": encoding])
        #expect(head.plan == .health)
        #expect(head.compression == compression)
    }

    @Test(arguments: ["deflate", "snappy", "zstd", "GZIP", ""]) func `Other encodings are not implemented`(
        encoding: String
    ) {
        let head = head("/opentelemetry.proto.collector.logs.v1.LogsService/Export", ["grpc-encoding": encoding])
        guard case .refuse(let refusal) = head.plan else {
            Issue.record("it is served")
            return
        }
        #expect(refusal.kind == .unimplemented)
        #expect(refusal.sentence == "grpc-encoding \"\(encoding)\" is not taken: send gzip or identity")
    }

    @Test(arguments: [
        ("application/grpc", true), ("application/grpc+proto", true), ("Application/gRPC; charset=utf-8", true),
        ("application/grpc+json", false), ("application/grpc-web", false), ("application/x-protobuf", false),
        ("", false),
    ])
    func `The content types of calls`(type: String, isTaken: Bool) {
        #expect(isGRPC(contentType: type) == isTaken)
    }
}
