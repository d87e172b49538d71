import OTLP
import OTLPReceiver
import Synchronization
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

    @Test func `what came in is a change, told once`() {
        let store = SharedStore(limits: Store.Limits(), startedAt: Timestamp(seconds: 1), changed: {})
        #expect(!store.takeChange())
        store.noteClosed("x", at: Timestamp(seconds: 2))
        store.noteClosed("y", at: Timestamp(seconds: 2))
        #expect(store.changeCount == 2)
        #expect(store.takeChange())
        #expect(!store.takeChange())
    }

    @Test func `while data comes in, free memory is given back once a minute`() {
        let times = Counter()
        let store = SharedStore(
            limits: Store.Limits(), startedAt: Timestamp(seconds: 1_000), tidy: { times.add() }, changed: {})
        func seen(at second: UInt64) -> Int {
            _ = store.ingest(Batch(), at: Timestamp(seconds: second))
            return times.count
        }
        #expect([1_001, 1_059, 1_060, 1_061, 1_119, 1_500].map(seen) == [0, 0, 1, 1, 1, 2])
        // The clock was set back.
        #expect([500, 501, 560].map(seen) == [3, 3, 4])
    }

    @Test func `a report serves those who ask the same in the same moment`() {
        let store = SharedStore(limits: Store.Limits(), startedAt: Timestamp(seconds: 1), changed: {})
        let reports = RecentReport()
        func report(_ milliseconds: UInt64, limit: Int = 100) -> [UInt8] {
            var request = ReportRequest()
            request.limit = limit
            let now = Timestamp(nanoseconds: 2_000_000_000 + milliseconds * 1_000_000)
            return reports.json(request, of: store, at: now)
        }
        let first = report(0)
        #expect(report(49) == first)
        #expect(report(49, limit: 7) != first)
        let later = report(50)
        #expect(later != first)
        #expect(report(60) == later)
        store.refuse("x", at: Timestamp(seconds: 2))
        let fresh = report(60)
        #expect(fresh != later)
        // The clock was set back.
        #expect(report(10) != fresh)
    }
}

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}
