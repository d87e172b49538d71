import Testing

@testable import Telemetry

private let counter = MetricKind.sum(.cumulative, isMonotonic: true)

@Suite struct MetricMeaningTests {
    @Test(arguments: [
        ("agent.tasks", MetricMeaning.tasks), ("agent_tasks_total", .tasks),
        ("tool.executions", .toolExecutions), ("tool_executions_total", .toolExecutions),
        ("tool.execution.count", .toolExecutions),
        ("llm.tokens", .tokens), ("llm.tokens.total", .tokens), ("llm_tokens_total", .tokens),
        ("gen_ai.client.token.usage", .tokens), ("gen_ai_client_token_usage", .tokens),
        ("agent.loop.duration", .agentDuration), ("agent_loop_duration", .agentDuration),
        ("tool.execution.duration", .toolDuration), ("llm.call.duration", .modelDuration),
        ("gen_ai.client.operation.duration", .operationDuration),
        ("agent.active_tasks", .activeTasks), ("agent_active_tasks", .activeTasks),
        ("tool.cache.hit_rate", .cacheHitRate), ("tool_cache_hit_rate", .cacheHitRate),
    ])
    func `A metric is known by each of its names`(name: String, meaning: MetricMeaning) {
        #expect(MetricMeaning(name: name) == meaning)
    }

    /// The metrics that agents and conventions have: each says something that figures count, or is listed as one that does not.
    @Test(arguments: [
        "gen_ai.client.token.usage", "gen_ai.client.operation.duration", "gen_ai.client.operation.time_to_first_chunk",
        "gen_ai.client.operation.time_per_output_chunk", "gen_ai.server.request.duration",
        "gen_ai.server.time_per_output_token", "gen_ai.server.time_to_first_token", "gen_ai.workflow.duration",
        "gen_ai.invoke_agent.duration", "gen_ai.execute_tool.duration", "mcp.client.operation.duration",
        "mcp.server.operation.duration", "mcp.client.session.duration", "mcp.server.session.duration",
        "gen_ai.client.inference.usage.input_tokens", "gen_ai.client.inference.usage.output_tokens",
        "gen_ai.client.inference.usage.detailed.input_tokens", "gen_ai.client.inference.usage.detailed.output_tokens",
        "gen_ai.client.inference.usage.detailed.cache_read.input_tokens",
        "gen_ai.client.inference.usage.detailed.cache_write.input_tokens",
        "gen_ai.client.inference.usage.detailed.reasoning.output_tokens", "gen_ai.client.inference.tokens",
        "llm.chat_completions.streaming_time_to_generate", "gen_ai.client.generation.choices", "operation.cost",
        "gen_ai.invoke_workflow.duration", "gen_ai.invoke_agent.inference_calls", "gen_ai.invoke_agent.tool_calls",
        "adk.experimental.anything", "strands.event_loop.cycle_count", "strands.event_loop.start_cycle",
        "strands.event_loop.end_cycle", "strands.tool.call_count", "strands.tool.success_count",
        "strands.tool.error_count", "strands.event_loop.latency", "strands.event_loop.cycle_duration",
        "strands.event_loop.input.tokens", "strands.event_loop.output.tokens",
        "strands.event_loop.cache_read.input.tokens", "strands.event_loop.cache_write.input.tokens",
        "strands.tool.duration", "strands.model.time_to_first_token", "claude_code.session.count",
        "claude_code.token.usage", "claude_code.cost.usage", "claude_code.code_edit_tool.decision",
        "claude_code.lines_of_code.count", "claude_code.commit.count", "claude_code.pull_request.count",
        "claude_code.active_time.total", "codex.tool.call", "codex.api_request", "codex.sse_event",
        "codex.thread.started", "codex.turn.token_usage", "codex.turn.e2e_duration_ms", "codex.turn.ttft.duration_ms",
        "codex.turn.ttfm.duration_ms", "codex.turn.tool.call", "codex.tool.call.duration_ms",
        "codex.api_request.duration_ms", "codex.turn.cost_microusd", "gemini_cli.session.count",
        "gemini_cli.tool.call.count", "gemini_cli.api.request.count", "gemini_cli.token.usage",
        "gemini_cli.agent.run.count", "gemini_cli.tool.call.latency", "gemini_cli.api.request.latency",
        "gemini_cli.agent.duration", "gemini_cli.agent.turns", "qwen-code.session.count", "qwen-code.tool.call.count",
        "qwen-code.api.request.count", "qwen-code.token.usage", "qwen-code.subagent.execution.count",
        "qwen-code.tool.call.latency", "qwen-code.api.request.latency", "copilot_chat.tool.call.count",
        "copilot_chat.tool.call.duration", "copilot_chat.agent.invocation.duration", "copilot_chat.agent.turn.count",
        "copilot_chat.session.count", "copilot_chat.time_to_first_token", "copilot_chat.lines_of_code.count",
        "github.copilot.tool.call.count", "github.copilot.tool.call.duration", "github.copilot.agent.turn.count",
        "goose.tool_calls", "goose.tool_completions", "goose.session_starts", "goose.session_completions",
        "goose.recipe_runs", "gemini_cli.file.operation.count", "qwen-code.chat_compression",
    ])
    func `Each metric of agents has a meaning, or is listed as one without`(name: String) {
        #expect((MetricMeaning(name: name) != nil) != MetricSilence.holds(name))
    }

