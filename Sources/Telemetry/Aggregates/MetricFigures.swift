// What metric points say, as figures of the agent and the emitter that they name.

/// No counter grows by more than this at once.
private let growthLimit: Int64 = 1 << 40

extension Ledger {
    /// Adds what a metric point said.
    mutating func apply(_ fact: EmittedFact) {
        let service = fact.emitter.service
        let emitter = emitters.index(ofService: service, instance: fact.emitter.instance)
        let standIn = agents.agent(id: service, name: "")
        let named = fact.agent.map { agents.agent(id: $0, name: "") }
        let agent = named ?? standIn
        agents.note(agent, service: service, version: "", environment: "")
        let second = min(fact.time.second, now)
        if keepReading(fact.fact, agent: agent, emitter: emitter, second: second) { return }
        for (grade, contribution) in contributions(of: fact, second: second) {
            let stream = Stream(scope: fact.scope, family: fact.family, grade: fact.isPartial ? .partial : grade)
            apply(contribution, agent: named, service: standIn, emitter: emitter, from: .counters, stream)
        }
    }

    /// Keeps what a gauge says; false when it is none.
    private mutating func keepReading(
        _ fact: MetricFact, agent: AgentIndex, emitter: EmitterIndex, second: Int64
    ) -> Bool {
        switch fact {
        case .activeTasks(_, let value):
            rivals.insert(emitter)
            let tasks = Int(clamping: Int64(max(0, min(value, 1e9))))
            let place = cellPlace(of: agent, emitter)
            agents[agent].cells[place].activeTasks = Cell.Reading(value: tasks, second: second)
        case .cacheHitRate(let provider, let value):
            rivals.insert(emitter)
            let name = names.name(provider ?? "")
            let place = cellPlace(of: agent, emitter)
            agents[agent].cells[place].cacheHitRates[name] = Cell.Reading(
                value: min(max(0, value), 1), second: second)
        case .tasks, .toolCalls, .tokens, .modelCalls, .cost, .duration, .firstTokens: return false
        }
        return true
    }

    private mutating func contributions(of fact: EmittedFact, second: Int64) -> [(Stream.Grade, Contribution)] {
        var contribution = Contribution(second: second, start: fact.from, end: fact.time)
        switch fact.fact {
        case .tasks(_, let status, let count): contribution.summary.addTasks(status, min(count, growthLimit))
        case .toolCalls(let tool, let provider, let outcome, let count):
            contribution.addToolCalls(
                names.name(tool), names.name(provider ?? ""), outcome, Int(min(count, growthLimit)))
        case .modelCalls(let model, let provider, let outcome, let count):
            contribution.summary.modelCalls = Int(min(count, growthLimit))
            contribution.summary.modelCallsFailed = outcome == .failed ? contribution.summary.modelCalls : 0
            contribution.belong(to: .model, names.name(model ?? ""), names.name(provider ?? ""))
            return [(.partial, contribution)]
        case .cost(let model, let provider, let microUSD):
            contribution.summary.costMicroUSD = min(microUSD, growthLimit)
            contribution.summary.costs = 1
            contribution.belong(to: .model, names.name(model ?? ""), names.name(provider ?? ""))
        case .tokens(let model, let provider, let kind, let count):
            contribution.summary.tokens = TokenTally(
                kind.counts(
                    min(count, growthLimit),
                    cache: fact.hasCacheBesideInput ? .separate : MetricRule.cache(of: fact.family)))
            contribution.belong(to: .model, names.name(model ?? ""), names.name(provider ?? ""))
            return [(kind == .total ? .partial : .full, contribution)]
        case .firstTokens(let model, let provider, let sketch):
            contribution.firstTokens = sketch
            contribution.belong(to: .model, names.name(model ?? ""), names.name(provider ?? ""))
        case .duration(let role, let name, _, let outcome, let sketch):
            let parts = durations(role, names.name(name ?? ""), outcome, sketch, contribution)
            return fact.isPartial ? parts.suffix(1) : parts
        case .activeTasks, .cacheHitRate: return []
        }
        return [(.full, contribution)]
    }

    /// A histogram of durations counts what it measures. Of tool calls it does so where no counter says how they came
    /// out; beside one it adds the durations.
    private func durations(
        _ role: Role, _ name: Name, _ outcome: MetricFact.ToolOutcome, _ sketch: Sketch, _ base: Contribution
    ) -> [(Stream.Grade, Contribution)] {
        var contribution = base
        switch role {
        case .llm:
            contribution.summary.modelCalls = sketch.count
            contribution.summary.modelCallsFailed = outcome == .failed ? sketch.count : 0
            contribution.durations = sketch
            contribution.belong(to: .model, name)
        case .tool:
            contribution.durations = sketch
            contribution.belong(to: .tool, name)
            var counting = base
            counting.addToolCalls(name, .none, outcome == .failed ? .failed : .ok, sketch.count)
            counting.durations = sketch
            return [(.full, contribution), (.partial, counting)]
        case .agent, .iteration, .other:
            contribution.durations = sketch
            contribution.belong(to: .spans(role), name)
        }
        return [(.full, contribution)]
    }

    /// Tasks that run, as gauges reported last, of emitters whose spans tell less.
    func reportedActiveTasks(of agent: AgentIndex?) -> Int {
        var sum = 0
        guard !rivals.isEmpty else { return 0 }
        for index in agent.map({ $0.index..<$0.index + 1 }) ?? agents.all {
            for cell in agents[AgentIndex(index: index)].cells {
                guard let tasks = cell.activeTasks?.value(at: now), emitters[cell.emitter].trustsGauge else { continue }
                sum &+= tasks
            }
        }
        return sum
    }
}

extension EmitterTotals {
    /// Does a gauge of running tasks know more than spans do? Where there are none, or where they are sampled.
    var trustsGauge: Bool { spanCount == 0 || choice[.tasks, .total] == .counters }
}

extension MetricRule {
    /// Strands' metrics name no model, whose API decides: nothing is added there that may be counted already.
    static func cache(of family: Family) -> Dialect.CacheAccounting {
        family == .claudeCode ? .separate : .included
    }
}

extension TokenKind {
    /// So many tokens of the kind. Where the cache stands beside the input, what came from it is input all the same.
    func counts(_ count: Int64, cache: Dialect.CacheAccounting) -> TokenCounts {
        var counts = TokenCounts()
        switch self {
        case .input: counts.input = count
        case .output: counts.output = count
        case .cacheRead: counts.cacheRead = count
        case .cacheWrite: counts.cacheWrite = count
        case .reasoning: counts.reasoning = count
        case .total: counts.unsplit = count
        }
        if cache == .separate, self == .cacheRead || self == .cacheWrite { counts.input = count }
        return counts
    }
}

extension SummaryTally {
    fileprivate mutating func addTasks(_ status: String, _ count: Int64) {
        switch status.lowercased() {
        case "completed", "success", "ok", "goal": completed = Int(clamping: count)
        case "failed", "failure": failed = Int(clamping: count)
        case let word where word.hasPrefix("error"): failed = Int(clamping: count)
        default: other = Int(clamping: count)
        }
    }
}

extension Contribution {
    fileprivate mutating func addToolCalls(
        _ tool: Name, _ provider: Name, _ outcome: MetricFact.ToolOutcome, _ count: Int
    ) {
        switch outcome {
        case .ok: summary.calls.ok = count
        case .failed: summary.calls.failed = count
        case .unknown: summary.calls.other = count
        }
        belong(to: .tool, tool, provider)
    }
}
