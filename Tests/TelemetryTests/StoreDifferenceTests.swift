import Testing

@testable import Telemetry

@Suite("What remains of a counter when agents' own spans are taken away is never less than nothing")
struct StoreDifferenceTests {
    @Test func `calls whose outcome only spans know are taken from those without one`() throws {
        let spans = [
            TestSpan(1, "agent.loop", 0, 9, ["agent.id": "a1"]),
            TestSpan(2, in: 1, "tool.execute", 1, 2, ["tool.name": "t", "tool.success": true]),
        ]
        let agents = totals(spans, "tool.executions", 3, ["tool.name": "t"]).agents
        #expect(agents.first { $0.id == "a1" }?.toolCalls == CallCounts(ok: 1))
        #expect(agents.first { $0.id == "looopy" }?.toolCalls == CallCounts(other: 2))
    }

    @Test func `tasks whose end only spans know are taken from those without one`() {
        let spans = [TestSpan(1, "agent.loop", 0, 9, ["agent.id": "a1"])]
        let totals = totals(spans, "agent.tasks", 3, [:])
        #expect(totals.agents.first { $0.id == "a1" }?.tasks.completed == 1)
        #expect(totals.agents.first { $0.id == "looopy" }?.tasks == TaskCounts(other: 2))
        #expect(totals.tasks == TaskCounts(other: 3))
    }

    @Test(arguments: [
        (CallCounts(ok: -1, failed: 0, other: 3), CallCounts(other: 2)),
        (CallCounts(ok: 5, failed: 3, other: -2), CallCounts(ok: 5, failed: 1)),
        (CallCounts(ok: -5, failed: 1, other: 2), CallCounts()),
        (CallCounts(ok: .min, failed: .min, other: .min), CallCounts()),
        (CallCounts(ok: .max, failed: 1, other: 2), CallCounts(ok: .max, failed: 1, other: 2)),
    ])
    func `what one count lacks the others give, those without an outcome first`(
        counts: CallCounts, balanced: CallCounts
    ) {
        #expect(counts.balanced == balanced)
    }

    /// The figures of spans, and of a counter of the same service that names no agent.
    private func totals(
        _ spans: [TestSpan], _ metric: String, _ count: Int64,
        _ attributes: KeyValuePairs<String, any MetricAttributeLiteral>
    ) -> Section {
        let point = MetricPoint(.int(count), from: 1_000_000_000, at: 1_000_000_005, attributes)
        let counter = MetricBatchBuilder.batch(metric, .sum(.delta, isMonotonic: true), point)
        return store([batch(spans), counter]).totals()
    }
}
