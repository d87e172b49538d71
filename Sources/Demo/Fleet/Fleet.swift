package import Telemetry

/// What one process sends in one request.
package struct Export: Sendable {
    package let dialect: Dialect
    package let signal: Signal
    package let batch: Batch
}

/// In whose words an agent speaks.
package enum Dialect: Sendable, CaseIterable {
    /// Looopy's observability design.
    case seed
    /// Looopy's code of today.
    case current
}

/// Agents at work, as a state machine over an injected clock: the same seed and start give the same spans, however
/// finely the clock is advanced. Spans are sent when they end, as real exporters do, so a running task is seen through
/// its children only.
package struct Fleet {
    private struct Member {
        let name: String
        let persona: Persona
        let dialect: Dialect
        var planner: Planner
        var ids: Randomness
        var turn = 0
        var nextTask: Timestamp
    }

    /// A process's batch span processor and metric reader wake this often, in nanoseconds.
    private static let spanInterval: Int64 = 500_000_000
    private static let metricInterval: Int64 = 5_000_000_000

    private var members: [Member]
    private var meter: Meter
    private var now: Timestamp
    private var nextFlush: Timestamp
    private var nextMetrics: Timestamp
    /// Planned spans that have not been sent, by dialect, those that end first at the end.
    private var running: [Dialect: [SpanDraft]] = [:]
    /// Starts of runs that the meter has yet to count: those of agents that speak the design.
    private var starting: [(time: Timestamp, agent: String)] = []

    /// A fleet of 1 or more agents that starts to work at a moment. Every second one speaks Looopy's code of today.
    package init(agents: Int, seed: UInt64, rate: Double, start: Timestamp) {
        var seeds = Randomness(seed: seed)
        members = (0..<agents).map { index in
            let persona = Persona.cast[index % Persona.cast.count]
            let round = index / Persona.cast.count
            return Member(
                name: round == 0 ? persona.name : "\(persona.name)-\(round + 1)", persona: persona,
                dialect: index % 2 == 0 ? .seed : .current, planner: Planner(seed: seeds.next(), rate: rate),
                ids: Randomness(seed: seeds.next()), nextTask: start.advanced(by: Int64(index) * 700_000_000))
        }
        meter = Meter(start: start)
        now = start
        nextFlush = start.advanced(by: Self.spanInterval)
        nextMetrics = start.advanced(by: Self.metricInterval)
    }

    /// What was sent from the last moment to this one, in order. A moment that lies before the last one changes nothing.
    package mutating func advance(to moment: Timestamp) -> [Export] {
        var exports: [Export] = []
        while nextFlush <= moment {
            now = nextFlush
            startTasks()
            exports += flush()
            nextFlush = now.advanced(by: Self.spanInterval)
        }
        return exports
    }

    private mutating func startTasks() {
        for index in members.indices {
            while members[index].nextTask <= now { startTask(of: index) }
        }
    }

    private mutating func startTask(of index: Int) {
        members[index].turn += 1
        let member = members[index]
        let run = members[index].planner.task(
            of: member.name, member.persona, turn: member.turn, at: member.nextTask)
        switch member.dialect {
        case .seed:
            schedule(SeedDialect.spans(of: run, random: &members[index].ids), of: .seed)
            starting += Self.starts(of: run)
        case .current: schedule(CurrentDialect.spans(of: run, random: &members[index].ids), of: .current)
        }
        members[index].nextTask = members[index].planner.pause(after: run.end)
    }

    private mutating func schedule(_ spans: [SpanDraft], of dialect: Dialect) {
        running[dialect, default: []] += spans
        // Ids break ties, so that the order does not depend on how the sort treats equals.
        running[dialect]?.sort { ($0.end, $0.spanID) > ($1.end, $1.spanID) }
    }

    /// When the run and those that it delegates start.
    private static func starts(of run: Run) -> [(time: Timestamp, agent: String)] {
        let delegated = run.iterations.flatMap(\.delegations).flatMap { starts(of: $0.run) }
        return [(run.start, run.agent)] + delegated
    }

    private mutating func flush() -> [Export] {
        for run in starting where run.time <= now { meter.taskStarted(by: run.agent) }
        starting.removeAll { $0.time <= now }
        var exports = Dialect.allCases.compactMap { spans(of: $0) }
        if nextMetrics <= now {
            nextMetrics = now.advanced(by: Self.metricInterval)
            var builder = BatchBuilder(resource: Self.resource(of: .seed))
            meter.export(at: now, into: &builder)
            if !builder.batch.metrics.isEmpty {
                exports.append(Export(dialect: .seed, signal: .metrics, batch: builder.batch))
            }
        }
        return exports
    }

    /// The spans of a process that have ended, in order of their ends; nil if there is none.
    private mutating func spans(of dialect: Dialect) -> Export? {
        var builder = BatchBuilder(resource: Self.resource(of: dialect))
        while let span = running[dialect]?.last, span.end <= now {
            running[dialect]?.removeLast()
            builder.add(span)
            meter.record(span.measurement)
        }
        if builder.batch.spans.isEmpty { return nil }
        return Export(dialect: dialect, signal: .traces, batch: builder.batch)
    }

    private static func resource(of dialect: Dialect) -> DraftAttributes {
        switch dialect {
        case .seed:
            [
                ("service.name", .string("looopy")), ("service.version", .string("1.0.0")),
                ("deployment.environment", .string("demo")),
            ]
        case .current:
            [
                ("service.name", .string("kitchen-sink-agent")), ("service.version", .string("3.1.3")),
                ("deployment.environment", .string("demo")),
            ]
        }
    }
}
