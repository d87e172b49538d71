import Testing

@testable import Telemetry

@Suite("A model that was asked for and its snapshot that answered")
struct StoreModelNamesTests {
    private func call(
        _ id: UInt64, _ asked: String, answered: String? = nil, _ attributes: [String: TestValue] = [:]
    ) -> TestSpan {
        var own: [String: TestValue] = ["gen_ai.operation.name": "chat", "gen_ai.request.model": .string(asked)]
        if let answered {
            own["gen_ai.response.model"] = .string(answered)
            own["gen_ai.usage.input_tokens"] = 10
        }
        let status = answered == nil ? StatusCode.error : .unset
        return TestSpan(id, "chat", Double(id), Double(id) + 1, status: status, own.merging(attributes) { $1 })
    }

    private func rows(_ store: Store) -> [String] {
        store.totals().models.map { "\($0.model ?? "?") \($0.calls) \($0.failed)" }
    }

    @Test(
        arguments: [
            ("gpt-4o", "gpt-4o-2024-08-06"), ("gpt-4", "gpt-4-0613"), ("gemini-1.5-pro", "gemini-1.5-pro-002"),
            ("claude-sonnet-4", "claude-sonnet-4-20250514"), ("claude-sonnet-4", "claude-sonnet-4@20250514"),
        ])
    func `a failed call is its snapshot's`(asked: String, answered: String) {
        let spans = [call(1, asked, answered: answered), call(2, asked)]
        #expect(rows(store([batch(spans)])) == ["\(answered) 2 1"])
        #expect(rows(store(spans.reversed().map { batch([$0]) })) == ["\(answered) 2 1"])
    }

    @Test(
        arguments: [
            ("gpt-4o", "gpt-4o-mini"), ("gpt-4", "gpt-4-1"), ("claude-sonnet-4", "claude-sonnet-45-20250929"),
            ("gpt-4o", "azure/gpt-4o-2024-08-06"),
        ])
    func `a failed call is no other model's`(asked: String, answered: String) {
        let store = store([batch([call(1, asked, answered: answered), call(2, asked)])])
        #expect(rows(store).sorted() == ["\(answered) 1 0", "\(asked) 1 1"].sorted())
    }

    @Test func `of two snapshots nobody knows which one failed, and a name that answered is its own`() {
        let two = store([
            batch([
                call(1, "gpt-4o", answered: "gpt-4o-2024-05-13"), call(2, "gpt-4o", answered: "gpt-4o-2024-08-06"),
                call(3, "gpt-4o"),
            ])
        ])
        #expect(rows(two) == ["gpt-4o 1 1", "gpt-4o-2024-05-13 1 0", "gpt-4o-2024-08-06 1 0"])
        let own = store([
            batch([
                call(1, "gpt-4o", answered: "gpt-4o"), call(2, "gpt-4o", answered: "gpt-4o-2024-08-06"),
                call(3, "gpt-4o"),
            ])
        ])
        #expect(rows(own) == ["gpt-4o 2 1", "gpt-4o-2024-08-06 1 0"])
    }

    @Test func `a time to the first token that names the model asked for is the snapshot's`() {
        let store = store([
            batch([call(1, "gpt-4o", answered: "gpt-4o-2024-08-06")], service: "app"),
            metricBatch(
                [
                    .histogram(
                        "gen_ai.server.time_to_first_token", count: 2, sum: 0.5, unit: "s",
                        ["gen_ai.response.model": "gpt-4o"])
                ], service: "app"),
        ])
        #expect(rows(store) == ["gpt-4o-2024-08-06 1 0"])
        #expect(store.totals().models.first?.timeToFirstTokenP50Ms != nil)
        #expect(store.totals().models.first?.timeToFirstTokenIsEstimate == true)
    }
}
