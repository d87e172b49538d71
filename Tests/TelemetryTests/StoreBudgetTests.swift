import Testing

@testable import Telemetry

@Suite("Whatever comes in, the budget holds")
struct StoreBudgetTests {
    private let memory = 4 << 20

    private func store() -> Store {
        var limits = Store.Limits()
        limits.memory = memory
        limits.spansPerTrace = 2_000
        return Store(limits: limits, startedAt: at(0))
    }

    /// Spans whose every word may be new: agents, tools, models, keys, texts, sessions, links, events, times, ids.
    private func spans(_ random: inout SeededRandom, _ count: Int) -> Batch {
        let spans = (0..<count).map { _ in span(&random) }
        return batch(
            spans, service: "service-\(Int.random(in: 0..<400, using: &random))",
            resource: [
                "service.instance.id": .string(text(&random)), "deployment.environment": .string(text(&random)),
            ],
            scope: "scope-\(Int.random(in: 0..<400, using: &random))")
    }

    private func span(_ random: inout SeededRandom) -> TestSpan {
        let name = ["chat", "tool.execute", "agent.execute", "loop.iteration", "x"].randomElement(using: &random) ?? ""
        let end = Double.random(in: 0..<3_700, using: &random)
        let keys = [
            "agent.id", "tool.name", "gen_ai.request.model", "session.id", "task.id", "user.id", "tenant.id",
            "gen_ai.tool.call.id", "gen_ai.response.id", "gen_ai.operation.name", "gen_ai.provider.name",
        ]
        var attributes: [String: TestValue] = [
            "gen_ai.usage.input_tokens": .int(.random(in: -5...5_000, using: &random))
        ]
        for key in keys where Bool.random(using: &random) { attributes[key] = .string(text(&random)) }
        attributes[text(&random)] = .string(text(&random))
        return TestSpan(
            .random(in: 0...5_000, using: &random), in: .random(in: 0...5_000, using: &random), name,
            max(0, end - .random(in: -1...100, using: &random)), end, trace: .random(in: 0...40, using: &random),
            status: [.unset, .ok, .error].randomElement(using: &random) ?? .ok, message: text(&random), attributes,
            events: [(text(&random), end, [text(&random): .string(text(&random))])],
            links: [(.random(in: 0...40, using: &random), 1)])
    }

    private func text(_ random: inout SeededRandom) -> String {
        let word = String(UInt64.random(in: 0 ... .max, using: &random), radix: 16)
        return Int.random(in: 0..<20, using: &random) == 0 ? String(repeating: word, count: 100) : word
    }

    private func records(_ random: inout SeededRandom, _ count: Int) -> Batch {
        let logs = (0..<count).map { _ in
            TestLog(
                .value(.string(text(&random))), at: .random(in: 0...3_700, using: &random), event: text(&random),
                trace: .random(in: 0...40, using: &random), span: .random(in: 0...5_000, using: &random),
                [
                    "session.id": .string(text(&random)), "agent.id": .string(text(&random)),
                    "event.name": ["user_prompt", "tool_result", "api_request"].randomElement(using: &random).map {
                        .string($0)
                    } ?? "x", text(&random): .string(text(&random)),
                ])
        }
        return batch(logs: logs, service: text(&random))
    }

    private func points(_ random: inout SeededRandom, _ number: Int) -> Batch {
        let names = ["tool.executions", "llm.tokens", "agent.tasks", text(&random)]
        return MetricBatchBuilder.batch(
            names.randomElement(using: &random) ?? "x", .sum(.delta, isMonotonic: true),
            MetricPoint(
                .int(7), from: 1_000_000_000, at: 1_000_000_001 + UInt64(number),
                ["tool.name": text(&random), "agent.id": text(&random), "llm.model": text(&random)]),
            resource: ["service.name": text(&random)])
    }

    @Test func `there are no more texts than may be, and the oldest traces and records make room`() {
        var limits = Store.Limits()
        limits.memory = 64 << 20
        limits.strings = 1_000
        var store = Store(limits: limits, startedAt: at(0))
        for number in 0..<200 {
            let keys = (0..<20).map { "key \(number * 20 + $0)" }
            let attributes = Dictionary(uniqueKeysWithValues: keys.map { ($0, TestValue.int(1)) })
            let told = Dictionary(uniqueKeysWithValues: keys.map { ("log " + $0, TestValue.int(1)) })
            _ = store.ingest(batch([TestSpan(1, "x", 0, 1, trace: UInt64(number + 1), attributes)]), at: at(500))
            _ = store.ingest(batch(logs: [TestLog(.value("x"), at: 1, told)]), at: at(500))
            #expect(store.ledger.symbols.count <= 1_000)
        }
        let ingest = store.overview(OverviewRequest(), at: at(500)).ingest
        #expect(ingest.tracesEvicted > 100 && ingest.tracesEvicted < 190)
        #expect(ingest.spans.retained == 200 - ingest.tracesEvicted)
        let found = store.diagnosis(at: at(500)).findings.map(\.id.ailment)
        #expect(found.contains(.tooManyTexts) && !found.contains(.spansEvicted))
    }

    @Test(arguments: 1...3) func `spans, records and points of all kinds`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var store = store()
        for step in 0..<120 {
            let batch = [spans(&random, 100), records(&random, 50), points(&random, step)].randomElement(using: &random)
            _ = store.ingest(batch ?? Batch(), at: at(3_600 + Double(step)))
            #expect(store.retainedBytes <= memory, "after \(step) batches")
        }
        let counts = store.counts.spans
        #expect(counts.accepted == counts.retained + counts.evicted)
        #expect(store.traces.reduce(0) { $0 + $1.spans - $1.folded.count } == counts.retained)
    }

    @Test func `agents and tools by the thousand, each in seconds of its own`() {
        var store = store()
        for step in 0..<60 {
            let spans = (0..<100).map { number in
                TestSpan(
                    UInt64(step * 100 + number + 1), "tool.execute", 0, Double((step * 61 + number * 37) % 3_600),
                    trace: UInt64(step * 100 + number + 1),
                    [
                        "agent.id": .string("agent \(number % 60)"),
                        "tool.name": .string("tool \((step + number) % 500)"),
                        "tool.success": true,
                    ])
            }
            _ = store.ingest(batch(spans), at: at(3_600 + Double(step)))
            #expect(store.retainedBytes <= memory)
        }
        #expect(store.totals(at: 4_000).toolCalls.ok == 6_000)
        #expect(store.totals(at: 4_000).agents.reduce(0) { $0 + $1.toolCalls.ok } == 6_000)
    }
}
