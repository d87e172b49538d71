// Figures of a period, from the ledger.

/// Everything since the start, or the last seconds of it.
enum Period: Hashable {
    case total
    case window(seconds: Int)
}

/// Reads series over one period.
struct PeriodReader {
    var period: Period
    var now: Int64
    /// Keeps the window sums for the next look: for the dashboard, which looks at the same window again.
    var isCaching: Bool

    func sum<Value>(_ series: inout RollingSeries<Value>) -> Value {
        switch period {
        case .total: series.total
        case .window(let seconds): series.sum(last: seconds, now: now, caching: isCaching)
        }
    }
}

extension Store {
    /// The section of one agent, or of all.
    mutating func section(of agent: AgentIndex?, _ reader: PeriodReader) -> Section {
        var section = Section()
        section.agents = agentRows(reader).filter { agent == nil || $0.id == ledger.agents[agent ?? .none].id }
        fill(&section, of: agent, reader)
        section.taskSource = source(of: .tasks, of: agent, reader.period)
        section.toolSource = section.toolCalls.total > 0 ? source(of: .toolCalls, of: agent, reader.period) : .none
        section.tokenSource = section.tokens.total != nil ? source(of: .tokens, of: agent, reader.period) : .none
        section.tokensPerSecond = section.tokens.total.map { Double($0) / seconds(reader.period) }
        return section
    }

    /// The length of a period: no longer than since the first data.
    private func seconds(_ period: Period) -> Double {
        let since = Double(max(1, ledger.now - (firstData?.second ?? ledger.now)))
        switch period {
        case .total: return since
        case .window(let seconds): return min(Double(seconds), since)
        }
    }

    /// The agents of a period, by id: those with figures in it, or with a task that runs.
    mutating func agentRows(_ reader: PeriodReader) -> [AgentFigures] {
        var rows: [AgentFigures] = []
        let byLogs = Dictionary(grouping: runningEventTasks(of: nil)) { $0.task.agent ?? $0.task.service }
        for index in ledger.agents.all {
            let agent = AgentIndex(index: index)
            let summary = summary(of: agent, reader)
            let active = activeTasks(of: agent, byLogs: byLogs[agent] ?? [])
            guard !summary.isZero || active > 0 else { continue }
            rows.append(AgentFigures(ledger.agents[agent], summary, active: active))
        }
        return rows.sorted { $0.id < $1.id }
    }
}

extension Store {
    private mutating func fill(_ section: inout Section, of agent: AgentIndex?, _ reader: PeriodReader) {
        let summary = summary(of: agent, reader)
        section.tasks = TaskCounts(
            active: activeTasks(of: agent), completed: summary.completed, failed: summary.failed,
            other: summary.other)
        section.toolCalls = summary.calls
        section.toolRetries = summary.retries
        section.modelCalls = summary.modelCalls
        section.modelCallsFailed = summary.modelCallsFailed
        section.tokens = summary.tokens.counts
        section.costUSD = summary.costUSD
        section.tools = toolRows(of: agent, reader)
        section.models = modelRows(of: agent, reader)
        fillCaches(&section, of: agent, reader)
    }

    /// The tasks of an agent that run, as its spans or else its gauges tell.
    private func activeTasks(of agent: AgentIndex?) -> Int {
        activeTasks(of: agent, byLogs: runningEventTasks(of: agent))
    }

    private func activeTasks(of agent: AgentIndex?, byLogs tasks: [(key: EventTaskKey, task: EventTask)]) -> Int {
        let bySpans = agent.map { ledger.agents[$0].activeTasks } ?? ledger.activeTasks
        // A gauge that is trusted knows of all of its emitter's tasks.
        let byGauges = ledger.reportedActiveTasks(of: agent)
        let byLogs = tasks.count {
            !ledger.emitters[$0.key.session.emitter].trustsGauge || byGauges == 0
        }
        return bySpans + byLogs + byGauges
    }

    /// What needs no row of its own, each quantity from its source.
    mutating func summary(of agent: AgentIndex?, _ reader: PeriodReader) -> SummaryTally {
        var summary = SummaryTally()
        if let agent {
            for place in ledger.agents[agent].cells.indices {
                summary.add(reader.sum(&ledger.agents[agent].cells[place].spans.summary))
            }
        } else {
            summary = reader.sum(&ledger.all.summary)
        }
        for quantity in Quantity.allCases {
            ledger.visitRivals(of: quantity, of: agent, in: reader.period) { aggregate, sign, _ in
                summary.combine(reader.sum(&aggregate.summary).part(quantity), sign)
            }
        }
        return summary.balanced
    }

