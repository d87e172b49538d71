// How often tools answered from a cache.

extension Store {
    /// Cache hit rates by provider: of the calls that said whether they were cached, else as a gauge reported it.
    mutating func fillCaches(_ section: inout Section, of agent: AgentIndex?, _ reader: PeriodReader) {
        var all = ToolTally()
        var rates = reportedCacheRates(of: agent)
        var tallies: [Name: ToolTally] = [:]
        ledger.withSources(of: .toolCalls, of: agent, in: reader.period) { aggregate, sign, _ in
            for key in aggregate.caches.keys {
                let tally = reader.sum(&aggregate.caches[key, default: RollingSeries()])
                tallies[key, default: ToolTally()].combine(tally, sign)
                all.combine(tally, sign)
            }
        }
        for (name, tally) in tallies { rates[name] = tally.hitRate ?? rates[name] }
        section.cacheHitRate = all.hitRate
        section.cacheByProvider = rates.map {
            CacheFigures(provider: ledger.names.textIfAny($0.key), hitRate: $0.value)
        }
        .sorted { ($0.provider ?? "") < ($1.provider ?? "") }
    }

    private func reportedCacheRates(of agent: AgentIndex?) -> [Name: Double] {
        var rates: [Name: Double] = [:]
        for index in ledger.agents.all where agent == nil || agent?.index == index {
            for cell in ledger.agents[AgentIndex(index: index)].cells {
                for (name, reading) in cell.cacheHitRates { rates[name] = reading.value(at: ledger.now) ?? rates[name] }
            }
        }
        return rates
    }
}
