import Telemetry

/// Coding agents, beside those that tell everything three times.
let codingAgentCases = [
    // A background sub-agent is a trace of its own, linked to the one that started it.
    DialectCase(
        title: "Qwen Code: a linked sub-agent",
        figures: """
            tasks 2 completed
            agent qwen-code 1 completed
            agent reviewer 1 completed
            model qwen3-coder 2, 300 in, 30 out
            tool task 1 ok
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "qwen-code.llm_request", 0, 2,
                [
                    "gen_ai.operation.name": "chat", "session.id": "q", "qwen-code.prompt_id": "p1",
                    "gen_ai.request.model": "qwen3-coder", "gen_ai.usage.input_tokens": 100,
                    "gen_ai.usage.output_tokens": 10, "ttft_ms": 300, "success": true,
                ]),
            TestSpan(
                4, in: 3, "qwen-code.tool.execution", 2, 3,
                ["session.id": "q", "qwen-code.prompt_id": "p1", "success": true]),
            TestSpan(
                3, in: 1, "qwen-code.tool", 2, 3,
                [
                    "gen_ai.operation.name": "execute_tool", "session.id": "q", "qwen-code.prompt_id": "p1",
                    "gen_ai.tool.name": "task", "gen_ai.tool.call.id": "call-1",
                ]),
            TestSpan(
                1, "qwen-code.interaction", 0, 4,
                ["gen_ai.operation.name": "invoke_agent", "session.id": "q", "qwen-code.prompt_id": "p1"]),
            TestSpan(
                12, in: 11, "qwen-code.llm_request", 3, 5, trace: 2,
                [
                    "gen_ai.operation.name": "chat", "session.id": "q", "qwen-code.subagent.id": "reviewer-1",
                    "gen_ai.request.model": "qwen3-coder", "gen_ai.usage.input_tokens": 200,
                    "gen_ai.usage.output_tokens": 20,
                ]),
            TestSpan(
                11, "qwen-code.subagent", 3, 6, trace: 2,
                [
                    "gen_ai.operation.name": "invoke_agent", "session.id": "q",
                    "qwen-code.subagent.id": "reviewer-1", "qwen-code.subagent.name": "reviewer",
                    "qwen-code.subagent.invocation_kind": "background", "qwen-code.subagent.status": "completed",
                ], links: [(trace: 1, span: 3)]),
        ], service: "qwen-code"),

    // The agent's id is that of the conversation, and its tokens are those of all turns.
    DialectCase(
        title: "Copilot CLI: the agent's id is its conversation",
        figures: """
            tasks 2 completed
            agent copilot 2 completed
            model gpt-5 2, 300 in, 30 out
            tool bash 1 failed
            tokens from spans
            """,
        spans: copilotTurn(trace: 1, conversation: "7f0e", chat: (100, 10), all: (100, 10))
            + copilotTurn(trace: 2, conversation: "91aa", chat: (200, 20), all: (300, 30)) + [
                TestSpan(
                    8, in: 1, "execute_tool bash", 2, 3, status: .error,
                    [
                        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "bash",
                        "gen_ai.tool.call.id": "call-1", "error.type": "exit_code",
                    ])
            ], service: "github-copilot", scope: "github.copilot"),

    DialectCase(
        title: "Copilot Chat: a sub-agent below a tool, session totals on both agents",
        figures: """
            tasks 2 completed
            agent Explore 1 completed
            agent GitHub Copilot Chat 1 completed
            model gpt-5 2, 300 in, 30 out
            tool runSubagent 1 ok
            tokens from spans
            """,
        spans: [
            copilotChat(2, in: 1, 1, 2, input: 100, output: 10),
            copilotChat(5, in: 4, 3, 4, input: 200, output: 20),
            TestSpan(
                4, in: 3, "invoke_agent Explore", 3, 5, status: .ok,
                [
                    "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "Explore",
                    "gen_ai.usage.input_tokens": 200, "gen_ai.usage.output_tokens": 20,
                    "copilot_chat.parent_chat_session_id": "v",
                ]),
            TestSpan(
                3, in: 1, "execute_tool runSubagent", 2, 5, status: .ok,
                [
                    "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "runSubagent",
                    "gen_ai.tool.call.id": "call-1",
                ]),
            TestSpan(6, in: 1, "execute_hook PostToolUse", 5, 5, ["gen_ai.operation.name": "execute_hook"]),
            TestSpan(
                1, "invoke_agent GitHub Copilot Chat", 0, 6, status: .ok,
                [
                    "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "GitHub Copilot Chat",
                    "gen_ai.conversation.id": "v", "gen_ai.usage.input_tokens": 300,
                    "gen_ai.usage.output_tokens": 30, "copilot_chat.turn_count": 2,
                ]),
        ],
        events: [
            TestEvent("copilot_chat.session.start", 0, ["session.id": "v"]),
            TestEvent(
                "gen_ai.client.inference.operation.details", 2,
                [
                    "gen_ai.request.model": "gpt-5", "gen_ai.usage.input_tokens": 100,
                    "gen_ai.usage.output_tokens": 10,
                ]),
            TestEvent(
                "copilot_chat.agent.turn", 2,
                ["turn.index": 0, "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10]),
            TestEvent("copilot_chat.tool.call", 5, ["gen_ai.tool.name": "runSubagent", "success": true]),
        ], service: "copilot-chat", resource: ["session.id": "window-1"]),

    DialectCase(
        title: "goose",
        figures: """
            tasks 1 completed
            agent goose 1 completed
            model claude-sonnet-4 1, 120 in, 30 out
            tool dispatch_tool_call 1 ok
            cost 0.004
            tokens from spans
            """,
        spans: [
            TestSpan(
                2, in: 1, "provider_generation", 1, 3,
                [
                    "observation_type": "GENERATION", "session.id": "g", "provider": "anthropic",
                    "model": "claude-sonnet-4", "usage_details_json": #"{"input":120,"output":30,"total":150}"#,
                    "cost_details_json": #"{"total": 0.004}"#,
                ]),
            TestSpan(3, in: 1, "dispatch_tool_call", 3, 4, ["input": "{}", "output": "{}"]),
            TestSpan(1, "reply", 0, 5, ["user_message": "Do it.", "session.id": "g"]),
        ],
        metrics: [
            metricBatch(
                [
                    .total("goose.tool_calls", 1, ["tool_name": "developer__shell"]),
                    .total("goose.tool_completions", 1, ["tool_name": "developer__shell", "result": "success"]),
                    .total("goose.session_starts", 1),
                ], service: "goose")
        ], service: "goose"),

    claudeTool(
        "no span or log says how it came out", "1 other",
        details: []),
    claudeTool(
        "the span of its execution says that it failed", "1 failed",
        details: [
            TestSpan(
                4, in: 3, "claude_code.tool.execution", 2, 3, status: .error,
                ["span.type": "tool.execution", "success": false, "error": "exit 1"])
        ]),
    claudeTool(
        "the log of its result, in the same trace, says that it failed", "1 failed",
        events: [
            TestEvent(
                "tool_result", 3, trace: 1,
                ["session.id": "s", "tool_name": "Bash", "tool_use_id": "toolu_1", "success": "false"])
        ]),
    claudeTool(
        "the log of its result names no trace", "1 failed",
        events: [
            TestEvent(
                "tool_result", 3,
                ["session.id": "s", "tool_name": "Bash", "tool_use_id": "toolu_1", "success": "false"])
        ]),
    claudeTool(
        "the user refused it", "1 other",
        events: [
            TestEvent(
                "tool_decision", 3, trace: 1,
                ["session.id": "s", "tool_name": "Bash", "tool_use_id": "toolu_1", "decision": "reject"])
        ]),
]

private func copilotTurn(
    trace: UInt64, conversation: String, chat: (Int64, Int64), all: (Int64, Int64)
) -> [TestSpan] {
    [
        copilotChat(2, in: 1, 1, 2, trace: trace, input: chat.0, output: chat.1),
        TestSpan(
            1, "invoke_agent", 0, 4, trace: trace,
            [
                "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.id": .string(conversation),
                "gen_ai.agent.name": "copilot", "gen_ai.conversation.id": .string(conversation),
                "github.copilot.interaction_id": "i", "github.copilot.turn_count": 1,
                "gen_ai.usage.input_tokens": .int(all.0), "gen_ai.usage.output_tokens": .int(all.1),
            ], events: [("github.copilot.session.start", 0, [:])]),
    ]
}

private func copilotChat(
    _ id: UInt64, in parent: UInt64, _ from: Double, _ to: Double, trace: UInt64 = 1, input: Int64, output: Int64
) -> TestSpan {
    TestSpan(
        id, in: parent, "chat gpt-5", from, to, trace: trace,
        [
            "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5",
            "gen_ai.usage.input_tokens": .int(input), "gen_ai.usage.output_tokens": .int(output),
        ])
}

/// Claude Code leaves the status of a tool's span unset, whatever came of it.
private func claudeTool(
    _ title: String, _ outcome: String, details: [TestSpan] = [], events: [TestEvent] = []
) -> DialectCase {
    DialectCase(
        title: "Claude Code's tool: \(title)",
        figures: """
            tasks 1 completed
            agent claude-code 1 completed
            tool Bash \(outcome)
            """,
        spans: details + [
            TestSpan(
                3, in: 1, "claude_code.tool", 2, 3,
                ["span.type": "tool", "session.id": "s", "tool_name": "Bash", "tool_use_id": "toolu_1"]),
            TestSpan(1, "claude_code.interaction", 0, 4, ["span.type": "interaction", "session.id": "s"]),
        ], events: events, service: "claude-code")
}
