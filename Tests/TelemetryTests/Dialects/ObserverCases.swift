import Telemetry

/// Agents that are told of by what observes them: LangSmith, Langfuse, MLflow, Logfire, OpenInference.
let observerCases = [
    langChainCase(
        "OpenInference", "openinference.instrumentation.langchain",
        { kind, agent in
            [
                "openinference.span.kind": .string(kind == "model" ? "LLM" : kind.uppercased()),
                "metadata": .string(
                    #"{"ls_integration": "langchain_create_agent", "lc_agent_name": "\#(agent)", "langgraph_step": 1}"#),
            ]
        }),
    langChainCase(
        "LangSmith", "langsmith",
        { kind, agent in
            [
                "langsmith.span.kind": .string(kind == "model" ? "llm" : kind),
                "langsmith.metadata.lc_agent_name": .string(agent),
            ]
        }),
    langChainCase(
        "Langfuse", "langfuse-sdk",
        { kind, agent in
            [
                "langfuse.observation.type": .string(kind == "model" ? "generation" : kind),
                "langfuse.observation.metadata.lc_agent_name": .string("\"\(agent)\""),
                "langfuse.trace.metadata.lc_agent_name": "forecaster",
            ]
        }),

    DialectCase(
        title: "LangSmith: cache and reasoning stand in a text of JSON",
        figures: """
            tasks 1 completed
            agent app 1 completed
            model gpt-4o 1, 100 in, 20 out, 60 from cache, 5 reasoning
            tokens from spans
            """,
        spans: [
            TestSpan(
                1, "ChatOpenAI", 0, 1,
                [
                    "langsmith.span.kind": "llm", "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
                    "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
                    "langsmith.metadata.usage_metadata":
                        #"{"input_tokens":100,"output_tokens":20,"total_tokens":120,"input_token_details":{"cache_read":60},"output_token_details":{"reasoning":5}}"#,
                ])
        ], service: "app", scope: "langsmith"),

    DialectCase(
        title: "LangSmith: a run that ended well by its status has failed if it tells of an exception",
        figures: """
            tasks 1 failed
            agent app 1 failed
            tool fetch 1 failed
            """,
        spans: [
            TestSpan(
                2, in: 1, "fetch", 1, 2, status: .ok,
                ["langsmith.span.kind": "tool", "gen_ai.tool.name": "fetch"], events: [("exception", 2, [:])]),
            TestSpan(
                1, "forecast", 0, 3, status: .ok, ["langsmith.span.kind": "chain"], events: [("exception", 3, [:])]),
        ], service: "app", scope: "langsmith"),

    // Its observations have the names of the functions that they observe.
    DialectCase(
        title: "Langfuse: agents and tools are called by their spans, and costs stand side by side",
        figures: """
            tasks 2 completed
            agent forecaster 1 completed
            agent researcher 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool ask_researcher 1 ok
            tool fetch 1 ok
            tool weather 1 failed
            cost 0.03
            tokens from spans
            """,
        spans: [
            TestSpan(
                5, in: 4, "chat", 3, 4,
                [
                    "langfuse.observation.type": "generation", "langfuse.observation.model.name": "gpt-4o",
                    "langfuse.observation.usage_details": #"{"input": 100, "output": 20}"#,
                    "langfuse.observation.cost_details": #"{"input": 0.01, "output": 0.02}"#,
                ]),
            TestSpan(7, in: 6, "fetch", 4, 5, ["langfuse.observation.type": "tool"]),
            TestSpan(6, in: 4, "weather", 4, 5, status: .error, ["langfuse.observation.type": "tool"]),
            TestSpan(4, in: 2, "researcher", 2, 6, ["langfuse.observation.type": "agent"]),
            TestSpan(2, in: 1, "ask_researcher", 1, 7, ["langfuse.observation.type": "tool"]),
            TestSpan(1, "forecaster", 0, 8, ["langfuse.observation.type": "agent"]),
        ], service: "app", scope: "langfuse-sdk"),

    DialectCase(
        title: "MLflow: agents are called by their spans, not by methods, and an answer has its usage inside",
        figures: """
            tasks 1 completed
            agent forecaster 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool weather 1 ok
            tokens from spans
            """,
        spans: [
            mlflow(5, in: 4, "AsyncResponses", "CHAT_MODEL", 1, 2, ["mlflow.llm.model": #""gpt-4o""#]),
            mlflow(
                4, in: 3, "Response", "CHAT_MODEL", 1, 2,
                ["model": #""gpt-4o""#, "usage": #"{"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}"#]),
            mlflow(6, in: 3, "weather", "TOOL", 2, 3), mlflow(3, in: 2, "forecaster", "AGENT", 0, 4),
            mlflow(2, in: 1, "Agent workflow", "CHAIN", 0, 4), mlflow(1, in: 0, "AgentRunner.run", "AGENT", 0, 5),
        ], service: "app", scope: "mlflow"),

    // A span's name is the template of a message; what fills it stands beside.
    DialectCase(
        title: "OpenAI Agents by Logfire: names of spans are templates",
        figures: """
            tasks 1 completed, 1 failed
            agent forecaster 1 completed
            agent researcher 1 failed
            model gpt-4o 1, 100 in, 20 out
            tool ask_researcher 1 ok
            tool weather 1 failed
            tokens from spans
            """,
        spans: [
            chat(7, in: 6, 2, 3, input: 100, output: 20),
            TestSpan(8, in: 6, "Function: {name}", 3, 4, status: .error, ["name": "weather"]),
            TestSpan(6, in: 5, "Turn {turn} for agent researcher", 2, 4, ["name": "turn", "agent_name": "researcher"]),
            TestSpan(5, in: 4, "Agent run: {name!r}", 2, 4, status: .error, ["name": "researcher"]),
            TestSpan(4, in: 3, "Function: {name}", 1, 5, ["name": "ask_researcher"]),
            TestSpan(9, in: 3, "Handoff: {from_agent} → {to_agent}", 5, 6, ["to_agent": "writer"]),
            TestSpan(3, in: 2, "Agent run: {name!r}", 0, 6, ["name": "forecaster"]),
            TestSpan(2, in: 1, "Task: Agent workflow", 0, 6, ["usage": #"{"input_tokens": 100, "output_tokens": 20}"#]),
            TestSpan(1, "OpenAI Agents trace: {name}", 0, 6, ["name": "Agent workflow"]),
        ], service: "app", scope: "logfire.openai_agents"),

    // What a stream used comes when it is over, as a log beside the call's span, or in a trace of its own.
    DialectCase(
        title: "Logfire: a stream's tokens come apart from its call",
        figures: """
            tasks 2 completed
            agent app 2 completed
            model gpt-4o-2024-08-06 3, 310 in, 60 out
            tokens from spans
            """,
        spans: [
            logfireCall(2, in: 1, 1, 2, ["gen_ai.response.model": "gpt-4o"]),
            logfireUsage(3, in: 1, 2, input: 100, output: 20), TestSpan(1, "ask", 0, 3),
            logfireCall(1, 0, 1, trace: 2, ["gen_ai.response.model": "gpt-4o"]),
            logfireUsage(1, 1, trace: 3, input: 200, output: 30),
            logfireCall(
                4, in: 1, 2, 3,
                [
                    "gen_ai.response.model": "gpt-4o-2024-08-06", "gen_ai.usage.input_tokens": 10,
                    "gen_ai.usage.output_tokens": 10,
                ]),
            TestSpan(5, in: 1, "noted", 2, 2, ["logfire.span_type": "log", "gen_ai.request.model": "gpt-4o"]),
            TestSpan(
                6, in: 1, "usage {input_tokens}", 2, 2,
                ["logfire.span_type": "log", "input_tokens": 40, "gen_ai.operation.name": "chat"]),
            TestSpan(
                7, in: 1, "run", 2, 2,
                [
                    "logfire.span_type": "log", "gen_ai.usage.input_tokens": 40,
                    "gen_ai.operation.name": "invoke_agent",
                    "gen_ai.agent.name": "b",
                ]),
        ], service: "app", scope: "logfire.openai"),

    DialectCase(
        title: "OpenAI Agents under OpenInference: a hand-off is a tool's span, and no tool call",
        figures: """
            tasks 1 completed
            agent triage 1 completed
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            openInference(3, in: 2, "response", "LLM", 1, 2, tokens: (100, 20)),
            openInference(4, in: 2, "handoff to writer", "TOOL", 2, 3, ["input.value": "triage"]),
            openInference(2, in: 1, "turn", "CHAIN", 1, 3),
            openInference(1, in: 0, "triage", "AGENT", 0, 4, ["graph.node.id": "triage"]),
        ], service: "app", scope: "openinference.instrumentation.openai_agents"),

    DialectCase(
        title: "OpenInference by hand: agents and tools are called by their spans, an instrumentation's are not",
        figures: """
            tasks 2 completed
            agent forecaster 1 completed
            agent researcher 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool ask_researcher 1 ok
            tokens from spans
            """,
        spans: [
            openInference(4, in: 3, "ChatCompletion", "LLM", 2, 3, tokens: (100, 20)),
            openInference(3, in: 2, "researcher", "AGENT", 1, 4),
            openInference(2, in: 1, "ask_researcher", "TOOL", 1, 4),
            openInference(1, in: 0, "forecaster", "AGENT", 0, 5),
        ], service: "app", scope: "my_agents"),

    DialectCase(
        title: "LangWatch: what its decorators tell",
        figures: """
            tasks 1 completed
            agent forecaster 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool weather 1 failed
            tokens from spans
            """,
        spans: [
            chat(3, in: 2, 1, 2, input: 100, output: 20, ["langwatch.span.type": "llm"]),
            TestSpan(4, in: 2, "weather", 2, 3, status: .error, ["langwatch.span.type": "tool"]),
            TestSpan(2, in: 1, "forecaster", 0, 4, ["langwatch.span.type": "agent"]),
            TestSpan(1, "pipeline", 0, 5, ["langwatch.span.type": "span"]),
        ], service: "app", scope: "langwatch"),

    DialectCase(
        title: "AG2: what it says of a call's usage, and of a subtask's, is no call",
        figures: """
            tasks 1 completed
            agent forecaster 1 completed
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            chat(2, in: 1, 1, 2, input: 100, output: 20),
            TestSpan(
                3, in: 1, "record_usage model_call", 2, 2,
                ["gen_ai.response.model": "gpt-4o", "gen_ai.usage.input_tokens": 100, "ag2.span.type": "usage"]),
            TestSpan(
                4, in: 1, "record_usage subtask", 2, 2,
                ["gen_ai.response.model": "gpt-4o", "gen_ai.usage.input_tokens": 500, "ag2.span.type": "usage"]),
            TestSpan(
                1, "invoke_agent forecaster", 0, 3,
                ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "forecaster"]),
        ], service: "app", scope: "opentelemetry.instrumentation.ag2"),

    // Its spans name every agent `agent`, and all but the agents' own "OpenAI Agent"; its histogram has what took time
    // without a word of what that was.
    DialectCase(
        title: "OpenAI Agents by OpenTelemetry's instrumentation: fillers are no names, durations of anything no calls",
        figures: """
            tasks 2 completed
            agent forecaster 1 completed
            agent researcher 1 completed
            model gpt-4o 2, 1 failed, 100 in, 20 out
            tool ask_researcher 1 ok
            tokens from spans
            """,
        spans: [
            chat(5, in: 4, 2, 3, input: 100, output: 20, openAIAgents),
            TestSpan(
                6, in: 4, "chat gpt-4o", 3, 4, status: .error,
                openAIAgents.merging(["gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"]) { $1 }),
            TestSpan(
                4, in: 3, "invoke_agent researcher", 2, 4,
                [
                    "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "researcher",
                    "gen_ai.agent.id": "agent",
                ]),
            TestSpan(
                3, in: 2, "execute_tool ask_researcher", 1, 5,
                openAIAgents.merging(
                    ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "ask_researcher"]) { $1 }),
            TestSpan(
                2, in: 1, "invoke_agent forecaster", 0, 6,
                [
                    "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "forecaster",
                    "gen_ai.agent.id": "agent",
                ]),
            TestSpan(1, "Agent workflow", 0, 6, ["gen_ai.operation.name": "invoke_agent"]),
        ],
        metrics: [
            metricBatch(
                [
                    .histogram("gen_ai.client.operation.duration", count: 9, sum: 9, unit: "s"),
                    .histogram(
                        "gen_ai.client.operation.duration", count: 2, sum: 2, unit: "s",
                        ["gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"]),
                ], service: "app", scope: "openai_agents")
        ], service: "app", scope: "opentelemetry.instrumentation.openai_agents"),

    DialectCase(
        title: "BeeAI: spans below a call that say nothing are none",
        figures: """
            tasks 1 completed, 1 failed
            agent app 1 completed, 1 failed
            model gpt-4o 2, 1 failed, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            TestSpan(
                9, in: 3, "new_token", 2, 2, ["openinference.span.kind": "LLM", "logfire.span_type": "pending_span"]),
            openInference(2, in: 1, "new_token", "LLM", 1, 1), openInference(3, in: 1, "new_token", "LLM", 2, 2),
            openInference(1, in: 0, "OpenAIChatModel", "LLM", 0, 3, tokens: (100, 20)),
            openInference(2, in: 1, "error", "LLM", 1, 1, trace: 2),
            openInference(
                1, in: 0, "OpenAIChatModel", "LLM", 0, 3, trace: 2, status: .error, ["llm.model_name": "gpt-4o"]),
        ], service: "app", scope: "openinference.instrumentation.beeai"),

    DialectCase(
        title: "OpenLIT: of a call that failed there is only the span's name",
        figures: """
            tasks 1 completed
            agent app 1 completed
            model gpt-4o 2, 1 failed, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            chat(2, in: 1, 0, 1, input: 100, output: 20),
            TestSpan(3, in: 1, "chat gpt-4o", 1, 2, status: .error, kind: .client),
            TestSpan(4, in: 1, "chat with users", 2, 3, status: .error, kind: .client),
            TestSpan(5, in: 1, "chat gpt-4o", 3, 4),
            TestSpan(1, "work", 0, 5),
        ], service: "app", scope: "openlit"),

    DialectCase(
        title: "MCP's SDK: a client's request names its tool in its own name only",
        figures: """
            tasks 1 completed
            agent bare 1 completed
            tool add 1 ok
            tool weather 1 ok
            """,
        spans: [
            TestSpan(2, in: 1, "MCP send initialize", 0, 1, ["mcp.method.name": "initialize"]),
            TestSpan(3, in: 1, "MCP send tools/call weather", 1, 2, ["mcp.method.name": "tools/call"]),
            TestSpan(5, in: 4, "MCP send tools/call add", 2, 3, ["mcp.method.name": "tools/call"]),
            TestSpan(
                4, in: 1, "execute_tool add", 2, 3,
                ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "add"]),
            TestSpan(
                1, "invoke_agent bare", 0, 4, ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "bare"]),
        ], service: "app", scope: "mcp-python-sdk"),

    DialectCase(
        title: "Anthropic's SDK: to count tokens asks no model",
        figures: """
            tasks 1 completed
            agent app 1 completed
            model claude-sonnet-4 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            chat(1, in: 0, 0, 1, input: 100, output: 20, ["gen_ai.request.model": "claude-sonnet-4"]),
            TestSpan(
                2, "anthropic.messages.count_tokens", 1, 2, trace: 2,
                ["gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-sonnet-4"]),
            TestSpan(
                3, "messages.count_tokens", 2, 3, trace: 3,
                ["openinference.span.kind": "LLM", "llm.model_name": "claude-sonnet-4"]),
        ], service: "app", scope: "com.anthropic.sdk.python"),
]

private let openAIAgents: [String: TestValue] = [
    "gen_ai.agent.id": "agent", "gen_ai.agent.name": "OpenAI Agent",
]

private func logfireCall(
    _ id: UInt64, in parent: UInt64 = 0, _ from: Double, _ to: Double, trace: UInt64 = 1,
    _ attributes: [String: TestValue]
) -> TestSpan {
    let own: [String: TestValue] = [
        "logfire.span_type": "span", "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
    ]
    return TestSpan(
        id, in: parent, "Chat Completion with {request_data[model]!r}", from, to, trace: trace,
        own.merging(attributes) { $1 })
}

private func logfireUsage(
    _ id: UInt64, in parent: UInt64 = 0, _ time: Double, trace: UInt64 = 1, input: Int64, output: Int64
) -> TestSpan {
    TestSpan(
        id, in: parent, "streaming response from {request_data[model]!r} took {duration:.2f}s", time, time,
        trace: trace,
        [
            "logfire.span_type": "log", "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024-08-06", "gen_ai.usage.input_tokens": .int(input),
            "gen_ai.usage.output_tokens": .int(output), "gen_ai.response.id": .string("r\(trace)-\(id)"),
        ])
}

/// An agent of LangChain's that calls another by a tool, which has no agent's span: both have names in what all of their
/// spans carry.
private func langChainCase(
    _ observer: String, _ scope: String, _ attributes: (_ kind: String, _ agent: String) -> [String: TestValue]
) -> DialectCase {
    func span(
        _ id: UInt64, in parent: UInt64, _ name: String, _ kind: String, of agent: String, _ from: Double, _ to: Double
    ) -> TestSpan {
        var own = attributes(kind, agent)
        if kind == "tool" { own["gen_ai.tool.name"] = .string(name) }
        if kind == "model" { own["gen_ai.request.model"] = "gpt-4o" }
        return TestSpan(id, in: parent, name, from, to, own)
    }
    return DialectCase(
        title: "LangChain by \(observer): an agent inside another's tool",
        figures: """
            tasks 2 completed
            agent forecaster 1 completed
            agent researcher 1 completed
            model gpt-4o 2
            tool ask_researcher 1 ok
            tool weather 1 ok
            """,
        spans: [
            span(8, in: 7, "ChatOpenAI", "model", of: "researcher", 3, 4),
            span(7, in: 5, "model", "chain", of: "researcher", 3, 4),
            span(9, in: 5, "weather", "tool", of: "researcher", 4, 5),
            span(5, in: 4, "researcher", "chain", of: "researcher", 3, 6),
            span(4, in: 3, "ask_researcher", "tool", of: "forecaster", 2, 7),
            span(3, in: 1, "tools", "chain", of: "forecaster", 2, 7),
            span(2, in: 1, "ChatOpenAI", "model", of: "forecaster", 1, 2),
            span(1, in: 0, "forecaster", "chain", of: "forecaster", 0, 8),
        ], service: "app", scope: scope)
}
