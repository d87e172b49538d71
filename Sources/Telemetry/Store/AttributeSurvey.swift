// Which attributes there are, and which values one of them has for each agent. Spans and log records lie packed: they
// are read when somebody asks, and one question reads no more than so much that it has not read before.

/// What is known of the values of an attribute.
struct AttributeSurvey: Sendable {
    /// Packed bytes of spans that one question reads, and log records.
    static let step = 2 << 20
    static let recordStep = 2_000
    /// Attributes and values of an agent that are remembered.
    private static let nameLimit = 1_000
    private static let valueLimit = 16

    /// Empty where only the names are asked for.
    let key: String
    /// The attributes that it stands for.
    let keys: [String]
    private var values: [AgentIndex: Set<String>] = [:]
    private(set) var names: Set<String>
    fileprivate var readings = ReadTraces()
    /// Records before it are still to be read, and those that arrived after the number.
    fileprivate var frontier = LogID.last
    fileprivate var arrivals: UInt64?
    /// Was all read to its end, when it was asked last?
    fileprivate(set) var isComplete = false

    init(key: String, names: Set<String> = []) {
        self.key = key
        self.keys = key.isEmpty ? [] : AttributeFilter.keys(of: key)
        self.names = names
    }

    func values(of agent: AgentIndex) -> [String] { (values[agent] ?? []).sorted() }

    mutating func note(_ name: String) {
        if names.count < Self.nameLimit { names.insert(name) }
    }

    mutating func note(_ value: String, of agent: AgentIndex) {
        guard !agent.isNone, !value.isEmpty, values[agent]?.count ?? 0 < Self.valueLimit else { return }
        values[agent, default: []].insert(bounded(value, to: 256))
    }

    mutating func note(_ resource: ResourceEntry, of agent: AgentIndex) {
        for attribute in resource.attributes {
            note(attribute.key)
            if keys.contains(attribute.key) { note(attribute.value, of: agent) }
        }
    }
}

extension Store {
    /// Reads on, as far as one question may.
    mutating func survey(_ key: String) -> AttributeSurvey {
        let known = attributeSurvey
        attributeSurvey = nil
        var survey = known.flatMap { $0.key == key ? $0 : nil } ?? AttributeSurvey(key: key, names: known?.names ?? [])
        let hasReadSpans = surveySpans(&survey)
        let hasReadRecords = surveyRecords(&survey)
        survey.isComplete = hasReadSpans && hasReadRecords
        attributeSurvey = survey
        return survey
    }

    /// False where spans are left to be read.
    private func surveySpans(_ survey: inout AttributeSurvey) -> Bool {
        var reader = SurveyReader(keys: survey.keys.compactMap(ledger.symbols.find))
        var readings = survey.readings
        survey.readings = ReadTraces()
        defer { survey.readings = readings }
        return readOn(AttributeSurvey.step, &readings) { trace, bytes in
            read(trace, bytes, with: &reader, into: &survey)
            return false
        }
    }

    private func read(
        _ trace: TraceEntry, _ bytes: Range<Int>, with reader: inout SurveyReader, into survey: inout AttributeSurvey
    ) {
        var last: (source: UInt32, agent: AgentIndex)?
        for node in trace.nodes where node.isReceived && bytes.contains(Int(node.packed)) {
            if last?.source != node.source || last?.agent != node.agent {
                survey.note(ledger.resources[trace.resource(of: node)], of: node.agent)
                last = (node.source, node.agent)
            }
            var packed = PackedReader(trace.packed(node))
            _ = packed.spanHead()
            reader.read(&packed, of: node.agent, ledger.symbols, into: &survey)
        }
    }

    /// The records that arrived since, and as many older ones as one question may read; false where some are left.
    private func surveyRecords(_ survey: inout AttributeSurvey) -> Bool {
        var reader = SurveyReader(keys: survey.keys.compactMap(ledger.symbols.find))
        let order = logTable.order
        func read(_ ranks: Range<Int>, after sequence: UInt64) {
            for entry in order.entries(ranks) where entry.id.sequence > sequence {
                let record = logTable[entry.slot]
                survey.note(ledger.resources[record.resource], of: record.agent)
                var packed = PackedReader(record.packed[...])
                packed.visitValue { _ in }
                reader.read(&packed, of: record.agent, ledger.symbols, into: &survey)
            }
        }
        if let seen = survey.arrivals, logTable.arrivals > seen {
            read(max(0, order.count - AttributeSurvey.recordStep)..<order.count, after: seen)
        }
        survey.arrivals = logTable.arrivals
        let end = min(order.rank(of: survey.frontier), order.count)
        let first = max(0, end - AttributeSurvey.recordStep)
        read(first..<end, after: 0)
        survey.frontier = order.entries(first..<first + 1).first?.id ?? .first
        return first == 0
    }
}

/// Reads packed attributes for a survey; names that were met before cost no text.
private struct SurveyReader {
    let keys: [Symbol]
    private var met: Set<Symbol> = []

    init(keys: [Symbol]) { self.keys = keys }

    mutating func read(
        _ packed: inout PackedReader, of agent: AgentIndex, _ symbols: SymbolTable, into survey: inout AttributeSurvey
    ) {
        for _ in 0..<packed.int() {
            let key = packed.symbol()
            if met.insert(key).inserted { survey.note(symbols.text(key)) }
            if keys.contains(key) {
                survey.note(packed.value().text(symbols), of: agent)
            } else {
                packed.visitValue { _ in }
            }
        }
    }
}
