/// Turns the metric points of batches into what they say about agents' work, each growth once.
package struct MetricsIngest: Sendable {
    private var table: MetricSeriesTable
    /// What is shown of each instrument.
    private(set) var instruments: InstrumentTable

    /// - Parameters:
    ///   - ourStart: since when we listen; unset for recorded files, where all that a series says counts.
    ///   - maxSeries: how many series are remembered.
    ///   - memory: bytes that all telemetry may take; metrics take less than half of it.
    package init(ourStart: Timestamp, maxSeries: Int = 10_000, memory: Int = 256 << 20) {
        table = MetricSeriesTable(ourStart: ourStart, maxSeries: maxSeries, maxBytes: memory / 8)
        instruments = InstrumentTable(maxSeries: maxSeries, maxBytes: memory / 4)
    }

    /// How many series were forgotten to make room.
    package var evictions: Int { table.evictions }

    /// Bytes held, about.
    package var byteCount: Int { table.byteCount + instruments.byteCount }

    /// Takes in all metric points of a batch.
    package mutating func ingest(_ batch: borrowing Batch, now: Timestamp) -> MetricsIngestResult {
        var result = MetricsIngestResult()
        let emitters = batch.emitterNames
        var keys = MetricKeys()
        for metric in batch.metrics {
            let resource = batch.scopes[Int(metric.scope)].resource
            let name = batch.text(metric.name)
            let rule = MetricRule.of(name)
            let scope = batch.text(batch.scopes[Int(metric.scope)].name).hashValue
            let unit = nanosecondsPerUnit(batch.text(metric.unit), ofMetric: name)
            let family = SeriesKey.family(of: metric, in: batch)
            for index in metric.points.range {
                let point = batch.points[index]
                let identity = family.identity(of: point, in: batch)
                let key = identity.series(of: point, metric.kind)
                let outcome = table.increment(for: point, of: metric, key: key, in: batch, now: now)
                result.count(outcome, point.time)
                if case .rejected(let reason) = outcome { result.note(reason, resource: resource, metric: name) }
                let isFact = rule != nil && outcome.saysSomething
                // A known series has its texts already.
                let attributes =
                    isFact || instruments.isNew(identity)
                    ? MetricAttributes(of: point, resource: batch.resources[Int(resource)], in: batch, &keys) : nil
                let source = PointSource(
                    point: point, metric: metric, identity: identity, emitter: emitters[Int(resource)],
                    agent: attributes?.agent)
                instruments.receive(outcome, source, in: batch, now: now)
                guard let rule, let attributes, isFact else { continue }
                guard let fact = MetricFact(outcome, of: rule.meaning, nanosecondsPerUnit: unit, attributes) else {
                    continue
                }
                var emitted = EmittedFact(
                    emitter: emitters[Int(resource)], from: outcome.from, time: point.time.isSet ? point.time : now,
                    agent: attributes.agent, fact: fact, scope: scope, family: rule.family)
                emitted.isPartial = rule.meaning.isPartial(attributes)
                result.facts.append(emitted)
            }
        }
        result.facts.markCacheBesideInput()
        return result
    }
}

/// Whose counters of tokens belong together.
private struct TokenCounter: Hashable {
    var emitter: EmitterName
    var scope: Int
    var family: MetricRule.Family
    var model: String?
}

extension [EmittedFact] {
    /// Where the cache grew by more than the input that was told with it, it stands beside that.
    fileprivate mutating func markCacheBesideInput() {
        var grown: [TokenCounter: (input: Int64, cache: Int64)] = [:]
        for fact in self {
            guard let (counter, kind, count) = fact.tokens else { continue }
            switch kind {
            case .input: grown[counter, default: (0, 0)].input &+= count
            case .cacheRead, .cacheWrite: grown[counter, default: (0, 0)].cache &+= count
            case .output, .reasoning, .total: break
            }
        }
        guard grown.contains(where: { $0.value.cache > 0 }) else { return }
        for place in indices {
            guard let counter = self[place].tokens?.counter, let grown = grown[counter] else { continue }
            self[place].hasCacheBesideInput = grown.input > 0 && grown.cache > grown.input
        }
    }
}

extension EmittedFact {
    fileprivate var tokens: (counter: TokenCounter, kind: TokenKind, count: Int64)? {
        guard case .tokens(let model, _, let kind, let count) = fact else { return nil }
        return (TokenCounter(emitter: emitter, scope: scope, family: family, model: model), kind, count)
    }
}

/// A fact, who said it, and of when it is.
package struct EmittedFact: Hashable, Sendable {
    package var emitter: EmitterName
    /// Since when it grew; unset when that is not known, and for gauges.
    package var from: Timestamp
    /// The point's time, or that of its arrival.
    package var time: Timestamp
    /// The agent that the point, or else its resource, names.
    package var agent: String?
    package var fact: MetricFact
    /// A hash of the scope's name.
    package var scope = 0
    package var family = MetricRule.Family.looopy
    /// Another metric may tell more of the same work.
    package var isPartial = false
    /// Of tokens: more came from the cache than was input, so input leaves it out.
    package var hasCacheBesideInput = false

    package init(
        emitter: EmitterName, from: Timestamp, time: Timestamp, agent: String?, fact: MetricFact, scope: Int = 0,
        family: MetricRule.Family = .looopy
    ) {
        self.emitter = emitter
        self.from = from
        self.time = time
        self.agent = agent
        self.fact = fact
        self.scope = scope
        self.family = family
    }
}

/// What became of a batch's metric points.
package struct MetricsIngestResult: Hashable, Sendable {
    package var accepted = 0
    package var duplicate = 0
    package var rejected = 0
    /// Why the first one was rejected.
    package var rejection: PointRejection?
    /// How many were rejected, by reason and sender.
    package var refusals: [PointRefusals] = []
    /// The latest time of any accepted point.
    package var newestTime: Timestamp?
    package var facts: [EmittedFact] = []

    package init() {}

    fileprivate mutating func note(_ reason: PointRejection, resource: UInt32, metric: String) {
        if let known = refusals.firstIndex(where: { $0.resource == resource && $0.reason == reason }) {
            refusals[known].count += 1
        } else {
            refusals.append(PointRefusals(reason: reason, resource: resource, metric: metric, count: 1))
        }
    }

    fileprivate mutating func count(_ outcome: PointOutcome, _ time: Timestamp) {
        switch outcome {
        case .duplicate: duplicate += 1
        case .rejected(let reason):
            rejected += 1
            rejection = rejection ?? reason
        case .increment, .gauge, .baseline, .outOfOrder, .noRecordedValue:
            accepted += 1
            if time.isSet { newestTime = max(newestTime ?? time, time) }
        }
    }
}

/// Points of a resource that were rejected for one reason.
package struct PointRefusals: Hashable, Sendable {
    package var reason: PointRejection
    /// Index in `Batch.resources`.
    package var resource: UInt32
    /// The name of the first metric with such a point.
    package var metric: String
    package var count: Int
}

extension PointOutcome {
    fileprivate var saysSomething: Bool {
        switch self {
        case .increment, .gauge: true
        case .baseline, .outOfOrder, .duplicate, .noRecordedValue, .rejected: false
        }
    }

    fileprivate var from: Timestamp {
        if case .increment(let increment) = self { increment.from } else { .unset }
    }
}
