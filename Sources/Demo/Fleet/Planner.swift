import Telemetry

/// Draws runs: what an agent will do from a moment on, from chance that starts with the seed.
struct Planner: Sendable {
    private(set) var random: Randomness
    /// How fast time goes for the agents.
    private let rate: Double

    init(seed: UInt64, rate: Double) {
        random = Randomness(seed: seed)
        self.rate = rate
    }

    /// What is asked, by whom, for a run.
    struct Request {
        let agent: String
        let persona: Persona
        let assignment: Assignment
        let taskID: String
        let sessionID: String
        let parentTaskID: String?
        let turn: Int
        let iterations: Int
    }

    /// A task of this agent's own, from this moment.
    mutating func task(of agent: String, _ persona: Persona, turn: Int, at start: Timestamp) -> Run {
        let assignment = random.pick(persona.assignments)
        let isLong = random.chance(0.1)
        let request = Request(
            agent: agent, persona: persona, assignment: assignment, taskID: "\(assignment.word)-\(turn)",
            sessionID: "ctx-" + shortID(), parentTaskID: nil, turn: turn,
            iterations: isLong ? random.number(in: 18...40) : random.number(in: 2...8))
        return run(request, at: start)
    }

    /// The pause until an agent takes its next task.
    mutating func pause(after end: Timestamp) -> Timestamp { end.advanced(by: span(of: 0.8...9)) }

    private mutating func run(_ request: Request, at start: Timestamp) -> Run {
        let failure: Failure? = random.chance(0.08) ? random.pick(Self.fatal) : nil
        var iterations: [Iteration] = []
        var clock = start.advanced(by: span(of: 0.002...0.02))
        var context = random.number(in: 700...1900)
        for number in 1...request.iterations {
            let isLast = number == request.iterations
            let iteration = self.iteration(
                number, of: request, isLast: isLast, failure: isLast ? failure : nil, context: context, at: clock)
            context += (iteration.calls.last?.outputTokens ?? 0) + iteration.tools.reduce(0) { $0 + $1.resultSize / 4 }
            clock = iteration.end.advanced(by: span(of: 0.001...0.01))
            iterations.append(iteration)
        }
        return Run(
            agent: request.agent, persona: request.persona, taskID: request.taskID, sessionID: request.sessionID,
            parentTaskID: request.parentTaskID, turn: request.turn, prompt: request.assignment.prompt,
            iterations: iterations, start: start, end: clock, outcome: failure.map(Outcome.failed) ?? .ok,
            resultLength: failure == nil ? random.number(in: 280...3200) : 0)
    }

    private mutating func iteration(
        _ number: Int, of request: Request, isLast: Bool, failure: Failure?, context: Int, at start: Timestamp
    ) -> Iteration {
        let wanted =
            isLast ? [] : (0..<random.pick([1, 1, 1, 2, 2, 3])).map { _ in random.pick(request.persona.tools) }
        let delegate = delegate(of: request, isLast: isLast)
        let names = wanted.map(\.name) + (delegate.map { ["agent__\($0.name)__invoke"] } ?? [])
        let calls = modelCalls(
            of: request, asking: names, messages: number * 2, failure: failure, context: context,
            at: start.advanced(by: span(of: 0.001...0.004)))
        let asked = calls.last?.end ?? start
        let tools = toolCalls(wanted, after: asked)
        let delegations = delegate.map { [delegation(to: $0, from: request, after: asked)] } ?? []
        let ends = tools.map(\.end) + delegations.map(\.run.end) + [asked]
        return Iteration(
            number: number, calls: calls, tools: tools, delegations: delegations, start: start,
            end: (ends.max() ?? asked).advanced(by: span(of: 0.001...0.004)))
    }

    /// The calls to a model in one iteration; one that failed for a passing reason is made again.
    private mutating func modelCalls(
        of request: Request, asking names: [String], messages: Int, failure: Failure?, context: Int, at start: Timestamp
    ) -> [ModelCall] {
        let model = random.pick(request.persona.models)
        func call(_ planner: inout Planner, _ failure: Failure?, at start: Timestamp) -> ModelCall {
            planner.modelCall(model, asking: names, messages: messages, failure: failure, context: context, at: start)
        }
        if let failure { return [call(&self, failure, at: start)] }
        guard random.chance(0.025) else { return [call(&self, nil, at: start)] }
        let failed = call(&self, random.pick(Self.passing), at: start)
        return [failed, call(&self, nil, at: failed.end.advanced(by: span(of: 0.5...2)))]
    }

