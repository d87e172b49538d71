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
        if let agent {
            fill(&section, from: &ledger.agents[agent].aggregate, ledger.names, reader)
        } else {
            fill(&section, from: &ledger.all, ledger.names, reader)
        }
        section.tasks.active = agent.map { ledger.agents[$0].activeTasks } ?? ledger.activeTasks
        if section.tokens.total != nil { section.tokenSource = .spans }
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
            let summary = reader.sum(&ledger.agents[agent].aggregate.summary)
            let entry = ledger.agents[agent]
            guard !summary.isZero || entry.activeTasks > 0 else { continue }
            rows.append(AgentFigures(entry, summary))
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

private func fill(
    _ section: inout Section, from aggregate: inout Aggregate, _ names: NameTable, _ reader: PeriodReader
) {
    let summary = reader.sum(&aggregate.summary)
    section.tasks = TaskCounts(completed: summary.completed, failed: summary.failed, other: summary.other)
    section.toolCalls = summary.calls
    section.toolRetries = summary.retries
    section.modelCalls = summary.modelCalls
    section.modelCallsFailed = summary.modelCallsFailed
    section.tokens = summary.tokens.counts
    section.costUSD = summary.costUSD
    section.tools = aggregate.toolRows(names, reader)
    section.models = aggregate.modelRows(names, reader)
    section.cacheByProvider = aggregate.cacheRows(names, reader)
    section.cacheHitRate = aggregate.cacheHitRate(reader)
}

extension Aggregate {
    fileprivate mutating func toolRows(_ names: NameTable, _ reader: PeriodReader) -> [ToolFigures] {
        var rows: [ToolFigures] = []
        for key in tools.keys {
            let tally = reader.sum(&tools[key, default: Row()].series)
            guard tally.calls.total > 0 else { continue }
            var row = ToolFigures(name: names.text(key), provider: names.textIfAny(tools[key]?.provider ?? .none))
            row.calls = tally.calls
            row.cached = tally.cached
            row.retries = tally.retries
            row.p50Ms = tally.durations.quantileMs(0.5)
            row.p95Ms = tally.durations.quantileMs(0.95)
            rows.append(row)
        }
        return rows.sorted { ($1.calls.total, $0.name) < ($0.calls.total, $1.name) }
    }

    fileprivate mutating func modelRows(_ names: NameTable, _ reader: PeriodReader) -> [ModelFigures] {
        var rows: [ModelFigures] = []
        for key in models.keys {
            let tally = reader.sum(&models[key, default: Row()].series)
            guard tally.calls > 0 || !tally.tokens.isZero else { continue }
            var row = ModelFigures(model: names.textIfAny(key))
            row.provider = names.textIfAny(models[key]?.provider ?? .none)
            row.calls = tally.calls
            row.failed = tally.failed
            row.tokens = tally.tokens.counts
            row.p50Ms = tally.durations.quantileMs(0.5)
            row.p95Ms = tally.durations.quantileMs(0.95)
            row.timeToFirstTokenP50Ms = tally.firstTokens.quantileMs(0.5)
            rows.append(row)
        }
        return rows.sorted { ($1.calls, $0.model ?? "") < ($0.calls, $1.model ?? "") }
    }

    fileprivate mutating func cacheRows(_ names: NameTable, _ reader: PeriodReader) -> [CacheFigures] {
        var rows: [CacheFigures] = []
        for key in caches.keys {
            let tally = reader.sum(&caches[key, default: RollingSeries()])
            guard tally.lookups > 0 else { continue }
            rows.append(
                CacheFigures(provider: names.textIfAny(key), hitRate: Double(tally.cached) / Double(tally.lookups)))
        }
        return rows.sorted { ($0.provider ?? "") < ($1.provider ?? "") }
    }

    /// Cached results among those calls that said whether they were; nil when none did.
    fileprivate mutating func cacheHitRate(_ reader: PeriodReader) -> Double? {
        var lookups = 0
        var cached = 0
        for key in caches.keys {
            let tally = reader.sum(&caches[key, default: RollingSeries()])
            lookups += tally.lookups
            cached += tally.cached
        }
        return lookups > 0 ? Double(cached) / Double(lookups) : nil
    }

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

extension AgentFigures {
    fileprivate init(_ entry: AgentEntry, _ summary: SummaryTally) {
        self.init(id: entry.id, name: entry.displayName)
        services = entry.services.sorted()
        versions = entry.versions.sorted()
        environments = entry.environments.sorted()
        tasks = TaskCounts(
            active: entry.activeTasks, completed: summary.completed, failed: summary.failed, other: summary.other)
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
