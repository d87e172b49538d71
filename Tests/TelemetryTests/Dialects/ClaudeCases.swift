import Telemetry

/// Claude Code. One prompt: two model calls and a tool. Input leaves the cache out: 2 + 5000 + 300, then 5 + 5300.
let claudeCases = [
    claude("spans", claudeFigures(), spans: claudeSpans),
    claude("event logs", claudeFigures(cost: "\ncost 0.05", source: "logs"), events: claudeEvents),
    claude(
        "metrics",
        """
        tasks none
        agent claude-code none
        model claude-sonnet-4 0, 10607 in, 150 out, 10300 from cache, 300 to cache
        cost 0.05
        tokens from metrics
        """, metrics: claudeMetrics),
    claude(
        "metrics of a sub-agent beside those of the agent itself",
        """
        tasks none
        agent claude-code none
        agent subagent none
        model claude-haiku 0, 70 in, 4 out
        tokens from metrics
        """,
        metrics: [
            metricBatch(
                [("subagent", "input", 40), ("subagent", "output", 4), ("main", "input", 30)].map {
                    source, type, count in
                    .growth(
                        "claude_code.token.usage", count,
                        ["type": type, "model": "claude-haiku", "query_source": source])
                }, service: "claude-code", scope: "com.anthropic.claude_code")
        ]),
    claude("spans and event logs", claudeFigures(cost: "\ncost 0.05"), spans: claudeSpans, events: claudeEvents),
    claude(
        "event logs and metrics", claudeFigures(cost: "\ncost 0.05", source: "metrics"), events: claudeEvents,
        metrics: claudeMetrics),
    claude("spans and metrics", claudeFigures(cost: "\ncost 0.05"), spans: claudeSpans, metrics: claudeMetrics),
    claude(
        "all three", claudeFigures(cost: "\ncost 0.05"), spans: claudeSpans, events: claudeEvents,
        metrics: claudeMetrics),
    // Its second prompt is not answered yet; the first is over when the second begins.
    claude(
        "event logs of two prompts",
        """
        tasks 1 active, 1 completed
        agent claude-code 1 active, 1 completed
        model claude-sonnet-4 2, 10607 in, 150 out, 10300 from cache, 300 to cache
        tool Bash 1 ok
        cost 0.05
        tokens from logs
        """, events: claudeEvents + [claudeEvent("user_prompt", 9, sequence: 6, ["prompt.id": "p2"])]),
    claude(
        "spans of one of two calls, metrics of both",
        """
        tasks 1 active
        agent claude-code 1 active
        model claude-sonnet-4 1, 10607 in, 150 out, 10300 from cache, 300 to cache
        cost 0.05
        tokens from metrics
        """, spans: [claudeSpans[4]], metrics: claudeMetrics),
    // Sub-agents have no span of their own: their calls name them, below the tool that started them.
    claude(
        "spans of a sub-agent's calls",
        """
        tasks 1 completed
        agent claude-code 1 completed
        agent explore-1 none
        model claude-haiku 1, 40 in, 4 out
        tool Agent 1 ok
        tool Read 1 ok
        tokens from spans
        """, spans: claudeSubAgentSpans),
    // The tool that calls it says its type; its own spans have an id that is made anew for each run.
    claude(
        "spans of a sub-agent whose type is told",
        """
        tasks 1 completed
        agent Explore none
        agent claude-code 1 completed
        model claude-haiku 1, 40 in, 4 out
        tool Agent 1 ok
        tool Read 1 ok
        tokens from spans
        """,
        spans: claudeSubAgentSpans.map { span in
            var span = span
            if span.id == 2 { span.attributes["subagent_type"] = "Explore" }
            return span
        }),
    claude(
        "event logs of a sub-agent that only the part which asked tells of",
        """
        tasks 1 completed
        agent Explore none
        agent claude-code 1 completed
        model claude-haiku 2, 47 in, 5 out
        model claude-sonnet-4 1, 30 in, 3 out
        tokens from logs
        """,
        events: [
            claudeEvent("user_prompt", 0, sequence: 1, ["prompt_length": 12]),
            claudeEvent(
                "api_request", 1, sequence: 2,
                [
                    "model": "claude-haiku", "input_tokens": 40, "output_tokens": 4, "agent_id": "a1b2c3",
                    "query_source": "agent:builtin:Explore",
                ]),
            claudeEvent(
                "api_request", 2, sequence: 3,
                ["model": "claude-haiku", "input_tokens": 7, "output_tokens": 1, "query_source": "compact"]),
            claudeEvent(
                "api_request", 3, sequence: 4,
                [
                    "model": "claude-sonnet-4", "input_tokens": 30, "output_tokens": 3,
                    "query_source": "repl_main_thread",
                ]),
        ]),
    claude(
        "event logs of a sub-agent",
        """
        tasks 2 completed
        agent Explore 1 completed
        agent claude-code 1 completed
        model claude-haiku 1, 40 in, 4 out
        model claude-sonnet-4 1, 30 in, 3 out
        tool Task 1 ok
        tokens from logs
        """, events: claudeSubAgentEvents),
    // The root comes when the prompt is answered: so far a span of a call and the log of the prompt tell of one task.
    claude(
        "while the prompt runs",
        """
        tasks 1 active
        agent claude-code 1 active
        model claude-sonnet-4 1, 5302 in, 100 out, 5000 from cache, 300 to cache
        cost 0.03
        tokens from spans
        """, spans: [claudeSpans[0]], events: Array(claudeEvents.prefix(2))),
]

