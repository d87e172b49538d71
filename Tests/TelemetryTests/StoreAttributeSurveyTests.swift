import Testing

@testable import Telemetry

@Suite("Agents by any attribute")
struct StoreAttributeSurveyTests {
    private func overview(_ store: inout Store, grouping: String?) -> Overview {
        var request = OverviewRequest()
        request.grouping = grouping
        request.wantsAttributeNames = true
        return store.overview(request, at: at(200))
    }

    private func groups(_ overview: Overview) -> [String: [String]] {
        Dictionary(uniqueKeysWithValues: overview.agents.map { ($0.id, $0.groups) })
    }

    @Test(arguments: ["team", "host.name", "shift"])
    func `the values are those of an agent's spans, its resource and its log records`(key: String) {
        var store = store([
            batch(
                [
                    TestSpan(1, "agent.loop", 0, 5, trace: 1, ["agent.id": "coder", "team": "red"]),
                    TestSpan(2, "agent.loop", 0, 5, trace: 2, ["agent.id": "coder", "team": "blue"]),
                    TestSpan(3, "agent.loop", 0, 5, trace: 3, ["agent.id": "planner"]),
                ], resource: ["host.name": "ada"]),
            batch(logs: [TestLog("x", ["agent_id": "quiet", "shift": 2])]),
        ])
        let wanted: [String: [String: [String]]] = [
            "team": ["coder": ["blue", "red"], "planner": [], "quiet": []],
            "host.name": ["coder": ["ada"], "planner": ["ada"], "quiet": []],
            "shift": ["coder": [], "planner": [], "quiet": ["2"]],
        ]
        let figures = overview(&store, grouping: key)
        #expect(groups(figures) == wanted[key])
        #expect(
            Set(["team", "host.name", "shift", "agent.id", "agent_id", "service.name"]).isSubset(
                of: figures.attributeNames))
        #expect(!figures.isSurveying)
    }

    @Test func `a short name stands for the attributes that mean it`() {
        var store = store([
            batch([TestSpan(1, "agent.loop", 0, 5, trace: 1, ["agent.id": "coder", "custom.tenant_id": "acme"])])
        ])
        #expect(groups(overview(&store, grouping: "tenant")) == ["coder": ["acme"]])
    }

    @Test func `what arrives later is found, and another attribute is looked for from the start`() {
        var store = store([batch([TestSpan(1, "agent.loop", 0, 5, trace: 1, ["agent.id": "coder", "team": "red"])])])
        #expect(groups(overview(&store, grouping: "team")) == ["coder": ["red"]])
        let later = TestSpan(2, in: 1, "step", 1, 2, trace: 1, ["agent.id": "coder", "team": "blue", "floor": 3])
        _ = store.ingest(batch([later]), at: at(150))
        _ = store.ingest(batch(logs: [TestLog("x", ["agent_id": "coder", "team": "green"])]), at: at(151))
        #expect(groups(overview(&store, grouping: "team")) == ["coder": ["blue", "green", "red"]])
        #expect(groups(overview(&store, grouping: "floor")) == ["coder": ["3"]])
        #expect(groups(overview(&store, grouping: nil)) == ["coder": []])
    }

    @Test func `much is looked through bit by bit, and values are bounded`() {
        let text = TestValue.string(String(repeating: "x", count: 16_000))
        let spans = (0..<600).map { (number: UInt64) -> TestSpan in
            let attributes: [String: TestValue] = ["agent.id": "busy", "input": text, "at": .int(Int64(number))]
            return TestSpan(number + 1, "agent.loop", 0, 1, trace: number + 1, attributes)
        }
        var store = store([batch(spans)])
        #expect(overview(&store, grouping: "at").isSurveying)
        var rounds = 0
        while overview(&store, grouping: "at").isSurveying, rounds < 100 { rounds += 1 }
        #expect(rounds > 1 && rounds < 100)
        #expect(groups(overview(&store, grouping: "at"))["busy"]?.count == 16)
    }

    @Test func `log records beyond those of one question are read by the next`() {
        let logs = (0..<5_000).map { (number: Int) -> TestLog in
            let attributes: [String: TestValue] = ["agent_id": "quiet", number == 3 ? "first" : "other": 1]
            return TestLog("x", at: Double(number) / 100, attributes)
        }
        var store = store([batch(logs: logs)])
        #expect(groups(overview(&store, grouping: "first")) == ["quiet": []])
        _ = overview(&store, grouping: "first")
        let last = overview(&store, grouping: "first")
        #expect(groups(last) == ["quiet": ["1"]] && !last.isSurveying)
    }
}
