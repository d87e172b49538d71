// Which attribute keys carry a concept. Adding a dialect is adding keys.

extension Concept {
    /// The attribute keys that carry it, the strongest first.
    var keys: [String] {
        switch self {
        case .agentID:
            ["agent.id", "gen_ai.agent.id", "agent_id", "agentId", "qwen-code.subagent.id", "agent.agentId"]
        case .agentName:
            [
                "gen_ai.agent.name", "agent.name", "qwen-code.subagent.name", "subagent_type", "agent_type",
                "gen_ai.client.agent_type", "agent_name", "agentName", "lk.agent_name", "ai.telemetry.functionId",
                "langsmith.metadata.lc_agent_name", "langfuse.observation.metadata.lc_agent_name",
            ]
        case .hookClient: ["gen_ai.client.name"]
        case .graphNode: ["graph.node.name", "graph.node.id", "gen_ai.workflow.name"]
        case .entityName: ["traceloop.entity.name", "haystack.component.name", "operation.name"]
        case .templateName: ["name"]
        case .metadata: ["metadata"]
        case .querySource: ["query_source"]
        case .agentType: ["agent.type", "github.copilot.agent.type"]
        case .parentAgent:
            [
                "parent_agent_id", "qwen-code.subagent.parent_agent_id", "graph.node.parent_id",
                "gen_ai.client.parent_agent_id",
            ]
        case .calledAgent: ["agent.sub_agent.id"]
        case .taskID:
            [
                "agent.task.id", "task.id", "gen_ai.task.id", "prompt.id", "qwen-code.prompt_id", "prompt_id",
                "turn.id", "gen_ai.agent.call.id", "gcp.vertex.agent.invocation_id", "github.copilot.interaction_id",
                "agent.taskId", "task_id", "taskId",
            ]
        case .geminiPrompt: ["gen_ai.prompt.name"]
        case .parentTaskID: ["parent.task_id", "gen_ai.task.parent.id", "agent.sub_agent.task_id"]
        case .sessionID:
            [
                "session.id", "gen_ai.conversation.id", "conversation.id", "langfuse.session.id", "thread.id",
                "copilot_chat.chat_session_id", "copilot_chat.session_id", "gcp.vertex.agent.session_id",
                "langsmith.metadata.thread_id", "langsmith.metadata.session_id",
                "langsmith.metadata.conversation_id", "traceloop.association.properties.session_id",
                "ai.telemetry.metadata.sessionId", "gen_ai.client.session_id", "agent.context.id", "agent.contextId",
                "contextId", "sessionId", "session_id", "spring.ai.chat.client.conversation.id", "openclaw.sessionId",
                "mcp.session.id",
            ]
        case .iteration:
            ["agent.iteration", "iteration.number", "event_loop.cycle_id", "copilot_chat.turn.index", "iteration"]
        case .model:
            [
                "gen_ai.response.model", "ai.response.model", "llm.response.model_name",
                "langfuse.observation.model.name", "gen_ai.request.model", "llm.model_name", "llm.request.model_name",
                "ai.model.id", "llm.model", "embedding.model_name", "mlflow.llm.model", "openclaw.model", "model",
                "qwen-code.model",
            ]
        case .provider:
            [
                "gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider",
                "mlflow.llm.provider", "openclaw.provider", "provider_name", "provider",
            ]
        case .responseID: ["gen_ai.response.id", "ai.response.id", "request_id"]
        case .inputTokens:
            [
                "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt",
                "llm.usage.prompt_tokens", "ai.usage.inputTokens", "ai.usage.promptTokens", "input_token_count",
                "input_tokens", "openclaw.tokens.input", "codex.turn.token_usage.input_tokens",
            ]
        case .outputTokens:
            [
                "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion",
                "llm.usage.completion_tokens", "ai.usage.outputTokens", "ai.usage.completionTokens",
                "output_token_count", "output_tokens", "openclaw.tokens.output", "codex.turn.token_usage.output_tokens",
            ]
        case .cacheReadTokens:
            [
                "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
                "gen_ai.usage.details.cache_read_tokens", "llm.token_count.prompt_details.cache_read",
                "ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens", "cache_read_tokens",
                "cached_token_count", "cached_content_token_count", "codex.turn.token_usage.cached_input_tokens",
                "llm.token_count.prompt_details.cache_input", "gen_ai.usage.cached_input_tokens",
                "openclaw.tokens.cache_read",
            ]
        case .cacheWriteTokens:
            [
                "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens",
                "gen_ai.usage.cache_write_input_tokens", "gen_ai.usage.cache_write.input_tokens",
                "gen_ai.usage.details.cache_write_tokens", "llm.token_count.prompt_details.cache_write",
                "ai.usage.inputTokenDetails.cacheWriteTokens", "cache_creation_tokens", "cache_write_token_count",
                "openclaw.tokens.cache_write",
            ]
        case .reasoningTokens:
            [
                "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
                "codex.usage.reasoning_output_tokens", "llm.token_count.completion_details.reasoning",
                "ai.usage.reasoningTokens", "ai.usage.outputTokenDetails.reasoningTokens",
                "llm.usage.reasoning_tokens", "reasoning_token_count", "thoughts_token_count",
                "codex.turn.token_usage.reasoning_output_tokens",
            ]
        case .totalTokens:
            [
                "gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total",
                "ai.usage.totalTokens", "ai.usage.tokens", "total_token_count", "codex.usage.total_tokens",
                "openclaw.tokens.total",
            ]
        case .inputTokenDetails: ["gen_ai.usage.prompt_tokens_details", "gen_ai.usage.input_token_details"]
        case .outputTokenDetails: ["gen_ai.usage.completion_tokens_details", "gen_ai.usage.output_token_details"]
        case .usageDetails:
            [
                "langfuse.observation.usage_details", "usage_details_json", "usage_details", "mlflow.chat.tokenUsage",
                "langsmith.metadata.usage_metadata", "usage",
            ]
        case .aggregatedInputTokens:
            ["gen_ai.aggregated_usage.input_tokens", "gen_ai.aggregated_usage.prompt_tokens"]
        case .aggregatedOutputTokens:
            ["gen_ai.aggregated_usage.output_tokens", "gen_ai.aggregated_usage.completion_tokens"]
        case .costUSD:
            [
                "cost_usd", "operation.cost", "llm.cost.total", "gen_ai.usage.cost", "gen_ai.cost.total_cost",
                "litellm.cost.total", "usage.estimated_usd",
            ]
        case .costMicroUSD: ["cost_usd_micros"]
        case .costAsGiven: ["github.copilot.cost"]
        case .costDetails:
            ["langfuse.observation.cost_details", "cost_details_json", "cost_details", "mlflow.llm.cost"]
        case .secondsToFirstToken:
            [
                "gen_ai.response.time_to_first_chunk", "gen_ai.client.operation.time_to_first_chunk",
                "github.copilot.time_to_first_chunk", "gen_ai.response.time_to_first_token",
                "gen_ai.client.operation.time_to_first_token", "lk.response.ttft",
            ]
        case .millisecondsToFirstToken:
            ["ttft_ms", "copilot_chat.time_to_first_token", "ai.response.msToFirstChunk"]
        case .serverFirstToken: ["gen_ai.server.time_to_first_token"]
        case .firstTokenTime: ["langfuse.observation.completion_start_time", "completion_start_time"]
        case .finishReason:
            [
                "gen_ai.response.finish_reasons", "llm.finish_reason", "llm.response.finish_reason",
                "gen_ai.response.finish_reason", "stop_reason", "finish_reason", "finish_reasons",
                "ai.response.finishReason", "gen_ai.response.stop_reason", "finishReason",
            ]
        case .toolName:
            [
                "gen_ai.tool.name", "agent.tool.name", "tool.name", "tool_name", "toolName", "ai.toolCall.name",
                "function_name", "mcp_tool.name", "gen_ai.client.tool_name", "tool_call.function.name",
                "spring.ai.tool.definition.name", "haystack.tool.name", "lk.function_tool.name", "tool",
            ]
        case .toolProvider:
            ["tool.provider", "gen_ai.tool.type", "mcp_server", "gen_ai.client.mcp_server", "providerName"]
        case .toolCallID:
            [
                "gen_ai.tool.call.id", "gen_ai.tool.call_id", "agent.tool.call_id", "tool.call_id", "tool_use_id",
                "gen_ai.client.tool_use_id", "call_id", "ai.toolCall.id", "tool.id", "tool_call.id", "toolCallId",
                "lk.function_tool.id", "tool_call_id", "langfuse.observation.metadata.tool_call_id",
            ]
        case .toolSuccess: ["tool.success", "success", "gen_ai.tool.success"]
        case .toolFailure: ["lk.function_tool.is_error", "haystack.tool.error"]
        case .toolStatus:
            ["gen_ai.tool.status", "execution_status", "gen_ai.task.status", "gen_ai.client.status", "result"]
        case .toolDecision: ["decision"]
        case .toolFailureKind: ["tool.failure_kind"]
        case .toolCached: ["tool.cached", "custom.cache_hit"]
        case .attempt: ["attempt", "retry.attempt"]
        case .resends: ["http.request.resend_count", "http.resend_count"]
        case .errorType: ["error.type", "error_type"]
        case .errorMessage: ["error.message", "error", "langfuse.observation.status_message"]
        case .level: ["langfuse.observation.level"]
        case .expired: ["qwen-code.span.ttl_expired"]
        case .taskStatus: ["qwen-code.turn_status", "qwen-code.subagent.status"]
        case .prompt:
            [
                "gen_ai.input.messages", "gen_ai.prompt", "gen_ai.prompt.0.content", "input.value",
                "llm.input_messages.0.message.content", "input", "ai.prompt.messages", "ai.prompt",
                "traceloop.entity.input", "langfuse.observation.input", "user_prompt", "prompt",
                "gcp.vertex.agent.llm_request", "gen_ai.tool.call.arguments", "tool_arguments",
                "ai.toolCall.args", "gcp.vertex.agent.tool_call_args", "tool.parameters", "tool_parameters",
                "gen_ai.task.input", "user_message", "mlflow.spanInputs", "haystack.agent.step.llm.input",
                "haystack.agent.step.tool.input", "haystack.agent.input", "haystack.component.input",
            ]
        case .response:
            [
                "gen_ai.output.messages", "gen_ai.completion", "gen_ai.completion.0.content", "output.value",
                "llm.output_messages.0.message.content", "output", "ai.response.text", "traceloop.entity.output",
                "langfuse.observation.output", "response", "gen_ai.tool.call.result", "tool_response",
                "ai.toolCall.result", "gcp.vertex.agent.llm_response", "gcp.vertex.agent.tool_response",
                "gen_ai.task.output", "mlflow.spanOutputs", "haystack.agent.step.tool.output", "haystack.agent.output",
            ] + Self.repliesWithUsage
        case .langfuseType: ["langfuse.observation.type", "observation_type"]
        case .openInferenceKind: ["openinference.span.kind"]
        case .spanType: ["span.type"]
        case .operationName: ["gen_ai.operation.name"]
        case .vercelOperation: ["ai.operationId"]
        case .traceloopKind: ["traceloop.span.kind"]
        case .llmRequestType: ["llm.request.type"]
        case .langsmithKind: ["langsmith.span.kind"]
        case .libraryKind:
            [
                "spring.ai.kind", "mlflow.spanType", "haystack.component.type", "agentops.span.kind", "lmnr.span.type",
                "langwatch.span.type",
            ]
        case .logfireSpanType: ["logfire.span_type"]
        case .hookEvent: ["gen_ai.client.hook.event"]
        case .pendingParent: ["logfire.pending_parent_id"]
        case .eventName: ["event.name"]
        case .eventTime: ["event.timestamp"]
        case .eventSequence: ["event.sequence"]
        case .eventKind: ["event.kind"]
        case .eventDuration: ["duration_ms"]
        case .endReason: ["terminate_reason"]
        case .serviceName: ["service.name"]
        case .serviceVersion: ["service.version"]
        case .serviceInstance: ["service.instance.id"]
        case .environment: ["deployment.environment.name", "deployment.environment"]
        }
    }
}

