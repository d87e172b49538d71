import Telemetry
import Testing

/// A sender that calls a tool every second, its spans and counters, and where a window's figures must come from.
private struct Sender: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var exportEvery = 60
    var windowSeconds = 300
    /// Every so many calls have a span, from a second on until another.
    var sampling: Range<Int>?
    /// From when on counters count, and when they are exported last.
    var countersStart = 1
    var countersEnd = Int.max
    /// When the process starts anew.
    var restart: Int?
    /// From and until when the figures must be those of counters; in between neither is wrong.
    var onCounters: Range<Int>?
    /// Seconds at which nothing is asked: the choice is moving.
    var moving: [Range<Int>] = []

    func isSampledOut(_ second: Int) -> Bool { sampling?.contains(second) == true && second % 10 != 0 }

    /// What came in until a second: spans three seconds late, counters as they are exported.
    func arrivals(at second: Int) -> [Batch] {
        var batches: [Batch] = []
        if second % 4 == 3 {
            let ended = (second - 6...second - 3).filter { $0 > 1 && !isSampledOut($0) }
            batches.append(batch(ended.map(span), service: "looopy"))
        }
        if second % exportEvery == 5, second > countersStart + 4, second < countersEnd {
            let start = restart.map { second > $0 ? $0 : countersStart } ?? countersStart
            let point = MetricPoint(
                .int(Int64(second - start)), from: 1_000_000_000 + UInt64(start),
                at: 1_000_000_000 + UInt64(second), ["tool.name": "search", "tool.success": "true"])
            batches.append(MetricBatchBuilder.batch("tool.executions", .sum(.cumulative, isMonotonic: true), point))
        }
        return batches
    }

    private func span(_ second: Int) -> TestSpan {
        TestSpan(
            UInt64(second), "tool.execute", Double(second) - 0.5, Double(second), trace: UInt64(second),
            ["tool.name": "search", "tool.success": true, "agent.id": .string(second % 2 == 0 ? "a" : "b")])
    }
}

private let senders: [Sender] = [
    Sender(testDescription: "all spans, counters every 10 seconds", exportEvery: 10),
    Sender(testDescription: "all spans, counters every minute"),
    Sender(testDescription: "all spans, a window of a minute", exportEvery: 10, windowSeconds: 60),
    Sender(testDescription: "all spans, a window of an export", windowSeconds: 60),
    Sender(
        testDescription: "sampled from minute 10 on", exportEvery: 10, sampling: 600..<9_999, onCounters: 650..<9_999,
        moving: [600..<650]),
    Sender(
        testDescription: "sampled from minute 10 on, counters every minute", sampling: 600..<9_999,
        onCounters: 700..<9_999, moving: [600..<700]),
    // Spans had told of more in all for long, when they are sampled.
    Sender(
        testDescription: "sampled from minute 10 on, with counters from minute 8 on", exportEvery: 10,
        sampling: 600..<9_999, countersStart: 480, onCounters: 650..<9_999, moving: [600..<650]),
    Sender(
        testDescription: "sampled for a minute in ten", exportEvery: 10, sampling: 600..<660, onCounters: 650..<950,
        moving: [600..<650, 950..<980]),
    Sender(
        testDescription: "sampled until minute 10", sampling: 0..<600, onCounters: 120..<850,
        moving: [0..<120, 850..<1_000]),
    Sender(testDescription: "all spans, counters stop", countersEnd: 600),
    Sender(
        testDescription: "sampled, counters stop", sampling: 0..<9_999, countersEnd: 610, onCounters: 120..<890,
        moving: [0..<120, 890..<910]),
    Sender(testDescription: "all spans, the process starts anew", exportEvery: 10, restart: 600),
    Sender(testDescription: "all spans, the process starts anew, counters every minute", restart: 620),
]

@Suite("Where a window's figures come from")
struct SourceWindowTests {
    @Test(arguments: senders)
    private func `a window's source is what moved in it, and does not flip at its edges`(sender: Sender) {
        var store = Store(startedAt: at(0))
        var request = OverviewRequest()
        request.windowSeconds = sender.windowSeconds
        for second in 1..<1_200 {
            for batch in sender.arrivals(at: second) { _ = store.ingest(batch, at: at(Double(second))) }
            guard second % 3 == 0, second > 10 else { continue }
            let window = store.overview(request, at: at(Double(second))).window
            let byAgents = window.agents.reduce(0) { $0 + $1.toolCalls.total }
            let unnamed = window.agents.first { $0.id == "looopy" }?.toolCalls.total ?? 0
            // Agents' own spans may tell of more than counters that began within the window: nothing is left to the rest.
            #expect(byAgents == window.toolCalls.total || byAgents > window.toolCalls.total && unnamed == 0)
            #expect(window.tools.reduce(0) { $0 + $1.calls.total } == window.toolCalls.total)
            if sender.moving.contains(where: { $0.contains(second) }) { continue }
            let wanted = sender.onCounters?.contains(second) == true ? FigureSource.metrics : .spans
            #expect(window.toolSource == wanted, "second \(second)")
            if window.toolSource != wanted { return }
        }
    }

    @Test func `a sampled sender's window holds what its counters told in it`() {
        let sender = senders[4]
        var store = Store(startedAt: at(0))
        for second in 1..<1_200 {
            for batch in sender.arrivals(at: second) { _ = store.ingest(batch, at: at(Double(second))) }
        }
        let overview = store.overview(OverviewRequest(), at: at(1_199))
        #expect(overview.window.toolCalls.total == 300)
        #expect(overview.toolHistory.reduce(0) { $0 + $1.total } == 300)
    }

    @Test func `streams that tell of different tools are compared with the spans together`() {
        func counter(_ scope: String, _ tool: String, _ count: Int64) -> Batch {
            metricBatch([.total("tool.executions", count, ["tool.name": tool])], service: "looopy", scope: scope)
        }
        let spans = (1...6).map { TestSpan(UInt64($0), "tool.execute", 2, 3, trace: UInt64($0), ["tool.name": "t"]) }
        let totals = store([batch(spans), counter("one", "t", 5), counter("two", "u", 5)]).totals()
        #expect(totals.toolCalls.total == 10)
        #expect(totals.tools.map(\.name).sorted() == ["t", "u"])
    }

    @Test func `an MCP server's calls are those of who asked it, where that is told`() {
        func calls(_ name: String, _ service: String) -> Batch {
            metricBatch(
                [
                    .histogram(
                        name, count: 3, sum: 3, unit: "s",
                        ["mcp.method.name": "tools/call", "gen_ai.tool.name": "search"])
                ], service: service)
        }
        let server = calls("mcp.server.operation.duration", "server")
        let client = calls("mcp.client.operation.duration", "client")
        #expect(store([server]).totals().agents.map { "\($0.id) \($0.toolCalls.total)" } == ["server 3"])
        for batches in [[server, client], [client, server]] {
            let totals = store(batches).totals()
            #expect(totals.toolCalls.total == 3)
            #expect(totals.agents.map { "\($0.id) \($0.toolCalls.total)" } == ["client 3"])
        }
    }
}
