import Telemetry
import Testing

@Suite("What is kept, and what makes room")
struct StoreRetentionTests {
    private func limits(memory: Int) -> Store.Limits {
        var limits = Store.Limits()
        limits.memory = memory
        return limits
    }

    /// Traces of one agent, one span each, ended.
    private func traces(_ numbers: ClosedRange<UInt64>, agent: String) -> [Batch] {
        numbers.map { number in
            batch([
                TestSpan(
                    1, "agent[\(agent)]", 0, 1, trace: number, status: .ok,
                    ["agent.id": .string(agent), "input": .string(String(repeating: "x", count: 2_000))])
            ])
        }
    }

    private func overview(_ store: Store, agent: String? = nil, at seconds: Double = 500) -> Overview {
        var store = store
        var request = OverviewRequest()
        request.agent = agent
        request.traces.rowCount = 1_000
        return store.overview(request, at: at(seconds))
    }

    @Test func `the budget holds, the oldest go first, and figures stay`() {
        let store = store(traces(1...200, agent: "a"), limits: limits(memory: 100_000))
        let overview = overview(store)
        #expect(store.keptBytes <= 100_000)
        #expect(store.keptBytes > 60_000)
        #expect(overview.ingest.tracesEvicted + overview.traces.total == 200)
        #expect(overview.ingest.spans.evicted == overview.ingest.tracesEvicted)
        #expect(overview.ingest.spans.retained == overview.traces.total)
        #expect(overview.traces.rows.first?.traceID == TraceID(high: 7, low: 200))
        #expect(store.totals(at: 2_000).tasks.completed == 200)
    }

    @Test func `a chatty agent does not push out a quiet one`() {
        let store = store(
            traces(1...3, agent: "quiet") + traces(4...300, agent: "chatty"), limits: limits(memory: 100_000))
        #expect(overview(store, agent: "quiet").traces.total == 3)
    }

    @Test func `an agent whose traces all run does not push out the ended ones of a quiet one`() {
        let running = (100...400).map { number in
            batch([
                TestSpan(
                    2, in: 1, "llm.call", 0, 1, trace: UInt64(number),
                    [
                        "llm.model": "m", "agent.id": "chatty",
                        "input": .string(String(repeating: "x", count: 2_000)),
                    ])
            ])
        }
        let store = store(traces(1...3, agent: "quiet") + running, limits: limits(memory: 100_000))
        #expect(overview(store, agent: "quiet").traces.total == 3)
        #expect(store.keptBytes <= 100_000)
    }

    @Test func `what runs is kept while something has ended`() {
        let running = batch([TestSpan(2, in: 1, "llm.call", 0, 1, trace: 999, ["llm.model": "m", "agent.id": "a"])])
        let store = store([running] + traces(1...200, agent: "a"), limits: limits(memory: 100_000))
        #expect(overview(store).tasks.counts.active == 1)
        #expect(overview(store).traces.rows.contains { $0.traceID.low == 999 })
    }

    @Test func `evicting everything leaves nothing behind`() {
        let store = store(traces(1...50, agent: "a"), limits: limits(memory: 0))
        #expect(store.keptBytes == 0)
        #expect(overview(store).traces.total == 0)
        #expect(overview(store, agent: "a").traces.total == 0)
    }

    @Test func `the list is newest first, follows a selection and searches`() {
        let store = store(traces(1...30, agent: "a") + traces(31...40, agent: "b"))
        var request = TraceListRequest()
        request.rowCount = 5
        #expect(list(store, request).rows.map(\.traceID.low) == [40, 39, 38, 37, 36])
        request.selection = .trace(TraceID(high: 7, low: 20))
        #expect(list(store, request).selected == 20)
        #expect(list(store, request).rows.map(\.traceID.low) == [24, 23, 22, 21, 20])
        request.selection = .index(1_000)
        #expect(list(store, request).rows.last?.traceID.low == 1)
        request.selection = .index(0)
        request.search = "AGENT[B]"
        #expect(list(store, request).total == 10)
        request.search = ""
        #expect(list(store, request, agent: "a").total == 30)
    }

    private func list(_ store: Store, _ traces: TraceListRequest, agent: String? = nil) -> TraceList {
        var store = store
        var request = OverviewRequest()
        request.traces = traces
        request.agent = agent
        return store.overview(request, at: at(300)).traces
    }
}
