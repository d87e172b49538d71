extension Store {
    /// The instruments, and the series of the one that is asked for.
    package mutating func metrics(_ request: MetricsRequest, at now: Timestamp) -> MetricsFigures {
        let now = isRecorded ? newestTime ?? now : now
        advance(to: now)
        let table = metrics.instruments
        let reader = InstrumentReader(
            table: table, agents: request.agent.map(agentTexts),
            parts: { WindowParts(now: now.second, seconds: request.windowSeconds, count: $0) })
        var figures = MetricsFigures()
        figures.windowSeconds = min(max(1, request.windowSeconds), rollingSeconds)
        figures.instrumentCount = table.instrumentCount
        figures.seriesCount = table.seriesCount
        figures.evicted = table.evicted
        figures.instruments = reader.instruments(request.instruments, columns: request.graphColumns)
        figures.opened = request.opened.map(reader.opened)
        return figures
    }

    /// What series may call the agent that a filter means.
    private func agentTexts(_ filter: String) -> [String] {
        guard let agent = ledger.agents.find(filter) else { return [filter] }
        let entry = ledger.agents[agent]
        return entry.displayName == entry.id ? [entry.id] : [entry.id, entry.displayName]
    }
}
