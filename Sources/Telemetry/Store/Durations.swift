// How long spans took, by role and name.

extension Store {
    /// How long the agents' runs took.
    mutating func fillRuns(of rows: inout [AgentFigures], _ reader: PeriodReader) {
        for index in rows.indices {
            guard let agent = ledger.agents.find(rows[index].id) else { continue }
            let runs = ledger.runs(of: agent, reader)
            rows[index].runsAreEstimates = runs.isEstimate
            rows[index].runsP95Ms = runs.sketch.quantileMs(0.95)
        }
    }

    /// The durations of agent, iteration, model call and tool call spans, by agent; most first, then by name.
    mutating func durations(of agent: AgentIndex?, _ reader: PeriodReader) -> [DurationFigures] {
        var rows: [DurationFigures] = []
        for index in ledger.agents.all where agent == nil || agent?.index == index {
            let agent = AgentIndex(index: index)
            for (key, row) in ledger.sketches(of: agent, reader) where !row.sketch.isEmpty {
                var figures = DurationFigures(
                    role: key.role, name: ledger.names.text(key.name), agentID: ledger.agents[agent].id,
                    sketch: row.sketch)
                figures.isEstimate = row.isEstimate
                rows.append(figures)
            }
        }
        return rows.sorted { ($1.count, $0.name, $0.agentID) < ($0.count, $1.name, $1.agentID) }
    }
}

extension Ledger {
    /// How long the runs of an agent took, and whether any of it is estimated.
    fileprivate mutating func runs(of agent: AgentIndex, _ reader: PeriodReader) -> (sketch: Sketch, isEstimate: Bool) {
        var runs = Sketch()
        var isEstimate = false
        withSources(of: .runs, of: agent, in: reader.period) { aggregate, sign, source in
            for key in aggregate.durations.keys where key.role == .agent {
                let sketch = reader.sum(&aggregate.durations[key, default: .init()])
                runs.combine(sketch, sign)
                if sign == .add, !sketch.isEmpty, source == .counters { isEstimate = true }
            }
        }
        return (runs, isEstimate)
    }

    /// The durations of an agent's spans of each role and name.
    fileprivate mutating func sketches(
        of agent: AgentIndex, _ reader: PeriodReader
    ) -> [Aggregate.DurationKey: (sketch: Sketch, isEstimate: Bool)] {
        var rows: [Aggregate.DurationKey: (sketch: Sketch, isEstimate: Bool)] = [:]
        func add(_ role: Role, _ name: Name, _ sketch: Sketch, _ sign: Sign, _ source: Source) {
            let key = Aggregate.DurationKey(role: role, name: name)
            rows[key, default: (Sketch(), false)].sketch.combine(sketch, sign)
            if sign == .add, !sketch.isEmpty { rows[key]?.isEstimate = source == .counters }
        }
        withSources(of: .runs, of: agent, in: reader.period) { aggregate, sign, source in
            for key in aggregate.durations.keys {
                add(key.role, key.name, reader.sum(&aggregate.durations[key, default: .init()]), sign, source)
            }
        }
        withSources(of: .modelCalls, of: agent, in: reader.period) { aggregate, sign, source in
            for name in aggregate.models.keys {
                let sketch = reader.sum(&aggregate.models[name, default: .init()].series).durations
                add(.llm, name, sketch, sign, source)
            }
        }
        withSources(of: .toolCalls, of: agent, in: reader.period) { aggregate, sign, source in
            for name in aggregate.tools.keys {
                let sketch = reader.sum(&aggregate.tools[name, default: .init()].series).durations
                add(.tool, name, sketch, sign, source)
            }
        }
        return rows
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
