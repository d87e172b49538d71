import Telemetry

/// Looopy: its code, which sends traces only, and its design ("seed"), which has other names and metrics too.
let looopyCases = [
    DialectCase(
        title: "Looopy's code: a turn of two iterations",
        figures: """
            tasks 1 completed
            agent coder 1 completed
            model gpt-4o 2, 500 in, 60 out, 128 from cache
            tool search 1 ok
            tokens from spans
            """,
        spans: turn(of: "coder", task: "s-turn-1") + [
            TestSpan(
                2, in: 1, "agent.initialize", 0, 0.1, status: .ok,
                ["session.id": "s", "agent.id": "coder", "agent.resumed": true]),
            iteration(3, 0, of: "coder", task: "s-turn-1", 1, 4),
            call(
                4, in: 3, of: "coder", task: "s-turn-1", 1, 3,
                [
                    "gen_ai.usage.prompt_tokens": 300, "gen_ai.usage.completion_tokens": 40,
                    "gen_ai.usage.total_tokens": 340,
                    "gen_ai.usage.prompt_tokens_details": #"{"cached_tokens":128,"audio_tokens":0}"#,
                    "llm.finish_reason": "tool_calls", "llm.tool_calls": #"["search"]"#,
                ]),
            tool(5, in: 3, "search", of: "coder", task: "s-turn-1", 3, 4, status: .ok),
            iteration(6, 1, of: "coder", task: "s-turn-1", 4, 6),
            call(
                7, in: 6, of: "coder", task: "s-turn-1", 4, 6,
                [
                    "gen_ai.usage.prompt_tokens": 200, "gen_ai.usage.completion_tokens": 20,
                    "llm.finish_reason": "stop",
                ]),
        ]),

    // The call renames the caller's iteration, and the sub-agent is a trace of its own in the same session.
    DialectCase(
        title: "Looopy's code: a sub-agent call renames the iteration",
        figures: """
            tasks 2 completed
            agent coder 1 completed
            agent researcher 1 completed
            model gpt-4o 2, 350 in, 45 out
            tool agent__researcher__invoke 1 ok
            tokens from spans
            """,
        spans: turn(of: "coder", task: "s-turn-1") + turn(of: "researcher", task: "s-turn-9", trace: 2) + [
            iteration(3, 0, of: "coder", task: "s-turn-1", 1, 6, name: "agent.invoke[agent__researcher__invoke]"),
            call(
                4, in: 3, of: "coder", task: "s-turn-1", 1, 2,
                ["gen_ai.usage.prompt_tokens": 300, "gen_ai.usage.completion_tokens": 40]),
            tool(5, in: 3, "agent__researcher__invoke", of: "coder", task: "s-turn-1", 2, 6, status: .ok),
            iteration(13, 0, of: "researcher", task: "s-turn-9", 3, 5, trace: 2),
            call(
                14, in: 13, of: "researcher", task: "s-turn-9", 3, 5, trace: 2,
                ["gen_ai.usage.prompt_tokens": 50, "gen_ai.usage.completion_tokens": 5]),
        ]),

    DialectCase(
        title: "Looopy's code: a tool that waits for input has neither succeeded nor failed",
        figures: """
            tasks 1 completed
            agent coder 1 completed
            tool ask_user 1 other
            tool deploy 1 failed
            """,
        spans: turn(of: "coder", task: "s-turn-1") + [
            iteration(3, 0, of: "coder", task: "s-turn-1", 1, 6),
            tool(4, in: 3, "ask_user", of: "coder", task: "s-turn-1", 2, 3, status: .unset),
            tool(5, in: 3, "deploy", of: "coder", task: "s-turn-1", 3, 4, status: .error),
        ]),

    DialectCase(
        title: "the design: a trace, and all eight metrics of the same work",
        figures: """
            tasks 2 completed
            agent main-agent 1 completed
            agent researcher 1 completed
            model claude 1, 50 in, 5 out
            model gpt-4 1, 1000 in, 200 out
            tool read_file 1 failed
            tool search 1 ok
            tokens from spans
            """,
        spans: seedTrace,
        metrics: [
            metricBatch(
                [
                    .total("agent.tasks", 1, ["agent.id": "main-agent", "task.status": "completed"]),
                    .total("agent.tasks", 1, ["agent.id": "researcher", "task.status": "completed"]),
                    .total("tool.executions", 1, ["tool.name": "search", "tool.success": "true"]),
                    .total("tool.executions", 1, ["tool.name": "read_file", "tool.success": "false"]),
                    .total(
                        "llm.tokens", 1200,
                        ["llm.provider": "openai", "llm.model": "gpt-4", "llm.token_type": "total"]),
                    .total(
                        "llm.tokens", 55,
                        ["llm.provider": "anthropic", "llm.model": "claude", "llm.token_type": "total"]),
                    .histogram(
                        "agent.loop.duration", count: 1, sum: 6000, unit: "ms",
                        ["agent.id": "main-agent", "iterations": "1"]),
                    .histogram(
                        "tool.execution.duration", count: 1, sum: 1000, unit: "ms",
                        ["tool.name": "search", "tool.provider": "local"]),
                    .histogram("llm.call.duration", count: 1, sum: 2000, unit: "ms", ["llm.model": "gpt-4"]),
                    .gauge("agent.active_tasks", 0, ["agent.id": "main-agent"]),
                    .gauge("tool.cache.hit_rate", 0.5, ["tool.provider": "local"]),
                ], service: "looopy")
        ]),

    DialectCase(
        title: "the design: metrics alone, by their Prometheus names",
        figures: """
            tasks 1 active, 3 completed, 1 failed
            agent looopy none
            agent main-agent 1 active, 3 completed, 1 failed
            model gpt-4 7, 900 in, 100 out
            tool search 4 ok, 2 failed
            tokens from metrics
            """,
        metrics: [
            metricBatch(
                [
                    .total("agent_tasks_total", 3, ["agent_id": "main-agent", "task_status": "completed"]),
                    .total("agent_tasks_total", 1, ["agent_id": "main-agent", "task_status": "failed"]),
                    .total("tool_executions_total", 4, ["tool_name": "search", "success": "true"]),
                    .total("tool_executions_total", 2, ["tool_name": "search", "success": "false"]),
                    .total("llm_tokens_total", 900, ["llm_model": "gpt-4", "token_type": "prompt"]),
                    .total("llm_tokens_total", 100, ["llm_model": "gpt-4", "token_type": "completion"]),
                    .total("llm_tokens_total", 1000, ["llm_model": "gpt-4", "token_type": "total"]),
                    .histogram("llm_call_duration", count: 7, sum: 7000, unit: "ms", ["llm_model": "gpt-4"]),
                    .gauge("agent_active_tasks", 1, ["agent_id": "main-agent"]),
                ], service: "looopy")
        ]),
]

