// What counters say, for emitters whose spans do not say it.
//
// Spans and counters of one emitter report the same work, so they are never added. Both are kept; when figures are read,
// an emitter's counters stand in for each quantity (tasks, tool calls, model calls) of which its spans gave nothing.

/// The figures that one emitter's counters give, by agent.
struct EmitterFigures: Sendable {
    var agents: [AgentIndex: Aggregate] = [:]
    /// Tokens that were reported in all, by agent and model: they count only while no part of them is reported.
    var totals: [AgentIndex: [Name: RollingSeries<Count>]] = [:]
    var modelsWithParts: Set<Name> = []
    /// Running tasks and cache hit rates, as last reported.
    var activeTasks: [AgentIndex: Int] = [:]
    var cacheHitRates: [Name: Double] = [:]
}

/// No counter grows by more than this at once.
private let growthLimit: Int64 = 1 << 40

/// Which figures are asked for.
enum Quantity: Sendable {
    case tasks, toolCalls, modelCalls
}

extension Ledger {
    /// Adds what a metric point said.
    mutating func apply(_ fact: EmittedFact) {
        let service = fact.emitter.name.isEmpty ? unnamedService : fact.emitter.name
        let emitter = emitters.index(of: "\(service)\u{0}\(fact.emitter.instance)")
        let agent = agents.agent(id: fact.agent ?? service, name: "")
        if reporters[agent]?.contains(emitter) != true { reporters[agent, default: []].insert(emitter) }
        agents.note(agent, service: service, version: "", environment: "")
        let second = min(fact.time.second, now)
        var contribution = Contribution(second: second, start: fact.from, end: fact.time)
        switch fact.fact {
        case .tasks(_, let status, let count): contribution.summary.addTasks(status, min(count, growthLimit))
        case .toolCalls(let tool, let provider, let outcome, let count):
            contribution.addToolCalls(
                names.name(tool), names.name(provider ?? ""), outcome, Int(min(count, growthLimit)))
        case .tokens(let model, let provider, let kind, let count):
            let name = names.name(model ?? "")
            if kind == .total {
                metrics[emitter, default: EmitterFigures()].totals[agent, default: [:]][name, default: RollingSeries()]
                    .add(Count(Int(min(count, growthLimit))), second: second, now: now)
                return
            }
            if kind == .input || kind == .output {
                metrics[emitter, default: EmitterFigures()].modelsWithParts.insert(name)
            }
            contribution.addTokens(name, names.name(provider ?? ""), kind, min(count, growthLimit))
        case .duration(let role, let name, _, let sketch):
            contribution.addDurations(role, names.name(name ?? ""), sketch)
        case .activeTasks(_, let value):
            metrics[emitter, default: EmitterFigures()].activeTasks[agent] = Int(
                clamping: Int64(max(0, min(value, 1e9))))
            return
        case .cacheHitRate(let provider, let value):
            metrics[emitter, default: EmitterFigures()].cacheHitRates[names.name(provider ?? "")] = min(
                max(0, value), 1)
            return
        }
        metrics[emitter, default: EmitterFigures()].agents[agent, default: Aggregate()].apply(
            contribution, .add, now: now)
    }

    /// The emitters whose counters stand in for a quantity: those that reported of an agent, or all.
    func standIns(for quantity: Quantity, of agent: AgentIndex?) -> [EmitterIndex] {
        let candidates = agent.map { Array(reporters[$0] ?? []) } ?? Array(metrics.keys)
        return candidates.filter { emitter in
            let use = emitters[emitter]
            return switch quantity {
            // Spans of any work tell of its tasks, those that run included.
            case .tasks: use.tasks == 0 && use.toolCalls == 0 && use.modelCalls == 0
            case .toolCalls: use.toolCalls == 0
            case .modelCalls: use.modelCalls == 0
            }
        }
    }

    /// Visits the aggregates that stand in for a quantity, of one agent or of all.
    mutating func withStandIns(for quantity: Quantity, of agent: AgentIndex?, _ body: (inout Aggregate) -> Void) {
        for emitter in standIns(for: quantity, of: agent) {
            let agents = metrics[emitter]?.agents.keys.filter { agent == nil || $0 == agent } ?? []
            for agent in agents {
                body(&metrics[emitter, default: EmitterFigures()].agents[agent, default: Aggregate()])
            }
        }
    }

    /// Tasks that run, as last reported by emitters whose spans tell of none.
    func reportedActiveTasks(of agent: AgentIndex?) -> Int {
        standIns(for: .tasks, of: agent).reduce(0) { sum, emitter in
            let reported = metrics[emitter]?.activeTasks ?? [:]
            return sum &+ reported.reduce(0) { $0 &+ (agent == nil || $1.key == agent ? $1.value : 0) }
        }
    }

    /// Tokens that are known only in all, by model.
    mutating func unsplitTokens(of agent: AgentIndex?, _ reader: PeriodReader) -> [Name: Int64] {
        var tokens: [Name: Int64] = [:]
        for emitter in standIns(for: .modelCalls, of: agent) {
            let split = metrics[emitter]?.modelsWithParts ?? []
            for owner in metrics[emitter]?.totals.keys ?? [:].keys where agent == nil || owner == agent {
                for model in metrics[emitter]?.totals[owner]?.keys ?? [:].keys where !split.contains(model) {
                    let sum = reader.sum(
                        &metrics[emitter, default: EmitterFigures()].totals[owner, default: [:]][
                            model, default: RollingSeries()])
                    tokens[model, default: 0] &+= Int64(sum.value)
                }
            }
        }
        return tokens.filter { $0.value > 0 }
    }
}

extension SummaryTally {
    fileprivate mutating func addTasks(_ status: String, _ count: Int64) {
        switch status.lowercased() {
        case "completed", "success", "ok": completed = Int(clamping: count)
        case "failed", "error", "failure": failed = Int(clamping: count)
        default: other = Int(clamping: count)
        }
    }
}

extension Contribution {
    fileprivate mutating func addToolCalls(
        _ tool: Name, _ provider: Name, _ outcome: MetricFact.ToolOutcome, _ count: Int
    ) {
        var tally = ToolTally()
        switch outcome {
        case .ok: tally.calls.ok = count
        case .failed: tally.calls.failed = count
        case .unknown: tally.calls.other = count
        }
        summary.calls = tally.calls
        work = .tool(tool, provider: provider, tally)
    }

    fileprivate mutating func addTokens(_ model: Name, _ provider: Name, _ kind: TokenKind, _ count: Int64) {
        var counts = TokenCounts()
        switch kind {
        case .input: counts.input = count
        case .output: counts.output = count
        case .cacheRead: counts.cacheRead = count
        case .cacheWrite: counts.cacheWrite = count
        case .reasoning: counts.reasoning = count
        case .total: break
        }
        var tally = ModelTally()
        tally.tokens = TokenTally(counts)
        summary.tokens = tally.tokens
        work = .model(model, provider: provider, tally)
    }

    fileprivate mutating func addDurations(_ role: Role, _ name: Name, _ sketch: Sketch) {
        switch role {
        case .llm:
            var tally = ModelTally()
            tally.calls = sketch.count
            tally.durations = sketch
            summary.modelCalls = sketch.count
            work = .model(name, provider: .none, tally)
        case .tool:
            var tally = ToolTally()
            tally.durations = sketch
            work = .tool(name, provider: .none, tally)
        case .agent, .iteration, .other: work = .spans(role, name, sketch)
        }
    }
}
