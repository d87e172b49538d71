import Testing

@testable import Telemetry

@Suite("Traces and agents by attribute")
struct StoreAttributeFilterTests {
    private static let batches = [
        batch(
            [
                TestSpan(1, "agent.loop", 0, 5, trace: 1, ["agent.id": "coder", "custom.tenant_id": "acme"]),
                TestSpan(2, in: 1, "llm.call", 0, 1, trace: 1, ["llm.model": "m", "attempt": 3]),
            ], resource: ["deployment.environment.name": "staging", "service.version": "1.2"]),
        batch(
            [TestSpan(1, "agent.loop", 0, 5, trace: 2, ["agent.id": "coder", "custom.tenant_id": "globex"])],
            resource: ["deployment.environment": "production"]),
        batch([TestSpan(1, "agent.loop", 0, 5, trace: 3, ["agent.id": "planner", "custom.user_id": 42])]),
    ]

    private func traces(_ store: inout Store, _ filter: String, search: String = "") -> TraceList {
        var request = OverviewRequest()
        request.traces.attribute = AttributeFilter(filter)
        request.traces.search = search
        return store.overview(request, at: at(200)).traces
    }

    @Test(
        arguments: [
            ("custom.tenant_id=acme", [1]), ("tenant=acme", [1]), ("tenant=nobody", []), ("environment=staging", [1]),
            ("deployment.environment=staging", [1]), ("environment=production", [2]), ("user=42", [3]),
            ("version=1.2", [1]), ("service=looopy", [3, 2, 1]), ("attempt=3", [1]), ("agent.id=coder", [2, 1]),
            ("no.such.key=1", []),
        ] as [(String, [UInt64])])
    func `a trace is found by any attribute of its spans and resources`(filter: String, found: [UInt64]) {
        var store = store(Self.batches)
        #expect(traces(&store, filter).rows.map(\.traceID.low) == found)
        #expect(traces(&store, filter, search: "loop").total == found.count)
        #expect(traces(&store, filter, search: "nothing").total == 0)
    }

    @Test func `a trace that comes to have the attribute is found`() {
        var store = store(Self.batches)
        #expect(traces(&store, "tool.name=ls").total == 0)
        let later = TestSpan(9, in: 1, "tool.execute", 2, 3, trace: 2, ["tool.name": "ls"])
        _ = store.ingest(batch([later]), at: at(150))
        #expect(traces(&store, "tool.name=ls").rows.map(\.traceID.low) == [2])
    }

    @Test(arguments: [(600, 1), (1, 600)])
    func `many traces and long ones are looked through bit by bit`(traceCount: UInt64, spanCount: UInt64) {
        let text = TestValue.string(String(repeating: "x", count: 16_000))
        let spans = (0..<traceCount * spanCount).map { number -> TestSpan in
            let (trace, span) = (number / spanCount + 1, number % spanCount + 1)
            return TestSpan(span, "s", 0, 1, trace: trace, ["input": text, "at": .string("\(trace)/\(span)")])
        }
        var store = store([batch(spans)])
        // The last that is read: of the oldest trace, its last span.
        let filter = "at=1/\(spanCount)"
        #expect(traces(&store, filter).isSearching)
        #expect(traces(&store, filter).isSearching)
        let last = traces(&store, filter)
        #expect(!last.isSearching && last.rows.map(\.traceID.low) == [1])
    }

    @Test func `agents know their users and tenants, so many of each`() {
        let many = (0..<40).map { number -> TestSpan in
            TestSpan(
                UInt64(number + 1), "agent.loop", 0, 1, trace: UInt64(number + 10),
                ["agent.id": "busy", "custom.user_id": .int(Int64(number))])
        }
        var store = store(Self.batches + [batch(many, resource: ["custom.tenant_id": "of-resource"])])
        let agents = store.overview(OverviewRequest(), at: at(200)).agents
        #expect(agents.first { $0.id == "coder" }?.tenants == ["acme", "globex"])
        #expect(agents.first { $0.id == "planner" }?.users == ["42"])
        #expect(agents.first { $0.id == "busy" }?.users.count == 16)
        #expect(agents.first { $0.id == "busy" }?.tenants == ["of-resource"])
    }

    @Test func `an agent that only log records name is in the list`() {
        var store = store([batch(logs: [TestLog("x", ["agent_id": "quiet"])])])
        #expect(store.overview(OverviewRequest(), at: at(200)).agents.map(\.id) == ["quiet"])
    }

    @Test(arguments: [
        ("a=b", "a", "b"), (" a=b ", "a", "b"), ("a==b", "a", "=b"), ("a=b=c d", "a", "b=c d"),
    ])
    func `a filter is a key and a value`(text: String, key: String, value: String) {
        #expect(AttributeFilter(text)?.key == key && AttributeFilter(text)?.value == value)
    }

    @Test(arguments: ["", "a", "=b", "a=", "a=  ", " "])
    func `without a key or a value there is no filter`(text: String) { #expect(AttributeFilter(text) == nil) }
}
