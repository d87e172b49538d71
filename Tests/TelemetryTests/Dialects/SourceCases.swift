import Telemetry

/// Work that is told several times, or not in full: which of it counts.
let sourceCases = [
    DialectCase(
        title: "spans of a tenth of the work, counters of all of it: the counters count",
        figures: """
            tasks 17 completed, 3 failed
            agent coder 17 completed, 3 failed
            agent looopy none
            model gpt-4 20, 2000 in, 400 out
            tool search 15 ok, 5 failed
            tokens from metrics
            """,
        spans: sampledTask,
        metrics: [
            designMetrics(completed: 17, failed: 3, ok: 15, toolsFailed: 5, input: 2000, output: 400, calls: 20)
        ]),

    DialectCase(
        title: "counters that tell of less than spans: the spans count",
        figures: """
            tasks 1 completed
            agent coder 1 completed
            model gpt-4 1, 100 in, 20 out, 40 from cache
            tool search 1 ok
            tokens from spans
            """,
        spans: sampledTask,
        metrics: [
            designMetrics(completed: 0, failed: 0, ok: 0, toolsFailed: 0, input: 90, output: 10, calls: 0)
        ]),

    // Two libraries in one process instrument the same calls.
    DialectCase(
        title: "two scopes whose counters tell of the same calls are not added",
        figures: """
            tasks none
            agent web none
            model gpt-4o 5, 100 in, 20 out
            tokens from metrics
            """,
        metrics: ["opentelemetry.instrumentation.openai", "opentelemetry.instrumentation.langchain"].map { scope in
            metricBatch(
                [
                    .histogram(
                        "gen_ai.client.token.usage", count: 5, sum: 100,
                        ["gen_ai.request.model": "gpt-4o", "gen_ai.token.type": "input"]),
                    .histogram(
                        "gen_ai.client.token.usage", count: 5, sum: 20,
                        ["gen_ai.request.model": "gpt-4o", "gen_ai.token.type": "output"]),
                    .histogram(
                        "gen_ai.client.operation.duration", count: 5, sum: 10, unit: "s",
                        ["gen_ai.request.model": "gpt-4o", "gen_ai.operation.name": "chat"]),
                ], service: "web", scope: scope)
        }, service: "web"),

    DialectCase(
        title: "a cumulative counter grows, and begins anew when its process does",
        figures: """
            tasks 9 completed
            agent coder 9 completed
            """,
        metrics: [
            tasks(5, from: 1, time: 10), tasks(7, from: 1, time: 20), tasks(2, from: 25, time: 30),
        ]),

    DialectCase(
        title: "a counter that falls was reset, even if its start stays",
        figures: """
            tasks 9 completed
            agent coder 9 completed
            """,
        metrics: [tasks(5, from: 1, time: 10), tasks(7, from: 1, time: 20), tasks(2, from: 1, time: 30)]),

    DialectCase(
        title: "a counter that was reset and has already outgrown what it was",
        figures: """
            tasks 16 completed
            agent coder 16 completed
            """,
        metrics: [tasks(5, from: 1, time: 10), tasks(7, from: 1, time: 20), tasks(9, from: 25, time: 30)]),

    // A framework and the SDK below it report side by side: the first by time counts.
    DialectCase(
        title: "siblings with the same answer are one call",
        figures: """
            tasks 1 completed
            agent Planner 1 completed
            model gpt-4o 2, 160 in, 25 out
            tokens from spans
            """,
        spans: [
            chat(2, in: 1, 1, 2, input: 100, output: 20, ["gen_ai.response.id": "r1"]),
            chat(3, in: 1, 1.1, 1.9, input: 100, output: 20, ["gen_ai.response.id": "r1"]),
            chat(4, in: 1, 2, 3, input: 60, output: 5, ["gen_ai.response.id": "r2"]),
            agent(1, "Planner", 0, 5),
        ]),

    DialectCase(
        title: "tool spans with one id that overlap are one call, those that follow each other are two",
        figures: """
            tasks 1 completed
            agent Planner 1 completed
            tool search 1 ok, 1 failed
            """,
        spans: [
            tool(2, in: 1, "search", 1, 2, call: "0"),
            tool(3, in: 1, "search", 1.1, 1.9, call: "0"),
            tool(4, in: 1, "search", 3, 4, call: "0", status: .error),
            agent(1, "Planner", 0, 5),
        ]),

    DialectCase(
        title: "a tool that MCP reports below it is one call, of the outermost's name",
        figures: """
            tasks 1 completed
            agent Planner 1 completed
            tool search 1 failed
            """,
        spans: [
            TestSpan(
                3, in: 2, "tools/call notes_search", 1.1, 1.9, status: .error,
                ["mcp.method.name": "tools/call", "gen_ai.tool.name": "notes_search", "error.type": "tool_error"]),
            tool(2, in: 1, "search", 1, 2, status: .error),
            agent(1, "Planner", 0, 5),
        ]),

    DialectCase(
        title: "a call's parts and its total",
        figures: """
            tasks 2 completed
            agent Planner 2 completed
            model gpt-4o 2, 100 in, 20 out, 70 either
            tokens from spans
            """,
        spans: [
            chat(2, in: 1, 1, 2, input: 100, output: 20, ["gen_ai.usage.total_tokens": 120]),
            agent(1, "Planner", 0, 5),
            TestSpan(
                12, in: 11, "chat gpt-4o", 1, 2, trace: 2,
                [
                    "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
                    "gen_ai.usage.total_tokens": 70,
                ]),
            agent(11, "Planner", 0, 5, trace: 2),
        ]),

    // The child has ended, the agent has not: it is known by the marker that Logfire sends when a span begins.
    DialectCase(
        title: "Logfire: a span that began is a running task",
        figures: """
            tasks 1 active
            agent Planner 1 active
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [beginning(of: 1, marker: 9), chat(2, in: 1, 1, 2, input: 100, output: 20)]),

    DialectCase(
        title: "Logfire: a model call and a tool that began count when they end",
        figures: """
            tasks 1 active
            agent Planner 1 active
            tool search 1 ok
            """,
        spans: [
            beginning(of: 1, marker: 9),
            beginning(of: 2, in: 1, marker: 10, ["gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"]),
            beginning(of: 3, in: 1, marker: 11, ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "ask"]),
            tool(4, in: 5, "search", 1, 2),
            beginning(of: 5, in: 2, marker: 12, ["gen_ai.operation.name": "plan"]),
        ]),

    DialectCase(
        title: "Logfire: a span takes the place of its marker",
        figures: """
            tasks 1 completed
            agent Planner 1 completed
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            beginning(of: 1, marker: 9), chat(2, in: 1, 1, 2, input: 100, output: 20), agent(1, "Planner", 0, 5),
        ]),
]

