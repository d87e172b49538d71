import Testing

@testable import Telemetry

@Suite("What each model costs")
struct StoreModelCostTests {
    private func costs(_ store: Store) -> [String: Double?] {
        Dictionary(uniqueKeysWithValues: store.totals().models.map { ($0.model ?? "", $0.costUSD) })
    }

    private static let calls = [
        TestSpan(
            1, "llm.call", 0, 1, ["llm.model": "dear", "gen_ai.usage.input_tokens": 10, "gen_ai.usage.cost": 0.5]),
        TestSpan(
            2, "llm.call", 1, 2, ["llm.model": "dear", "gen_ai.usage.input_tokens": 10, "gen_ai.usage.cost": 0.25]),
        TestSpan(3, "llm.call", 2, 3, ["llm.model": "untold", "gen_ai.usage.input_tokens": 10]),
        TestSpan(
            4, "llm.call", 3, 4, ["llm.model": "free", "gen_ai.usage.input_tokens": 10, "gen_ai.usage.cost": 0.0]),
    ]

    @Test func `a model costs what its calls say; one whose calls say nothing costs nobody knows what`() {
        let store = store([batch(Self.calls)])
        #expect(costs(store) == ["dear": 0.75, "untold": nil, "free": 0])
        #expect(store.totals().costUSD == 0.75)
    }

    @Test func `calls that come again cost nothing more`() {
        let store = store([batch(Self.calls), batch(Self.calls)])
        #expect(costs(store) == ["dear": 0.75, "untold": nil, "free": 0])
    }

    @Test func `a cost that names no model makes no row`() {
        let event = TestEvent("turn_cost", 4, ["turn.id": "t1", "usage.estimated_usd": 0.5])
        let store = store([eventBatch([event], service: "agent")])
        #expect(store.totals().costUSD == 0.5)
        #expect(store.totals().models.isEmpty)
    }
}
