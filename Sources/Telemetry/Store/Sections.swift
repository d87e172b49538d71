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
        section.tokenSource = tokenSource(section, of: agent, reader)
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
        for index in ledger.agents.all {
            let agent = AgentIndex(index: index)
            let summary = summary(of: agent, reader)
            let active = activeTasks(of: agent)
            guard !summary.isZero || active > 0 else { continue }
            rows.append(AgentFigures(ledger.agents[agent], summary, active: active))
        }
        return rows.sorted { $0.id < $1.id }
    }

    /// The durations of agent, iteration, model call and tool call spans, by agent; most first, then by name.
    mutating func durations(of agent: AgentIndex?, _ reader: PeriodReader) -> [DurationFigures] {
        var rows: [DurationFigures] = []
        for index in ledger.agents.all where agent == nil || agent?.index == index {
            let id = ledger.agents[AgentIndex(index: index)].id
            func add(_ role: Role, _ name: String, _ sketch: Sketch) {
                if !sketch.isEmpty { rows.append(DurationFigures(role: role, name: name, agentID: id, sketch: sketch)) }
            }
            ledger.agents[AgentIndex(index: index)].aggregate.forEachDuration(ledger.names, reader, add)
        }
        return rows.sorted { ($1.count, $0.name, $0.agentID) < ($0.count, $1.name, $1.agentID) }
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
        (agent.map { ledger.agents[$0].activeTasks } ?? ledger.activeTasks) + ledger.reportedActiveTasks(of: agent)
    }

    /// What needs no row of its own, from spans and from the counters that stand in for them.
    private mutating func summary(of agent: AgentIndex?, _ reader: PeriodReader) -> SummaryTally {
        var summary = ledger.withAggregate(of: agent) { reader.sum(&$0.summary) }
        ledger.withStandIns(for: .tasks, of: agent) { aggregate in
            let counters = reader.sum(&aggregate.summary)
            summary.completed &+= counters.completed
            summary.failed &+= counters.failed
            summary.other &+= counters.other
        }
        ledger.withStandIns(for: .toolCalls, of: agent) { aggregate in
            let counters = reader.sum(&aggregate.summary)
            summary.calls.ok &+= counters.calls.ok
            summary.calls.failed &+= counters.calls.failed
            summary.calls.other &+= counters.calls.other
        }
        ledger.withStandIns(for: .modelCalls, of: agent) { aggregate in
            let counters = reader.sum(&aggregate.summary)
            summary.modelCalls &+= counters.modelCalls
            summary.tokens.add(counters.tokens)
        }
        for tokens in ledger.unsplitTokens(of: agent, reader).values {
            summary.tokens.add(TokenTally(TokenCounts(unsplit: tokens)))
        }
        return summary
    }

    private mutating func tokenSource(
        _ section: Section, of agent: AgentIndex?, _ reader: PeriodReader
    ) -> TokenSource {
        guard section.tokens.total != nil else { return .none }
        let spans = ledger.withAggregate(of: agent) { reader.sum(&$0.summary).tokens.counts.total }
        if spans == section.tokens.total { return .spans }
        return spans == nil ? .metrics : .mixed
    }

    private mutating func toolRows(of agent: AgentIndex?, _ reader: PeriodReader) -> [ToolFigures] {
        var tallies: [Name: (provider: Name, tally: ToolTally)] = [:]
        func collect(_ aggregate: inout Aggregate) {
            for key in aggregate.tools.keys {
                let tally = reader.sum(&aggregate.tools[key, default: Aggregate.Row()].series)
                if tally.isZero { continue }
                let provider = aggregate.tools[key]?.provider ?? .none
                if provider != .none || tallies[key] == nil {
                    tallies[key, default: (.none, ToolTally())].provider = provider
                }
                tallies[key]?.tally.add(tally)
            }
        }
        ledger.withAggregate(of: agent) { collect(&$0) }
        let measured = Set(tallies.keys)
        ledger.withStandIns(for: .toolCalls, of: agent, collect)
        let rows = tallies.compactMap { key, row -> ToolFigures? in
            guard row.tally.calls.total > 0 else { return nil }
            var figures = ToolFigures(ledger.names, key, row.provider, row.tally)
            figures.durationsAreEstimates = !measured.contains(key)
            return figures
        }
        return rows.sorted { ($1.calls.total, $0.name) < ($0.calls.total, $1.name) }
    }

    private mutating func modelRows(of agent: AgentIndex?, _ reader: PeriodReader) -> [ModelFigures] {
        var tallies: [Name: (provider: Name, tally: ModelTally)] = [:]
        func collect(_ aggregate: inout Aggregate) {
            for key in aggregate.models.keys {
                let tally = reader.sum(&aggregate.models[key, default: Aggregate.Row()].series)
                if tally.isZero { continue }
                let provider = aggregate.models[key]?.provider ?? .none
                if provider != .none || tallies[key] == nil {
                    tallies[key, default: (.none, ModelTally())].provider = provider
                }
                tallies[key]?.tally.add(tally)
            }
        }
        ledger.withAggregate(of: agent) { collect(&$0) }
        let measured = Set(tallies.keys)
        ledger.withStandIns(for: .modelCalls, of: agent, collect)
        for (model, tokens) in ledger.unsplitTokens(of: agent, reader) {
            tallies[model, default: (.none, ModelTally())].tally.tokens.add(TokenTally(TokenCounts(unsplit: tokens)))
        }
        let rows = tallies.map { key, row in
            var figures = ModelFigures(ledger.names, key, row.provider, row.tally)
            figures.durationsAreEstimates = !measured.contains(key)
            return figures
        }
        return rows.sorted { ($1.calls, $0.model ?? "") < ($0.calls, $1.model ?? "") }
    }

    /// Cache hit rates by provider: of the calls that said whether they were cached, else as a gauge reported it.
    private mutating func fillCaches(_ section: inout Section, of agent: AgentIndex?, _ reader: PeriodReader) {
        var lookups = 0
        var cached = 0
        var rates: [Name: Double] = [:]
        for emitter in ledger.metrics.keys.sorted(by: { $0.index < $1.index }) where agent == nil {
            rates.merge(ledger.metrics[emitter]?.cacheHitRates ?? [:]) { _, later in later }
        }
        ledger.withAggregate(of: agent) { aggregate in
            for key in aggregate.caches.keys {
                let tally = reader.sum(&aggregate.caches[key, default: RollingSeries()])
                guard tally.lookups > 0 else { continue }
                lookups += tally.lookups
                cached += tally.cached
                rates[key] = Double(tally.cached) / Double(tally.lookups)
            }
        }
        section.cacheHitRate = lookups > 0 ? Double(cached) / Double(lookups) : nil
        section.cacheByProvider = rates.map {
            CacheFigures(provider: ledger.names.textIfAny($0.key), hitRate: $0.value)
        }
        .sorted { ($0.provider ?? "") < ($1.provider ?? "") }
    }
}

extension Ledger {
    /// The figures that spans gave, of one agent or of all.
    @discardableResult
    mutating func withAggregate<Result>(of agent: AgentIndex?, _ body: (inout Aggregate) -> Result) -> Result {
        if let agent { body(&agents[agent].aggregate) } else { body(&all) }
    }
}

extension Aggregate {
    fileprivate mutating func forEachDuration(
        _ names: NameTable, _ reader: PeriodReader, _ body: (Role, String, Sketch) -> Void
    ) {
        for key in durations.keys {
            body(key.role, names.text(key.name), reader.sum(&durations[key, default: RollingSeries()]))
        }
        for key in models.keys {
            body(.llm, names.text(key), reader.sum(&models[key, default: Row()].series).durations)
        }
        for key in tools.keys {
            body(.tool, names.text(key), reader.sum(&tools[key, default: Row()].series).durations)
        }
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

extension DurationFigures {
    fileprivate init(role: Role, name: String, agentID: String, sketch: Sketch) {
        self.init(role: role, name: name, agentID: agentID)
        count = sketch.count
        p50Ms = sketch.quantileMs(0.5)
        p95Ms = sketch.quantileMs(0.95)
        p99Ms = sketch.quantileMs(0.99)
    }
}
