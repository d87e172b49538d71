import Telemetry

/// The GenAI conventions, and libraries that keep to them more or less.
let genAICases = [
    DialectCase(
        title: "GenAI: an agent's span repeats the tokens of its calls",
        figures: """
            tasks 1 completed
            agent Planner 1 completed
            model gpt-4o 2, 1 failed, 160 in, 20 out, 64 from cache, 8 reasoning
            tool search 1 ok
            tokens from spans
            """,
        spans: [
            chat(
                2, in: 1, 1, 2, model: "gpt-4o-2024", input: 100, output: 20,
                [
                    "gen_ai.response.model": "gpt-4o", "gen_ai.usage.cache_read.input_tokens": 64,
                    "gen_ai.usage.reasoning.output_tokens": 8, "gen_ai.response.id": "r1",
                ]),
            tool(3, in: 1, "search", 2, 3),
            TestSpan(
                4, in: 1, "chat gpt-4o", 3, 4, status: .error,
                [
                    "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o", "error.type": "timeout",
                    "gen_ai.usage.input_tokens": 60,
                ]),
            agent(1, "Planner", 0, 5, ["gen_ai.usage.input_tokens": 160, "gen_ai.usage.output_tokens": 20]),
        ]),

    DialectCase(
        title: "GenAI: an agent's tokens, where no call names any",
        figures: """
            tasks 2 completed
            agent Helper 1 completed
            agent Planner 1 completed
            model gpt-4o 1, 160 in, 20 out
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "chat gpt-4o", 1, 2, ["gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"]),
            agent(3, in: 1, "Helper", 2, 3, ["gen_ai.usage.input_tokens": 60, "gen_ai.usage.output_tokens": 5]),
            agent(
                1, "Planner", 0, 5,
                [
                    "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 160,
                    "gen_ai.usage.output_tokens": 20,
                ]),
        ]),

    DialectCase(
        title: "Vercel AI SDK 6: wrappers repeat tokens",
        figures: """
            tasks 1 completed
            agent support 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool weather 1 ok
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "ai.generateText.doGenerate", 1, 2,
                [
                    "operation.name": "ai.generateText.doGenerate support",
                    "ai.operationId": "ai.generateText.doGenerate", "ai.telemetry.functionId": "support",
                    "ai.model.id": "gpt-4o", "ai.model.provider": "openai.responses",
                    "ai.response.model": "gpt-4o", "ai.response.msToFirstChunk": 150,
                    "ai.usage.promptTokens": 100, "ai.usage.completionTokens": 20, "ai.usage.totalTokens": 120,
                    "gen_ai.system": "openai", "gen_ai.request.model": "gpt-4o",
                    "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
                ]),
            TestSpan(
                3, in: 1, "ai.toolCall", 2, 3,
                [
                    "operation.name": "ai.toolCall support", "ai.operationId": "ai.toolCall",
                    "ai.telemetry.functionId": "support", "ai.toolCall.name": "weather", "ai.toolCall.id": "call-1",
                ]),
            TestSpan(
                1, "ai.generateText", 0, 4,
                [
                    "operation.name": "ai.generateText support", "ai.operationId": "ai.generateText",
                    "ai.telemetry.functionId": "support", "ai.model.id": "gpt-4o", "ai.usage.promptTokens": 100,
                    "ai.usage.completionTokens": 20,
                ]),
        ]),

    DialectCase(
        title: "Vercel AI SDK 7: GenAI names, steps are iterations",
        figures: """
            tasks 1 completed
            agent support 1 completed
            model gpt-4o 1, 100 in, 20 out
            tool weather 1 failed
            tokens from spans
            """,
        spans: [
            chat(3, in: 2, 1, 2, input: 100, output: 20),
            tool(4, in: 2, "weather", 2, 3, status: .error),
            TestSpan(2, in: 1, "step 1", 1, 3, ["gen_ai.operation.name": "agent_step"]),
            TestSpan(
                1, "invoke_agent gpt-4o", 0, 4,
                [
                    "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "support",
                    "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 100,
                    "gen_ai.usage.output_tokens": 20,
                ]),
        ]),

    DialectCase(
        title: "pydantic-ai: aggregated usage on the agent",
        figures: """
            tasks 1 completed
            agent librarian 1 completed
            model gpt-4o 1, 100 in, 20 out, 30 from cache
            tool search 1 failed
            cost 0.003
            tokens from spans
            """,
        spans: [
            chat(
                2, in: 1, 1, 2, input: 100, output: 20,
                ["gen_ai.usage.details.cache_read_tokens": 30, "operation.cost": 0.003]),
            tool(3, in: 1, "search", 2, 3, status: .error),
            agent(
                1, "librarian", 0, 4,
                [
                    "gen_ai.aggregated_usage.input_tokens": 100, "gen_ai.aggregated_usage.output_tokens": 20,
                    "gen_ai.agent.call.id": "run-1",
                ]),
        ]),
]

func agent(
    _ id: UInt64, in parent: UInt64 = 0, _ name: String, _ from: Double, _ to: Double, trace: UInt64 = 1,
    status: StatusCode = .unset, _ attributes: [String: TestValue] = [:]
) -> TestSpan {
    let own: [String: TestValue] = ["gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": .string(name)]
    return TestSpan(
        id, in: parent, "invoke_agent \(name)", from, to, trace: trace, status: status, own.merging(attributes) { $1 })
}

func chat(
    _ id: UInt64, in parent: UInt64 = 0, _ from: Double, _ to: Double, trace: UInt64 = 1, model: String = "gpt-4o",
    input: Int64, output: Int64, _ attributes: [String: TestValue] = [:]
) -> TestSpan {
    let own: [String: TestValue] = [
        "gen_ai.operation.name": "chat", "gen_ai.request.model": .string(model),
        "gen_ai.usage.input_tokens": .int(input), "gen_ai.usage.output_tokens": .int(output),
    ]
    return TestSpan(id, in: parent, "chat \(model)", from, to, trace: trace, own.merging(attributes) { $1 })
}

func tool(
    _ id: UInt64, in parent: UInt64 = 0, _ name: String, _ from: Double, _ to: Double, trace: UInt64 = 1,
    call: String? = nil, status: StatusCode = .unset
) -> TestSpan {
    var attributes: [String: TestValue] = [
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": .string(name),
    ]
    if let call { attributes["gen_ai.tool.call.id"] = .string(call) }
    return TestSpan(id, in: parent, "execute_tool \(name)", from, to, trace: trace, status: status, attributes)
}
