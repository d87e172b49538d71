// Which records a filter lets through is found out bit by bit: each question looks at so many more records, the newest
// first, and what was found is remembered until the filter changes. A question's cost is bounded, whatever is kept.

/// What is asked of log records.
struct LogFilter: Hashable, Sendable {
    var minimum = LogLevel.unset
    /// `none` for an agent that is not known: nothing is its.
    var agent: AgentIndex?
    var search = ""
    var attribute: AttributeFilter?

    var isEmpty: Bool { self == LogFilter() }
}

/// How far the records were looked through for a filter, and what was found.
struct LogScan: Sendable {
    /// Records that one question looks at.
    static let step = 10_000
    /// Arrivals that are kept track of while nobody asks; with more the scan begins anew.
    static let waitingLimit = 100_000

    let filter: LogFilter
    var hits = LogOrder()
    /// What stands before it was not looked at.
    var frontier = LogID.last
    /// What came since, or changed, behind the frontier.
    var waiting: [LogOrder.Entry] = []

    var isComplete: Bool { frontier == .first && waiting.isEmpty }

    init(_ filter: LogFilter) { self.filter = filter }

    /// Notes a record that is new or that became another agent's; false when the scan can't keep up.
    mutating func note(_ entry: LogOrder.Entry) -> Bool {
        guard entry.id >= frontier else { return true }
        waiting.append(entry)
        return waiting.count <= Self.waitingLimit
    }

    /// Looks at some more records.
    mutating func advance(_ table: LogTable, _ matcher: inout LogMatcher) {
        var left = Self.step
        while left > 0, let entry = waiting.popLast() {
            left -= 1
            // It may have gone meanwhile.
            guard table[entry.slot].id == entry.id else { continue }
            hits.remove(entry.id)
            if matcher.matches(table[entry.slot]) { hits.insert(entry) }
        }
        let end = table.order.rank(of: frontier)
        let entries = table.order.entries(max(0, end - left)..<end)
        for entry in entries.reversed() where matcher.matches(table[entry.slot]) { hits.insert(entry) }
        frontier = end <= left ? .first : entries.first?.id ?? .first
    }
}

/// Tells whether records pass a filter. What many of them share is looked at once.
struct LogMatcher {
    let filter: LogFilter
    private let search: TextSearch
    private let symbols: SymbolTable
    private let resources: ResourceTable
    /// The keys of the attribute filter, as far as they occur at all.
    private let keys: [Symbol]
    private var holding: [Symbol: Bool] = [:]
    private var having: [ResourceIndex: Bool] = [:]

    init(_ filter: LogFilter, ledger: Ledger) {
        self.filter = filter
        search = TextSearch(filter.search)
        symbols = ledger.symbols
        resources = ledger.resources
        keys = filter.attribute.map { attribute in attribute.keys.compactMap(ledger.symbols.find) } ?? []
    }

    mutating func matches(_ record: KeptLog) -> Bool {
        guard record.level.isAtLeast(filter.minimum) else { return false }
        if let agent = filter.agent, record.agent != agent || agent.isNone { return false }
        return hasAttribute(record) && hasText(record)
    }

    private mutating func hasAttribute(_ record: KeptLog) -> Bool {
        guard let wanted = filter.attribute else { return true }
        if resourceHas(wanted, record.resource) { return true }
        guard !keys.isEmpty else { return false }
        var reader = PackedReader(record.packed[...])
        if reader.bodyHas(keys, value: wanted.value, symbols) { return true }
        return reader.attributesHave(keys, value: wanted.value, symbols)
    }

    private mutating func resourceHas(_ wanted: AttributeFilter, _ resource: ResourceIndex) -> Bool {
        if let known = having[resource] { return known }
        let has = resources[resource].has(wanted)
        having[resource] = has
        return has
    }

    private mutating func hasText(_ record: KeptLog) -> Bool {
        if search.isEmpty || holds(record.eventName) { return true }
        var reader = PackedReader(record.packed[...])
        if reader.valueHolds(search, { holds($0) }) { return true }
        return reader.attributesHold(search) { holds($0) }
    }

    private mutating func holds(_ symbol: Symbol) -> Bool {
        if symbol.isEmpty { return false }
        if let known = holding[symbol] { return known }
        let holds = search.occurs(in: symbols.text(symbol))
        holding[symbol] = holds
        return holds
    }
}

extension ResourceEntry {
    /// Has it an attribute that a filter wants?
    func has(_ wanted: AttributeFilter) -> Bool {
        attributes.contains { $0.value == wanted.value && wanted.keys.contains($0.key) }
    }
}

extension PackedReader {
    /// Is the body that comes next a map with such an entry?
    fileprivate mutating func bodyHas(_ keys: [Symbol], value wanted: String, _ symbols: SymbolTable) -> Bool {
        guard case .map(let entries) = value() else { return false }
        return entries.contains { keys.contains($0.key) && $0.value.text(symbols) == wanted }
    }
}
