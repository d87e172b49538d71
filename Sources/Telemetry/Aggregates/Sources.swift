// Who reports what, and whom to believe.
//
// Spans, counters and event logs of one emitter report the same work, so they are never added. For each emitter and
// quantity one source is chosen when figures are read: its spans; its counters instead, where these moved by more than
// its spans account for (spans may be sampled, counters are not); its logs where neither of the two says anything.

/// What can be counted by one source and not by another.
enum Quantity: Int, CaseIterable, Sendable {
    /// Tasks that ended.
    case tasks
    /// Runs of agents, by their durations.
    case runs
    case toolCalls, modelCalls, tokens, cost
    /// Answers whose first token was timed.
    case firstTokens
}

/// Where figures come from.
enum Source: Hashable, Sendable {
    case spans, counters, logs
}

/// How much one source gave, by quantity.
struct Totals: Sendable {
    private var amounts: InlineArray<7, Int64> = .init(repeating: 0)

    init() {}

    /// What a span, a point or a record counts for.
    init(_ contribution: Contribution) {
        let summary = contribution.summary
        self[.tasks] = Int64(summary.completed &+ summary.failed &+ summary.other)
        self[.toolCalls] = Int64(summary.calls.total)
        self[.modelCalls] = Int64(summary.modelCalls)
        self[.tokens] = summary.tokens.counts.total ?? 0
        self[.cost] = summary.costMicroUSD
        switch contribution.work {
        case .spans(.agent, _, let sketch): self[.runs] = Int64(sketch.count)
        case .model(_, _, let tally): self[.firstTokens] = Int64(tally.firstTokens.count)
        case .none, .spans, .tool: break
        }
    }

    subscript(_ quantity: Quantity) -> Int64 {
        get { amounts[quantity.rawValue] }
        set { amounts[quantity.rawValue] = newValue }
    }

    mutating func add(_ other: Totals, _ sign: Sign) {
        for index in amounts.indices {
            amounts[index] =
                sign == .add ? amounts[index] &+ other.amounts[index] : amounts[index] &- other.amounts[index]
        }
    }
}

/// What one emitter reported, by source: enough to choose between them.
struct EmitterTotals: Sendable {
    /// Service and instance; the latter may be empty.
    var service = ""
    var instance = ""
    /// The seconds of the last span and of the last growth of a counter.
    var lastSpan: Int64 = 0
    var lastGrowth: Int64 = 0
    var spans = Totals()
    /// Spans of any kind.
    var spanCount = 0
    var counters: [Stream: Totals] = [:]
    var logs: [Stream: Totals] = [:]
    /// The agents that it has figures of.
    var agents: [AgentIndex] = []
    /// The service that stands for agents that its counters or logs don't name; nil where they all name one.
    var standIn: AgentIndex?

    /// The source of a quantity.
    func source(of quantity: Quantity) -> Source {
        let bySpans = spans[quantity]
        let byLogs = greatest(of: quantity, in: logs)
        // Counters of sub-agents' tasks know less than logs of all.
        let isOfSubAgents = quantity == .tasks && !counters.contains { $0.key.grade == .full && $0.value[.tasks] > 0 }
        let counts = isOfSubAgents && byLogs > 0 ? 0 : greatest(of: quantity, in: counters)
        if counts > bySpans { return .counters }
        if bySpans > 0 || spanCount > 0 && quantity == .tasks { return .spans }
        return byLogs > 0 ? .logs : .spans
    }

    /// What spans and counters tell of a quantity, where both do and they should agree but don't, by a tenth and more.
    /// Either may be ahead for as long as the other's next export takes: `now` is the second that it is.
    func disagreement(on quantity: Quantity, now: Int64) -> (spans: Int64, counters: Int64)? {
        let (bySpans, byCounters) = (spans[quantity], greatest(of: quantity, in: counters))
        guard bySpans > 0, byCounters > 0, abs(bySpans &- byCounters) > max(bySpans, byCounters) / 10 &+ 2 else {
            return nil
        }
        let isSettled = byCounters > bySpans ? now - lastGrowth > 30 : lastGrowth > lastSpan
        return isSettled ? (bySpans, byCounters) : nil
    }

    private func greatest(of quantity: Quantity, in streams: [Stream: Totals]) -> Int64 {
        streams.values.reduce(0) { max($0, $1[quantity]) }
    }
}

/// The position of an emitter in the table.
struct EmitterIndex: Hashable, Sendable {
    var index: UInt32
}

/// The emitters: one for each service and instance. Bounded; instances beyond share their service's place, services
/// beyond the first place.
struct EmitterTable: Sendable {
    private var totals = [EmitterTotals()]
    private var indices: [String: UInt32] = [:]
    private static let instanceLimit = 4_000
    private static let limit = 6_000

    subscript(_ emitter: EmitterIndex) -> EmitterTotals {
        _read { yield totals[Int(emitter.index)] }
        _modify { yield &totals[Int(emitter.index)] }
    }

    mutating func index(ofService service: String, instance: String) -> EmitterIndex {
        let hasRoom = totals.count < Self.instanceLimit
        let key = "\(service)\u{0}\(instance)"
        if let index = indices[key] { return EmitterIndex(index: index) }
        if hasRoom { return add(key, service, instance) }
        return indices[service].map(EmitterIndex.init) ?? add(service, service, "")
    }

    private mutating func add(_ key: String, _ service: String, _ instance: String) -> EmitterIndex {
        guard totals.count < Self.limit else { return EmitterIndex(index: 0) }
        indices[key] = UInt32(totals.count)
        totals.append(EmitterTotals(service: service, instance: instance))
        return EmitterIndex(index: UInt32(totals.count - 1))
    }
}