    private mutating func source(of quantity: Quantity, of agent: AgentIndex?, _ period: Period) -> FigureSource {
        let sources = ledger.sources(of: quantity, of: agent, in: period)
        if sources.count > 1 { return .mixed }
        return switch sources.first {
        case .counters: .metrics
        case .logs: .logs
        case .spans: .spans
        case nil: .none
        }
    }

    private mutating func toolRows(of agent: AgentIndex?, _ reader: PeriodReader) -> [ToolFigures] {
        var rows = RowTallies<ToolTally>()
        ledger.withSources(of: .toolCalls, of: agent, in: reader.period) { aggregate, sign, source in
            rows.collect(&aggregate.tools, reader, sign, source) { $0 }
        }
        let figures = rows.rows.compactMap { name, row -> ToolFigures? in
            let tally = row.tally.balanced
            guard tally.calls.total > 0 else { return nil }
            var figures = ToolFigures(ledger.names, name, row.provider, tally)
            figures.durationsAreEstimates = row.hasEstimates
            return figures
        }
        return figures.sorted { ($1.calls.total, $0.name) < ($0.calls.total, $1.name) }
    }

    /// A model's calls, its tokens, the times to its first token and its costs may come from different sources.
    private mutating func modelRows(of agent: AgentIndex?, _ reader: PeriodReader) -> [ModelFigures] {
        var rows = RowTallies<ModelTally>()
        ledger.withSources(of: .modelCalls, of: agent, in: reader.period) { aggregate, sign, source in
            rows.collect(&aggregate.models, reader, sign, source, \.onlyCalls)
        }
        ledger.withSources(of: .tokens, of: agent, in: reader.period) { aggregate, sign, source in
            rows.collect(&aggregate.models, reader, sign, source, \.onlyTokens)
        }
        ledger.withSources(of: .firstTokens, of: agent, in: reader.period) { aggregate, sign, source in
            rows.collect(&aggregate.models, reader, sign, source, \.onlyFirstTokens)
        }
        ledger.withSources(of: .cost, of: agent, in: reader.period) { aggregate, sign, source in
            rows.collect(&aggregate.models, reader, sign, source, \.onlyCosts)
        }
        rows.joinSnapshots(ledger.names)
        let figures = rows.rows.compactMap { name, row -> ModelFigures? in
            let tally = row.tally.balanced
            // A cost alone makes no row.
            guard !tally.withoutCost.isZero else { return nil }
            var figures = ModelFigures(ledger.names, name, row.provider, tally)
            figures.durationsAreEstimates = row.hasEstimates
            figures.timeToFirstTokenIsEstimate = row.hasFirstTokenEstimates
            return figures
        }
        return figures.sorted { ($1.calls, $0.model ?? "") < ($0.calls, $1.model ?? "") }
    }
}

/// Rows of tools or models, put together from several sources.
private struct RowTallies<Tally: TimedTally> {
    struct Row {
        var provider = Name.none
        var tally = Tally()
        /// Are any of its durations from a counter's histogram?
        var hasEstimates = false
        /// Is any of its times to the first token?
        var hasFirstTokenEstimates = false
    }

    private(set) var rows: [Name: Row] = [:]

    mutating func collect(
        _ table: inout RowTable<Name, Aggregate.Row<Tally>>, _ reader: PeriodReader, _ sign: Sign, _ source: Source,
        _ part: (Tally) -> Tally
    ) {
        for name in table.keys {
            let tally = part(reader.sum(&table[name, default: Aggregate.Row()].series))
            if tally.isZero { continue }
            rows[name, default: Row()].tally.combine(tally, sign)
            if let provider = table[name]?.provider, provider != .none { rows[name]?.provider = provider }
            guard sign == .add, source == .counters else { continue }
            if !tally.durations.isEmpty { rows[name]?.hasEstimates = true }
            if !tally.firstTokens.isEmpty { rows[name]?.hasFirstTokenEstimates = true }
        }
    }
}

extension RowTallies<ModelTally> {
    /// Puts what is told under the name of a model that was asked for, and that no answer's tokens name, to the one
    /// snapshot of it that they name: a failed call, a time to the first token.
    mutating func joinSnapshots(_ names: NameTable) {
        let asked = rows.filter { $0.key != .none && !$0.value.tally.hasAnswers }
        guard !asked.isEmpty else { return }
        var snapshots: [String: [Name]] = [:]
        for (name, row) in rows where row.tally.hasAnswers {
            for model in names.text(name).modelsOfSnapshot { snapshots[model, default: []].append(name) }
        }
        for (name, row) in asked {
            guard let known = snapshots[names.text(name)], known.count == 1 else { continue }
            rows[known[0]]?.add(row)
            rows[name] = nil
        }
    }
}