private func claude(
    _ title: String, _ figures: String, spans: [TestSpan] = [], events: [TestEvent] = [], metrics: [Batch] = []
) -> DialectCase {
    DialectCase(
        title: "Claude Code: \(title)", figures: figures, spans: spans, events: events, metrics: metrics,
        service: "claude-code", scope: "com.anthropic.claude_code")
}

private func claudeFigures(cost: String = "", source: String = "spans") -> String {
    """
    tasks 1 completed
    agent claude-code 1 completed
    model claude-sonnet-4 2, 10607 in, 150 out, 10300 from cache, 300 to cache
    tool Bash 1 ok\(cost)
    tokens from \(source)
    """
}

private let claudeSpans = [
    TestSpan(
        2, in: 1, "claude_code.llm_request", 1, 3,
        [
            "span.type": "llm_request", "session.id": "s", "model": "claude-sonnet-4", "input_tokens": 2,
            "output_tokens": 100, "cache_read_tokens": 5000, "cache_creation_tokens": 300, "success": true,
            "attempt": 1, "ttft_ms": 400,
        ], events: [("gen_ai.request.attempt", 1, ["attempt": 1])]),
    TestSpan(
        4, in: 3, "claude_code.tool.blocked_on_user", 3, 4,
        ["span.type": "tool.blocked_on_user", "session.id": "s", "decision": "accept", "source": "user"]),
    TestSpan(
        5, in: 3, "claude_code.tool.execution", 4, 5,
        ["span.type": "tool.execution", "session.id": "s", "success": true]),
    TestSpan(
        3, in: 1, "claude_code.tool", 3, 5,
        ["span.type": "tool", "session.id": "s", "tool_name": "Bash", "tool_use_id": "toolu_1"]),
    TestSpan(
        6, in: 1, "claude_code.llm_request", 5, 7,
        [
            "span.type": "llm_request", "session.id": "s", "model": "claude-sonnet-4", "input_tokens": "5",
            "output_tokens": "50", "cache_read_tokens": "5300", "cache_creation_tokens": "0", "success": "true",
        ]),
    TestSpan(
        1, "claude_code.interaction", 0, 8,
        ["span.type": "interaction", "session.id": "s", "interaction.sequence": 1, "user_prompt_length": 12]),
]

