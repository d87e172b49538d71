import Testing

@testable import Telemetry

@Suite("A trace that never ends is folded")
struct StoreFoldingTests {
    private var limits: Store.Limits {
        var limits = Store.Limits()
        limits.spansPerTrace = 200
        return limits
    }

    /// An iteration of an agent's loop that has not ended: two model calls and two tool calls.
    private func iteration(_ number: Int) -> Batch {
        let base = UInt64(number * 10 + 100)
        let from = Double(number) / 100
        let agent = TestValue.string("a")
        let call: [String: TestValue] = [
            "gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 3,
            "agent.id": agent,
        ]
        return batch([
            TestSpan(base + 1, in: base, "chat", from, from, call),
            TestSpan(base + 2, in: base, "chat", from, from, status: .error, call),
            TestSpan(
                base + 3, in: base, "tool.execute", from, from, status: .ok,
                ["tool.name": .string("t\(number % 3)"), "agent.id": agent]),
            TestSpan(
                base + 4, in: base, "tool.execute", from, from,
                ["tool.name": "t", "tool.success": false, "agent.id": agent]),
            TestSpan(base, in: 1, "loop.iteration", from, from + 1, ["iteration.number": .int(Int64(number + 1))]),
        ])
    }

    private func endless(_ iterations: Int, _ limits: Store.Limits) -> Store {
        var store = Store(limits: limits, startedAt: at(0))
        for number in 0..<iterations { _ = store.ingest(iteration(number), at: at(100 + Double(number) / 10)) }
        return store
    }

    private var root: Batch {
        batch([TestSpan(1, "agent.execute", 0, 150, status: .ok, ["agent.id": "a", "task.id": "long"])])
    }

    private func row(_ store: Store) -> TraceFigures? {
        var store = store
        return store.overview(OverviewRequest(), at: at(200)).traces.rows.first
    }

    @Test func `the oldest spans go, and all totals stay`() {
        let whole = endless(400, Store.Limits())
        var bounded = endless(400, limits)
        let tree = bounded.tree(of: TraceID(high: 7, low: 1), agent: nil, at: at(200))
        #expect(bounded.traces[0].nodes.count <= 310)
        #expect(tree.map { $0.folded + $0.rows.count } == 2_001)
        #expect(tree.map { $0.folded > 1_600 } == true)
        #expect(bounded.totals() == whole.totals())
        #expect(row(bounded) == row(whole))
        #expect(row(bounded)?.spans == 2_000)
        #expect(bounded.counts.spans.retained + bounded.counts.spans.evicted == 2_000)
        let found = bounded.diagnosis(at: at(200)).findings
        #expect(found.filter { $0.id.ailment == .spansFolded }.map(\.count) == [bounded.counts.spans.evicted])
        #expect(!found.contains { $0.id.ailment == .spansEvicted })
    }

    @Test func `the task goes on, and ends with all that belongs to it`() {
        var (bounded, whole) = (endless(400, limits), endless(400, Store.Limits()))
        let (shown, expected) = (
            bounded.overview(OverviewRequest(), at: at(200)).tasks, whole.overview(OverviewRequest(), at: at(200)).tasks
        )
        #expect(shown == expected)
        for batch in [root] {
            _ = bounded.ingest(batch, at: at(201))
            _ = whole.ingest(batch, at: at(201))
        }
        #expect(bounded.totals() == whole.totals())
        #expect(bounded.totals().tasks.completed == 1)
        // What a late root says of its agent no longer reaches folded spans: those stay their service's, and it is said.
        let found = bounded.diagnosis(at: at(201)).findings.filter { $0.id.ailment == .foldedUnnamed }
        #expect(found.map(\.count) == [bounded.traces[0].agents[1].spans])
        #expect(whole.diagnosis(at: at(201)).findings.allSatisfy { $0.id.ailment != .foldedUnnamed })
        var shownRow = row(bounded)
        #expect(shownRow?.agents.map(\.id) == ["a", "looopy"])
        shownRow?.agents.removeLast()
        #expect(shownRow == row(whole))
    }

