import Telemetry
import Testing

@Suite("Windows and rates")
struct StoreWindowTests {
    private func overview(_ store: Store, at seconds: Double, window: Int = 60, columns: Int = 60) -> Overview {
        var store = store
        var request = OverviewRequest()
        request.windowSeconds = window
        request.graphColumns = columns
        return store.overview(request, at: at(seconds))
    }

    private func call(_ id: UInt64, _ from: Double, _ to: Double, output: Int64) -> TestSpan {
        TestSpan(
            id, "chat", from, to, trace: id,
            [
                "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 0,
                "gen_ai.usage.output_tokens": .int(output),
            ])
    }

    @Test func `nothing received is nothing shown`() {
        let empty = overview(Store(startedAt: at(0)), at: 10)
        #expect(empty.window == Section())
        #expect(empty.tokenHistory.mean == nil)
        #expect(empty.tokenHistory.parts.allSatisfy { $0 == nil })
        #expect(empty.toolHistory.allSatisfy { $0 == CallCounts() })
        #expect(empty.lastArrival == nil)
    }

    @Test func `tokens of a call are spread over its duration`() {
        let history = overview(store([batch([call(1, 90, 100, output: 1_000)])], now: 100), at: 100).tokenHistory
        let rates = history.parts.compactMap { $0?.output }.filter { $0 > 0 }
        #expect(rates == Array(repeating: 100, count: 10))
        #expect(history.max == 100)
    }

    @Test func `a call leaves the window when its end does`() {
        let store = store([batch([call(1, 99, 100, output: 500)])], now: 100)
        #expect(overview(store, at: 159).window.tokens.output == 500)
        #expect(overview(store, at: 160).window.tokens.output == nil)
        #expect(store.totals(at: 4_000).tokens.output == 500)
    }

    @Test func `the mean is over the time since the first data, when the window is longer`() {
        let store = store([batch([call(1, 90, 100, output: 1_000)])], now: 100)
        #expect(overview(store, at: 100, window: 300).tokenHistory.mean == 100)
        #expect(overview(store, at: 110, window: 300).tokenHistory.mean == 50)
    }

    @Test func `a span from the future or from long ago counts when it arrives`() {
        let store = store([batch([call(1, 0, 1, output: 1), call(2, 9_999, 10_000, output: 2)])], now: 5_000)
        #expect(overview(store, at: 5_000).window.tokens.output == 3)
        #expect(overview(store, at: 5_060).window.tokens.output == nil)
    }

    @Test func `of recorded data, now is its newest time`() {
        var store = Store(startedAt: .unset)
        _ = store.ingest(batch([call(1, 90, 100, output: 10)]), at: .unset)
        _ = store.ingest(batch([call(2, 390, 400, output: 20)]), at: .unset)
        let report = store.report(ReportRequest(), at: .unset)
        #expect(report.generatedAt == at(400))
        #expect(report.totals.tokens.output == 30)
        #expect(report.window.tokens.output == 20)
    }
}