private let claudeEvents = [
    claudeEvent("user_prompt", 0, sequence: 1, ["prompt_length": "12", "prompt": "<REDACTED>"]),
    claudeEvent(
        "api_request", 3, sequence: 2,
        [
            "model": "claude-sonnet-4", "input_tokens": 2, "output_tokens": 100, "cache_read_tokens": 5000,
            "cache_creation_tokens": 300, "cost_usd": 0.03, "duration_ms": 2000, "request_id": "req_1",
        ]),
    claudeEvent(
        "tool_decision", 3.5, sequence: 3,
        ["tool_name": "Bash", "tool_use_id": "toolu_1", "decision": "accept", "source": "config"]),
    claudeEvent(
        "tool_result", 5, sequence: 4,
        ["tool_name": "Bash", "tool_use_id": "toolu_1", "success": "true", "duration_ms": "1000"]),
    claudeEvent(
        "api_request", 7, sequence: 5,
        [
            "model": "claude-sonnet-4", "input_tokens": "5", "output_tokens": "50", "cache_read_tokens": "5300",
            "cache_creation_tokens": "0", "cost_usd": "0.02", "duration_ms": "2000", "request_id": "req_2",
        ]),
]

private let claudeSubAgentSpans = [
    TestSpan(
        4, in: 2, "claude_code.llm_request", 2, 3,
        [
            "span.type": "llm_request", "session.id": "s", "agent_id": "explore-1", "model": "claude-haiku",
            "input_tokens": 40, "output_tokens": 4,
        ]),
    TestSpan(6, in: 5, "claude_code.tool.execution", 3, 4, ["span.type": "tool.execution", "success": true]),
    TestSpan(
        5, in: 2, "claude_code.tool", 3, 4,
        [
            "span.type": "tool", "session.id": "s", "agent_id": "explore-1", "tool_name": "Read",
            "tool_use_id": "toolu_2",
        ]),
    TestSpan(3, in: 2, "claude_code.tool.execution", 1, 5, ["span.type": "tool.execution", "success": true]),
    TestSpan(
        2, in: 1, "claude_code.tool", 1, 5,
        ["span.type": "tool", "session.id": "s", "tool_name": "Agent", "tool_use_id": "toolu_1"]),
    TestSpan(1, "claude_code.interaction", 0, 6, ["span.type": "interaction", "session.id": "s"]),
]

private let claudeSubAgentEvents = [
    claudeEvent("user_prompt", 0, sequence: 1, ["prompt_length": 12]),
    claudeEvent("tool_decision", 1, sequence: 2, ["tool_name": "Task", "tool_use_id": "t1", "decision": "accept"]),
    claudeEvent(
        "api_request", 2, sequence: 3,
        [
            "model": "claude-haiku", "input_tokens": 40, "output_tokens": 4, "query_source": "subagent",
            "agent.name": "Explore",
        ]),
    claudeEvent("subagent_completed", 3, sequence: 4, ["agent_type": "Explore", "total_tokens": 44]),
    claudeEvent("tool_result", 3.5, sequence: 5, ["tool_name": "Task", "tool_use_id": "t1", "success": "true"]),
    claudeEvent("api_request", 5, sequence: 6, ["model": "claude-sonnet-4", "input_tokens": 30, "output_tokens": 3]),
]

private func claudeEvent(
    _ name: String, _ time: Double, sequence: Int64, _ attributes: [String: TestValue]
) -> TestEvent {
    let shared: [String: TestValue] = [
        "session.id": "s", "prompt.id": "p1", "event.sequence": .int(sequence),
        "event.timestamp": .string("\(at(time).nanoseconds)"),
    ]
    return TestEvent(name, time, shared.merging(attributes) { $1 })
}

private let claudeMetrics = [
    metricBatch(
        [
            .growth("claude_code.session.count", 1, ["session.id": "s", "start_type": "fresh"]),
            .growth("claude_code.token.usage", 7, ["session.id": "s", "type": "input", "model": "claude-sonnet-4"]),
            .growth(
                "claude_code.token.usage", 150, ["session.id": "s", "type": "output", "model": "claude-sonnet-4"]),
            .growth(
                "claude_code.token.usage", 10_300,
                ["session.id": "s", "type": "cacheRead", "model": "claude-sonnet-4"]),
            .growth(
                "claude_code.token.usage", 300,
                ["session.id": "s", "type": "cacheCreation", "model": "claude-sonnet-4"]),
            .growth("claude_code.cost.usage", dollars: 0.05, ["session.id": "s", "model": "claude-sonnet-4"]),
            .growth("claude_code.active_time.total", 8, ["session.id": "s", "type": "cli"]),
        ], service: "claude-code", scope: "com.anthropic.claude_code")
]
