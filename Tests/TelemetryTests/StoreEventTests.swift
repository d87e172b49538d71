import Testing

@testable import Telemetry

@Suite("What log records tell of agents' work")
struct StoreEventTests {
    private let call: [String: TestValue] = ["model": "m", "input_tokens": 10]

    @Test func `a request that is sent again counts its events once, also those of no session`() {
        let request = eventBatch([TestEvent("api_request", 1, call)], service: "agent")
        #expect(store([request, request]).totals().modelCalls == 1)
    }

    @Test func `equal events of one request are as many events`() {
        let event = TestEvent("api_request", 1, call)
        let request = eventBatch([event, event], service: "agent")
        #expect(store([request, request]).totals().modelCalls == 2)
    }

    @Test func `a body that is a map tells of an event as attributes do, and attributes go before it`() {
        let body = LogBody.map([("model", "other"), ("input_tokens", .value(10)), ("event.name", "api_request")])
        let store = store([batch(logs: [TestLog(body, ["model": "m"])])])
        #expect(store.totals().models.map(\.model) == ["m"])
        #expect(store.totals().models.map(\.tokens.input) == [10])
    }

    // MARK: Whose it is

    /// An id that the next run won't have, and a name.
    private static let names: [[String: TestValue]] = [
        ["gen_ai.agent.id": "run-0b8cf2a4-58f1-4a5e-9d0a-0123456789ab", "gen_ai.agent.name": "research"],
        ["gen_ai.agent.id": "s", "gen_ai.agent.name": "research", "session.id": "s"],
        ["agent.id": "research"],
        ["gen_ai.agent.name": "research"],
    ]

    @Test(arguments: names)
    func `a record, an event and a span that name an agent alike are of one agent`(names: [String: TestValue]) {
        let event = TestEvent("api_request", 1, call.merging(names) { $1 })
        let operation: [String: TestValue] = ["gen_ai.operation.name": "invoke_agent"]
        let span = TestSpan(1, "agent", 0, 1, operation.merging(names) { $1 })
        var store = store([
            batch(logs: [TestLog("said", names)], service: "one"), eventBatch([event], service: "two"),
            batch([span], service: "three"),
        ])
        #expect(store.totals().agents.map(\.id) == ["research"])
        #expect(store.logs(LogsRequest()).rows.map(\.agent) == ["research", "research"])
    }

    @Test func `what names an agent on its own span only names none on a record`() {
        let step: [String: TestValue] = ["graph.node.name": "retrieve", "traceloop.entity.name": "retrieve"]
        var store = store([eventBatch([TestEvent("api_request", 1, call.merging(step) { $1 })], service: "graph")])
        #expect(store.totals().agents.map(\.id) == ["graph"])
        #expect(store.logs(LogsRequest()).rows.map(\.agent) == ["graph"])
    }

    @Test func `an event's service is noted as a service, also where the resource names an agent`() {
        let store = store([
            eventBatch([TestEvent("api_request", 1, call)], service: "shop", resource: ["agent.id": "clerk"])
        ])
        #expect(store.totals().agents.map(\.services) == [["shop"]])
    }
}