/// The spans around a turn: the root, and the loop in it (ids 1 and 9, or 11 and 19).
private func turn(of agent: String, task: String, trace: UInt64 = 1) -> [TestSpan] {
    let shared: [String: TestValue] = [
        "session.id": "s", "agent.id": .string(agent), "agent.task.id": .string(task), "input": "Do it.",
    ]
    let first: UInt64 = trace == 1 ? 1 : 11
    return [
        TestSpan(
            first + 8, in: first, "loop.start", 1, 7, trace: trace, status: .ok,
            shared.merging(["langfuse.observation.type": "event"]) { $1 }),
        TestSpan(
            first, "agent[\(agent)]", 0, 8, trace: trace, status: .ok,
            shared.merging(["agent.turn.number": 1, "langfuse.observation.type": "agent"]) { $1 }),
    ]
}

private func iteration(
    _ id: UInt64, _ number: Int64, of agent: String, task: String, _ from: Double, _ to: Double, trace: UInt64 = 1,
    name: String = "loop.iteration"
) -> TestSpan {
    TestSpan(
        id, in: trace == 1 ? 9 : 19, name, from, to, trace: trace,
        [
            "session.id": "s", "agent.id": .string(agent), "agent.task.id": .string(task),
            "agent.iteration": .int(number), "langfuse.observation.type": "chain",
        ])
}

private func call(
    _ id: UInt64, in parent: UInt64, of agent: String, task: String, _ from: Double, _ to: Double, trace: UInt64 = 1,
    _ usage: [String: TestValue]
) -> TestSpan {
    let attributes: [String: TestValue] = [
        "agent.id": .string(agent), "agent.task.id": .string(task), "langfuse.observation.type": "generation",
        "gen_ai.prompt": #"[{"role":"user","content":"Do it."}]"#, "gen_ai.response.model": "gpt-4o",
    ]
    return TestSpan(
        id, in: parent, "llm.call", from, to, trace: trace, status: .ok, attributes.merging(usage) { $1 })
}

private func tool(
    _ id: UInt64, in parent: UInt64, _ name: String, of agent: String, task: String, _ from: Double, _ to: Double,
    status: StatusCode
) -> TestSpan {
    TestSpan(
        id, in: parent, "tool.execute", from, to, status: status,
        [
            "agent.id": .string(agent), "agent.task.id": .string(task), "agent.tool.name": .string(name),
            "agent.tool.call_id": .string("call-\(id)"), "langfuse.observation.type": "tool", "input": "{}",
        ])
}
