// What agents mean by their attributes: one table from concept to the keys that carry it, in order of precedence.
//
// The first key that is present wins; two keys of one concept are never added. Sources: the Looopy observability design
// ("seed" below), Looopy's code (core 3.1), the OpenTelemetry GenAI conventions (old and new names), and the
// dialects of common instrumentation libraries. Adding a dialect is adding keys.

/// Something that a span's attributes can say.
enum Concept: Int, CaseIterable, Sendable {
    // Who
    case agentID, agentName, agentType, parentTaskID, taskID, sessionID, iteration
    // Model calls
    case model, provider
    case inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, totalTokens
    case inputTokenDetails, outputTokenDetails
    case costUSD, costMicroUSD
    case secondsToFirstToken, millisecondsToFirstToken
    case finishReason
    // Tool calls
    case toolName, toolProvider, toolCallID, toolSuccess, toolStatus, toolDecision, toolCached, attempt
    case errorType
    // Roles
    case langfuseType, openInferenceKind, spanType, operationName, vercelOperation, traceloopKind, llmRequestType
    case langsmithKind, logfireSpanType
    // Resources
    case serviceName, serviceVersion, serviceInstance, environment

    /// The attribute keys that carry it, the strongest first.
    var keys: [String] {
        switch self {
        case .agentID: ["agent.id", "gen_ai.agent.id", "agent_id", "qwen-code.subagent.id", "agent.agentId"]
        case .agentName:
            [
                "gen_ai.agent.name", "agent.name", "qwen-code.subagent.name", "subagent_type", "agent_name",
                "ai.telemetry.functionId", "graph.node.name",
            ]
        case .agentType: ["agent.type"]
        case .parentTaskID: ["parent.task_id", "gen_ai.task.parent.id", "agent.sub_agent.task_id"]
        case .taskID:
            [
                "agent.task.id", "task.id", "gen_ai.task.id", "prompt.id", "qwen-code.prompt_id", "prompt_id",
                "turn.id", "gen_ai.agent.call.id", "gcp.vertex.agent.invocation_id", "github.copilot.interaction_id",
                "agent.taskId",
            ]
        case .sessionID:
            [
                "session.id", "gen_ai.conversation.id", "conversation.id", "langfuse.session.id", "thread.id",
                "copilot_chat.chat_session_id", "copilot_chat.session_id", "gcp.vertex.agent.session_id",
                "traceloop.association.properties.session_id", "agent.context.id", "agent.contextId",
                "mcp.session.id",
            ]
        case .iteration: ["agent.iteration", "iteration.number", "copilot_chat.turn.index"]
        case .model:
            [
                "gen_ai.response.model", "ai.response.model", "llm.response.model_name",
                "langfuse.observation.model.name", "gen_ai.request.model", "llm.model_name", "ai.model.id",
                "llm.model", "embedding.model_name", "model", "qwen-code.model",
            ]
        case .provider:
            [
                "gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider",
                "provider_name", "provider",
            ]
        case .inputTokens:
            [
                "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt",
                "llm.usage.prompt_tokens", "ai.usage.inputTokens", "ai.usage.promptTokens", "input_token_count",
                "input_tokens",
            ]
        case .outputTokens:
            [
                "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion",
                "llm.usage.completion_tokens", "ai.usage.outputTokens", "ai.usage.completionTokens",
                "output_token_count", "output_tokens",
            ]
        case .cacheReadTokens:
            [
                "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
                "gen_ai.usage.details.cache_read_tokens", "llm.token_count.prompt_details.cache_read",
                "ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens", "cache_read_tokens",
                "cached_token_count", "cached_content_token_count",
            ]
        case .cacheWriteTokens:
            [
                "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens",
                "gen_ai.usage.cache_write_input_tokens", "gen_ai.usage.cache_write.input_tokens",
                "gen_ai.usage.details.cache_write_tokens", "llm.token_count.prompt_details.cache_write",
                "ai.usage.inputTokenDetails.cacheWriteTokens", "cache_creation_tokens", "cache_write_token_count",
            ]
        case .reasoningTokens:
            [
                "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
                "llm.token_count.completion_details.reasoning", "ai.usage.reasoningTokens",
                "ai.usage.outputTokenDetails.reasoningTokens", "llm.usage.reasoning_tokens",
                "reasoning_token_count", "thoughts_token_count",
            ]
        case .totalTokens:
            [
                "gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total",
                "ai.usage.totalTokens", "ai.usage.tokens", "total_token_count",
            ]
        case .inputTokenDetails: ["gen_ai.usage.prompt_tokens_details"]
        case .outputTokenDetails: ["gen_ai.usage.completion_tokens_details"]
        case .costUSD: ["cost_usd", "operation.cost", "llm.cost.total", "gen_ai.usage.cost"]
        case .costMicroUSD: ["cost_usd_micros"]
        case .secondsToFirstToken:
            ["gen_ai.response.time_to_first_chunk", "gen_ai.client.operation.time_to_first_chunk"]
        case .millisecondsToFirstToken:
            [
                "ttft_ms", "copilot_chat.time_to_first_token", "gen_ai.server.time_to_first_token",
                "ai.response.msToFirstChunk",
            ]
        case .finishReason:
            [
                "gen_ai.response.finish_reasons", "llm.finish_reason", "llm.response.finish_reason",
                "gen_ai.response.finish_reason", "stop_reason", "finish_reason", "ai.response.finishReason",
            ]
        case .toolName:
            [
                "gen_ai.tool.name", "agent.tool.name", "tool.name", "tool_name", "ai.toolCall.name", "function_name",
                "mcp_tool.name",
            ]
        case .toolProvider: ["tool.provider", "gen_ai.tool.type", "mcp_server"]
        case .toolCallID:
            [
                "gen_ai.tool.call.id", "gen_ai.tool.call_id", "agent.tool.call_id", "tool.call_id", "tool_use_id",
                "call_id", "ai.toolCall.id", "tool.id", "tool_call.id",
            ]
        case .toolSuccess: ["tool.success", "success"]
        case .toolStatus: ["gen_ai.tool.status", "execution_status", "gen_ai.task.status"]
        case .toolDecision: ["decision", "tool.failure_kind"]
        case .toolCached: ["tool.cached", "custom.cache_hit"]
        case .attempt: ["attempt", "retry.attempt"]
        case .errorType: ["error.type", "error_type"]
        case .langfuseType: ["langfuse.observation.type"]
        case .openInferenceKind: ["openinference.span.kind"]
        case .spanType: ["span.type"]
        case .operationName: ["gen_ai.operation.name"]
        case .vercelOperation: ["ai.operationId"]
        case .traceloopKind: ["traceloop.span.kind"]
        case .llmRequestType: ["llm.request.type"]
        case .langsmithKind: ["langsmith.span.kind"]
        case .logfireSpanType: ["logfire.span_type"]
        case .serviceName: ["service.name"]
        case .serviceVersion: ["service.version"]
        case .serviceInstance: ["service.instance.id"]
        case .environment: ["deployment.environment.name", "deployment.environment"]
        }
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
