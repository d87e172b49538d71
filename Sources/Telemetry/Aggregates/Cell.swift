/// The figures of one agent as one emitter reported them, by source.
struct Cell: Sendable {
    let emitter: EmitterIndex
    var spans = Aggregate()
    var counters: [Stream: Aggregate] = [:]
    var logs: [Stream: Aggregate] = [:]
    /// Running tasks and cache hit rates by provider, as last reported, and when that was.
    var activeTasks: Reading<Int>?
    var cacheHitRates: [Name: Reading<Double>] = [:]

    /// A gauge's value.
    struct Reading<Value: Sendable>: Sendable {
        var value: Value
        var second: Int64

        /// The value, unless it is so old that its sender must have stopped. Exporters send gauges every minute.
        func value(at now: Int64) -> Value? { now - second <= 300 ? value : nil }
    }

    /// Streams of one source that are kept of one cell.
    private static let streamLimit = 16

    /// Does any other source than spans say something?
    var hasRivals: Bool { !counters.isEmpty || !logs.isEmpty }

    /// Does a source say something of a quantity?
    func says(_ quantity: Quantity, _ source: Source) -> Bool {
        switch source {
        case .spans: spans.part(quantity).amount > 0
        case .counters: counters.values.contains { $0.part(quantity).amount > 0 }
        case .logs: logs.values.contains { $0.part(quantity).amount > 0 }
        }
    }

    /// Adds what a counter or a log record said.
    mutating func apply(_ contribution: Contribution, from source: Source, _ stream: Stream, _ sign: Sign, now: Int64) {
        switch source {
        case .spans: spans.apply(contribution, sign, now: now)
        case .counters:
            if counters[stream] != nil || counters.count < Self.streamLimit {
                counters[stream, default: Aggregate()].apply(contribution, sign, now: now)
            }
        case .logs:
            if logs[stream] != nil || logs.count < Self.streamLimit {
                logs[stream, default: Aggregate()].apply(contribution, sign, now: now)
            }
        }
    }

    /// Visits what another source than spans gives of a quantity.
    mutating func visit(_ source: Source, _ quantity: Quantity, _ body: (inout Aggregate) -> Void) {
        switch source {
        case .spans: body(&spans)
        case .counters:
            for stream in Self.chosen(of: counters, for: quantity) { body(&counters[stream, default: .init()]) }
        case .logs:
            for stream in Self.chosen(of: logs, for: quantity) { body(&logs[stream, default: .init()]) }
        }
    }

    /// The streams to add up: the better ones first, of equal ones the vendor's own, then the larger; and none that tells
    /// of a model or tool that a stream before it told of.
    private static func chosen(of streams: [Stream: Aggregate], for quantity: Quantity) -> [Stream] {
        guard streams.count > 1 else { return Array(streams.keys) }
        let ranked = streams.map { (stream: $0.key, part: $0.value.part(quantity)) }.filter { $0.part.amount > 0 }
            .sorted { a, b in
                (a.stream.rank, b.part.amount, a.stream.family.rawValue, a.stream.scope)
                    < (b.stream.rank, a.part.amount, b.stream.family.rawValue, b.stream.scope)
            }
        var told: Set<Name> = []
        var chosen: [Stream] = []
        for (stream, part) in ranked where told.isDisjoint(with: part.names) {
            chosen.append(stream)
            told.formUnion(part.names)
        }
        return chosen
    }
}

extension Aggregate {
    /// How much there is of a quantity, and the names that it is told of.
    fileprivate func part(_ quantity: Quantity) -> (amount: Int64, names: Set<Name>) {
        let summary = summary.total
        switch quantity {
        // What has no rows has one name: nobody's.
        case .tasks: return (Int64(summary.completed &+ summary.failed &+ summary.other), [.none])
        case .runs: return (durations.reduce(0) { $0 &+ Int64($1.value.total.count) }, [.none])
        case .toolCalls: return (Int64(summary.calls.total), Set(tools.keys))
        case .modelCalls: return (Int64(summary.modelCalls), names { $0.calls > 0 })
        case .tokens: return (summary.tokens.counts.total ?? 0, names { !$0.tokens.isZero })
        case .cost: return (summary.costMicroUSD, [.none])
        case .firstTokens:
            let counts = models.mapValues { Int64($0.series.total.firstTokens.count) }.filter { $0.value > 0 }
            return (counts.values.reduce(0, &+), Set(counts.keys))
        }
    }

    private func names(where isTold: (ModelTally) -> Bool) -> Set<Name> {
        Set(models.filter { isTold($0.value.series.total) }.keys)
    }
}
