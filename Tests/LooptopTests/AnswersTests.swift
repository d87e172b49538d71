import Dashboard
import OTLP
import Screen
import Telemetry
import Testing

@testable import looptop

@Suite struct AnswersTests {
    private let store = SharedStore(limits: Store.Limits(), startedAt: Timestamp(seconds: 1), changed: {})

    /// Spans of one trace each, as a request of now brings them.
    private func send(_ names: String...) throws {
        let spans = names.map { name in
            let id =
                String(repeating: "0", count: 32 - name.count * 2) + name.utf8.map { String($0, radix: 16) }.joined()
            let now = currentTime().nanoseconds
            return """
                {"traceId": "\(id)", "spanId": "00000000000000aa", "name": "\(name)",
                 "startTimeUnixNano": "\(now - 1_000_000)", "endTimeUnixNano": "\(now)"}
                """
        }
        let body = #"{"resourceSpans": [{"scopeSpans": [{"spans": [\#(spans.joined(separator: ","))]}]}]}"#
        let batch = try decodeExportRequest(Array(body.utf8), of: .traces, in: .json)
        _ = store.ingest(batch, at: currentTime())
    }

    @Test func `a paused view is answered as things were, whatever it asks; a live one as they are`() throws {
        var model = DashboardModel(settings: DashboardSettings(size: Size(width: 120, height: 40)))
        var answers = Answers()
        func press(_ key: Key) {
            _ = update(&model, .input(.key(key)))
            answers.supply(&model, .whatChanged, from: store)
        }
        func names() -> [String] { model.overview?.traces.rows.map(\.name) ?? [] }
        try send("one")
        _ = update(&model, .clock(currentTime()))
        answers.supply(&model, .everything, from: store)
        press(.character(" "))
        try send("two", "six")
        answers.supply(&model, .everything, from: store)
        #expect(names() == ["one"])
        #expect(model.flow.pause?.newSpans == 2)
        press(.character("w"))
        #expect(model.overview?.windowSeconds == 900)
        #expect(names() == ["one"])
        press(.character(" "))
        #expect(names().sorted() == ["one", "six", "two"])
    }
}
