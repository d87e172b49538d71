import Telemetry
import Testing

@testable import OTLP

@Suite struct SignalTests {
    @Test(arguments: Signal.allCases)
    func `Recorded protobuf tells its signal by its first record, or leaves it open`(signal: Signal) throws {
        var told = 0
        let requests = try Corpus.folders().flatMap { try Corpus.requests(of: $0) }
        for request in requests where !request.isJSON && request.signal == signal {
            let found = OTLP.signal(ofProtobuf: request.body)
            #expect(found == nil || found == signal)
            if found != nil { told += 1 }
        }
        #expect(told > 0)
    }

    @Test(
        arguments: [
            [], [0x0A], [0x0A, 0x00], [0x0A, 0x04, 0x12, 0x02, 0x12, 0x00], [0xFF, 0xFF], [0x0A, 0x7F, 0x12],
        ] as [[UInt8]])
    func `What has no record tells nothing`(body: [UInt8]) {
        #expect(OTLP.signal(ofProtobuf: body) == nil)
    }

    @Test(arguments: [
        (#""traceId":"W4/xAxQ2SFxqd6m4w9Lh8A==""#, true), (#""traceId":"W4\/xAxQ2SFxqd6m4w9Lh8A==""#, true),
        (#""spanId":"7uGbfsPBsXM=""#, true), (#""traceId":"5b8efff798038103d269b633813fc60c""#, false),
        (#""traceId":"5b8efff798038103d26922""#, false), (#""spanId":"short""#, false),
    ])
    func `An id in base64 is named as that`(member: String, isBase64: Bool) {
        let body = Array(#"{"resourceSpans":[{"scopeSpans":[{"spans":[{\#(member)}]}]}]}"#.utf8)
        do {
            _ = try decodeExportRequest(body, of: .traces, in: .json)
            #expect(!isBase64)
        } catch {
            #expect((error.reason == DecodingError.idInBase64) == isBase64)
        }
    }
}
