import OTLP
import OTLPReceiver
import Telemetry
import Testing

@testable import looptop

@Suite struct SharedStoreTests {
    @Test func `what a request was refused for is a finding, and ids in base64 are one of their own`() {
        let store = SharedStore(limits: Store.Limits(), startedAt: Timestamp(seconds: 1), changed: {})
        let base64 = DecodingError(offset: 7, path: "resourceSpans[0]", reason: DecodingError.idInBase64)
        store.refuse("the traces request cannot be decoded \(base64.reason)", at: Timestamp(seconds: 2))
        store.refuse("No Content-Type is not taken", at: Timestamp(seconds: 3))
        let findings = store.ask { $0.diagnosis(at: Timestamp(seconds: 4)) }.findings
        #expect(findings.map(\.id.ailment) == [.refused, .idsInBase64])
        #expect(findings.last?.example.text.hasSuffix("OTLP/JSON has it in hex digits") == true)
        #expect(store.takeChange())
    }

    @Test func `a request without the token is a finding of its own`() {
        let store = SharedStore(limits: Store.Limits(), startedAt: Timestamp(seconds: 1), changed: {})
        store.refuse("\(TokenSentence.missing) (from curl)", at: Timestamp(seconds: 2))
        store.refuse(TokenSentence.wrong, at: Timestamp(seconds: 3))
        let diagnosis = store.ask { $0.diagnosis(at: Timestamp(seconds: 4)) }
        #expect(diagnosis.findings.map(\.sentence) == ["2 requests were refused: without the right token"])
        #expect(diagnosis.ingest.requests.rejected == 2)
    }

    @Test func `a silent connection is noted, and is no refused request`() {
        let store = SharedStore(limits: Store.Limits(), startedAt: Timestamp(seconds: 1), changed: {})
        store.noteClosed("no request came on it for 600 s", at: Timestamp(seconds: 2))
        let diagnosis = store.ask { $0.diagnosis(at: Timestamp(seconds: 4)) }
        #expect(diagnosis.findings.map(\.sentence) == ["1 connection was closed: no request came on it for 600 s"])
        #expect(diagnosis.findings.map(\.severity) == [.note])
        #expect(diagnosis.ingest.requests.rejected == 0)
    }
}