    private mutating func modelCall(
        _ model: Model, asking names: [String], messages: Int, failure: Failure?, context: Int, at start: Timestamp
    ) -> ModelCall {
        let first = start.advanced(by: span(of: model.firstToken))
        let output = failure == nil ? (names.isEmpty ? random.number(in: 220...900) : random.number(in: 40...320)) : 0
        let speed = Double.random(in: model.speed, using: &random)
        let writing = span(of: 0.05...0.1) + span(seconds: Double(output) / speed)
        let isCached = failure == nil && messages > 2 && random.chance(0.6)
        return ModelCall(
            model: model, start: start, firstToken: first, end: first.advanced(by: writing),
            inputTokens: failure == nil ? context : 0, cachedTokens: isCached ? context / 128 * 64 : 0,
            outputTokens: output, messages: messages, requested: failure == nil ? names : [],
            outcome: failure.map(Outcome.failed) ?? .ok)
    }

    /// Tools asked for together run side by side half of the time, else one after the other.
    private mutating func toolCalls(_ tools: [Tool], after start: Timestamp) -> [ToolCall] {
        let isParallel = random.chance(0.5)
        var clock = start
        return tools.map { tool in
            let call = toolCall(tool, at: (isParallel ? start : clock).advanced(by: span(of: 0.001...0.006)))
            clock = call.end
            return call
        }
    }

    private mutating func toolCall(_ tool: Tool, at start: Timestamp) -> ToolCall {
        let isHit = random.chance(tool.hitRate)
        let fails = !isHit && !random.chance(tool.successRate)
        let retries = isHit ? 0 : fails ? random.number(in: 0...2) : random.chance(0.06) ? 1 : 0
        let length =
            isHit ? span(of: 0.001...0.004) : (0...retries).reduce(0) { sum, _ in sum + span(of: tool.seconds) }
        let outcome = fails ? Outcome.failed(Failure(type: "ToolError", message: random.pick(tool.failures))) : .ok
        return ToolCall(
            tool: tool, id: "call_" + shortID(), arguments: random.pick(tool.arguments), start: start,
            end: start.advanced(by: length), cache: isHit ? .hit : tool.hitRate > 0 ? .miss : .none,
            retries: retries, resultSize: fails ? 0 : random.number(in: 60...6000), outcome: outcome)
    }

    /// Whom an iteration delegates to, if to anyone. A delegate does its work itself.
    private mutating func delegate(of request: Request, isLast: Bool) -> Persona? {
        guard !isLast, request.parentTaskID == nil, !request.persona.delegates.isEmpty, random.chance(0.16) else {
            return nil
        }
        return Persona.named(random.pick(request.persona.delegates))
    }

    private mutating func delegation(to persona: Persona, from request: Request, after start: Timestamp) -> Delegation {
        let order = Request(
            agent: persona.name, persona: persona, assignment: random.pick(persona.assignments),
            taskID: "\(request.taskID).\(persona.name)-\(shortID())", sessionID: request.sessionID,
            parentTaskID: request.taskID, turn: 1, iterations: random.number(in: 1...4))
        return Delegation(callID: "call_" + shortID(), run: run(order, at: start.advanced(by: span(of: 0.004...0.03))))
    }

    private mutating func shortID() -> String {
        let digits = String(random.next() >> 40, radix: 16)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    private mutating func span(of seconds: ClosedRange<Double>) -> Int64 { span(seconds: random.seconds(in: seconds)) }

    private func span(seconds: Double) -> Int64 { max(1000, Int64(seconds / rate * 1e9)) }

    private static let passing = [
        Failure(type: "RateLimitError", message: "429 Too Many Requests: tokens per minute exceeded"),
        Failure(type: "OverloadedError", message: "529 Overloaded: please retry"),
    ]
    private static let fatal = [
        Failure(type: "ContextLengthError", message: "maximum context length is 128000 tokens"),
        Failure(type: "APIConnectionError", message: "connection to the provider was reset"),
        Failure(type: "AuthenticationError", message: "401 Unauthorized: key has been revoked"),
    ]
}
