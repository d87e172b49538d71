// A run: what one agent does for one task, with every moment fixed, before it is told in anyone's telemetry.

import Telemetry

/// How something ended.
enum Outcome: Hashable, Sendable {
    case ok
    case failed(Failure)
}

/// What went wrong, as an exception says it.
struct Failure: Hashable, Sendable {
    let type: String
    let message: String
}

/// A call to a model.
struct ModelCall: Hashable, Sendable {
    let model: Model
    let start: Timestamp
    let firstToken: Timestamp
    let end: Timestamp
    /// All input, what the provider's cache had included.
    let inputTokens: Int
    let cachedTokens: Int
    let outputTokens: Int
    let messages: Int
    /// The tools that it asks for; none in a final answer.
    let requested: [String]
    let outcome: Outcome
}

/// What a tool's cache said.
enum CacheLookup: Hashable, Sendable {
    case none, hit, miss
}

/// A call of a tool.
struct ToolCall: Hashable, Sendable {
    let tool: Tool
    let id: String
    let arguments: String
    let start: Timestamp
    let end: Timestamp
    let cache: CacheLookup
    /// How often it was tried again before it ended.
    let retries: Int
    let resultSize: Int
    let outcome: Outcome

    /// When it was tried again, spread over its duration.
    var retryTimes: [Timestamp] {
        (0..<retries).map { start.advanced(by: end.since(start) / Int64(retries + 1) * Int64($0 + 1)) }
    }
}

/// A run that one agent asks of another.
struct Delegation: Hashable, Sendable {
    let callID: String
    let run: Run
}

/// One turn of the loop: the calls to the model (more than one when the first failed), then what they asked for.
struct Iteration: Hashable, Sendable {
    /// From 1.
    let number: Int
    let calls: [ModelCall]
    let tools: [ToolCall]
    let delegations: [Delegation]
    let start: Timestamp
    let end: Timestamp
}

/// One task of one agent.
struct Run: Hashable, Sendable {
    /// The agent's id.
    let agent: String
    let persona: Persona
    let taskID: String
    let sessionID: String
    /// The task of the agent that asked for it.
    let parentTaskID: String?
    /// How many tasks this agent had, this one included.
    let turn: Int
    let prompt: String
    let iterations: [Iteration]
    let start: Timestamp
    let end: Timestamp
    let outcome: Outcome
    /// The length of the answer, in characters.
    let resultLength: Int
}
