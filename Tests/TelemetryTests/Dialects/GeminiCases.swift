import Telemetry

/// Gemini CLI: the vendor's event and metric, and GenAI's of the same call.
let geminiCases = [
    gemini("event logs", geminiFigures(source: "logs"), events: geminiEvents),
    // Agents stand by their ids.
    gemini(
        "event logs of a sub-agent, and of the end of the conversation",
        """
        tasks 2 completed
        agent gemini-cli 1 completed
        agent codebase_investigator 1 completed
        model gemini-2.5-pro 1, 100 in, 20 out, 60 from cache
        tool read_file 1 ok
        tokens from logs
        """,
        events: geminiEvents + [
            geminiEvent(
                "gemini_cli.agent.start", 1.5, ["agent_id": "inv-1", "agent_name": "codebase_investigator"]),
            geminiEvent(
                "gemini_cli.agent.finish", 2.5,
                [
                    "agent_id": "inv-1", "agent_name": "codebase_investigator", "duration_ms": 1000,
                    "terminate_reason": "GOAL",
                ]),
            geminiEvent("gemini_cli.conversation_finished", 90, ["turnCount": 1]),
        ]),
    gemini("spans", geminiFigures(source: "spans", cached: ""), spans: geminiSpans),
    gemini(
        "metrics",
        """
        tasks none
        agent gemini-cli none
        model gemini-2.5-pro 1, 100 in, 20 out, 60 from cache
        tool read_file 1 ok
        tokens from metrics
        """, metrics: geminiMetrics),
    gemini(
        "all three", geminiFigures(source: "spans", cached: ""), spans: geminiSpans, events: geminiEvents,
        metrics: geminiMetrics),
]

private func gemini(
    _ title: String, _ figures: String, spans: [TestSpan] = [], events: [TestEvent] = [], metrics: [Batch] = []
) -> DialectCase {
    DialectCase(
        title: "Gemini CLI: \(title)", figures: figures, spans: spans, events: events, metrics: metrics,
        service: "gemini-cli", resource: ["session.id": "g"])
}

private func geminiFigures(source: String, cached: String = ", 60 from cache") -> String {
    """
    tasks 1 completed
    agent gemini-cli 1 completed
    model gemini-2.5-pro 1, 100 in, 20 out\(cached)
    tool read_file 1 ok
    tokens from \(source)
    """
}

private let geminiEvents = [
    geminiEvent("gemini_cli.config", 0, ["model": "gemini-2.5-pro"]),
    geminiEvent("gemini_cli.user_prompt", 0, ["prompt_id": "p1", "prompt_length": 12]),
    geminiEvent("gemini_cli.api_request", 1, ["prompt_id": "p1", "model": "gemini-2.5-pro"]),
    geminiEvent(
        "gemini_cli.tool_call", 2,
        [
            "prompt_id": "p1", "function_name": "read_file", "success": true, "decision": "accept",
            "duration_ms": 10, "tool_type": "native",
        ]),
    geminiEvent(
        "gemini_cli.api_response", 3,
        [
            "prompt_id": "p1", "model": "gemini-2.5-pro", "status_code": 200, "duration_ms": 2000,
            "input_token_count": 100, "output_token_count": 20, "cached_content_token_count": 60,
            "total_token_count": 120,
        ]),
    geminiEvent(
        "gen_ai.client.inference.operation.details", 3,
        [
            "gen_ai.operation.name": "generate_content", "gen_ai.request.model": "gemini-2.5-pro",
            "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
        ]),
]

private func geminiEvent(_ name: String, _ time: Double, _ attributes: [String: TestValue]) -> TestEvent {
    let shared: [String: TestValue] = [
        "session.id": "g", "event.timestamp": .string("\(at(time).nanoseconds)"),
    ]
    return TestEvent(name, time, shared.merging(attributes) { $1 })
}

private let geminiSpans = [
    geminiSpan(
        2, in: 1, "llm_call", 1, 3,
        [
            "gen_ai.request.model": "gemini-2.5-pro", "gen_ai.usage.input_tokens": 100,
            "gen_ai.usage.output_tokens": 20,
        ]),
    geminiSpan(
        4, in: 3, "tool_call", 3, 3.5, ["gen_ai.tool.name": "read_file", "gen_ai.tool.call_id": "call-1"]),
    geminiSpan(3, in: 1, "schedule_tool_calls", 3, 3.5, [:]),
    geminiSpan(1, in: 0, "user_prompt", 0, 4, [:]),
]

private func geminiSpan(
    _ id: UInt64, in parent: UInt64, _ operation: String, _ from: Double, _ to: Double,
    _ attributes: [String: TestValue]
) -> TestSpan {
    let shared: [String: TestValue] = [
        "gen_ai.operation.name": .string(operation), "gen_ai.agent.name": "gemini-cli",
        "gen_ai.conversation.id": "g", "gen_ai.prompt.name": "p1",
    ]
    return TestSpan(id, in: parent, operation, from, to, status: .ok, shared.merging(attributes) { $1 })
}

private let geminiMetrics = [
    metricBatch(
        [
            .total("gemini_cli.token.usage", 100, ["model": "gemini-2.5-pro", "type": "input"]),
            .total("gemini_cli.token.usage", 20, ["model": "gemini-2.5-pro", "type": "output"]),
            .total("gemini_cli.token.usage", 60, ["model": "gemini-2.5-pro", "type": "cache"]),
            .total("gemini_cli.api.request.count", 1, ["model": "gemini-2.5-pro", "status_code": 200]),
            .histogram(
                "gemini_cli.api.request.latency", count: 1, sum: 2000, unit: "ms", ["model": "gemini-2.5-pro"]),
            .total(
                "gemini_cli.tool.call.count", 1,
                ["function_name": "read_file", "success": true, "decision": "accept"]),
            .histogram(
                "gen_ai.client.token.usage", count: 1, sum: 100, unit: "{token}",
                ["gen_ai.request.model": "gemini-2.5-pro", "gen_ai.token.type": "input"]),
            .histogram(
                "gen_ai.client.token.usage", count: 1, sum: 20, unit: "{token}",
                ["gen_ai.request.model": "gemini-2.5-pro", "gen_ai.token.type": "output"]),
            .histogram(
                "gen_ai.client.operation.duration", count: 1, sum: 2, unit: "s",
                ["gen_ai.request.model": "gemini-2.5-pro", "gen_ai.operation.name": "generate_content"]),
        ], service: "gemini-cli")
]