    @Test(arguments: ["", "total", ".total", "agent", "agent.tasks.failed", "http.server.duration"])
    func `Other names mean nothing here`(name: String) {
        #expect(MetricMeaning(name: name) == nil)
    }
}

@Suite struct MetricsIngestTests {
    private func facts(_ batch: Batch) -> [MetricFact] {
        var ingest = MetricsIngest(ourStart: .unset)
        return ingest.ingest(batch, now: Timestamp(seconds: 500)).facts.map(\.fact)
    }

    private func sketch(_ ms: UInt64, count: Int = 1) -> Sketch {
        var sketch = Sketch()
        sketch.record(ms * 1_000_000, count: count)
        return sketch
    }

    @Test func `The counters of Looopy's design become facts`() {
        var builder = MetricBatchBuilder()
        builder.metric(
            "agent.tasks", unit: "1", counter,
            .init(.double(2), at: 110, ["agent.id": "main-agent", "task.status": "completed"]),
            .init(.int(1), at: 110, ["agent.id": "coder", "task.status": "failed"]))
        builder.metric(
            "tool.executions", unit: "1", counter,
            .init(.int(3), at: 110, ["tool.name": "search", "tool.success": "true"]),
            .init(.int(1), at: 110, ["tool.name": "web", "tool.success": "false"]))
        builder.metric(
            "llm.tokens", unit: "tokens", counter,
            .init(.int(120), at: 110, ["llm.provider": "openai", "llm.model": "gpt-4", "llm.token_type": "total"]),
            .init(.int(100), at: 110, ["llm.provider": "openai", "llm.model": "gpt-4", "llm.token_type": "prompt"]))
        #expect(
            facts(builder.batch) == [
                .tasks(agent: "main-agent", status: "completed", count: 2),
                .tasks(agent: "coder", status: "failed", count: 1),
                .toolCalls(tool: "search", provider: nil, outcome: .ok, count: 3),
                .toolCalls(tool: "web", provider: nil, outcome: .failed, count: 1),
                .tokens(model: "gpt-4", provider: "openai", kind: .total, count: 120),
                .tokens(model: "gpt-4", provider: "openai", kind: .input, count: 100),
            ])
    }

    @Test func `The histograms and gauges of Looopy's design become facts`() {
        let value = MetricPoint.Value.histogram(bounds: [250, 500], counts: [0, 2, 0], sum: 600)
        var builder = MetricBatchBuilder()
        builder.metric(
            "agent.loop.duration", unit: "ms", .histogram(.cumulative),
            .init(value, at: 110, ["agent.id": "main-agent", "iterations": "3"]))
        builder.metric(
            "tool.execution.duration", unit: "ms", .histogram(.cumulative),
            .init(value, at: 110, ["tool.name": "search", "tool.provider": "local"]))
        builder.metric(
            "llm.call.duration", unit: "ms", .histogram(.delta), .init(value, at: 110, ["llm.model": "gpt-4"]))
        builder.metric("agent.active_tasks", .gauge, .init(.int(2), at: 110, ["agent.id": "coder"]))
        builder.metric("tool.cache.hit_rate", .gauge, .init(.double(0.25), at: 110, ["tool.provider": "local"]))
        #expect(
            facts(builder.batch) == [
                .duration(
                    role: .agent, name: nil, agent: "main-agent", outcome: .unknown, sketch: sketch(300, count: 2)),
                .duration(role: .tool, name: "search", agent: nil, outcome: .unknown, sketch: sketch(300, count: 2)),
                .duration(role: .llm, name: "gpt-4", agent: nil, outcome: .unknown, sketch: sketch(300, count: 2)),
                .activeTasks(agent: "coder", value: 2),
                .cacheHitRate(provider: "local", value: 0.25),
            ])
    }

    @Test func `Names as Prometheus has them mean the same`() {
        var builder = MetricBatchBuilder()
        builder.metric(
            "tool_executions_total", counter, .init(.int(3), at: 110, ["tool_name": "search", "success": true]))
        builder.metric(
            "llm_tokens_total", counter, .init(.int(9), at: 110, ["llm_model": "m", "token_type": "completion"]))
        builder.metric("agent_active_tasks", .gauge, .init(.double(1), at: 110, ["agent_id": "a"]))
        #expect(
            facts(builder.batch) == [
                .toolCalls(tool: "search", provider: nil, outcome: .ok, count: 3),
                .tokens(model: "m", provider: nil, kind: .output, count: 9),
                .activeTasks(agent: "a", value: 1),
            ])
    }

    @Test func `GenAI histograms give tokens by their sums and durations in seconds`() {
        var builder = MetricBatchBuilder()
        let usage = MetricPoint.Value.histogram(bounds: [100, 1_000], counts: [1, 1, 0], sum: 210)
        builder.metric(
            "gen_ai.client.token.usage", unit: "{token}", .histogram(.cumulative),
            .init(usage, at: 110, ["gen_ai.request.model": "m", "gen_ai.system": "p", "gen_ai.token.type": "input"]),
            .init(usage, at: 110, ["gen_ai.operation.name": "invoke_agent", "gen_ai.token.type": "input"]),
            .init(.plainHistogram(count: 4, sum: nil), at: 110, ["gen_ai.token.type": "output"]))
        builder.metric(
            "gen_ai.client.operation.duration", unit: "s", .histogram(.cumulative),
            .init(
                .plainHistogram(count: 1, sum: 0.5), at: 110,
                ["gen_ai.response.model": "m-1", "gen_ai.request.model": "m", "gen_ai.operation.name": "chat"]),
            .init(
                .plainHistogram(count: 1, sum: 0.5), at: 110,
                ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t"]))
        #expect(
            facts(builder.batch) == [
                .tokens(model: "m", provider: "p", kind: .input, count: 210),
                .duration(role: .llm, name: "m-1", agent: nil, outcome: .unknown, sketch: sketch(500)),
                .duration(role: .tool, name: "t", agent: nil, outcome: .unknown, sketch: sketch(500)),
            ])
    }

    @Test(arguments: [
        ("ms", "llm.call.duration", UInt64(2)), ("s", "llm.call.duration", 2_000), ("", "llm.call.duration", 2),
        ("", "qwen_code.api.request.latency", 2),
    ])
    func `Durations are read in the metric's unit`(unit: String, name: String, ms: UInt64) {
        let batch = MetricBatchBuilder.batch(
            name, unit: unit, .histogram(.delta), .init(.plainHistogram(count: 1, sum: 2), at: 110))
        #expect(facts(batch) == [.duration(role: .llm, name: nil, agent: nil, outcome: .unknown, sketch: sketch(ms))])
    }

    @Test(
        arguments: [
            ("server.address", nil), ("gen_ai.operation.name", .unknown), ("gen_ai.request.model", .unknown),
            ("error.type", .failed),
        ] as [(String, MetricFact.ToolOutcome?)])
    func `An operation without name, model and error may be any`(key: String, outcome: MetricFact.ToolOutcome?) {
        let batch = MetricBatchBuilder.batch(
            "gen_ai.client.operation.duration", unit: "s", .histogram(.delta),
            .init(.plainHistogram(count: 1, sum: 2), at: 110, [key: "chat"]))
        let model = key == "gen_ai.request.model" ? "chat" : nil
        let fact = outcome.map {
            MetricFact.duration(role: .llm, name: model, agent: nil, outcome: $0, sketch: sketch(2_000))
        }
        #expect(facts(batch) == (fact.map { [$0] } ?? []))
    }

    @Test func `A duration in a unit that is no time says nothing`() {
        let batch = MetricBatchBuilder.batch(
            "llm.call.duration", unit: "bananas", .histogram(.delta), .init(.plainHistogram(count: 1, sum: 2), at: 110))
        #expect(facts(batch) == [])
    }

    @Test func `Points are counted by what became of them, known metric or not`() {
        var ingest = MetricsIngest(ourStart: .unset)
        var builder = MetricBatchBuilder()
        builder.metric(
            "agent.tasks", counter, .init(.int(1), at: 110), .init(.int(1), at: 110), .init(.int(2), at: 130))
        builder.metric("other", .gauge, .init(.int(1), at: 120), .init(.none, at: 900), .init(.double(.nan), at: 900))
        let result = ingest.ingest(builder.batch, now: Timestamp(seconds: 500))
        #expect((result.accepted, result.duplicate, result.rejected) == (3, 1, 2))
        #expect(result.rejection == .noValue)
        #expect(result.newestTime == Timestamp(seconds: 130))
        #expect(
            result.facts.map(\.fact) == [
                .tasks(agent: nil, status: "", count: 1), .tasks(agent: nil, status: "", count: 1),
            ])
        let again = ingest.ingest(builder.batch, now: Timestamp(seconds: 501))
        #expect((again.accepted, again.duplicate, again.rejected, again.facts.count) == (0, 4, 2, 0))
    }

    @Test func `A fact says who sent it, for which agent and of when it is`() {
        var ingest = MetricsIngest(ourStart: Timestamp(seconds: 50))
        let batch = MetricBatchBuilder.batch(
            "agent.tasks", counter, .init(.int(1), from: 100, at: 110), .init(.int(4), from: 100, at: 0),
            resource: [
                "service.name": "s", "service.namespace": "n", "service.instance.id": 7, "agent.id": "from-resource",
            ])
        let facts = ingest.ingest(batch, now: Timestamp(seconds: 500)).facts.map { fact in
            var fact = fact
            fact.scope = 0
            return fact
        }
        let emitter = EmitterName(service: "s", instance: "7")
        #expect(
            facts == [
                EmittedFact(
                    emitter: emitter, from: Timestamp(seconds: 100), time: Timestamp(seconds: 110),
                    agent: "from-resource",
                    fact: .tasks(agent: "from-resource", status: "", count: 1)),
                EmittedFact(
                    emitter: emitter, from: Timestamp(seconds: 110), time: Timestamp(seconds: 500),
                    agent: "from-resource",
                    fact: .tasks(agent: "from-resource", status: "", count: 3)),
            ])
    }
}

@Suite struct TokenKindTests {
    @Test(arguments: [
        ("prompt", TokenKind.input), ("Input", .input), ("completion", .output), ("total", .total),
        ("cacheRead", .cacheRead),
        ("cached_input", .cacheRead), ("cacheCreation", .cacheWrite), ("cache_write", .cacheWrite),
        ("reasoning_output", .reasoning), ("thought", .reasoning),
    ])
    func `Kinds of tokens are known by many words`(word: String, kind: TokenKind) {
        #expect(TokenKind(word: word) == kind)
        #expect(TokenKind(word: "image") == nil)
    }
}
