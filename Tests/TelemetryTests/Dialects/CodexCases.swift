import Telemetry

/// Codex.
let codexCases = [
    // Each event is exported through two targets; the name stands in the record's field on one of them.
    codex("event logs, each of them twice", codexFigures("gpt-5-codex", source: "logs"), events: codexEvents),
    codex("spans, most of them a flood", codexFigures("?", source: "spans"), spans: codexSpans),
    codex(
        "metrics",
        """
        tasks none
        agent codex_cli_rs none
        model gpt-5-codex 0, 1000 in, 50 out, 800 from cache, 20 reasoning
        tool shell 1 ok
        tokens from metrics
        """, metrics: codexMetrics),
    codex(
        "all three", codexFigures("?", source: "spans"), spans: codexSpans, events: codexEvents,
        metrics: codexMetrics),
]

private func codex(
    _ title: String, _ figures: String, spans: [TestSpan] = [], events: [TestEvent] = [], metrics: [Batch] = []
) -> DialectCase {
    DialectCase(
        title: "Codex: \(title)", figures: figures, spans: spans, events: events, metrics: metrics,
        service: "codex_cli_rs")
}

private func codexFigures(_ model: String, source: String) -> String {
    """
    tasks 1 completed
    agent codex_cli_rs 1 completed
    model \(model) 1, 1000 in, 50 out, 800 from cache, 20 reasoning
    tool shell 1 ok
    tokens from \(source)
    """
}

private let codexEvents =
    codexTwins("codex.user_prompt", 0, ["prompt_length": "12"])
    + codexTwins("codex.api_request", 1, ["attempt": "0", "duration_ms": "900", "http.response.status_code": "200"])
    + codexTwins("codex.sse_event", 2, ["event.kind": "response.output_item.done", "duration_ms": "3"])
    + codexTwins("codex.tool_decision", 2.5, ["tool_name": "shell", "call_id": "c1", "decision": "approved"])
    + codexTwins(
        "codex.tool_result", 3,
        ["tool_name": "shell", "call_id": "c1", "success": "true", "duration_ms": "400"])
    + codexTwins(
        "codex.sse_event", 4,
        [
            "event.kind": "response.completed", "input_token_count": "1000", "output_token_count": "50",
            "cached_token_count": "800", "reasoning_token_count": "20", "tool_token_count": "1050",
        ])

private func codexTwins(_ name: String, _ time: Double, _ attributes: [String: TestValue]) -> [TestEvent] {
    let shared: [String: TestValue] = [
        "conversation.id": "c", "model": "gpt-5-codex", "event.timestamp": .string("\(at(time).nanoseconds)"),
    ]
    let all = shared.merging(attributes) { $1 }
    return [TestEvent(name, time, all), TestEvent(name, time + 0.001, trace: 1, all, in: .field)]
}

private let codexSpans =
    [
        TestSpan(2, in: 1, "receiving", 1, 4, ["thread.id": "c"]),
        TestSpan(3, in: 1, "function_call", 2, 2.4, ["tool_name": "shell", "call_id": "c1"]),
        TestSpan(
            4, in: 1, "completed", 3.9, 4,
            [
                "gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 50,
                "gen_ai.usage.cache_read.input_tokens": 800, "codex.usage.reasoning_output_tokens": 20,
                "codex.usage.total_tokens": 1050,
            ]),
        TestSpan(
            1, "session_task.turn", 0, 5,
            [
                "thread.id": "c", "turn.id": "t1", "model": "gpt-5-codex",
                "codex.turn.token_usage.input_tokens": 1000, "codex.turn.token_usage.cached_input_tokens": 800,
                "codex.turn.token_usage.output_tokens": 50, "codex.turn.token_usage.reasoning_output_tokens": 20,
                "codex.turn.token_usage.total_tokens": 1050,
            ]),
    ] + (10..<60).map { TestSpan($0, in: 2, "text_delta", 2, 2.1) }

private let codexMetrics = [
    metricBatch(
        [
            .growth("codex.turn.token_usage", count: 1, sum: 1050, ["token_type": "total", "model": "gpt-5-codex"]),
            .growth("codex.turn.token_usage", count: 1, sum: 1000, ["token_type": "input", "model": "gpt-5-codex"]),
            .growth(
                "codex.turn.token_usage", count: 1, sum: 800, ["token_type": "cached_input", "model": "gpt-5-codex"]),
            .growth("codex.turn.token_usage", count: 1, sum: 50, ["token_type": "output", "model": "gpt-5-codex"]),
            .growth(
                "codex.turn.token_usage", count: 1, sum: 20,
                ["token_type": "reasoning_output", "model": "gpt-5-codex"]),
            .growth("codex.tool.call", 1, ["tool": "shell", "success": "true"]),
            .growth("codex.tool.call.duration_ms", count: 1, sum: 400, unit: "ms", ["tool": "shell"]),
            .growth("codex.api_request", 1, ["status": "200", "success": "true"]),
        ], service: "codex_cli_rs", scope: "codex")
]
