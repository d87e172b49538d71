import Telemetry

/// Libraries with names of their own.
let frameworkCases = [
    DialectCase(
        title: "OpenInference",
        figures: """
            tasks 1 completed
            agent scout 1 completed
            model gpt-4o 1, 100 in, 20 out, 40 from cache, 5 reasoning
            tool search 1 ok
            cost 0.01
            tokens from spans
            """,
        spans: [
            TestSpan(
                3, in: 2, "ChatCompletion", 1, 2, status: .ok,
                [
                    "openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "llm.provider": "openai",
                    "llm.token_count.prompt": 100, "llm.token_count.completion": 20, "llm.token_count.total": 120,
                    "llm.token_count.prompt_details.cache_read": 40,
                    "llm.token_count.completion_details.reasoning": 5, "llm.cost.total": 0.01,
                ]),
            TestSpan(
                4, in: 2, "search", 2, 3, status: .ok,
                ["openinference.span.kind": "TOOL", "tool.name": "search", "tool.id": "call-1"]),
            TestSpan(2, in: 1, "route", 1, 3, status: .ok, ["openinference.span.kind": "CHAIN"]),
            TestSpan(
                1, "scout.run", 0, 4, status: .ok,
                ["openinference.span.kind": "AGENT", "agent.name": "scout", "session.id": "o"]),
        ]),

    // Both generations of keys stand on one span; the agent's are those of its whole life; input leaves the cache out.
    DialectCase(
        title: "Strands",
        figures: """
            tasks 1 completed
            agent strand 1 completed
            model us.anthropic.claude-sonnet-4-20250514-v1:0 1, 150 in, 20 out, 40 from cache, 10 to cache
            tool search 1 failed
            tokens from spans
            """,
        spans: [
            TestSpan(
                3, in: 2, "chat", 1, 2,
                [
                    "gen_ai.operation.name": "chat", "gen_ai.system": "strands-agents",
                    "gen_ai.request.model": "us.anthropic.claude-sonnet-4-20250514-v1:0",
                    "gen_ai.usage.prompt_tokens": 100,
                    "gen_ai.usage.input_tokens": 100, "gen_ai.usage.completion_tokens": 20,
                    "gen_ai.usage.output_tokens": 20, "gen_ai.usage.total_tokens": 120,
                    "gen_ai.usage.cache_read_input_tokens": 40, "gen_ai.usage.cache_write_input_tokens": 10,
                    "gen_ai.server.time_to_first_token": 300,
                ]),
            TestSpan(
                4, in: 2, "execute_tool search", 2, 3, status: .ok,
                [
                    "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search",
                    "gen_ai.tool.call.id": "call-1", "gen_ai.tool.status": "error",
                ]),
            TestSpan(2, in: 1, "execute_event_loop_cycle", 1, 3, ["event_loop.cycle_id": "c1"]),
            agent(
                1, "strand", 0, 4,
                [
                    "gen_ai.usage.prompt_tokens": 900, "gen_ai.usage.input_tokens": 900,
                    "gen_ai.usage.completion_tokens": 90, "gen_ai.usage.output_tokens": 90,
                ]),
        ], scope: "strands.telemetry.tracer"),

    // What OpenAI and gateways read from their caches is part of the input; metrics of the same work say no more.
    strandsCall("gpt-4o", input: 1_861, cached: 1_792, counts: "1861 in"),
    strandsCall("anthropic/claude-sonnet-4", input: 1_861, cached: 1_792, counts: "1861 in"),
    strandsCall("claude-sonnet-4-20250514", input: 400, cached: 300, counts: "700 in"),
    strandsCall("arn:aws:bedrock:us-east-1:1:inference-profile/x", input: 400, cached: 300, counts: "700 in"),

    DialectCase(
        title: "Google ADK: a call in a call, and tools merged once more",
        figures: """
            tasks 1 completed
            agent librarian 1 completed
            model gemini-2.5 1, 100 in, 20 out
            tool calculator 1 ok
            tool search 1 failed
            tokens from spans
            """,
        spans: [
            TestSpan(
                4, in: 3, "generate_content gemini-2.5", 1, 2,
                [
                    "gen_ai.operation.name": "generate_content", "gen_ai.request.model": "gemini-2.5",
                    "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
                ]),
            TestSpan(
                3, in: 2, "call_llm", 1, 3,
                [
                    "gen_ai.system": "gcp.vertex.agent", "gen_ai.request.model": "gemini-2.5",
                    "gcp.vertex.agent.invocation_id": "e-1", "gen_ai.usage.input_tokens": 100,
                    "gen_ai.usage.output_tokens": 20,
                ]),
            tool(5, in: 3, "search", 2, 2.5, status: .error),
            tool(6, in: 3, "calculator", 2, 2.5),
            tool(7, in: 3, "(merged tools)", 2, 2.5),
            agent(2, in: 1, "librarian", 0.5, 4, ["gen_ai.conversation.id": "a"]),
            TestSpan(1, "invocation", 0, 4, ["gcp.vertex.agent.invocation_id": "e-1"]),
        ]),

    DialectCase(
        title: "Traceloop: the entity is the agent or the tool",
        figures: """
            tasks 1 completed
            agent researcher 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool search 1 ok
            tokens from spans
            """,
        spans: [
            TestSpan(
                4, in: 3, "openai.chat", 1, 2,
                [
                    "llm.request.type": "chat", "gen_ai.system": "OpenAI", "gen_ai.request.model": "gpt-4o",
                    "gen_ai.usage.prompt_tokens": 100, "gen_ai.usage.completion_tokens": 20,
                    "llm.usage.total_tokens": 120,
                ]),
            TestSpan(
                5, in: 3, "search.tool", 2, 3,
                ["traceloop.span.kind": "tool", "traceloop.entity.name": "search"]),
            TestSpan(3, in: 2, "plan.task", 1, 3, ["traceloop.span.kind": "task", "traceloop.entity.name": "plan"]),
            TestSpan(
                2, in: 1, "researcher.agent", 0.5, 4,
                ["traceloop.span.kind": "agent", "traceloop.entity.name": "researcher"]),
            TestSpan(
                1, "crew.workflow", 0, 4,
                ["gen_ai.operation.name": "invoke_workflow", "traceloop.span.kind": "workflow"]),
        ]),

    DialectCase(
        title: "Langfuse: usage and cost as JSON",
        figures: """
            tasks 1 completed
            agent scout 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool search 1 ok
            cost 0.012
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "generate", 1, 2,
                [
                    "langfuse.observation.type": "generation", "langfuse.observation.model.name": "gpt-4o",
                    "langfuse.observation.usage_details": #"{"input": 100, "output": 20, "total": 120}"#,
                    "langfuse.observation.cost_details": #"{"input": 0.01, "output": 0.002, "total": 0.012}"#,
                ]),
            TestSpan(3, in: 1, "search", 2, 3, ["langfuse.observation.type": "tool"]),
            TestSpan(
                1, "scout", 0, 4,
                ["langfuse.observation.type": "agent", "agent.name": "scout", "langfuse.session.id": "l"]),
        ]),
]

private func strandsCall(_ model: String, input: Int64, cached: Int64, counts: String) -> DialectCase {
    DialectCase(
        title: "Strands: what \(model) reads from its cache",
        figures: """
            tasks 1 completed
            agent strand 1 completed
            model \(model) 1, \(counts), 10 out, \(cached) from cache, 0 to cache
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "chat", 1, 2,
                [
                    "gen_ai.operation.name": "chat", "gen_ai.request.model": .string(model),
                    "gen_ai.usage.input_tokens": .int(input), "gen_ai.usage.output_tokens": 10,
                    "gen_ai.usage.total_tokens": .int(input + 10),
                    "gen_ai.usage.cache_read_input_tokens": .int(cached),
                    "gen_ai.usage.cache_write_input_tokens": 0,
                ]),
            agent(1, "strand", 0, 4),
        ],
        metrics: [
            metricBatch(
                [
                    .histogram("strands.event_loop.input.tokens", count: 1, sum: Double(input), unit: "token"),
                    .histogram("strands.event_loop.output.tokens", count: 1, sum: 10, unit: "token"),
                    .histogram(
                        "strands.event_loop.cache_read.input.tokens", count: 1, sum: Double(cached), unit: "token"),
                ], service: "looopy", scope: "strands.telemetry.metrics")
        ], scope: "strands.telemetry.tracer")
}