    @Test func `a late child of a folded span counts, and belongs to the same task`() {
        let late = batch([
            TestSpan(
                9_000_001, in: 300, "chat", 0, 1,
                ["gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 1_000])
        ])
        var bounded = limits
        bounded.spansPerTrace = 1_000
        var (folded, whole) = (endless(400, bounded), endless(400, Store.Limits()))
        #expect(folded.traces[0].folded.count > 0)
        #expect(folded.traces[0].place(of: SpanID(301)) == nil)
        _ = folded.ingest(late, at: at(199))
        _ = whole.ingest(late, at: at(199))
        #expect(folded.totals().tokens == whole.totals().tokens)
        #expect(folded.totals().modelCalls == 801)
        #expect(folded.totals().tasks == whole.totals().tasks)
        _ = folded.ingest(root, at: at(201))
        _ = whole.ingest(root, at: at(201))
        #expect(folded.totals() == whole.totals())
    }

    @Test func `a folded span that comes again is a duplicate`() {
        var store = endless(60, limits)
        #expect(store.traces[0].place(of: SpanID(191)) == nil)
        let summary = store.ingest(iteration(9), at: at(199))
        #expect(summary.duplicate == 5)
        #expect(store.totals().modelCalls == 120)
    }

    /// A model call and a tool call that say which they are, with so much time between them and the next ones.
    private func identified(_ number: Int, from first: UInt64, tokens: Int64?) -> Batch {
        let time = Double(number)
        var call: [String: TestValue] = [
            "gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.response.id": .string("r-\(number)"),
        ]
        if let tokens { call["gen_ai.usage.input_tokens"] = .int(tokens) }
        return batch([
            TestSpan(first + UInt64(number) * 2, in: 1, "chat", time, time + 0.5, call),
            TestSpan(
                first + UInt64(number) * 2 + 1, in: 1, "tool.execute", time, time + 0.5, status: .ok,
                ["tool.name": "t", "gen_ai.tool.call.id": .string("c-\(number)")]),
        ])
    }

    @Test func `a late report of a folded call is the same call`() {
        var (folded, whole) = (Store(limits: limits, startedAt: at(0)), Store(startedAt: at(0)))
        // Tokens come with the first report of some, with the second of others.
        for number in 0..<500 {
            let batch = identified(number, from: 10_000, tokens: number % 2 == 0 ? 7 : nil)
            for summary in [folded.ingest(batch, at: at(600)), whole.ingest(batch, at: at(600))] {
                #expect(summary.duplicate == 0)
            }
        }
        #expect(folded.traces[0].folded.count > 700)
        for number in [3, 4, 100, 101, 200, 499] {
            let late = identified(number, from: 20_000, tokens: 7)
            _ = folded.ingest(late, at: at(600))
            _ = whole.ingest(late, at: at(600))
        }
        // Short ids are given again: what runs at another time is another call.
        let again = batch([
            TestSpan(30_000, in: 1, "tool.execute", 550, 551, ["tool.name": "t", "gen_ai.tool.call.id": "c-3"])
        ])
        _ = folded.ingest(again, at: at(600))
        _ = whole.ingest(again, at: at(600))
        #expect(whole.totals().modelCalls == 500 && whole.totals().tools.map(\.calls.total) == [501])
        #expect(folded.totals() == whole.totals())
    }

    @Test func `a late span above folded calls is no call of its own`() {
        var (folded, whole) = (Store(limits: limits, startedAt: at(0)), Store(startedAt: at(0)))
        let call: [String: TestValue] = [
            "gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 3,
        ]
        func ingest(_ spans: [TestSpan]) {
            _ = folded.ingest(batch(spans), at: at(100))
            _ = whole.ingest(batch(spans), at: at(100))
        }
        for number in UInt64(0)..<500 { ingest([TestSpan(1_000 + number, in: 10_000 + number, "chat", 1, 2, call)]) }
        #expect(folded.traces[0].folded.count > 200)
        for number in UInt64(0)..<500 { ingest([TestSpan(10_000 + number, in: 1, "chat", 0, 3, call)]) }
        #expect(whole.totals().modelCalls == 500)
        #expect(folded.totals() == whole.totals())
    }

    @Test func `a folded trace is looked through anew for attributes`() {
        var store = endless(39, limits)
        var request = OverviewRequest()
        request.wantsAttributeNames = true
        #expect(store.overview(request, at: at(199)).attributeNames.contains("tool.name"))
        _ = store.ingest(iteration(39), at: at(199))
        #expect(store.traces[0].folded.count > 0)
        _ = store.ingest(batch([TestSpan(9_000_001, in: 1, "work", 0, 1, ["colour": "red"])]), at: at(199))
        let overview = store.overview(request, at: at(199))
        #expect(overview.attributeNames.contains("colour"))
        #expect(!overview.isSurveying)
    }

    @Test func `texts of folded spans are given back`() {
        var store = Store(limits: limits, startedAt: at(0))
        for number in 0..<2_000 {
            let name = TestValue.string("session-\(number)")
            _ = store.ingest(
                batch([TestSpan(UInt64(number + 2), in: 1, "work", 0, 1, ["session.id": name])]), at: at(100))
        }
        #expect(store.ledger.symbols.count < 700)
        #expect(store.traces[0].symbols.byteCount < 10_000)
    }

    @Test func `orphans of parents that never come are folded too, with their places`() {
        var store = Store(limits: limits, startedAt: at(0))
        for number in 0..<200 {
            let spans = (0..<10).map {
                TestSpan(UInt64(100_000 + number * 10 + $0), in: UInt64(number * 10 + $0 + 1), "x")
            }
            _ = store.ingest(batch(spans), at: at(100))
        }
        #expect(store.traces[0].nodes.count <= 400)
        #expect(row(store)?.spans == 2_000)
    }

    @Test func `one trace takes a part of the budget at the most, however large its spans are`() {
        var limits = Store.Limits()
        limits.memory = 1 << 20
        var store = Store(limits: limits, startedAt: at(0))
        for number in 0..<1_000 {
            let text = TestValue.string(String(repeating: "x", count: 4_000) + "\(number)")
            _ = store.ingest(
                batch([TestSpan(UInt64(number + 2), in: 1, "work", 0, 1, ["input": text])]), at: at(100))
        }
        #expect(store.retainedBytes <= limits.memory)
        #expect(row(store)?.spans == 1_000)
        #expect(store.counts.tracesEvicted == 0)
    }
}
