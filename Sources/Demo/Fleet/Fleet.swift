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
    /// A coding agent that tells of its work by event logs.
    case events
}

/// Agents at work, as a state machine over an injected clock: the same seed and start give the same telemetry,
/// however finely the clock is advanced. Spans are sent when they end, as real exporters do, so a running task is seen
/// through its children only; log records are sent when they are written.
package struct Fleet {
    private struct Member {
        let name: String
        let persona: Persona
        let dialect: Dialect
        var planner: Planner
        var conversation: Conversation
        var ids: Randomness
        var turn = 0
        var nextTask: Timestamp

        mutating func events(of run: Run) -> [RecordDraft] { conversation.records(of: run, random: &ids) }
    }

    /// A process's batch span processor and metric reader wake this often, in nanoseconds.
    private static let spanInterval: Int64 = 500_000_000
    private static let metricInterval: Int64 = 5_000_000_000

    private var members: [Member]
    private var meter: Meter
    private var deltaMeter: DeltaMeter
    private var now: Timestamp
    private var nextFlush: Timestamp
    private var nextMetrics: Timestamp
    /// Planned spans and log records that have not been sent.
    private var spans: [Dialect: Outbox<SpanDraft>] = [:]
    private var records: [Dialect: Outbox<RecordDraft>] = [:]
    /// Starts of runs that the meter has yet to count: those of agents that speak the design.
    private var starting: [(time: Timestamp, agent: String)] = []

    /// A fleet of 1 or more agents that starts to work at a moment. Every second Looopy agent speaks today's code.
    package init(agents: Int, seed: UInt64, rate: Double, start: Timestamp) {
        var seeds = Randomness(seed: seed)
        members = (0..<agents).map { index in
            let persona = Persona.cast[index % Persona.cast.count]
            let round = index / Persona.cast.count
            let planner = Planner(seed: seeds.next(), rate: rate)
            var ids = Randomness(seed: seeds.next())
            return Member(
                name: round == 0 ? persona.name : "\(persona.name)-\(round + 1)", persona: persona,
                dialect: persona == .claudeCode ? .events : index % 2 == 0 ? .seed : .current, planner: planner,
                conversation: Conversation(random: &ids), ids: ids,
                nextTask: start.advanced(by: Int64(index) * 700_000_000))
        }
        meter = Meter(start: start)
        deltaMeter = DeltaMeter(start: start)
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
        case .events:
            records[.events, default: Outbox()].add(members[index].events(of: run), due: \.time)
        }
        members[index].nextTask = members[index].planner.pause(after: run.end)
    }

    private mutating func schedule(_ spans: [SpanDraft], of dialect: Dialect) {
        self.spans[dialect, default: Outbox()].add(spans, due: \.end)
        records[dialect, default: Outbox()].add(spans.flatMap(\.records), due: \.time)
    }

    /// When the run and those that it delegates start.
    private static func starts(of run: Run) -> [(time: Timestamp, agent: String)] {
        let delegated = run.iterations.flatMap(\.delegations).flatMap { starts(of: $0.run) }
        return [(run.start, run.agent)] + delegated
    }

    private mutating func flush() -> [Export] {
        for run in starting where run.time <= now { meter.taskStarted(by: run.agent) }
        starting.removeAll { $0.time <= now }
        return Dialect.allCases.flatMap { [spans(of: $0), records(of: $0)] }.compactMap(\.self) + metrics()
    }

    private mutating func metrics() -> [Export] {
        var design = BatchBuilder(resource: Self.resource(of: .seed))
        if nextMetrics <= now {
            nextMetrics = now.advanced(by: Self.metricInterval)
            meter.export(at: now, into: &design)
        }
        var coding = BatchBuilder(resource: Self.resource(of: .events))
        deltaMeter.export(at: now, into: &coding)
        return [(Dialect.seed, design.batch), (.events, coding.batch)].filter { !$0.1.metrics.isEmpty }.map {
            Export(dialect: $0, signal: .metrics, batch: $1)
        }
    }

    /// The spans of a process that have ended, in order of their ends; nil if there is none.
    private mutating func spans(of dialect: Dialect) -> Export? {
        guard let ended = spans[dialect]?.take(until: now), !ended.isEmpty else { return nil }
        var builder = BatchBuilder(resource: Self.resource(of: dialect))
        for span in ended {
            builder.add(span)
            meter.record(span.measurement)
        }
        return Export(dialect: dialect, signal: .traces, batch: builder.batch)
    }

    /// The records of a process that have been written, in order of their times; nil if there is none.
    private mutating func records(of dialect: Dialect) -> Export? {
        guard let written = records[dialect]?.take(until: now), !written.isEmpty else { return nil }
        var builder = BatchBuilder(resource: Self.resource(of: dialect))
        for record in written {
            builder.add(record)
            if case .request(let call, let identity) = record.measurement { deltaMeter.record(call, identity) }
        }
        return Export(dialect: dialect, signal: .logs, batch: builder.batch)
    }

    static func resource(of dialect: Dialect) -> DraftAttributes {
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
        case .events:
            [
                ("service.name", .string("claude-code")), ("service.version", .string("2.1.195")),
                ("deployment.environment", .string("demo")),
            ]
        }
    }
}