private let sampledTask = [
    TestSpan(
        2, in: 1, "llm.call", 1, 2,
        [
            "llm.provider": "openai", "llm.model": "gpt-4", "llm.usage.prompt_tokens": 100,
            "llm.usage.completion_tokens": 20, "gen_ai.usage.cache_read_input_tokens": 40,
        ]),
    TestSpan(3, in: 1, "tool.execute", 2, 3, status: .ok, ["tool.name": "search", "tool.success": true]),
    TestSpan(1, "agent.loop", 0, 4, status: .ok, ["agent.id": "coder", "task.id": "t"]),
]

private func designMetrics(
    completed: Int64, failed: Int64, ok: Int64, toolsFailed: Int64, input: Int64, output: Int64, calls: UInt64
) -> Batch {
    metricBatch(
        [
            .total("agent.tasks", completed, ["agent.id": "coder", "task.status": "completed"]),
            .total("agent.tasks", failed, ["agent.id": "coder", "task.status": "failed"]),
            .total("tool.executions", ok, ["tool.name": "search", "tool.success": "true"]),
            .total("tool.executions", toolsFailed, ["tool.name": "search", "tool.success": "false"]),
            .total("llm.tokens", input, ["llm.model": "gpt-4", "llm.token_type": "prompt"]),
            .total("llm.tokens", output, ["llm.model": "gpt-4", "llm.token_type": "completion"]),
            .histogram(
                "llm.call.duration", count: calls, sum: Double(calls) * 1000, unit: "ms", ["llm.model": "gpt-4"]),
        ], service: "looopy")
}

private func tasks(_ count: Int64, from: UInt64, time: UInt64) -> Batch {
    metricBatch(
        [.total("agent.tasks", count, ["agent.id": "coder", "task.status": "completed"])], service: "looopy",
        from: from, time: time)
}

/// Logfire's marker of a span that began: a child of it with its attributes.
private func beginning(
    of span: UInt64, in parent: UInt64 = 0, marker: UInt64,
    _ attributes: [String: TestValue] = [
        "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "Planner",
    ]
) -> TestSpan {
    let own: [String: TestValue] = [
        "logfire.span_type": "pending_span", "logfire.pending_parent_id": .string(SpanID(parent).description),
    ]
    return TestSpan(marker, in: span, "began", 0, 0, own.merging(attributes) { $1 })
}
