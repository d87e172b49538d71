// What agents mean by their attributes: one table from concept to the keys that carry it, in order of precedence.
//
// The first key that is present wins; two keys of one concept are never added. Sources: the Looopy observability design
// ("seed" below), Looopy's code (core 3.1), the OpenTelemetry GenAI conventions (old and new names), and the
// dialects of common instrumentation libraries. Adding a dialect is adding keys.

/// Something that attributes of a span, a log record or a resource can say.
enum Concept: Int, CaseIterable, Sendable {
    // Who
    case agentID, agentName, hookClient, graphNode, entityName, templateName, metadata, querySource, agentType
    case parentAgent, calledAgent
    case taskID, geminiPrompt, parentTaskID, sessionID, iteration
    // Model calls
    case model, provider, responseID
    case inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, totalTokens
    case inputTokenDetails, outputTokenDetails, usageDetails
    case aggregatedInputTokens, aggregatedOutputTokens
    case costUSD, costMicroUSD, costDetails, costAsGiven
    case secondsToFirstToken, millisecondsToFirstToken, serverFirstToken, firstTokenTime
    case finishReason
    // Tool calls
    case toolName, toolProvider, toolCallID, toolSuccess, toolFailure, toolStatus, toolDecision, toolFailureKind
    case toolCached
    case attempt, resends
    // Outcome and content
    case errorType, errorMessage, level, expired, taskStatus, prompt, response
    // Roles
    case langfuseType, openInferenceKind, spanType, operationName, vercelOperation, traceloopKind, llmRequestType
    case langsmithKind, libraryKind, logfireSpanType, hookEvent
    // Markers
    case pendingParent
    // Event logs
    case eventName, eventTime, eventSequence, eventKind, eventDuration, endReason
    // Resources
    case serviceName, serviceVersion, serviceInstance, environment

    /// What it means, for people.
    var meaning: String {
        switch self {
        case .agentID: "the agent, by its id"
        case .agentName: "the agent, by its name"
        case .hookClient: "the agent, as its hooks call it"
        case .graphNode: "the agent's name, on spans whose role is agent"
        case .entityName: "the agent's or the tool's name, as the span's role says"
        case .templateName: "the agent's or the tool's name, where the span's own name is a template with `{name`"
        case .metadata: "JSON with the agent's name, `lc_agent_name`, from LangChain"
        case .querySource: "the sub-agent, where it says `agent:` and what kind; else which part of the agent asked"
        case .agentType: "what kind of agent it is, `sub-agent`; shown with the span"
        case .parentAgent: "the agent that called this one; shown with the span"
        case .calledAgent: "the agent that this one calls; shown with the span"
        case .taskID: "the task"
        case .geminiPrompt: "the task, from Gemini CLI only"
        case .parentTaskID: "the task that started this one; shown with the span"
        case .sessionID: "the conversation"
        case .iteration: "the iteration; `agent.iteration` counts from 0, the others from 1"
        case .model: "the model; what answered comes before what was asked for"
        case .provider: "the model's provider"
        case .responseID: "the answer's id: calls of one trace with the same one are one call"
        case .inputTokens: "tokens in"
        case .outputTokens: "tokens out"
        case .cacheReadTokens: "of the input: read from a cache"
        case .cacheWriteTokens: "of the input: written to a cache"
        case .reasoningTokens: "of the output: reasoning"
        case .totalTokens: "tokens in all; used only where no part is present"
        case .inputTokenDetails: "JSON with parts of the input, by a table below"
        case .outputTokenDetails: "JSON with parts of the output, by a table below"
        case .usageDetails: "JSON with input, output and parts, by a table below"
        case .aggregatedInputTokens: "an agent's tokens in; never added to its calls'"
        case .aggregatedOutputTokens: "an agent's tokens out; never added to its calls'"
        case .costUSD: "dollars"
        case .costMicroUSD: "millionths of a dollar"
        case .costDetails: "JSON with `total` or `total_cost`, in dollars"
        case .costAsGiven: "cost in a unit that is not said; shown with the span"
        case .secondsToFirstToken: "seconds to the first token"
        case .millisecondsToFirstToken: "milliseconds to the first token"
        case .serverFirstToken: "seconds to the first token; milliseconds from Strands"
        case .firstTokenTime: "when the first token came"
        case .finishReason: "why the model stopped"
        case .toolName: "the tool"
        case .toolProvider: "who provides the tool"
        case .toolCallID: "the tool call: reports of one call share it"
        case .toolSuccess: "did the tool succeed"
        case .toolFailure: "did the tool fail"
        case .toolStatus: "how the tool came out, in a word"
        case .toolDecision: "was the call allowed; a rejected or cancelled one has not failed"
        case .toolFailureKind: "why the call failed: a cancelled one has not"
        case .toolCached: "did the result come from a cache"
        case .attempt: "the attempt, from 1: those before it are retries of the same call"
        case .resends: "how often a request was sent again"
        case .errorType: "the kind of error; its presence means failure"
        case .errorMessage: "the error's text; shown with the span"
        case .level: "`ERROR` means failure"
        case .expired: "given up by its sender: how it came out is not known"
        case .taskStatus: "how a task ended, in a word; one that was called off has not failed"
        case .prompt: "what was asked, or a tool's arguments"
        case .response: "what was answered, or a tool's result"
        case .langfuseType, .openInferenceKind, .spanType, .operationName, .vercelOperation, .traceloopKind,
            .llmRequestType, .langsmithKind, .libraryKind:
            "the span's role, by the table below"
        case .logfireSpanType: "`pending_span` is a span that began, `log` a log"
        case .hookEvent: "a coding agent's hook, by the table below"
        case .pendingParent: "the parent of a span that began"
        case .eventName: "what a log record tells of, where its own field does not"
        case .eventTime: "when it happened: reports of one event share it"
        case .eventSequence: "its number in the session"
        case .eventKind: "what kind of event it is"
        case .eventDuration: "how long it took, in milliseconds"
        case .endReason: "why an agent ended"
        case .serviceName: "the service; it stands for the agent where nothing names one"
        case .serviceVersion: "its version"
        case .serviceInstance: "its process"
        case .environment: "where it runs"
        }
    }
}
