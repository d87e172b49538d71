// Answers about the log records that are kept.

extension Store {
    /// The log records that are asked for. With a filter it looks at no more than `LogScan.step` records that it has not
    /// looked at for the same filter before.
    package mutating func logs(_ request: LogsRequest) -> LogsFigures {
        var figures = LogsFigures()
        figures.arrivals = logTable.arrivals
        figures.evicted = counts.logRecords.evicted
        let order = order(for: request, &figures)
        figures.total = order.count
        figures.arrivedSince = request.seen.map { arrivals(after: $0, in: order) } ?? 0
        figures.opened = request.opened.flatMap { detail(of: $0) }
        guard figures.total > 0 else { return figures }
        place(request, in: order, &figures)
        return figures
    }

    /// All records, or those that the filter is known to let through.
    private mutating func order(for request: LogsRequest, _ figures: inout LogsFigures) -> LogOrder {
        var filter = LogFilter()
        filter.minimum = request.minimum
        filter.agent = request.agent.map { ledger.agents.find($0) ?? .none }
        filter.search = request.search
        filter.attribute = request.attribute
        guard !filter.isEmpty else {
            logScan = nil
            return logTable.order
        }
        var scan = logScan.flatMap { $0.filter == filter ? $0 : nil } ?? LogScan(filter)
        logScan = nil
        if !scan.isComplete {
            var matcher = LogMatcher(filter, ledger: ledger)
            scan.advance(logTable, &matcher)
        }
        logScan = scan
        if !scan.isComplete {
            let left = logTable.order.rank(of: scan.frontier) + scan.waiting.count
            figures.progress = .searching(looked: max(0, logTable.count - left), of: logTable.count)
        }
        return scan.hits
    }

    /// How many of the last 5,000 records of a list arrived after one.
    private func arrivals(after sequence: UInt64, in order: LogOrder) -> Int {
        guard logTable.arrivals > sequence else { return 0 }
        let entries = order.entries(max(0, order.count - 5_000)..<order.count)
        return entries.reduce(0) { $0 + ($1.id.sequence > sequence ? 1 : 0) }
    }

    /// Finds the rows around the view: a page before it and a page after it, so that a step needs no other answer.
    private func place(_ request: LogsRequest, in order: LogOrder, _ figures: inout LogsFigures) {
        let page = min(max(1, request.rowCount), 1_000)
        let total = figures.total
        let selected =
            switch request.selection {
            case .newest: total - 1
            case .oldest: 0
            case .record(let id): min(order.rank(of: id), total - 1)
            case .graveAfter(let id): min(grave(after: order.rank(of: id), in: order), total - 1)
            case .graveBefore(let id): min(grave(before: order.rank(of: id), in: order), total - 1)
            }
        let last = max(0, total - page)
        var top = min(request.top.map { order.rank(of: $0) } ?? last, last)
        top = min(max(top, selected - page + 1), selected)
        figures.selected = selected
        figures.top = top
        figures.firstRow = max(0, top - page)
        figures.rows = order.entries(figures.firstRow..<min(total, top + 2 * page)).map { row(logTable[$0.slot]) }
    }

    /// Records that are looked at in one piece for a grave one.
    private static let gravePage = 4_096

    /// The rank of the next record of WARN or above behind one; that one's own when there is none.
    private func grave(after rank: Int, in order: LogOrder) -> Int {
        var first = rank + 1
        while first < order.count {
            let entries = order.entries(first..<min(order.count, first + Self.gravePage))
            if let place = entries.firstIndex(where: { logTable[$0.slot].level >= .warn }) { return first + place }
            first += Self.gravePage
        }
        return rank
    }

    /// The rank of the last record of WARN or above before one; that one's own when there is none.
    private func grave(before rank: Int, in order: LogOrder) -> Int {
        var end = min(rank, order.count)
        while end > 0 {
            let first = max(0, end - Self.gravePage)
            let entries = order.entries(first..<end)
            if let place = entries.lastIndex(where: { logTable[$0.slot].level >= .warn }) { return first + place }
            end = first
        }
        return rank
    }

    private func row(_ record: KeptLog) -> LogRow {
        let contents = LogContents(record, ledger)
        var row = LogRow(id: record.id)
        row.time = record.time.isSet ? record.time : record.observed
        row.level = record.level
        row.agent = ledger.agents[record.agent].displayName
        row.event = ledger.symbols.text(record.eventName)
        row.line = contents.line
        row.fields = contents.fields(besides: row.line)
        return row
    }

    /// Everything that is kept of a record; nil when it is gone.
    private func detail(of id: LogID) -> LogDetail? {
        let rank = logTable.order.rank(of: id)
        guard let entry = logTable.order.entries(rank..<rank + 1).first, entry.id == id else { return nil }
        let record = logTable[entry.slot]
        let contents = LogContents(record, ledger)
        var detail = LogDetail(id: id)
        detail.time = record.time
        detail.observed = record.observed
        detail.severity = Int(record.severity)
        detail.severityText = ledger.symbols.text(record.severityText)
        detail.agent = AgentName(
            id: ledger.agents[record.agent].id, name: ledger.agents[record.agent].displayName)
        detail.event = ledger.symbols.text(record.eventName)
        detail.body = contents.pretty
        detail.bodyLength = contents.body.fullLength
        detail.traceID = record.traceID
        detail.spanID = record.spanID
        detail.spanIsRetained = slots[record.traceID].map { traces[$0].place(of: record.spanID) != nil } ?? false
        detail.attributes = contents.attributes
        detail.resource = ledger.resources[record.resource].attributes
        detail.scopeName = ledger.symbols.text(record.scope)
        detail.scopeVersion = ledger.symbols.text(record.scopeVersion)
        detail.droppedAttributes = Int(record.droppedAttributes)
        return detail
    }

    /// The records of a span, by time: the last 50, of the last 5,000 of its trace.
    func logs(ofSpan span: SpanID, in trace: TraceID, start: Timestamp) -> [SpanLog] {
        var found: [KeptLog] = []
        var slot = logTable.last(in: trace) ?? -1
        var left = 5_000
        while slot >= 0, left > 0, found.count < 50 {
            left -= 1
            if logTable[slot].spanID == span { found.append(logTable[slot]) }
            slot = logTable[slot].previousOfTrace
        }
        return found.sorted { $0.id < $1.id }.map { record in
            let contents = LogContents(record, ledger)
            let time = record.time.isSet ? record.time : record.observed
            var log = SpanLog(id: record.id, level: record.level)
            log.offsetMs = time.isSet ? Double(time.since(start)) / 1e6 : nil
            log.event = ledger.symbols.text(record.eventName)
            let line = contents.line
            let fields = contents.fields(besides: line).map { "\($0.key)=\($0.value)" }
            log.line = ([line] + fields).filter { !$0.isEmpty }.joined(separator: " ")
            return log
        }
    }
}
