import Telemetry

/// The trace of the seed's design: a main agent that calls a model, a tool and a sub-agent. In the order of ends, as
/// exporters send it.
let seedTrace: [TestSpan] = [
    TestSpan(
        11, in: 10, "llm.call", 1, 3,
        [
            "llm.provider": "openai", "llm.model": "gpt-4", "llm.usage.prompt_tokens": 1000,
            "llm.usage.completion_tokens": 200, "llm.usage.total_tokens": 1200,
            "llm.response.finish_reason": "tool_calls",
        ],
        events: [("llm.streaming.start", 1.5, [:]), ("llm.streaming.complete", 2.9, [:])]),
    TestSpan(
        12, in: 10, "tool.execute", 3, 4, status: .ok,
        [
            "tool.name": "search", "tool.call_id": "c1", "tool.provider": "local", "tool.success": true,
            "tool.cached": true, "tool.execution_time_ms": 1000,
        ],
        events: [("tool.retry", 3.5, ["retry.attempt": 1, "retry.delay_ms": 10])]),
    TestSpan(
        22, in: 21, "llm.call", 4.2, 4.8,
        [
            "llm.provider": "anthropic", "llm.model": "claude", "llm.usage.prompt_tokens": 50,
            "llm.usage.completion_tokens": 5,
        ]),
    TestSpan(21, in: 20, "agent.loop.iteration", 4.1, 4.9, ["iteration.number": 1]),
    TestSpan(20, in: 13, "agent.loop", 4.1, 5, status: .ok, ["agent.id": "researcher", "task.id": "T2"]),
    TestSpan(
        13, in: 10, "agent.invoke", 4, 5, status: .ok,
        ["agent.id": "researcher", "agent.type": "sub-agent", "parent.task_id": "T1"]),
    TestSpan(
        14, in: 10, "tool.execute", 5, 6, status: .error, message: "no such file",
        ["tool.name": "read_file", "tool.success": false, "tool.provider": "mcp", "tool.cached": false]),
    TestSpan(10, in: 1, "agent.loop.iteration", 1, 6, ["iteration.number": 1]),
    TestSpan(
        1, "agent.loop", 0, 6, status: .ok,
        ["agent.id": "main-agent", "task.id": "T1", "prompt.length": 10, "iterations.total": 1]),
]

/// The trace of Looopy's code: every span names its agent and task.
let codeTrace: [TestSpan] = [
    TestSpan(
        4, in: 3, "llm.call", 2, 3, status: .ok,
        [
            "agent.id": "coder", "agent.task.id": "s-turn-1", "langfuse.observation.type": "generation",
            "gen_ai.response.model": "gpt-4o", "gen_ai.usage.prompt_tokens": 300, "gen_ai.usage.completion_tokens": 40,
            "gen_ai.usage.total_tokens": 340, "gen_ai.usage.prompt_tokens_details": "{\"cached_tokens\":128}",
        ]),
    TestSpan(
        5, in: 3, "tool.execute", 3, 4,
        [
            "agent.id": "coder", "agent.task.id": "s-turn-1", "agent.tool.name": "request_approval",
            "agent.tool.call_id": "c9", "langfuse.observation.type": "tool",
        ]),
    TestSpan(
        3, in: 2, "agent.invoke[agent__x__invoke]", 2, 4,
        [
            "session.id": "s", "agent.id": "coder", "agent.task.id": "s-turn-1", "agent.iteration": 0,
            "langfuse.observation.type": "chain",
        ]),
    TestSpan(
        2, in: 1, "loop.start", 1, 5, status: .ok,
        [
            "session.id": "s", "agent.id": "coder", "agent.task.id": "s-turn-1", "langfuse.observation.type": "event",
            "gen_ai.usage.prompt_tokens": 300, "gen_ai.usage.completion_tokens": 40,
        ]),
    TestSpan(
        1, "agent[coder]", 0, 5, status: .ok,
        [
            "session.id": "s", "agent.id": "coder", "agent.task.id": "s-turn-1", "agent.turn.number": 1,
            "langfuse.observation.type": "agent",
        ]),
]
