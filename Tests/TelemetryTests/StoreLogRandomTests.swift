import Testing

@testable import Telemetry

@Suite("Any log records in any order")
struct StoreLogRandomTests {
    @Test(arguments: 1...8)
    func `counts add up, the budget holds, and a search kept up to date finds what a new one finds`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var limits = Store.Limits()
        limits.memory = 120_000
        var store = Store(limits: limits, startedAt: at(0))
        let filters = [filter(agent: "a1"), filter(search: "WORD 1"), filter(minimum: .warn), filter()]
        for step in 0..<60 {
            let request = filters[step / 15]
            _ = store.ingest(batch(logs: logs(&random)), at: at(100 + Double(step)))
            if step % 3 == 0 { _ = store.ingest(batch([span(&random)]), at: at(100.5 + Double(step))) }
            let counts = store.counts.logRecords
            #expect(counts.retained == store.logTable.count && counts.accepted == counts.retained + counts.evicted)
            #expect(store.keptBytes <= limits.memory)
            let kept = store.logs(request)
            store.logScan = nil
            let fresh = store.logs(request)
            #expect(kept == fresh)
            #expect(fresh.rows.map(\.id) == fresh.rows.map(\.id).sorted())
        }
        #expect(store.counts.logRecords.evicted > 0)
    }

    @Test func `no time, severity or id is too much`() {
        let logs = [Int64.min, -1, 0, 25, .max].map { number in
            TestLog(
                .value(.int(number)), at: nil, severity: Int32(truncatingIfNeeded: number), span: 3,
                [
                    "trace_id": .int(number), "span_id": "zz", "level": .int(number), "event.sequence": .int(number),
                    "session.id": .int(number), "agent_id": .int(number),
                ])
        }
        var batch = batch(logs: logs)
        batch.logs[0].time = Timestamp(nanoseconds: .max)
        batch.logs[1].observed = Timestamp(nanoseconds: .max)
        batch.logs[2].time = Timestamp(nanoseconds: 1)
        let rows = Rows([batch])
        #expect(rows.figures.total == 5)
        #expect((0..<5).allSatisfy { rows.detail($0)?.traceID.isZero == true })
    }

    private func filter(agent: String? = nil, search: String = "", minimum: LogLevel = .unset) -> LogsRequest {
        var request = LogsRequest(agent: agent, search: search)
        request.minimum = minimum
        request.rowCount = 1_000
        return request
    }

    private func logs(_ random: inout SeededRandom) -> [TestLog] {
        (0..<Int.random(in: 0..<40, using: &random)).map { _ in
            let isNamed = Bool.random(using: &random)
            let agent = TestValue.string("a\(Int.random(in: 0..<3, using: &random))")
            return TestLog(
                .value(.string("word \(Int.random(in: 0..<30, using: &random))")),
                at: Double.random(in: 0..<400, using: &random), severity: .random(in: 0..<25, using: &random),
                trace: .random(in: 0..<6, using: &random), span: .random(in: 1..<4, using: &random),
                isNamed ? ["agent_id": agent] : [:])
        }
    }

    private func span(_ random: inout SeededRandom) -> TestSpan {
        TestSpan(
            .random(in: 1..<4, using: &random), "agent.loop", 0, 1, trace: .random(in: 1..<6, using: &random),
            ["agent.id": .string("a\(Int.random(in: 0..<3, using: &random))")])
    }
}