extension RowTallies.Row {
    fileprivate mutating func add(_ other: Self) {
        tally.combine(other.tally, .add)
        hasEstimates = hasEstimates || other.hasEstimates
        hasFirstTokenEstimates = hasFirstTokenEstimates || other.hasFirstTokenEstimates
    }
}

extension ModelTally {
    /// Did answers tell of tokens?
    fileprivate var hasAnswers: Bool { !tokens.isZero }
}

extension String {
    /// The models that it may be a snapshot of, if it is one's name: `gpt-4o` where it is `gpt-4o-2024-08-06`. Behind
    /// their names is a date, or a number of three digits and more.
    fileprivate var modelsOfSnapshot: [String] {
        // The longest are dates with signs between: `-2024-08-06`.
        let number = utf8.reversed().prefix(11).prefix { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2d }.count
        return utf8.indices.suffix(number + 1).dropLast(3).filter { "-@:".utf8.contains(utf8[$0]) }
            .map { String(self[..<$0]) }
    }
}

private protocol TimedTally: AdditiveValue {
    var durations: Sketch { get }
    var firstTokens: Sketch { get }
}

extension ToolTally: TimedTally {
    fileprivate var firstTokens: Sketch { Sketch() }
}

extension ModelTally: TimedTally {}

extension SummaryTally {
    /// What of it is of one quantity.
    fileprivate func part(_ quantity: Quantity) -> SummaryTally {
        var part = SummaryTally()
        switch quantity {
        case .tasks: (part.completed, part.failed, part.other) = (completed, failed, other)
        case .runs, .firstTokens: break
        case .toolCalls: (part.calls, part.retries) = (calls, retries)
        case .modelCalls: (part.modelCalls, part.modelCallsFailed) = (modelCalls, modelCallsFailed)
        case .tokens: part.tokens = tokens
        case .cost: (part.costMicroUSD, part.costs) = (costMicroUSD, costs)
        }
        return part
    }
}

extension ModelTally {
    fileprivate var onlyTokens: ModelTally {
        var part = ModelTally()
        part.tokens = tokens
        return part
    }

    fileprivate var withoutCost: ModelTally {
        var part = self
        (part.costMicroUSD, part.costs) = (0, 0)
        return part
    }

    fileprivate var onlyCosts: ModelTally {
        var part = ModelTally()
        (part.costMicroUSD, part.costs) = (costMicroUSD, costs)
        return part
    }

    fileprivate var onlyFirstTokens: ModelTally {
        var part = ModelTally()
        part.firstTokens = firstTokens
        return part
    }

    fileprivate var onlyCalls: ModelTally {
        var part = ModelTally()
        (part.calls, part.failed, part.durations) = (calls, failed, durations)
        return part
    }
}

extension ToolFigures {
    fileprivate init(_ names: NameTable, _ name: Name, _ provider: Name, _ tally: ToolTally) {
        self.init(name: names.text(name), provider: names.textIfAny(provider))
        calls = tally.calls
        cached = tally.cached
        retries = tally.retries
        p50Ms = tally.durations.quantileMs(0.5)
        p95Ms = tally.durations.quantileMs(0.95)
    }
}

extension ModelFigures {
    fileprivate init(_ names: NameTable, _ model: Name, _ provider: Name, _ tally: ModelTally) {
        self.init(model: names.textIfAny(model), provider: names.textIfAny(provider))
        calls = tally.calls
        failed = tally.failed
        tokens = tally.tokens.counts
        costUSD = tally.costUSD
        p50Ms = tally.durations.quantileMs(0.5)
        p95Ms = tally.durations.quantileMs(0.95)
        timeToFirstTokenP50Ms = tally.firstTokens.quantileMs(0.5)
    }
}

extension AgentFigures {
    fileprivate init(_ entry: AgentEntry, _ summary: SummaryTally, active: Int) {
        self.init(id: entry.id, name: entry.displayName)
        services = entry.services.sorted()
        versions = entry.versions.sorted()
        environments = entry.environments.sorted()
        tasks = TaskCounts(
            active: active, completed: summary.completed, failed: summary.failed, other: summary.other)
        toolCalls = summary.calls
        modelCalls = summary.modelCalls
        tokens = summary.tokens.counts
        costUSD = summary.costUSD
    }
}