extension Concept {
    /// Among the keys of `agentName`, those that say what type of sub-agent it is; the first of them, on a tool's span,
    /// that of the one it calls.
    static let typeRanks: ClosedRange<UInt8> = {
        let (first, last) = ("subagent_type", "gen_ai.client.agent_type")
        return rank(first, of: .agentName)...rank(last, of: .agentName)
    }()

    /// Among the keys of `agentName`, the last: those that stand on all spans of an agent of LangChain's, its own among
    /// them.
    static let firstGraphAgentRank = rank("langsmith.metadata.lc_agent_name", of: .agentName)

    /// Among the keys of `entityName`, the one that others use for operations of any kind.
    static let operationRank = rank("operation.name", of: .entityName)

    /// Among the keys of `libraryKind`, AgentOps'.
    static let agentOpsRank = rank("agentops.span.kind", of: .libraryKind)

    /// Among the keys of `libraryKind`, those on spans that have the names of the functions that work.
    static let ranksNamedAfterWork = Set(
        ["mlflow.spanType", "lmnr.span.type", "langwatch.span.type"].map { rank($0, of: .libraryKind) })

    /// Among the keys of `response`, the last: texts of JSON that have the answer's model and tokens inside.
    static let repliesWithUsage = ["haystack.agent.step.llm.output", "haystack.component.output"]

    static let firstReplyRank = rank("haystack.agent.step.llm.output", of: .response)

    /// Among the keys of `response`, the one whose texts say whether a tool failed.
    static let verdictRank = rank("traceloop.entity.output", of: .response)

    /// Among the keys of `agentID`, the one whose ids Claude Code makes anew for each sub-agent's run.
    static let runIDRank = rank("agent_id", of: .agentID)

    private static func rank(_ key: String, of concept: Concept) -> UInt8 {
        UInt8(concept.keys.firstIndex(of: key) ?? 0)
    }
}

/// A key's place in the table.
struct ConceptKey: Sendable {
    var concept: Concept
    /// 0 is the strongest key of its concept.
    var rank: UInt8
}

/// The table turned around: from key to concept. A key serves one concept.
enum ConceptTable {
    static let byKey: [String: ConceptKey] = {
        var table: [String: ConceptKey] = [:]
        for concept in Concept.allCases {
            for (rank, key) in concept.keys.enumerated() {
                table[key] = ConceptKey(concept: concept, rank: UInt8(rank))
            }
        }
        return table
    }()
}
