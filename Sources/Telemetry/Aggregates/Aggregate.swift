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
    var tools = RowTable<Name, Row<ToolTally>>()
    var models = RowTable<Name, Row<ModelTally>>()
    /// Agent and iteration spans; those of calls are in `tools` and `models`.
    var durations = RowTable<DurationKey, RollingSeries<Sketch>>()
    /// Tool calls that said whether they were cached, by provider.
    var caches = RowTable<Name, RollingSeries<ToolTally>>()
    /// Tokens by the second in which they flowed: spread over their call's duration.
    var flow = RollingSeries<TokenFlow>()

    /// What its series hold beside themselves.
    private var heldBytes = 0

    /// Rows of a kind; names beyond are counted under "(other)".
    static let rowLimit = 500

    init() {}

    /// Bytes that it takes, about.
    var byteCount: Int {
        let rows = tools.count + models.count + durations.count + caches.count
        return heldBytes + rows * (MemoryLayout<Row<ModelTally>>.stride + 64)
    }

    /// Forgets the seconds up to one.
    mutating func forget(through second: Int64) {
        summary.forget(through: second)
        flow.forget(through: second)
        heldBytes = summary.byteCount + flow.byteCount
        tools.forEach { heldBytes += $0.series.forgotten(through: second) }
        models.forEach { heldBytes += $0.series.forgotten(through: second) }
        durations.forEach { heldBytes += $0.forgotten(through: second) }
        caches.forEach { heldBytes += $0.forgotten(through: second) }
    }

    /// Adds what a span counts for, or takes it back. Beyond `rows` of a kind names are counted together.
    mutating func apply(_ contribution: borrowing Contribution, _ sign: Sign, now: Int64, rows: Int = Self.rowLimit) {
        applyToRows(contribution, sign, now: now, rows: rows)
        guard contribution.hasFlow else { return }
        contribution.forEachFlow { apply($0, sign, now: now) }
    }

    /// Adds what was gathered.
    mutating func add(_ gathering: borrowing Gathering, now: Int64, rows: Int) {
        for place in gathering.contributions.indices {
            applyToRows(gathering.contributions.span[place], .add, now: now, rows: rows)
        }
        for flow in gathering.flows { apply(flow, .add, now: now) }
    }

    /// What `apply` does, but for the flow of tokens.
    private mutating func applyToRows(_ contribution: borrowing Contribution, _ sign: Sign, now: Int64, rows: Int) {
        let second = min(contribution.second, now)
        if contribution.summary.isZero {
            summary.note(second: second)
        } else {
            let own = contribution.summary
            summary.change(&heldBytes, sign, second: second, now: now) { $0.combine(own, sign) }
        }
        let (name, provider) = (contribution.name, contribution.provider)
        switch contribution.work {
        case .none: break
        case .tool: applyTool(contribution, second, sign, now, rows)
        case .model: applyModel(contribution, name, provider, second, sign, now, rows)
        case .spans(let role): applyDuration(contribution, role, second, sign, now, rows)
        }
        if let claim = contribution.claim {
            let hasCost = contribution.work != .model
            applyModel(contribution, claim.model, claim.provider, second, sign, now, rows, takesCost: hasCost)
        }
    }

    private mutating func applyDuration(
        _ contribution: Contribution, _ role: Role, _ second: Int64, _ sign: Sign, _ now: Int64, _ rows: Int
    ) {
        let own = DurationKey(role: role, name: contribution.name)
        let hasRow = durations.count < rows || durations.has(own)
        let key = hasRow ? own : DurationKey(role: role, name: .overflow)
        durations[key, default: RollingSeries()].change(&heldBytes, sign, second: second, now: now) {
            $0.combine(contribution.durations, sign)
        }
    }

    private mutating func applyModel(
        _ contribution: Contribution, _ name: Name, _ provider: Name, _ second: Int64, _ sign: Sign, _ now: Int64,
        _ rows: Int, takesCost: Bool = true
    ) {
        let name = models.count < rows || models.has(name) ? name : .overflow
        models[name, default: Row()].change(provider) { series in
            series.change(&heldBytes, sign, second: second, now: now) {
                $0.combine(contribution, sign, takesCost: takesCost)
            }
        }
    }

    private mutating func applyTool(
        _ contribution: Contribution, _ second: Int64, _ sign: Sign, _ now: Int64, _ rows: Int
    ) {
        let (own, provider) = (contribution.name, contribution.provider)
        let name = tools.count < rows || tools.has(own) ? own : .overflow
        let cacheName = caches.count < rows || caches.has(provider) ? provider : .overflow
        tools[name, default: Row()].change(cacheName) { series in
            series.change(&heldBytes, sign, second: second, now: now) { $0.combine(contribution, sign) }
        }
        guard contribution.lookups > 0 else { return }
        caches[cacheName, default: RollingSeries()].change(&heldBytes, sign, second: second, now: now) {
            $0.combine(contribution, sign)
        }
    }

    /// Adds tokens that flow in a second.
    private mutating func apply(_ flow: Gathering.Flow, _ sign: Sign, now: Int64) {
        self.flow.change(&heldBytes, sign, second: min(flow.second, now), now: now) { $0.combine(flow.tokens, sign) }
    }
}

