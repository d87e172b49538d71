/// What an instrument is told apart by: two that differ in any of it are two, as the metrics data model has it.
package struct InstrumentKey: Hashable, Sendable {
    /// The instrumentation scope's name.
    package var scope: String
    package var name: String
    package var unit: String
    package var kind: MetricKind

    package init(scope: String, name: String, unit: String, kind: MetricKind) {
        self.scope = scope
        self.name = name
        self.unit = unit
        self.kind = kind
    }
}

extension InstrumentKey: Comparable {
    package static func < (a: InstrumentKey, b: InstrumentKey) -> Bool {
        (a.name, a.scope, a.unit, a.kind.rank) < (b.name, b.scope, b.unit, b.kind.rank)
    }
}

extension MetricKind {
    /// Any order, but always the same.
    fileprivate var rank: Int {
        switch self {
        case .unspecified: 0
        case .gauge: 1
        case .sum(let temporality, let isMonotonic): 10 + Int(temporality.rawValue) * 2 + (isMonotonic ? 1 : 0)
        case .histogram(let temporality): 20 + Int(temporality.rawValue)
        case .exponentialHistogram(let temporality): 30 + Int(temporality.rawValue)
        case .summary: 40
        }
    }

    /// Do the points of it tell of everything since a start?
    var isCumulative: Bool {
        switch self {
        case .sum(.cumulative, _), .histogram(.cumulative), .exponentialHistogram(.cumulative), .summary: true
        case .unspecified, .gauge, .sum, .histogram, .exponentialHistogram: false
        }
    }
}

/// The series of an instrument that tell of one agent.
struct InstrumentPart: Sendable {
    /// Places in the table's series.
    var series: [Int32] = []
    /// Of all of them together; nil while there was never more than one.
    var history: SeriesHistory?
}

/// An instrument and its series, by agent.
struct Instrument: Sendable {
    var key: InstrumentKey
    var description: String
    /// What a search looks at, in lower case.
    var searchText: String
    var parts: [Symbol: InstrumentPart] = [:]
    /// Of all agents together; nil while there was never more than one.
    var history: SeriesHistory?
    var seriesCount = 0

    init(key: InstrumentKey, description: String) {
        self.key = key
        self.description = description
        searchText = "\(key.name) \(description)".lowercased()
    }

    /// Bytes held beside its histories.
    var byteCount: Int {
        500 + (searchText.utf8.count + key.name.utf8.count) * 2 + key.scope.utf8.count + description.utf8.count
    }

    /// Changes the histories that the series of an agent shares with others; gives by how many bytes they grew.
    mutating func changeShared(of agent: Symbol, _ body: (inout SeriesHistory) -> Void) -> Int {
        let before = sharedBytes(of: agent)
        if history != nil { change(&history, body) }
        if parts[agent]?.history != nil { change(&parts[agent, default: InstrumentPart()].history, body) }
        return sharedBytes(of: agent) - before
    }

    private func change(_ history: inout SeriesHistory?, _ body: (inout SeriesHistory) -> Void) {
        guard var changed = history.take() else { return }
        body(&changed)
        history = changed
    }

    /// Bytes of the histories that the series of an agent share.
    func sharedBytes(of agent: Symbol) -> Int { (history?.byteCount ?? 0) + (parts[agent]?.history?.byteCount ?? 0) }
}
