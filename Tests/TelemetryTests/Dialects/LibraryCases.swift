import Telemetry

/// What libraries say of the role of a span in ways of their own.
let libraryCases = [
    // Its operation of a prompt's template is `chat`, and that of a search is `embeddings`.
    DialectCase(
        title: "LangSmith: neither a prompt's template nor a search is a model call",
        figures: """
            tasks 1 completed
            agent assistant 1 completed
            model gpt-4o 1, 100 in, 20 out, 40 from cache, 8 reasoning
            tool search 1 failed
            tokens from spans
            """,
        spans: [
            langSmith(2, "ChatPromptTemplate", "prompt", operation: "chat", 0.5, 1),
            langSmith(3, "VectorStoreRetriever", "retriever", operation: "embeddings", 1, 1.5),
            langSmith(
                4, "ChatOpenAI", "llm", operation: "chat", 2, 3,
                [
                    "gen_ai.system": "openai", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 100,
                    "gen_ai.usage.output_tokens": 20, "gen_ai.usage.total_tokens": 120,
                    "gen_ai.usage.input_token_details": #"{"audio": 0, "cache_read": 40}"#,
                    "gen_ai.usage.output_token_details": #"{"audio": 0, "reasoning": 8}"#,
                ]),
            langSmith(5, "search", "tool", operation: "execute_tool", 3, 4, status: .error),
            TestSpan(
                1, "LangGraph", 0, 5,
                [
                    "langsmith.span.kind": "chain", "gen_ai.operation.name": "chain",
                    "langsmith.metadata.thread_id": "th",
                ]),
        ], service: "assistant"),

    DialectCase(
        title: "Vercel AI SDK 7: without a function id the root is named after the model, and that is no agent",
        figures: """
            tasks 1 completed
            agent web 1 completed
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            chat(3, in: 2, 1, 2, input: 100, output: 20),
            TestSpan(2, in: 1, "step 1", 1, 3, ["gen_ai.operation.name": "agent_step"]),
            TestSpan(
                1, "invoke_agent gpt-4o", 0, 4,
                ["gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "gpt-4o"]),
        ], service: "web"),

    DialectCase(
        title: "Vercel AI SDK 6: a call of any kind is a model call",
        figures: """
            tasks 1 completed
            agent painter 1 completed
            model gpt-image 1
            """,
        spans: [
            TestSpan(
                2, in: 1, "ai.generateImage.doGenerate", 1, 2,
                ["ai.operationId": "ai.generateImage.doGenerate", "ai.model.id": "gpt-image"]),
            agent(1, "painter", 0, 3),
        ]),

    DialectCase(
        title: "Strands: a swarm is no agent, those in it are",
        figures: """
            tasks 2 completed
            agent critic 1 completed
            agent writer 1 completed
            model gpt-4o 2, 150 in, 30 out
            tokens from spans
            """,
        spans: [
            chat(3, in: 2, 1, 2, input: 100, output: 20), agent(2, in: 1, "writer", 1, 2),
            chat(5, in: 4, 2, 3, input: 50, output: 10), agent(4, in: 1, "critic", 2, 3),
            TestSpan(
                1, "invoke_swarm", 0, 4,
                [
                    "gen_ai.operation.name": "invoke_swarm", "gen_ai.agent.name": "swarm",
                    "gen_ai.system": "strands-agents",
                ]),
        ], scope: "strands.telemetry.tracer"),

    DialectCase(
        title: "OpenAI Agents: the root names no agent, a hand-off and a guardrail are no calls",
        figures: """
            tasks 2 completed
            agent Refunds 1 completed
            agent Triage 1 completed
            model gpt-4o 2, 150 in, 30 out
            tool lookup 1 ok
            tokens from spans
            """,
        spans: [
            operation(3, in: 2, "guardrail_check", "guardrail_check jailbreak", 0.5, 0.6),
            TestSpan(
                4, in: 2, "chat gpt-4o", 1, 2,
                [
                    "gen_ai.operation.name": "response", "gen_ai.request.model": "gpt-4o",
                    "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
                ]),
            operation(5, in: 2, "agent_handoff", "agent_handoff Triage -> Refunds", 2, 2),
            agent(2, in: 1, "Triage", 0.5, 2),
            tool(7, in: 6, "lookup", 2, 2.5), chat(8, in: 6, 2.5, 3, input: 50, output: 10),
            agent(6, in: 1, "Refunds", 2, 3),
            operation(1, in: 0, "invoke_agent", "Customer service", 0, 4),
        ]),

    DialectCase(
        title: "Langfuse: the level says that it failed, an evaluator is no call, usage as OpenAI names it",
        figures: """
            tasks 1 completed
            agent scout 1 completed
            model gpt-4o 1, 1 failed, 100 in, 20 out
            tool search 1 failed
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "generate", 1, 2,
                [
                    "langfuse.observation.type": "generation", "langfuse.observation.model.name": "gpt-4o",
                    "langfuse.observation.usage_details": #"{"prompt_tokens": 100, "completion_tokens": 20}"#,
                    "langfuse.observation.level": "ERROR",
                ]),
            TestSpan(
                3, in: 1, "search", 2, 3,
                ["langfuse.observation.type": "tool", "langfuse.observation.level": "ERROR"]),
            TestSpan(
                4, in: 1, "judge", 3, 3.5, ["langfuse.observation.type": "evaluator", "llm.model": "gpt-4o"]),
            TestSpan(1, "scout", 0, 4, ["langfuse.observation.type": "agent", "agent.name": "scout"]),
        ]),

    langfuseUsage(
        "the LangChain handler's", #"{"input":60,"output":6,"total":110,"input_cache_read":40,"output_reasoning":4}"#,
        counts: "100 in, 10 out, 40 from cache, 4 reasoning"),
    langfuseUsage(
        "Anthropic's names", #"{"input":100,"output":10,"cache_read_input_tokens":40,"cache_creation_input_tokens":5}"#,
        counts: "145 in, 10 out, 40 from cache, 5 to cache"),
    langfuseUsage(
        "a total without room for the cache", #"{"input":100,"output":10,"total":110,"input_cached_tokens":40}"#,
        counts: "100 in, 10 out, 40 from cache"),
    langfuseUsage(
        "OpenAI's own",
        #"{"prompt_tokens":100,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":40}}"#,
        counts: "100 in, 10 out, 40 from cache"),

    DialectCase(
        title: "Semantic Kernel: an operation of its own with a model is a call",
        figures: """
            tasks 1 completed
            agent Host 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool Menu-GetSpecials 1 ok
            tokens from spans
            """,
        spans: [
            chat(2, in: 1, 1, 2, input: 100, output: 20, ["gen_ai.operation.name": "chat.completions"]),
            tool(3, in: 1, "Menu-GetSpecials", 2, 3, call: "call-1"),
            agent(1, "Host", 0, 4, ["gen_ai.agent.id": "6f1d2c34-0b5a-4f0e-9d3c-2f6a1b7c8d90"]),
        ]),

    DialectCase(
        title: "Qwen Code: a tool that its sender gave up has neither succeeded nor failed",
        figures: """
            tasks 1 completed
            agent qwen-code 1 completed
            tool shell 1 other
            """,
        spans: [
            TestSpan(
                2, in: 1, "qwen-code.tool", 1, 2,
                [
                    "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "shell",
                    "qwen-code.span.ttl_expired": true,
                ]),
            TestSpan(1, "qwen-code.interaction", 0, 3, ["gen_ai.operation.name": "invoke_agent"]),
        ], service: "qwen-code"),

    DialectCase(
        title: "Qwen Code: tasks that were called off or given up have neither succeeded nor failed",
        figures: """
            tasks 1 completed, 1 failed, 3 other
            agent qwen-code 1 completed, 1 failed, 2 other
            agent reviewer 1 other
            """,
        spans: [
            qwenTurn(1, trace: 1, ["qwen-code.turn_status": "ok"], .ok),
            qwenTurn(1, trace: 2, ["qwen-code.turn_status": "error"], .error),
            qwenTurn(1, trace: 3, ["qwen-code.turn_status": "cancelled"], .ok),
            qwenTurn(1, trace: 4, ["qwen-code.span.ttl_expired": true], .unset),
            TestSpan(
                1, "qwen-code.subagent", 3, 6, trace: 5,
                [
                    "gen_ai.operation.name": "invoke_agent", "qwen-code.subagent.name": "reviewer",
                    "qwen-code.subagent.status": "aborted", "qwen-code.subagent.terminate_reason": "ttl_swept",
                    "qwen-code.span.ttl_expired": true,
                ]),
        ], service: "qwen-code"),

    DialectCase(
        title: "Qwen Code before it named operations: its spans' names say what they are",
        figures: """
            tasks 1 completed, 2 other
            agent qwen-code 1 completed, 1 other
            agent reviewer 1 other
            model qwen3 1, 100 in, 5 out
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "qwen-code.llm_request", 0, 2,
                [
                    "qwen-code.model": "qwen3", "qwen-code.prompt_id": "p", "input_tokens": 100, "output_tokens": 5,
                    "success": true,
                ]),
            TestSpan(
                1, "qwen-code.interaction", 0, 4,
                ["session.id": "q", "qwen-code.prompt_id": "p", "qwen-code.span.ttl_expired": true]),
            TestSpan(1, "qwen-code.interaction", 5, 6, trace: 2, ["session.id": "q", "qwen-code.turn_status": "ok"]),
            TestSpan(
                1, "qwen-code.subagent", 5, 6, trace: 3,
                [
                    "session.id": "q", "qwen-code.subagent.name": "reviewer",
                    "qwen-code.subagent.status": "cancelled",
                ]),
        ], service: "qwen-code"),

    DialectCase(
        title: "a memory is no model call, whatever is done to it",
        figures: """
            tasks 1 completed
            agent Keeper 1 completed
            """,
        spans: [
            operation(2, in: 1, "create_memory_record", "create_memory_record", 1, 2, ["gen_ai.request.model": "m"]),
            agent(1, "Keeper", 0, 3),
        ]),

    // Bedrock's total has the cache beside the input.
    DialectCase(
        title: "a total that has the cache beside input and output tells that the input leaves it out",
        figures: """
            tasks 1 completed
            agent coder 1 completed
            model nova 2, 290 in, 40 out, 100 from cache
            tokens from spans
            """,
        spans: [
            chat(
                2, in: 1, 1, 2, model: "nova", input: 90, output: 20,
                ["gen_ai.usage.cache_read.input_tokens": 50, "gen_ai.usage.total_tokens": 160]),
            chat(
                3, in: 1, 2, 3, model: "nova", input: 150, output: 20,
                ["gen_ai.usage.cache_read.input_tokens": 50, "gen_ai.usage.total_tokens": 170]),
            agent(1, "coder", 0, 4),
        ]),

    DialectCase(
        title: "a cost of -1 is none",
        figures: """
            tasks 1 completed
            agent coder 1 completed
            model gpt-4o 1, 100 in, 20 out
            tokens from spans
            """,
        spans: [
            chat(2, in: 1, 1, 2, input: 100, output: 20, ["gen_ai.usage.cost": -1]), agent(1, "coder", 0, 3),
        ]),

    // The model's own line says that it failed.
    DialectCase(
        title: "GenAI's event of a call that failed",
        figures: """
            tasks none
            agent web none
            model gpt-4o 2, 1 failed, 60 in, 5 out
            tokens from logs
            """,
        events: [
            TestEvent(
                "gen_ai.client.inference.operation.details", 1,
                [
                    "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
                    "gen_ai.usage.input_tokens": 60, "gen_ai.usage.output_tokens": 5,
                ]),
            TestEvent(
                "gen_ai.client.inference.operation.details", 2,
                ["gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o", "error.type": "timeout"]),
        ], service: "web"),
]

private func langSmith(
    _ id: UInt64, _ name: String, _ kind: String, operation: String, _ from: Double, _ to: Double,
    status: StatusCode = .unset, _ attributes: [String: TestValue] = [:]
) -> TestSpan {
    let own: [String: TestValue] = [
        "langsmith.span.kind": .string(kind), "gen_ai.operation.name": .string(operation),
    ]
    return TestSpan(id, in: 1, name, from, to, status: status, own.merging(attributes) { $1 })
}

private func operation(
    _ id: UInt64, in parent: UInt64, _ operation: String, _ name: String, _ from: Double, _ to: Double,
    _ attributes: [String: TestValue] = [:]
) -> TestSpan {
    let own: [String: TestValue] = ["gen_ai.operation.name": .string(operation)]
    return TestSpan(id, in: parent, name, from, to, own.merging(attributes) { $1 })
}

private func langfuseUsage(_ title: String, _ usage: String, counts: String) -> DialectCase {
    DialectCase(
        title: "Langfuse: usage in \(title)",
        figures: """
            tasks 1 completed
            agent scout 1 completed
            model m 1, \(counts)
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "generate", 1, 2,
                [
                    "langfuse.observation.type": "generation", "langfuse.observation.model.name": "m",
                    "langfuse.observation.usage_details": .string(usage),
                ]),
            TestSpan(1, "scout", 0, 4, ["langfuse.observation.type": "agent", "agent.name": "scout"]),
        ])
}

private func qwenTurn(
    _ id: UInt64, trace: UInt64, _ attributes: [String: TestValue], _ status: StatusCode
) -> TestSpan {
    let turn: [String: TestValue] = ["gen_ai.operation.name": "invoke_agent", "session.id": "q"]
    return TestSpan(
        id, "qwen-code.interaction", 0, 4, trace: trace, status: status, turn.merging(attributes) { _, new in new })
}
