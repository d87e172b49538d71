import Telemetry
import Testing

@Suite("What each kind of agent sends comes to true figures")
struct DialectTests {
    /// Claude Code, Codex and Gemini CLI tell of the same work in spans, event logs and metrics: each alone, and all
    /// together, must come to the work once. No metric of theirs counts tasks.
    static let cases =
        looopyCases + claudeCases + codexCases + geminiCases + codingAgentCases + genAICases
        + frameworkCases + libraryCases + applicationCases + observerCases + sourceCases + counterCases

    @Test(arguments: cases)
    func `the figures are those of the work`(dialect: DialectCase) {
        #expect(store(dialect.requests).totals().inWords == dialect.figures)
    }

    /// Metrics keep their order: a cumulative point that is older than the last one of its series is dropped.
    @Test(arguments: cases)
    func `spans, log records and metrics may come in any order`(dialect: DialectCase) {
        for seed in 0..<12 {
            var random = SeededRandom(seed: UInt64(seed))
            let singles = dialect.singles
            let order = singles.indices.shuffled(using: &random)
            var metrics = order.filter { !singles[$0].points.isEmpty }.sorted().makeIterator()
            let shuffled = order.map { singles[singles[$0].points.isEmpty ? $0 : metrics.next() ?? $0] }
            // All in one second: nothing is over before the last has come.
            var store = Store(startedAt: at(0))
            for batch in shuffled { _ = store.ingest(batch, at: at(100)) }
            let figures = store.totals()
            #expect(figures.inWords == dialect.figures, "seed \(seed)")
            guard figures.inWords == dialect.figures else { return }
        }
    }

    @Test(arguments: cases)
    func `what is sent again adds nothing`(dialect: DialectCase) {
        #expect(store(dialect.requests + dialect.requests.reversed()).totals().inWords == dialect.figures)
        #expect(store(dialect.singles + dialect.singles.reversed()).totals().inWords == dialect.figures)
    }

    @Test(arguments: cases)
    func `the agents' figures add up to those of all`(dialect: DialectCase) {
        let store = store(dialect.requests)
        let totals = store.totals()
        func sum(_ figure: (AgentFigures) -> Int) -> Int { totals.agents.map(figure).reduce(0, +) }
        #expect(sum(\.tasks.active) == totals.tasks.active)
        #expect(sum(\.tasks.completed) == totals.tasks.completed)
        #expect(sum(\.tasks.failed) == totals.tasks.failed)
        #expect(sum(\.tasks.other) == totals.tasks.other)
        #expect(sum(\.toolCalls.ok) == totals.toolCalls.ok)
        #expect(sum(\.toolCalls.failed) == totals.toolCalls.failed)
        #expect(sum(\.toolCalls.other) == totals.toolCalls.other)
        #expect(sum(\.modelCalls) == totals.modelCalls)
        #expect(sum { Int($0.tokens.total ?? 0) } == Int(totals.tokens.total ?? 0))
        #expect(sum { Int((($0.costUSD ?? 0) * 1e6).rounded()) } == Int(((totals.costUSD ?? 0) * 1e6).rounded()))
    }

    @Test(arguments: cases)
    func `an agent's own view is its row`(dialect: DialectCase) {
        let store = store(dialect.requests)
        for row in store.totals().agents {
            let own = store.totals(agent: row.id)
            #expect(own.agents == [row])
            #expect(own.tasks == row.tasks)
            #expect(own.toolCalls == row.toolCalls)
            #expect(own.modelCalls == row.modelCalls)
            #expect(own.tokens == row.tokens)
            let kinds = [row.tokens.input, row.tokens.output, row.tokens.cacheRead, row.tokens.cacheWrite]
            #expect(kinds.allSatisfy { $0 ?? 0 >= 0 })
            #expect(own.models.compactMap(\.tokens.total).reduce(0, +) == row.tokens.total ?? 0)
            #expect(own.tools.map(\.calls.total).reduce(0, +) == row.toolCalls.total)
        }
    }

    /// Everything is looked at after every arrival, as a dashboard does.
    @Test(arguments: cases)
    func `the dashboard may look at any time, and shows the same in the end`(dialect: DialectCase) {
        var store = Store(startedAt: at(0))
        for batch in dialect.singles {
            _ = store.ingest(batch, at: at(100))
            _ = store.overview(OverviewRequest(), at: at(100))
            for span in batch.spans {
                #expect(store.tree(of: span.traceID, agent: nil, at: at(100)) != nil)
                _ = store.detail(of: span.spanID, in: span.traceID)
                _ = store.detail(of: span.parentID, in: span.traceID)
            }
        }
        let overview = store.overview(OverviewRequest(), at: at(200))
        // 300 seconds in 60 parts.
        let parts = overview.tokenHistory.parts.compactMap(\.self)
        #expect(overview.window.inWords == dialect.figures)
        // A gauge tells how many tasks run, not which.
        #expect(overview.tasks.active.count == overview.window.tasks.active || !dialect.metrics.isEmpty)
        #expect(overview.toolHistory.map(\.total).reduce(0, +) == overview.window.toolCalls.total)
        let (input, output) = (overview.window.tokens.input ?? 0, overview.window.tokens.output ?? 0)
        #expect(abs(parts.map { $0.input * 5 }.reduce(0, +) - Double(input)) < 0.01)
        #expect(abs(parts.map { $0.output * 5 }.reduce(0, +) - Double(output)) < 0.01)
    }
}
