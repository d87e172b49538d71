/// The figures of one agent, or of all: totals since the start and rolling windows of an hour.
struct Aggregate: Sendable {
    /// A row with the provider that was named last.
    struct Row<Tally: AdditiveValue>: Sendable {
        var provider = Name.none
        var series = RollingSeries<Tally>()
    }

    struct DurationKey: Hashable, Sendable {
        var role: Role
        var name: Name
    }

    var summary = RollingSeries<SummaryTally>()
    var tools: [Name: Row<ToolTally>] = [:]
    var models: [Name: Row<ModelTally>] = [:]
    /// Agent and iteration spans; those of calls are in `tools` and `models`.
    var durations: [DurationKey: RollingSeries<Sketch>] = [:]
    /// Tool calls that said whether they were cached, by provider.
    var caches: [Name: RollingSeries<ToolTally>] = [:]
    /// Tokens by the second in which they flowed: spread over their call's duration.
    var flow = RollingSeries<TokenFlow>()

    /// Rows of a kind; names beyond are counted under "(other)".
    private static let rowLimit = 500

    init() {}

    /// Adds what a span counts for, or takes it back.
    mutating func apply(_ contribution: Contribution, _ sign: Sign, now: Int64) {
        sign.apply(contribution.summary, to: &summary, second: contribution.second, now: now)
        switch contribution.work {
        case .none:
            break
        case .tool(let name, let provider, let tally):
            applyTool(name, provider, tally, contribution.second, sign, now)
        case .model(let name, let provider, var tally):
            tally.takeCost(of: contribution.summary)
            applyModel(name, provider, tally, contribution, sign, now)
        case .spans(let role, let name, let sketch):
            let own = DurationKey(role: role, name: name)
            let hasRow = durations[own] != nil || durations.count < Self.rowLimit
            let key = hasRow ? own : DurationKey(role: role, name: .overflow)
            sign.apply(
                sketch, to: &durations[key, default: RollingSeries()], second: contribution.second, now: now)
        }
        if let claim = contribution.claim {
            var tally = ModelTally()
            tally.tokens = contribution.summary.tokens
            if !contribution.isOfModel { tally.takeCost(of: contribution.summary) }
            applyModel(claim.model, claim.provider, tally, contribution, sign, now)
        }
    }

    private mutating func applyModel(
        _ name: Name, _ provider: Name, _ tally: ModelTally, _ contribution: Contribution, _ sign: Sign, _ now: Int64
    ) {
        let name = models[name] != nil || models.count < Self.rowLimit ? name : .overflow
        if provider != .none { models[name, default: Row()].provider = provider }
        sign.apply(tally, to: &models[name, default: Row()].series, second: contribution.second, now: now)
        applyFlow(contribution, sign, now: now)
    }

    private mutating func applyTool(
        _ name: Name, _ provider: Name, _ tally: ToolTally, _ second: Int64, _ sign: Sign, _ now: Int64
    ) {
        let name = tools[name] != nil || tools.count < Self.rowLimit ? name : .overflow
        let provider = caches[provider] != nil || caches.count < Self.rowLimit ? provider : .overflow
        if provider != .none { tools[name, default: Row()].provider = provider }
        sign.apply(tally, to: &tools[name, default: Row()].series, second: second, now: now)
        guard tally.lookups > 0 else { return }
        sign.apply(tally, to: &caches[provider, default: RollingSeries()], second: second, now: now)
    }

    /// Spreads a call's tokens over the seconds that it lasted.
    private mutating func applyFlow(_ contribution: Contribution, _ sign: Sign, now: Int64) {
        let tokens = contribution.summary.tokens
        for share in TokenSpread.shares(of: tokens.input, from: contribution.start, to: contribution.end) {
            sign.apply(TokenFlow(input: share.tokens, output: 0), to: &flow, second: share.second, now: now)
        }
        for share in TokenSpread.shares(of: tokens.output, from: contribution.start, to: contribution.end) {
            sign.apply(TokenFlow(input: 0, output: share.tokens), to: &flow, second: share.second, now: now)
        }
    }
}

/// Adding, or taking back what was added.
enum Sign: Sendable {
    case add, subtract

    func apply<Value>(_ value: Value, to series: inout RollingSeries<Value>, second: Int64, now: Int64) {
        switch self {
        case .add: series.add(value, second: min(second, now), now: now)
        case .subtract: series.subtract(value, second: min(second, now), now: now)
        }
    }
}

extension AdditiveValue {
    /// Adds a value, or takes it out again.
    mutating func combine(_ other: Self, _ sign: Sign) {
        switch sign {
        case .add: add(other)
        case .subtract: subtract(other)
        }
    }
}

/// What one span adds to the figures. A pure function of what is known of the span, so that it can be taken back.
struct Contribution: Sendable {
    enum Work: Sendable {
        case none
        case tool(Name, provider: Name, ToolTally)
        case model(Name, provider: Name, ModelTally)
        /// Durations of agent or iteration spans.
        case spans(Role, Name, Sketch)
    }

    /// The second that it counts in.
    var second: Int64
    var start: Timestamp
    var end: Timestamp
    var summary = SummaryTally()
    var work = Work.none
    /// Whose tokens those of the summary are, where an agent's span named them for calls that named none.
    var claim: Claim?

    struct Claim: Sendable {
        var model: Name
        var provider: Name
    }

    fileprivate var isOfModel: Bool {
        switch work {
        case .model: true
        case .none, .tool, .spans: false
        }
    }
}

extension ModelTally {
    /// What a call cost is its model's.
    fileprivate mutating func takeCost(of summary: SummaryTally) {
        (costMicroUSD, costs) = (summary.costMicroUSD, summary.costs)
    }
}

extension Contribution {
    /// Model calls, in the summary and in the model's row.
    mutating func add(_ tally: ModelTally, _ model: Name, _ provider: Name) {
        summary.modelCalls = tally.calls
        summary.modelCallsFailed = tally.failed
        summary.tokens = tally.tokens
        work = .model(model, provider: provider, tally)
    }

    /// What a call cost, if it says so.
    mutating func addCost(of facts: CallFacts) {
        guard facts.costMicroUSD >= 0 else { return }
        summary.costMicroUSD = facts.costMicroUSD
        summary.costs = 1
    }
}
