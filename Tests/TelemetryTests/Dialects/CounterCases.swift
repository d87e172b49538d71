import Telemetry

/// Work that only counters and histograms tell of, some of it twice.
let counterCases = [
    DialectCase(
        title: "MCP: only tools/call is a tool call, and the client's and the server's are one",
        figures: """
            tasks none
            agent notes none
            tool search 4 ok, 1 failed
            """,
        metrics: [
            metricBatch(
                mcp("mcp.client.operation.duration", "search", 4) + [
                    .histogram(
                        "mcp.client.operation.duration", count: 1, sum: 1, unit: "s",
                        ["mcp.method.name": "tools/call", "gen_ai.tool.name": "search", "error.type": "tool_error"]),
                    .histogram(
                        "mcp.client.operation.duration", count: 9, sum: 9, unit: "s", ["mcp.method.name": "initialize"]
                    ),
                ], service: "notes", scope: "mcp.client"),
            metricBatch(mcp("mcp.server.operation.duration", "search", 5), service: "notes", scope: "mcp.server"),
        ], service: "notes"),

    DialectCase(
        title: "MCP: a tool's own duration beside that of its request",
        figures: """
            tasks none
            agent notes none
            tool search 5 ok
            """,
        metrics: [
            metricBatch(
                mcp("mcp.client.operation.duration", "search", 5) + [
                    .histogram(
                        "gen_ai.execute_tool.duration", count: 5, sum: 5, unit: "s", ["gen_ai.tool.name": "search"])
                ], service: "notes")
        ], service: "notes"),

    DialectCase(
        title: "goose: calls that began count where none completed",
        figures: """
            tasks none
            agent goose none
            tool shell 3 other
            """,
        metrics: [
            metricBatch([.total("goose.tool_calls", 3, ["tool_name": "shell"])], service: "goose")
        ], service: "goose"),

    DialectCase(
        title: "goose: completions count before calls",
        figures: """
            tasks none
            agent goose none
            tool shell 2 ok, 1 failed
            """,
        metrics: [
            metricBatch(
                [
                    .total("goose.tool_calls", 4, ["tool_name": "shell"]),
                    .total("goose.tool_completions", 2, ["tool_name": "shell", "result": "success"]),
                    .total("goose.tool_completions", 1, ["tool_name": "shell", "result": "error"]),
                ], service: "goose")
        ], service: "goose"),

    DialectCase(
        title: "Gemini CLI: runs of sub-agents by why they ended",
        figures: """
            tasks 4 completed, 2 failed, 1 other
            agent codebase 4 completed, 2 failed, 1 other
            """,
        metrics: [
            metricBatch(
                [("GOAL", 4), ("ERROR", 1), ("ERROR_NO_COMPLETE_TASK_CALL", 1), ("MAX_TURNS", 1)].map { reason, count in
                    .total(
                        "gemini_cli.agent.run.count", count, ["agent_name": "codebase", "terminate_reason": reason])
                }, service: "gemini-cli")
        ], service: "gemini-cli"),

    // The counter knows nothing of the prompts.
    DialectCase(
        title: "Gemini CLI: tasks that logs tell of are more than the runs of sub-agents",
        figures: """
            tasks 1 completed
            agent gemini-cli 1 completed
            """,
        events: [
            TestEvent("gemini_cli.user_prompt", 1, ["session.id": "s", "prompt_id": "p"]),
            TestEvent("gemini_cli.conversation_finished", 90, ["session.id": "s", "prompt_id": "p"]),
        ],
        metrics: [
            metricBatch(
                [.total("gemini_cli.agent.run.count", 1, ["agent_name": "codebase", "terminate_reason": "GOAL"])],
                service: "gemini-cli")
        ], service: "gemini-cli"),

    DialectCase(
        title: "Gemini CLI: a tool call that was rejected has not failed",
        figures: """
            tasks none
            agent gemini-cli none
            tool edit 1 ok, 1 failed, 1 other
            """,
        metrics: [
            metricBatch(
                [
                    .total(
                        "gemini_cli.tool.call.count", 1,
                        ["function_name": "edit", "success": false, "decision": "reject"]),
                    .total(
                        "gemini_cli.tool.call.count", 1,
                        ["function_name": "edit", "success": false, "decision": "auto_accept"]),
                    .total(
                        "gemini_cli.tool.call.count", 1,
                        ["function_name": "edit", "success": true, "decision": "accept"]),
                ], service: "gemini-cli")
        ], service: "gemini-cli"),

    DialectCase(
        title: "Qwen Code: a sub-agent's run is counted when it ends",
        figures: """
            tasks 2 completed, 1 failed
            agent explorer 2 completed, 1 failed
            """,
        metrics: [
            metricBatch(
                [("started", 4), ("completed", 2), ("failed", 1)].map { status, count in
                    .total(
                        "qwen-code.subagent.execution.count", count, ["subagent_name": "explorer", "status": status])
                }, service: "qwen-code")
        ], service: "qwen-code"),

    DialectCase(
        title: "a model's times to the first token alone make no calls",
        figures: """
            tasks none
            model gpt-4o 0
            """,
        metrics: [
            metricBatch(
                [
                    .histogram(
                        "gen_ai.server.time_to_first_token", count: 5, sum: 1, unit: "s",
                        ["gen_ai.request.model": "gpt-4o"])
                ], service: "web")
        ], service: "web"),
]

private func mcp(_ name: String, _ tool: String, _ count: UInt64) -> [TestMetric] {
    [
        .histogram(
            name, count: count, sum: Double(count), unit: "s",
            ["mcp.method.name": "tools/call", "gen_ai.tool.name": tool])
    ]
}
