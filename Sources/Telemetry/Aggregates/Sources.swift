// Who reports what, and whom to believe.
//
// Spans, counters and event logs of one emitter report the same work, so they are never added. For each emitter and
// quantity one source is chosen when figures are read: its spans; its counters instead, where these moved by more than
// its spans account for (spans may be sampled, counters are not); its logs where neither of the two says anything.
// SourceChoice.swift chooses.

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
struct Totals: AdditiveValue {
    private var amounts: InlineArray<7, Int64> = .init(repeating: 0)

    init() {}

    /// What a span, a point or a record counts for.
    init(_ contribution: borrowing Contribution) {
        self.init(contribution.summary)
        switch contribution.work {
        case .spans(.agent): self[.runs] = Int64(contribution.durations.count)
        case .model: self[.firstTokens] = Int64(contribution.firstTokens.count)
        case .none, .spans, .tool: break
        }
    }

    /// All but runs and times to the first token, which no summary has.
    init(_ summary: SummaryTally) {
        self[.tasks] = Int64(summary.completed &+ summary.failed &+ summary.other)
        self[.toolCalls] = Int64(summary.calls.total)
        self[.modelCalls] = Int64(summary.modelCalls)
        self[.tokens] = summary.tokens.counts.total ?? 0
        self[.cost] = summary.costMicroUSD
    }

    subscript(_ quantity: Quantity) -> Int64 {
        get { amounts[quantity.rawValue] }
        set { amounts[quantity.rawValue] = newValue }
    }

    mutating func add(_ other: Totals) {
        for place in amounts.indices { amounts[place] &+= other.amounts[place] }
    }

    mutating func subtract(_ other: Totals) {
        for place in amounts.indices { amounts[place] &-= other.amounts[place] }
    }

    var isZero: Bool {
        for place in amounts.indices where amounts[place] != 0 { return false }
        return true
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
    var spans = RollingSeries<Totals>()
    /// Spans of any kind.
    var spanCount = 0
    /// What all counters grew by, some of which may tell of the same.
    var growth = RollingSeries<Totals>()
    /// Since when that grew which was told first.
    var grownSince: Int64 = 0
    /// What spans told of before that: counters that began earlier say only what they grew by since.
    private(set) var spansBefore = Totals()
    /// Do counters tell of more tasks than those of sub-agents?
    var countsAllTasks = false
    var logs: [Stream: Totals] = [:]
    /// The agents that it has figures of.
    var agents: [AgentIndex] = []
    /// The service that stands for agents that its counters or logs don't name; nil where they all name one.
    var standIn: AgentIndex?
    var choice = SourceChoice()

    /// Adds what a span counts for, or takes it back.
    mutating func note(_ totals: Totals, _ sign: Sign, second: Int64, now: Int64) {
        choice.moment = nil
        guard !totals.isZero else { return spans.note(second: min(second, now)) }
        spans.change(sign, second: min(second, now), now: now) { $0.combine(totals, sign) }
        if growth.firstSecond != nil, second <= grownSince { spansBefore.combine(totals, sign) }
    }

    /// Notes what counters grew by.
    mutating func noteGrowth(_ totals: Totals, _ contribution: Contribution, _ stream: Stream, now: Int64) {
        let from = contribution.start.isSet ? contribution.start.second : contribution.second - 1
        let before = grownSince
        if contribution.second < growth.firstSecond ?? .max {
            grownSince = from
        } else if contribution.second == growth.firstSecond {
            grownSince = min(grownSince, from)
        }
        if growth.firstSecond == nil || grownSince != before {
            spansBefore = spans.sum(after: now - Int64(rollingSeconds), through: grownSince)
        }
        growth.add(totals, second: contribution.second, now: now)
        lastGrowth = max(lastGrowth, contribution.second)
        if stream.grade == .full, totals[.tasks] > 0 { countsAllTasks = true }
    }

    /// The source of a quantity since the start, where counters gave `counted` of it.
    func source(of quantity: Quantity, counted: Int64) -> Source {
        let bySpans = spans.total[quantity]
        let byLogs = logs.values.reduce(0) { max($0, $1[quantity]) }
        // Counters of sub-agents' tasks know less than logs of all.
        let isOfSubAgents = quantity == .tasks && !countsAllTasks && byLogs > 0
        if counted > bySpans, !isOfSubAgents { return .counters }
        if bySpans > 0 || spanCount > 0 && quantity == .tasks { return .spans }
        return byLogs > 0 ? .logs : .spans
    }

    /// The tasks that its spans tell of.
    var tasksInSpans: Int64 { spans.total[.tasks] }

    /// Does any source of its tell of a model at work?
    var tellsOfModels: Bool {
        ([spans.total, growth.total] + logs.values).contains {
            $0[.modelCalls] > 0 || $0[.tokens] > 0 || $0[.cost] > 0 || $0[.firstTokens] > 0
        }
    }

    /// What spans and counters tell of a quantity, where both do and they should agree but don't, by a tenth and more.
    /// Either may be ahead for as long as the other's next export takes: `now` is the second that it is.
    func disagreement(on quantity: Quantity, now: Int64) -> (spans: Int64, counters: Int64)? {
        let byCounters = choice.counted[quantity]
        var bySpans = spans.total[quantity]
        if bySpans > byCounters { bySpans = max(byCounters, bySpans &- spansBefore[quantity]) }
        guard bySpans > 0, byCounters > 0, abs(bySpans &- byCounters) > max(bySpans, byCounters) / 10 &+ 2 else {
            return nil
        }
        let isSettled = byCounters > bySpans ? now - lastGrowth > 30 : lastGrowth > lastSpan
        return isSettled ? (bySpans, byCounters) : nil
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
    private let instanceLimit: Int
    private let limit: Int

    /// - Parameter bytes: what all figures may take.
    init(bytes: Int) {
        instanceLimit = min(4_000, max(64, bytes / 16_384))
        limit = instanceLimit + instanceLimit / 2
    }

    /// Bytes that the emitters take, about.
    var byteCount: Int { totals.count * (MemoryLayout<EmitterTotals>.stride + 256) }

    /// Shows all emitters.
    func visit(_ body: (EmitterTotals) -> Void) {
        for place in totals.indices { body(totals[place]) }
    }

    /// Visits all emitters.
    mutating func forEach(_ body: (inout EmitterTotals) -> Void) {
        for place in totals.indices { body(&totals[place]) }
    }

    subscript(_ emitter: EmitterIndex) -> EmitterTotals {
        get { totals[Int(emitter.index)] }
        _modify { yield &totals[Int(emitter.index)] }
    }

    mutating func index(ofService service: String, instance: String) -> EmitterIndex {
        let hasRoom = totals.count < instanceLimit
        let key = "\(service)\u{0}\(instance)"
        if let index = indices[key] { return EmitterIndex(index: index) }
        if hasRoom { return add(key, service, instance) }
        return indices[service].map(EmitterIndex.init) ?? add(service, service, "")
    }

    private mutating func add(_ key: String, _ service: String, _ instance: String) -> EmitterIndex {
        guard totals.count < limit else { return EmitterIndex(index: 0) }
        indices[key] = UInt32(totals.count)
        totals.append(EmitterTotals(service: service, instance: instance))
        return EmitterIndex(index: UInt32(totals.count - 1))
    }
}
