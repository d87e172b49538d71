import Telemetry

/// Frameworks that applications are built with, and what stands between these and their models.
let applicationCases = [
    // Micrometer sends numbers as texts. What is no model call of its own has the operation `framework`.
    DialectCase(
        title: "Spring AI: a chat client, its advisor, and a tool between two calls",
        figures: """
            tasks 1 completed
            agent shop 1 completed
            model gpt-4o-mini 2, 300 in, 40 out
            tool weather 1 ok
            tokens from spans
            """,
        spans: [
            springCall(5, in: 4, 1, 2, input: "100", output: "10", total: "110"),
            spring(6, in: 4, "tool_call weather", "tool_call", 2, 3, ["spring.ai.tool.definition.name": "weather"]),
            springCall(7, in: 4, 3, 4, input: "200", output: "30", total: "230"),
            spring(4, in: 3, "call", "advisor", 1, 4, ["spring.ai.advisor.name": "call"]),
            spring(
                3, in: 2, "spring_ai chat_client", "chat_client", 1, 4,
                ["spring.ai.chat.client.conversation.id": "c1", "spring.ai.chat.client.stream": "false"]),
            TestSpan(2, "http post /chat", 0, 5, ["method": "POST", "uri": "/chat", "status": "200"]),
        ], service: "shop", scope: "org.springframework.boot"),

    DialectCase(
        title: "Spring AI: a counter of tokens, their total beside its parts",
        figures: """
            tasks none
            agent shop none
            model gpt-4o-mini 0, 300 in, 40 out
            tokens from metrics
            """,
        metrics: [
            metricBatch(
                [("input", 300), ("output", 40), ("total", 340)].map { type, count in
                    .growth(
                        "gen_ai.client.token.usage", count,
                        [
                            "gen_ai.operation.name": "chat", "gen_ai.system": "openai",
                            "gen_ai.request.model": "gpt-4o-mini", "gen_ai.response.model": "gpt-4o-mini",
                            "gen_ai.token.type": type,
                        ])
                }, service: "shop", scope: "")
        ], service: "shop"),

    // Every value of its own is a text of JSON, a word in quotes included.
    DialectCase(
        title: "MLflow: words in quotes, usage and cost as JSON",
        figures: """
            tasks 1 completed
            agent answer 1 completed
            model gpt-4o 2, 300 in, 50 out, 80 from cache
            tool search_docs 1 ok
            cost 0.003
            tokens from spans
            """,
        spans: [
            mlflow(
                2, in: 1, "Completions", "CHAT_MODEL", 1, 2,
                [
                    "mlflow.llm.model": #""gpt-4o""#, "mlflow.llm.provider": #""openai""#,
                    "mlflow.llm.cost": #"{"input_cost": 0.0004, "output_cost": 0.0006, "total_cost": 0.001}"#,
                    "mlflow.chat.tokenUsage": #"{"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}"#,
                ]),
            mlflow(3, in: 1, "search_docs", "TOOL", 2, 3, ["mlflow.spanFunctionName": #""search_docs""#]),
            mlflow(4, in: 1, "VectorStore", "RETRIEVER", 3, 3.5),
            mlflow(
                5, in: 1, "Completions", "LLM", 3.5, 4,
                [
                    "mlflow.llm.model": #""gpt-4o""#, "mlflow.llm.provider": #""openai""#,
                    "mlflow.llm.cost": #"{"input_cost": 0.001, "output_cost": 0.001, "total_cost": 0.002}"#,
                    "mlflow.chat.tokenUsage":
                        #"{"input_tokens": 200, "output_tokens": 30, "total_tokens": 230, "cache_read_input_tokens": 80}"#,
                ]),
            mlflow(1, in: 0, "answer", "AGENT", 0, 5, ["mlflow.trace.session": #""s1""#]),
        ], service: "support", scope: "mlflow"),

    // It tells of a request that is made ready as it does of the call itself.
    DialectCase(
        title: "LlamaIndex: a request made ready, the call, and a hand-off",
        figures: """
            tasks 1 completed
            agent triage 1 completed
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "OpenAI._prepare_chat_with_tools", 1, 2,
                ["openinference.span.kind": "LLM", "llm.model_name": "gpt-4o"]),
            TestSpan(
                3, in: 1, "OpenAI.achat", 2, 3,
                [
                    "openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "llm.token_count.prompt": 100,
                    "llm.token_count.completion": 20,
                ]),
            TestSpan(
                4, in: 1, "FunctionTool.acall", 3, 4, ["openinference.span.kind": "TOOL", "tool.name": "handoff"]),
            TestSpan(1, "BaseWorkflowAgent.run", 0, 5, ["openinference.span.kind": "CHAIN"]),
        ], service: "triage", scope: "openinference.instrumentation.llama_index"),

    // The sub-agent has no span that says so, and no call an id.
    DialectCase(
        title: "LlamaIndex: a tool that runs another agent, whose tool is a call of its own",
        figures: """
            tasks 1 completed
            agent triage 1 completed
            tool ask_researcher 1 ok
            tool weather 1 failed
            """,
        spans: [
            openInference(5, in: 4, "FunctionTool.acall", "TOOL", 2, 3, status: .error, ["tool.name": "weather"]),
            openInference(4, in: 3, "BaseWorkflowAgent.call_tool", "CHAIN", 2, 3),
            openInference(3, in: 2, "FunctionAgent.run", "CHAIN", 1, 4),
            openInference(2, in: 1, "FunctionTool.acall", "TOOL", 1, 4, ["tool.name": "ask_researcher"]),
            openInference(1, in: 0, "FunctionAgent.run", "CHAIN", 0, 5),
        ], service: "triage", scope: "openinference.instrumentation.llama_index"),

    DialectCase(
        title: "LlamaIndex by traceloop: tool calls are tasks, and their results say whether they failed",
        figures: """
            tasks 1 completed
            agent FunctionAgent.workflow 1 completed
            tool ask_researcher 1 ok
            tool weather 1 failed
            """,
        spans: [
            traceloopTask(4, in: 3, "BaseWorkflowAgent", 2, 3, tool: "weather", isError: true),
            traceloopTask(3, in: 2, "FunctionTool", 1, 4),
            traceloopTask(2, in: 1, "BaseWorkflowAgent", 1, 4, tool: "ask_researcher", isError: false),
            TestSpan(
                1, "FunctionAgent.workflow", 0, 5,
                ["traceloop.span.kind": "workflow", "traceloop.entity.name": "FunctionAgent.workflow"]),
        ], service: "app", scope: "opentelemetry.instrumentation.llamaindex"),

    DialectCase(
        title: "DSPy: a tool has its name from its span, and one that runs a program has that one's calls below it",
        figures: """
            tasks 1 completed
            agent app 1 completed
            tool finish 2 ok
            tool ask_researcher 1 ok
            """,
        spans: [
            openInference(4, in: 3, "finish.__call__", "TOOL", 2, 3),
            openInference(3, in: 2, "ReAct.forward", "CHAIN", 1, 4),
            openInference(2, in: 1, "ask_researcher.__call__", "TOOL", 1, 4),
            openInference(5, in: 1, "finish.__call__", "TOOL", 4, 5),
            openInference(1, in: 0, "ReAct.forward", "CHAIN", 0, 6),
        ], service: "app", scope: "openinference.instrumentation.dspy"),

    DialectCase(
        title: "CrewAI under OpenInference: a question to a coworker, who calls a tool",
        figures: """
            tasks 1 completed
            agent Forecaster 1 completed
            tool Ask question to coworker 1 ok
            tool weather 1 ok
            """,
        spans: [
            openInference(3, in: 2, "weather.run", "TOOL", 2, 3, ["tool.name": "weather"]),
            openInference(
                2, in: 1, "Ask question to coworker.run", "TOOL", 1, 4, ["tool.name": "Ask question to coworker"]),
            openInference(1, in: 0, "Forecaster._execute_core", "AGENT", 0, 5, ["graph.node.id": "Forecaster"]),
        ], service: "crew"),

    // Strands counts each tool, the ones that hand over too.
    DialectCase(
        title: "Strands: a counter of tools leaves hand-offs out",
        figures: """
            tasks none
            agent swarm none
            tool weather 1 ok
            """,
        metrics: [
            metricBatch(
                [
                    .total("strands.tool.success_count", 1, ["tool_name": "weather"]),
                    .total("strands.tool.success_count", 3, ["tool_name": "handoff_to_agent"]),
                    .total("strands.tool.success_count", 1, ["tool_name": "Handoff-transfer_to_billing"]),
                ], service: "swarm")
        ], service: "swarm"),

    // Nothing but the names says what a span is, and without its content tokens are not told.
    DialectCase(
        title: "Haystack 3: an agent's steps",
        figures: """
            tasks 1 completed
            agent librarian 1 completed
            model ? 2
            tool broken 1 failed
            tool lookup 1 ok
            """,
        spans: [
            TestSpan(4, in: 3, "haystack.agent.step.llm", 1, 2),
            TestSpan(
                8, in: 3, "haystack.agent.step.tool", 2, 3,
                ["haystack.tool.name": "broken", "haystack.tool.error": true]),
            TestSpan(5, in: 3, "haystack.agent.step.tool", 2, 3, ["haystack.tool.name": "lookup"]),
            TestSpan(3, in: 2, "haystack.agent.step", 1, 3, ["haystack.agent.step": 0]),
            TestSpan(7, in: 6, "haystack.agent.step.llm", 3, 4),
            TestSpan(6, in: 2, "haystack.agent.step", 3, 4, ["haystack.agent.step": 1]),
            TestSpan(2, in: 1, "haystack.agent.run", 1, 4, ["haystack.agent.max_steps": 100]),
            TestSpan(1, "haystack.pipeline.run", 0, 5, ["haystack.pipeline.metadata": "{}"]),
        ], service: "librarian", scope: "haystack"),

    DialectCase(
        title: "Haystack 2: components say by their type what they do, and the SDK below tells of tokens",
        figures: """
            tasks 1 completed
            agent librarian 1 completed
            model ? 1
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            component(2, "prompt", "ChatPromptBuilder", 0, 1),
            chat(4, in: 3, 1, 2, input: 100, output: 20), component(3, "llm", "OpenAIChatGenerator", 1, 2),
            component(5, "local", "HuggingFaceLocalGenerator", 2, 3), component(6, "invoker", "ToolInvoker", 3, 4),
            TestSpan(1, "haystack.pipeline.run", 0, 5, ["haystack.pipeline.metadata": "{}"]),
        ], service: "librarian", scope: "haystack"),

    // With its content it sends what the model's API said.
    DialectCase(
        title: "Haystack: an agent's name is its component's, and answers have their tokens inside",
        figures: """
            tasks 1 completed
            agent forecaster 1 completed
            agent librarian none
            model claude-sonnet-4 1, 90 in, 20 out, 40 from cache, 30 to cache
            model gpt-4o 1, 100 in, 20 out, 60 from cache, 5 reasoning
            tokens from spans
            """,
        spans: [
            TestSpan(
                4, in: 3, "haystack.agent.step.llm", 1, 2,
                [
                    "haystack.agent.step.llm.output": .string(
                        haystackReply(
                            "gpt-4o",
                            #"""
                            "completion_tokens": 20, "prompt_tokens": 100, "total_tokens": 120, \
                            "completion_tokens_details": {"reasoning_tokens": 5}, \
                            "prompt_tokens_details": {"audio_tokens": null, "cached_tokens": 60}
                            """#))
                ]),
            TestSpan(3, in: 2, "haystack.agent.step", 1, 2), TestSpan(2, in: 1, "haystack.agent.run", 1, 2),
            component(
                1, in: 6, "forecaster", "Agent", 1, 2,
                ["haystack.component.output": #"{"messages": [], "step_count": 1}"#]),
            component(
                5, in: 6, "llm", "AnthropicChatGenerator", 2, 3,
                [
                    "haystack.component.output": .string(
                        haystackReply(
                            "claude-sonnet-4",
                            #"""
                            "cache_creation_input_tokens": 30, "cache_read_input_tokens": 40, \
                            "prompt_tokens": 20, "completion_tokens": 20
                            """#))
                ]),
            TestSpan(6, "haystack.pipeline.run", 0, 5),
        ], service: "librarian", scope: "haystack"),

    DialectCase(
        title: "LiteLLM: what calls cost, from its histogram",
        figures: """
            tasks none
            agent litellm none
            cost 0.0036
            """,
        metrics: [
            metricBatch(
                [
                    .histogram(
                        "gen_ai.usage.cost", count: 2, sum: 0.0036, unit: "USD", ["gen_ai.request.model": "gpt-4o"])
                ], service: "litellm")
        ], service: "litellm"),

    // The gateway's own span of a request and the one of what it sent on are one call.
    DialectCase(
        title: "LiteLLM: a request and the raw one below it, where most keys are empty",
        figures: """
            tasks 1 completed
            agent litellm 1 completed
            model gpt-4o-mini 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            TestSpan(2, in: 1, "auth /chat/completions", 0, 0.5, ["service": "auth"]),
            TestSpan(
                4, in: 3, "raw_gen_ai_request", 1, 2,
                ["llm.openai.model": "gpt-4o-mini", "llm.openai.usage": #"{"completion_tokens": 20}"#]),
            TestSpan(
                3, in: 1, "litellm_request", 1, 2,
                [
                    "gen_ai.operation.name": "acompletion", "gen_ai.request.model": "gpt-4o-mini",
                    "gen_ai.system": "openai", "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
                    "gen_ai.usage.total_tokens": 120, "gen_ai.response.id": "r1", "llm.is_streaming": "False",
                    "metadata.user_api_key_hash": "", "metadata.user_api_key_alias": "", "gen_ai.agent.name": "",
                ]),
            TestSpan(1, "Received Proxy Server Request", 0, 3),
        ], service: "litellm", scope: "litellm"),

    DialectCase(
        title: "LiteLLM: what it knows stands on the request's own span",
        figures: """
            tasks 1 completed
            agent litellm 1 completed
            model gpt-4o-mini 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            TestSpan(2, in: 1, "raw_gen_ai_request", 1, 2, ["llm.openai.model": "gpt-4o-mini"]),
            TestSpan(
                1, "Received Proxy Server Request", 0, 3,
                [
                    "gen_ai.operation.name": "acompletion", "gen_ai.request.model": "gpt-4o-mini",
                    "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
                ]),
        ], service: "litellm", scope: "litellm"),

    DialectCase(
        title: "Mastra: a generation and its steps are one call",
        figures: """
            tasks 1 completed
            agent Weather Agent 1 completed
            model gpt-4o 1, 150 in, 30 out, 40 from cache, 5 reasoning
            tool getWeather 1 ok
            tokens from spans
            """,
        spans: [
            mastra(3, in: 2, "model_step", "model_step", 1, 1.5, [:]),
            mastra(4, in: 2, "execute_tool getWeather", "execute_tool", 2, 3, ["gen_ai.tool.name": "getWeather"]),
            mastra(5, in: 2, "model_step", "model_step", 3, 4, [:]),
            mastra(
                2, in: 1, "chat gpt-4o", "chat", 1, 4,
                [
                    "gen_ai.request.model": "gpt-4o", "gen_ai.provider.name": "openai",
                    "gen_ai.usage.input_tokens": 150, "gen_ai.usage.output_tokens": 30,
                    "gen_ai.usage.cache_read.input_tokens": 40, "gen_ai.usage.reasoning_tokens": 5,
                    "gen_ai.agent.id": "weather", "gen_ai.agent.name": "Weather Agent",
                ]),
            mastra(
                1, in: 0, "invoke_agent Weather Agent", "invoke_agent", 0, 5,
                [
                    "gen_ai.agent.id": "weather", "gen_ai.agent.name": "Weather Agent",
                    "gen_ai.conversation.id": "thread-1",
                ]),
        ], service: "weather-app", scope: "@mastra/otel"),

    DialectCase(
        title: "Mastra before it named its operations as others do",
        figures: """
            tasks 1 completed
            agent weather 1 completed
            model gpt-4o 2, 150 in, 30 out, 40 from cache
            tool getWeather 1 failed
            tokens from spans
            """,
        spans: [
            mastra(
                2, in: 1, "tool_selection gpt-4o", "tool_selection", 1, 2,
                [
                    "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 100,
                    "gen_ai.usage.output_tokens": 10, "gen_ai.usage.cached_input_tokens": 40,
                ]),
            mastra(
                3, in: 1, "tool.execute getWeather", "tool.execute", 2, 3,
                ["gen_ai.tool.name": "getWeather", "gen_ai.tool.success": false]),
            mastra(
                4, in: 1, "chat gpt-4o", "chat", 3, 4,
                [
                    "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 50,
                    "gen_ai.usage.output_tokens": 20,
                ]),
            mastra(1, in: 0, "agent.weather", "agent.run", 0, 5, ["agent.id": "weather"]),
        ], service: "weather-app", scope: "@mastra/otel"),

    // Its counts of input leave the cache out, as its total shows.
    DialectCase(
        title: "OpenClaw: a span for the usage of each call",
        figures: """
            tasks 1 completed
            agent openclaw 1 completed
            model claude-opus 1, 5310 in, 50 out, 5000 from cache, 300 to cache
            tokens from spans
            """,
        spans: [
            TestSpan(
                1, "openclaw.model.usage", 0, 2,
                [
                    "openclaw.channel": "telegram", "openclaw.provider": "anthropic", "openclaw.model": "claude-opus",
                    "openclaw.sessionId": "s1", "openclaw.tokens.input": 10, "openclaw.tokens.output": 50,
                    "openclaw.tokens.cache_read": 5000, "openclaw.tokens.cache_write": 300,
                    "openclaw.tokens.total": 5360,
                ])
        ], service: "openclaw", scope: "openclaw"),

    DialectCase(
        title: "CrewAI under OpenInference: an agent is named by the role that its node's id is",
        figures: """
            tasks 2 completed
            agent Report Writer 1 completed
            agent Research Analyst 1 completed
            model gpt-4o 2, 150 in, 30 out
            tool Search 1 ok
            tokens from spans
            """,
        spans: [
            openInference(3, in: 2, "LLM.call", "LLM", 1, 2, tokens: (100, 20)),
            openInference(4, in: 2, "Search.run", "TOOL", 2, 3, ["tool.name": "Search"]),
            openInference(
                2, in: 1, "Research Analyst._execute_core", "AGENT", 1, 3, ["graph.node.id": "Research Analyst"]),
            openInference(6, in: 5, "LLM.call", "LLM", 3, 4, tokens: (50, 10)),
            openInference(
                5, in: 1, "Report Writer._execute_core", "AGENT", 3, 4,
                ["graph.node.id": "Report Writer", "graph.node.parent_id": "Research Analyst"]),
            openInference(1, in: 0, "TestCrew.kickoff", "CHAIN", 0, 5),
        ], service: "crew"),

    DialectCase(
        title: "OpenInference: a node's id that a machine made names nobody",
        figures: """
            tasks 1 completed
            agent crew 1 completed
            """,
        spans: [openInference(1, in: 0, "Agent", "AGENT", 0, 2, ["graph.node.id": "8f14e45fceea167a"])],
        service: "crew"),

    // Its spans leave their status unset, and say so when a tool has failed.
    DialectCase(
        title: "LiveKit: a session with a tool that failed, and a request told twice",
        figures: """
            tasks 1 completed
            agent concierge 1 completed
            model gpt-4.1 1, 100 in, 20 out
            tool find_room 1 ok
            tool lookup_order 1 failed
            tokens from spans
            """,
        spans: [
            TestSpan(
                5, in: 4, "llm_request", 1, 2,
                [
                    "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4.1",
                    "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20, "lk.response.ttft": 0.3,
                ]),
            TestSpan(4, in: 3, "llm_node", 1, 2, ["gen_ai.request.model": "gpt-4.1", "lk.generation_id": "g1"]),
            TestSpan(
                6, in: 3, "function_tool", 2, 3,
                [
                    "lk.function_tool.name": "lookup_order", "lk.function_tool.id": "c1",
                    "lk.function_tool.is_error": true,
                ]),
            TestSpan(
                7, in: 3, "function_tool", 2, 3,
                [
                    "lk.function_tool.name": "find_room", "lk.function_tool.id": "c2",
                    "lk.function_tool.is_error": false,
                ]),
            TestSpan(3, in: 2, "agent_turn", 1, 3, ["lk.speech_id": "sp1"]),
            TestSpan(2, in: 1, "agent_session", 0, 4, ["lk.agent_label": "Concierge"]),
            TestSpan(1, "job_entrypoint", 0, 5, ["lk.job_id": "j1", "lk.agent_name": "concierge"]),
        ], service: "voice", scope: "livekit-agents"),

    DialectCase(
        title: "AgentOps and Laminar: what kind of span it is",
        figures: """
            tasks 2 completed
            agent app 1 completed
            agent scout 1 completed
            model gpt-4o 2, 150 in, 30 out
            tool grep 1 ok
            tool search 1 ok
            tokens from spans
            """,
        spans: [
            chat(3, in: 2, 1, 2, input: 100, output: 20, ["agentops.span.kind": "llm"]),
            TestSpan(4, in: 2, "search.tool", 2, 3, ["agentops.span.kind": "tool", "operation.name": "search"]),
            TestSpan(2, in: 1, "scout.agent", 1, 4, ["agentops.span.kind": "agent", "operation.name": "scout"]),
            TestSpan(1, "run.session", 0, 5, ["agentops.span.kind": "session"]),
            chat(3, in: 2, 1, 2, trace: 2, input: 50, output: 10, ["lmnr.span.type": "LLM"]),
            TestSpan(4, in: 2, "grep", 2, 3, trace: 2, ["lmnr.span.type": "TOOL"]),
            TestSpan(2, "handle", 0, 4, trace: 2, ["lmnr.span.type": "DEFAULT"]),
        ], service: "app"),

    // A prompt is several calls of the SDK, each of them told as one with its tools.
    DialectCase(
        title: "opencode: the SDK's calls below spans of its own",
        figures: """
            tasks 2 completed
            agent session.llm 2 completed
            model claude-sonnet-4 2, 300 in, 50 out
            tool bash 1 ok
            tokens from spans
            """,
        spans: opencodeCall(3, in: 2, 1, input: 100, output: 20, tool: "bash")
            + opencodeCall(13, in: 2, 5, input: 200, output: 30)
            + [
                TestSpan(2, in: 1, "SessionPrompt.loop", 0, 8, ["session.id": "ses_1"]),
                TestSpan(1, "SessionPrompt.prompt", 0, 9, ["session.id": "ses_1"]),
            ], service: "opencode", scope: "opencode"),
]

private func spring(
    _ id: UInt64, in parent: UInt64, _ name: String, _ kind: String, _ from: Double, _ to: Double,
    _ attributes: [String: TestValue]
) -> TestSpan {
    let own: [String: TestValue] = [
        "gen_ai.operation.name": "framework", "gen_ai.system": "spring_ai", "spring.ai.kind": .string(kind),
    ]
    return TestSpan(id, in: parent, name, from, to, own.merging(attributes) { $1 })
}

private func springCall(
    _ id: UInt64, in parent: UInt64, _ from: Double, _ to: Double, input: String, output: String, total: String
) -> TestSpan {
    TestSpan(
        id, in: parent, "chat gpt-4o-mini", from, to,
        [
            "gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.request.model": "gpt-4o-mini",
            "gen_ai.response.model": "gpt-4o-mini", "gen_ai.usage.input_tokens": .string(input),
            "gen_ai.usage.output_tokens": .string(output), "gen_ai.usage.total_tokens": .string(total),
            "gen_ai.response.finish_reasons": #"["STOP"]"#,
        ])
}

func mlflow(
    _ id: UInt64, in parent: UInt64, _ name: String, _ type: String, _ from: Double, _ to: Double,
    _ attributes: [String: TestValue] = [:]
) -> TestSpan {
    let own: [String: TestValue] = [
        "mlflow.traceRequestId": #""tr-1""#, "mlflow.spanType": .string("\"\(type)\""),
        "mlflow.spanInputs": #"{"question": "Where?"}"#, "mlflow.spanOutputs": #""Here.""#,
    ]
    return TestSpan(id, in: parent, name, from, to, own.merging(attributes) { $1 })
}

func openInference(
    _ id: UInt64, in parent: UInt64, _ name: String, _ kind: String, _ from: Double, _ to: Double,
    tokens: (Int64, Int64)? = nil, trace: UInt64 = 1, status: StatusCode = .ok,
    _ attributes: [String: TestValue] = [:]
) -> TestSpan {
    var own: [String: TestValue] = ["openinference.span.kind": .string(kind)]
    if let tokens {
        own["llm.model_name"] = "gpt-4o"
        own["llm.token_count.prompt"] = .int(tokens.0)
        own["llm.token_count.completion"] = .int(tokens.1)
    }
    return TestSpan(
        id, in: parent, name, from, to, trace: trace, status: status, own.merging(attributes) { $1 })
}

private func component(
    _ id: UInt64, in parent: UInt64 = 1, _ name: String, _ type: String, _ from: Double, _ to: Double,
    _ attributes: [String: TestValue] = [:]
) -> TestSpan {
    let own: [String: TestValue] = [
        "haystack.component.name": .string(name), "haystack.component.type": .string(type),
        "haystack.component.visits": 1,
    ]
    return TestSpan(id, in: parent, "haystack.component.run", from, to, own.merging(attributes) { $1 })
}

private func haystackReply(_ model: String, _ usage: String) -> String {
    #"{"replies": [{"role": "assistant", "meta": {"model": "\#(model)", "usage": {\#(usage)}}, "content": []}]}"#
}

private func traceloopTask(
    _ id: UInt64, in parent: UInt64, _ name: String, _ from: Double, _ to: Double, tool: String? = nil,
    isError: Bool = false
) -> TestSpan {
    var own: [String: TestValue] = [
        "traceloop.span.kind": "task", "traceloop.entity.name": .string("\(name).task"),
    ]
    if let tool {
        own["tool.name"] = .string(tool)
        own["tool.arguments"] = "{}"
        own["traceloop.entity.output"] = .string(
            #"{"tool_name": "\#(tool)", "tool_output": {"is_error": \#(isError)}, "return_direct": false}"#)
    }
    return TestSpan(id, in: parent, "\(name).task", from, to, own)
}

private func mastra(
    _ id: UInt64, in parent: UInt64, _ name: String, _ operation: String, _ from: Double, _ to: Double,
    _ attributes: [String: TestValue]
) -> TestSpan {
    let own: [String: TestValue] = ["gen_ai.operation.name": .string(operation)]
    return TestSpan(id, in: parent, name, from, to, own.merging(attributes) { $1 })
}

private func opencodeCall(
    _ id: UInt64, in parent: UInt64, _ from: Double, input: Int64, output: Int64, tool: String? = nil
) -> [TestSpan] {
    let shared: [String: TestValue] = [
        "ai.telemetry.functionId": "session.llm", "ai.telemetry.metadata.sessionId": "ses_1",
        "ai.model.id": "claude-sonnet-4", "ai.model.provider": "anthropic.messages",
        "ai.usage.promptTokens": .int(input), "ai.usage.completionTokens": .int(output),
    ]
    let call = TestSpan(
        id + 1, in: id, "ai.streamText.doStream", from, from + 2,
        shared.merging([
            "ai.operationId": "ai.streamText.doStream", "gen_ai.usage.input_tokens": .int(input),
            "gen_ai.usage.output_tokens": .int(output),
        ]) { $1 })
    let tools = tool.map { name in
        TestSpan(
            id + 2, in: id, "ai.toolCall", from + 2, from + 3,
            [
                "ai.operationId": "ai.toolCall", "ai.toolCall.name": .string(name), "ai.toolCall.id": "toolu_1",
                "ai.telemetry.functionId": "session.llm",
            ])
    }
    let whole = TestSpan(
        id, in: parent, "ai.streamText", from, from + 3, shared.merging(["ai.operationId": "ai.streamText"]) { $1 })
    return [call] + (tools.map { [$0] } ?? []) + [whole]
}