extension RollingSeries {
    /// Changes a series, and a count of bytes by what it grows by.
    @inline(__always)
    mutating func change(
        _ bytes: inout Int, _ sign: Sign, second: Int64, now: Int64, _ body: (inout Value) -> Void
    ) {
        let before = byteCount
        change(sign, second: second, now: now, body)
        bytes += byteCount - before
    }

    /// Forgets the seconds up to one, and gives what is left in bytes.
    fileprivate mutating func forgotten(through second: Int64) -> Int {
        forget(through: second)
        return byteCount
    }
}

extension Aggregate.Row {
    fileprivate mutating func change(_ provider: Name, _ body: (inout RollingSeries<Tally>) -> Void) {
        if provider != .none { self.provider = provider }
        body(&series)
    }
}

extension ToolTally {
    /// Adds calls of a tool, or takes them back.
    fileprivate mutating func combine(_ calls: Contribution, _ sign: Sign) {
        let factor = sign == .add ? 1 : -1
        self.calls.ok &+= factor &* calls.summary.calls.ok
        self.calls.failed &+= factor &* calls.summary.calls.failed
        self.calls.other &+= factor &* calls.summary.calls.other
        cached &+= factor &* calls.cached
        lookups &+= factor &* calls.lookups
        retries &+= factor &* calls.summary.retries
        durations.combine(calls.durations, sign)
    }
}

extension ModelTally {
    /// Adds calls of a model, or takes them back. What a call cost is its model's.
    fileprivate mutating func combine(_ calls: Contribution, _ sign: Sign, takesCost: Bool) {
        let factor = sign == .add ? 1 : -1
        self.calls &+= factor &* calls.summary.modelCalls
        failed &+= factor &* calls.summary.modelCallsFailed
        tokens.combine(calls.summary.tokens, sign)
        durations.combine(calls.durations, sign)
        firstTokens.combine(calls.firstTokens, sign)
        guard takesCost else { return }
        costMicroUSD &+= Int64(factor) &* calls.summary.costMicroUSD
        costs &+= factor &* calls.summary.costs
    }
}

/// Adding, or taking back what was added.
enum Sign: Sendable {
    case add, subtract
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
    /// Whose row it belongs to beside the summary.
    enum Work: Hashable, Sendable {
        case none, tool, model
        /// Durations of agent or iteration spans.
        case spans(Role)
    }

    /// The second that it counts in.
    var second: Int64
    var start: Timestamp
    var end: Timestamp
    var summary = SummaryTally()
    var work = Work.none
    /// The tool, the model or the span, and who provides it.
    var name = Name.none
    var provider = Name.none
    /// Tool calls that came from a cache, and those that said whether they did.
    var cached = 0
    var lookups = 0
    var durations = Sketch()
    var firstTokens = Sketch()
    /// Whose tokens those of the summary are, where an agent's span named them for calls that named none.
    var claim: Claim?

    struct Claim: Sendable {
        var model: Name
        var provider: Name
    }

    /// Does it say when tokens flowed?
    var hasFlow: Bool { work == .model || claim != nil }
}

extension Contribution {
    /// Says whose work it is.
    mutating func belong(to work: Work, _ name: Name, _ provider: Name = .none) {
        self.work = work
        self.name = name
        self.provider = provider
    }

    /// What a call cost, if it says so.
    mutating func addCost(of facts: CallFacts) {
        guard facts.costMicroUSD >= 0 else { return }
        summary.costMicroUSD = facts.costMicroUSD
        summary.costs = 1
    }
}
