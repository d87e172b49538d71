import Telemetry
import Testing

@Suite("What spans are counted as")
struct StoreCountingTests {
    @Test func `the seed's trace is two tasks, two model calls and two tool calls`() {
        let totals = store([batch(seedTrace)]).totals()
        #expect(totals.tasks == TaskCounts(completed: 2))
        #expect(totals.toolCalls == CallCounts(ok: 1, failed: 1))
        #expect(totals.toolRetries == 1)
        #expect(totals.modelCalls == 2)
        #expect(totals.tokens == TokenCounts(input: 1050, output: 205))
        #expect(totals.cacheHitRate == 0.5)
        #expect(totals.agents.map(\.id) == ["main-agent", "researcher"])
        #expect(totals.agents.map(\.tasks.completed) == [1, 1])
        #expect(totals.agents.map(\.tokens.total) == [1200, 55])
        #expect(
            totals.tools.map { "\($0.name) \($0.provider ?? "-") \($0.calls.ok)/\($0.calls.failed)" } == [
                "read_file mcp 0/1", "search local 1/0",
            ])
        #expect(
            totals.models.map { "\($0.model ?? "-") \($0.provider ?? "-")" } == ["claude anthropic", "gpt-4 openai"])
        #expect(
            totals.cacheByProvider == [
                CacheFigures(provider: "local", hitRate: 1), CacheFigures(provider: "mcp", hitRate: 0),
            ])
        #expect(totals.tokenSource == .spans)
    }

    @Test func `Looopy's code counts one task, pauses are neither ok nor failed, tokens of the loop are not added`() {
        let totals = store([batch(codeTrace)]).totals()
        #expect(totals.tasks == TaskCounts(completed: 1))
        #expect(totals.tokens == TokenCounts(input: 300, output: 40, cacheRead: 128))
        #expect(totals.toolCalls == CallCounts(other: 1))
        #expect(totals.toolCalls.successRate == nil)
        #expect(totals.agents.map(\.id) == ["coder"])
    }

    @Test(arguments: 0..<40)
    func `the figures do not depend on the order or the batches in which spans arrive`(seed: Int) {
        let spans =
            seedTrace
            + codeTrace.map { span in
                var other = span
                other.trace = 2
                return other
            }
        var random = SeededRandom(seed: UInt64(seed))
        let shuffled = spans.shuffled(using: &random)
        let cut = Int.random(in: 0...spans.count, using: &random)
        let inOrder = store([batch(spans)])
        let outOfOrder = store([batch(Array(shuffled[..<cut])), batch(Array(shuffled[cut...]))])
        #expect(outOfOrder.totals() == inOrder.totals())
        for agent in ["main-agent", "researcher", "coder", "looopy"] {
            #expect(outOfOrder.totals(agent: agent) == inOrder.totals(agent: agent))
        }
    }

    @Test func `a span that comes twice counts once`() {
        var store = store([batch(seedTrace)])
        let summary = store.ingest(batch(seedTrace), at: at(150))
        #expect(summary.duplicate == seedTrace.count)
        #expect(summary.accepted == 0)
        #expect(store.totals().modelCalls == 2)
    }

    @Test func `spans without ids are rejected with a reason, the rest is taken in`() {
        var store = Store(startedAt: at(0))
        let summary = store.ingest(batch([TestSpan(0, "a"), TestSpan(1, "b")]), at: at(1))
        #expect(summary.rejected == 1)
        #expect(summary.reason == "a span without trace id or span id")
        #expect(summary.accepted == 1)
    }

    @Test func `nested reports of one model call are one call, with the innermost tokens and the outermost outcome`() {
        let totals = store([
            batch([
                TestSpan(
                    2, in: 1, "chat gpt", 0, 1,
                    [
                        "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt", "gen_ai.usage.input_tokens": 10,
                        "gen_ai.usage.output_tokens": 2,
                    ]),
                TestSpan(
                    1, "call_llm", 0, 1, status: .error,
                    ["gen_ai.request.model": "gpt", "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 2]),
            ])
        ]).totals()
        #expect(totals.modelCalls == 1)
        #expect(totals.modelCallsFailed == 1)
        #expect(totals.tokens.total == 12)
    }

    @Test func `a tool inside a tool is one call, a tool of a sub-agent inside a tool is its own`() {
        let totals = store([
            batch([
                TestSpan(
                    1, "execute_tool delegate", 0, 9,
                    ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "delegate"]),
                TestSpan(
                    2, in: 1, "tools/call delegate", 1, 8,
                    ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "delegate"]),
                TestSpan(
                    3, in: 2, "invoke_agent helper", 2, 7,
                    ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "helper"]),
                TestSpan(
                    4, in: 3, "execute_tool add", 3, 4,
                    ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "add"]),
            ])
        ]).totals()
        #expect(totals.tools.map(\.name) == ["add", "delegate"])
        #expect(totals.toolCalls.ok == 2)
        #expect(totals.agents.map(\.id) == ["helper", "looopy"])
    }

    @Test(
        arguments: [
            ("add", "add", ["add"]), ("add", "tools/call", ["add"]), ("math__add", "add", ["math__add"]),
            ("add", "math.add", ["add"]), ("mcp_math_add", "add", ["mcp_math_add"]),
            ("delegate", "add", ["add", "delegate"]),
            ("mcp__math__add-up", "add_up", ["mcp__math__add-up"]), ("Add up", "add_up", ["Add up"]),
            ("add", "padd", ["add", "padd"]), ("addition", "add", ["add", "addition"]),
        ])
    func `a tool inside another is the same call where their names mean one`(
        outer: String, inner: String, counted: [String]
    ) {
        let isNamed = inner != "tools/call"
        let totals = store([
            batch([
                TestSpan(
                    1, "execute_tool", 0, 9,
                    ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": .string(outer)]),
                TestSpan(2, in: 1, "work", 1, 8),
                TestSpan(
                    3, in: 2, isNamed ? "call" : inner, 1, 8,
                    ["gen_ai.operation.name": "execute_tool"].merging(
                        isNamed ? ["gen_ai.tool.name": .string(inner)] : [:]
                    ) { $1 }),
            ])
        ]).totals()
        #expect(totals.tools.map(\.name) == counted)
    }

    @Test func `calls without an agent span are one task of the service`() {
        let totals = store([
            batch(
                [
                    TestSpan(2, in: 1, "chat", 0, 1, ["gen_ai.operation.name": "chat"]),
                    TestSpan(3, in: 1, "chat", 1, 2, ["gen_ai.operation.name": "chat"]),
                    TestSpan(1, "handle", 0, 2, status: .error),
                ], service: "web")
        ]).totals()
        #expect(totals.tasks == TaskCounts(failed: 1))
        #expect(totals.agents.map(\.id) == ["web"])
    }

    @Test func `a wrapper around agents is no task, whether it comes first or last`() {
        let spans = [
            TestSpan(1, "invoke_workflow", 0, 9, ["gen_ai.operation.name": "invoke_workflow"]),
            TestSpan(2, in: 1, "node", 1, 8),
            TestSpan(
                3, in: 2, "invoke_agent a", 2, 3, ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "a"]),
            TestSpan(
                4, in: 2, "invoke_agent b", 3, 4, ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "b"]),
        ]
        for spans in [spans, spans.reversed()] {
            #expect(store([batch(spans)]).totals().tasks == TaskCounts(completed: 2))
        }
    }

    @Test func `cache that is more than all input was left out of it`() {
        let totals = store([
            batch([
                TestSpan(
                    1, "chat", 0, 1,
                    [
                        "gen_ai.operation.name": "chat", "input_tokens": 2, "output_tokens": 1,
                        "cache_read_tokens": 84_562,
                    ])
            ])
        ]).totals()
        #expect(totals.tokens == TokenCounts(input: 84_564, output: 1, cacheRead: 84_562))
    }

    @Test func `children inherit session and agent from an ancestor that comes later`() throws {
        let store = store([batch([codeTrace[0]]), batch(Array(codeTrace[1...]))])
        let detail = try #require(store.detail(of: SpanID(4), in: TraceID(high: 7, low: 1)))
        #expect(detail.sessionID == "s")
        #expect(detail.agent?.id == "coder")
        #expect(detail.taskID == "s-turn-1")
    }

    @Test(arguments: [0, 1, 2])
    func `of agents that all name tokens only the outermost counts, however many and in whatever order`(seed: Int) {
        let usage: [String: TestValue] = ["gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 100]
        var spans = (2...21).map { TestSpan(UInt64($0), in: 1, "invoke_agent sub\($0)", 1, 2, usage) }
        var root = usage
        root["gen_ai.usage.input_tokens"] = 2_000
        spans.append(TestSpan(1, "invoke_agent boss", 0, 3, root))
        var random = SeededRandom(seed: UInt64(seed))
        let ordered = seed == 0 ? spans : seed == 1 ? spans.reversed() : spans.shuffled(using: &random)
        #expect(store([batch(ordered)]).totals().tokens.input == 2_000)
    }

    @Test func `a tool may be named like a detail, and succeed with a number`() {
        let call: [String: TestValue] = ["gen_ai.operation.name": "execute_tool", "success": 0]
        let totals = store([batch([TestSpan(1, "execute_tool git.hook", 0, 1, call)])]).totals()
        #expect(totals.toolCalls == CallCounts(failed: 1))
    }
}
