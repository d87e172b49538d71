/// The figures of one agent as one emitter reported them, by source.
struct Cell: Sendable {
    let emitter: EmitterIndex
    var spans = Aggregate()
    var counters: [Stream: Aggregate] = [:]
    var logs: [Stream: Aggregate] = [:]
    /// The streams that count, by what they were asked for; none where something came in since.
    private var choices: [ChoiceKey: [Stream]] = [:]
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

    private struct ChoiceKey: Hashable {
        var source: Source
        var quantity: Quantity
    }

    init(emitter: EmitterIndex) { self.emitter = emitter }

    /// What counters and logs hold.
    private var streamBytes = 0

    /// Bytes that it takes beside itself, about.
    var byteCount: Int { spans.byteCount + streamBytes }

    /// What a stream takes beside what it holds: itself, and its place among the others.
    private static let streamOverhead = MemoryLayout<Aggregate>.stride * 2
    /// Streams of one source that are kept of one cell.
    private static let streamLimit = 16

    /// Does a source say something of a quantity?
    mutating func says(_ quantity: Quantity, _ source: Source, _ tellers: ToolTellers) -> Bool {
        switch source {
        case .spans: spans.amount(of: quantity) > 0
        case .counters:
            streams(.counters, quantity, tellers).contains { counters[$0]?.amount(of: quantity) ?? 0 > 0 }
        case .logs: logs.values.contains { $0.amount(of: quantity) > 0 }
        }
    }

    /// What counters gave of a quantity in an interval, or in all.
    mutating func counted(_ quantity: Quantity, in interval: Interval?, _ tellers: ToolTellers) -> Int64 {
        guard !counters.isEmpty else { return 0 }
        return streams(.counters, quantity, tellers).reduce(0) {
            $0 &+ (counters[$1]?.amount(of: quantity, in: interval) ?? 0)
        }
    }

    /// Adds what a counter or a log record said.
    mutating func apply(
        _ contribution: Contribution, from source: Source, _ stream: Stream, _ sign: Sign, now: Int64, rows: Int
    ) {
        if !choices.isEmpty { choices = [:] }
        switch source {
        case .spans: spans.apply(contribution, sign, now: now, rows: rows)
        case .counters: Self.apply(contribution, to: &counters, stream, sign, now, rows, &streamBytes)
        case .logs: Self.apply(contribution, to: &logs, stream, sign, now, rows, &streamBytes)
        }
    }

    private static func apply(
        _ contribution: Contribution, to streams: inout [Stream: Aggregate], _ stream: Stream, _ sign: Sign,
        _ now: Int64, _ rows: Int, _ bytes: inout Int
    ) {
        guard streams[stream] != nil || streams.count < streamLimit else { return }
        let before = streams[stream]?.byteCount ?? -streamOverhead
        streams[stream, default: Aggregate()].apply(contribution, sign, now: now, rows: rows)
        bytes += (streams[stream]?.byteCount ?? 0) - before
    }

    /// Forgets the seconds up to one.
    mutating func forget(through second: Int64) {
        spans.forget(through: second)
        for stream in counters.keys { counters[stream]?.forget(through: second) }
        for stream in logs.keys { logs[stream]?.forget(through: second) }
        streamBytes = (Array(counters.values) + logs.values).reduce(0) { $0 + $1.byteCount + Self.streamOverhead }
    }

    /// Visits what another source than spans gives of a quantity.
    mutating func visit(
        _ source: Source, _ quantity: Quantity, _ tellers: ToolTellers, _ body: (inout Aggregate) -> Void
    ) {
        switch source {
        case .spans: body(&spans)
        case .counters:
            for stream in streams(source, quantity, tellers) { body(&counters[stream, default: .init()]) }
        case .logs:
            for stream in streams(source, quantity, tellers) { body(&logs[stream, default: .init()]) }
        }
    }

    /// The streams of counters or logs to add up. An MCP server's are left out where another emitter tells of its tools:
    /// the calls are those of who asked it.
    private mutating func streams(_ source: Source, _ quantity: Quantity, _ tellers: ToolTellers) -> [Stream] {
        let streams = source == .counters ? counters : logs
        if quantity == .toolCalls, streams.keys.contains(where: { $0.family == .mcpServer }) {
            return Self.chosen(
                of: streams.filter { stream, aggregate in
                    stream.family != .mcpServer || !tellers.tell(of: aggregate.tools.keys, besides: emitter)
                }, for: quantity)
        }
        guard streams.count > 1 else { return Array(streams.keys) }
        let key = ChoiceKey(source: source, quantity: quantity)
        if let known = choices[key] { return known }
        let chosen = Self.chosen(of: streams, for: quantity)
        choices[key] = chosen
        return chosen
    }

    /// The better ones first, of equal ones the vendor's own, then the larger; and none that tells of a model or tool that
    /// a stream before it told of.
    private static func chosen(of streams: [Stream: Aggregate], for quantity: Quantity) -> [Stream] {
        guard streams.count > 1 else { return Array(streams.keys) }
        let ranked = streams.map { (stream: $0.key, amount: $0.value.amount(of: quantity)) }.filter { $0.amount > 0 }
            .sorted { a, b in
                (a.stream.rank, b.amount, a.stream.family.rawValue, a.stream.scope)
                    < (b.stream.rank, a.amount, b.stream.family.rawValue, b.stream.scope)
            }
        var told: Set<Name> = []
        var chosen: [Stream] = []
        for (stream, _) in ranked {
            let names = streams[stream]?.names(of: quantity) ?? []
            guard told.isDisjoint(with: names) else { continue }
            chosen.append(stream)
            told.formUnion(names)
        }
        return chosen
    }
}

extension Aggregate {
    /// How much there is of a quantity, in an interval or in all.
    fileprivate func amount(of quantity: Quantity, in interval: Interval? = nil) -> Int64 {
        switch quantity {
        case .tasks, .toolCalls, .modelCalls, .tokens, .cost: Totals(summary.sum(in: interval))[quantity]
        case .runs:
            durations.reduce(0) { $0 &+ ($1.key.role == .agent ? Int64($1.value.sum(in: interval).count) : 0) }
        case .firstTokens: models.reduce(0) { $0 &+ Int64($1.value.series.sum(in: interval).firstTokens.count) }
        }
    }

    /// What a quantity is told of. What has no rows has one name: nobody's.
    fileprivate func names(of quantity: Quantity) -> Set<Name> {
        switch quantity {
        case .tasks, .runs, .cost: [.none]
        case .toolCalls: Set(tools.keys)
        case .modelCalls: names { $0.calls > 0 }
        case .tokens: names { !$0.tokens.isZero }
        case .firstTokens: names { !$0.firstTokens.isEmpty }
        }
    }

    private func names(where isTold: (ModelTally) -> Bool) -> Set<Name> {
        Set(models.filter { isTold($0.value.series.total) }.map(\.key))
    }
}

extension RollingSeries {
    /// The sum of an interval, as far as it is held, or of all.
    fileprivate func sum(in interval: Interval?) -> Value {
        interval.map { sum(after: $0.after, through: $0.through) } ?? total
    }
}
