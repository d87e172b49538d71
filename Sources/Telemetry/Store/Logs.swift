// Log records are kept beside the traces, within the same budget.

extension Store {
    /// Takes in a batch's log records, but for those that were sent before: keeps them, and counts what they tell of
    /// agents' work.
    mutating func ingestLogs(_ batch: Batch, now: Timestamp, _ summary: inout IngestSummary) {
        guard !batch.logs.isEmpty else { return }
        let reader = BatchReader(batch, limits: limits.record)
        var fields = LogFieldReader(batch)
        var equals: [Int: Int] = [:]
        var new = 0
        var leftOut = 0
        var touched: Set<Int32> = []
        for record in batch.logs {
            // Looking at the resource forgets the record.
            let resource = reader.resource(ofScope: record.scope, ledger: &ledger)
            reader.look(at: record)
            guard isNew(reader.repetition(of: record), &equals) else { continue }
            new += 1
            guard !reader.isStreamPart(record, ledger) else {
                leftOut += 1
                continue
            }
            fields.look(at: record)
            let slot = keep(record, of: resource, fields, reader: reader, now: now)
            if let trace = slots[logTable[slot].traceID] { touched.insert(trace) }
            if let event = reader.event(record, logTable[slot], ledger: &ledger, now: now) {
                understand(event)
                reader.note(event.agent ?? event.service, at: resource, ledger: &ledger)
            }
        }
        reader.discardUnusedResources(in: &ledger.resources)
        excess.add(reader.excess)
        // A span's detail lists its records.
        for trace in touched {
            traces[trace].revision += 1
            if !traces[trace].openTasks.isEmpty { adoptLogs(of: traces[trace].id) }
        }
        let duplicate = batch.logs.count - new
        counts.logRecords.accepted += new
        counts.logRecords.retained += new - leftOut
        counts.logRecords.leftOut += leftOut
        counts.logRecords.duplicate += duplicate
        summary.accepted += new
        summary.duplicate += duplicate
    }

    private mutating func isNew(_ identity: LogIdentity?, _ equals: inout [Int: Int]) -> Bool {
        switch identity {
        case nil: return true
        case .event(let hash): return recentLogs.insert(hash)
        case .content(let hash):
            equals[hash, default: 0] += 1
            return recentLogs.insert(hash &+ (equals[hash] ?? 1))
        }
    }

    private mutating func keep(
        _ record: LogRecord, of resource: ResourceIndex, _ fields: LogFieldReader, reader: BatchReader,
        now: Timestamp
    ) -> Int32 {
        let time = record.time.isSet ? record.time : record.observed
        var kept = KeptLog(id: logTable.nextID(at: time.isSet ? min(time, now) : now))
        kept.time = record.time
        kept.observed = record.observed
        (kept.traceID, kept.spanID) = fields.place(of: record)
        kept.severity = fields.severity(of: record)
        kept.severityText = ledger.symbols.retain(bounded(fields.severityText(of: record)))
        kept.eventName = ledger.symbols.retain(bounded(reader.name(of: record)))
        let scope = reader.batch.scopes[Int(record.scope)]
        kept.scope = reader.symbol(scope.name, in: &ledger.symbols)
        kept.scopeVersion = reader.symbol(scope.version, in: &ledger.symbols)
        kept.resource = resource
        ledger.resources.retain(kept.resource)
        kept.droppedAttributes = UInt32(
            clamping: Int(record.droppedAttributes) + reader.excessAttributes(of: record.attributes))
        // A record is no agent's own span: what only such a span is named by names no agent here.
        kept.agent = reader.ownAgent(.other, NameFacts(""), in: &ledger.agents)
        kept.namesAgent = !kept.agent.isNone
        if kept.namesAgent { ledger.agents[kept.agent].hasLogs = true } else { kept.agent = standIn(for: kept, fields) }
        kept.owner = kept.agent
        reader.note(kept.agent, at: kept.resource, ledger: &ledger)
        kept.packed = reader.packed(record, symbols: &ledger.symbols)
        let slot = logTable.insert(kept)
        noteForScan(LogOrder.Entry(id: kept.id, slot: slot))
        return slot
    }

    /// The agent of a record that names none: its span's, else its service.
    private mutating func standIn(for record: KeptLog, _ fields: LogFieldReader) -> AgentIndex {
        let service = fields.text(.service) ?? ""
        let resource = ledger.resources[record.resource]
        let standIn =
            resource.service.hasPrefix(unnamedService) && !service.isEmpty
            ? ledger.agents.agent(id: bounded(service), name: "") : resource.agent
        return agentOfSpan(record) ?? standIn
    }

    /// The agent of the span that a record belongs to, as far as it is known.
    private func agentOfSpan(_ record: KeptLog) -> AgentIndex? {
        guard !record.traceID.isZero, let slot = slots[record.traceID] else { return nil }
        let trace = traces[slot]
        if let place = trace.place(of: record.spanID), !trace.nodes[place].context.agent.isNone {
            return trace.nodes[place].context.agent
        }
        return trace.agents.count == 1 ? trace.agents.first?.agent : nil
    }

    /// Gives the last records of a trace to the agents that its spans turned out to be of: exporters send records
    /// before the spans around them.
    mutating func adoptLogs(of trace: TraceID) {
        var slot = logTable.last(in: trace) ?? -1
        var left = 1_000
        var first: (time: Timestamp, agent: AgentIndex)?
        while slot >= 0, left > 0 {
            left -= 1
            let record = logTable[slot]
            let time = record.id.time
            if record.namesAgent, time <= first?.time ?? time { first = (time, record.agent) }
            if !record.namesAgent, let agent = agentOfSpan(record), agent != record.agent {
                logTable[slot].agent = agent
                noteForScan(LogOrder.Entry(id: record.id, slot: slot))
            }
            slot = record.previousOfTrace
        }
        if let first { tellAgent(first.agent, of: trace, at: first.time) }
    }

    /// Takes from a trace's first record whose work it is, for the tasks whose spans don't say it yet.
    private mutating func tellAgent(_ agent: AgentIndex, of trace: TraceID, at time: Timestamp) {
        guard let slot = slots[trace] else { return }
        let known = traces[slot].rare.told.agent
        // What was first may not be among the last records any more.
        guard known.isNone || time < traces[slot].rare.told.at else { return }
        (traces[slot].rare.told.agent, traces[slot].rare.told.at) = (agent, time)
        if known != agent, !traces[slot].openTasks.isEmpty { refreshOpenTasks(of: slot) }
    }

    private mutating func noteForScan(_ entry: LogOrder.Entry) {
        if logScan?.note(entry) == false { logScan = nil }
    }

    // MARK: Room

    /// Brings everything within the budget and the limit of texts: records go while they take more than their share, then
    /// traces, and where no trace is left to go, the rest of the records.
    mutating func makeRoom() {
        if ledger.shortenWindows() {
            warn("Figures took their share of the memory: windows reach back less than an hour.")
        }
        evictLogs(above: logShare)
        evictWhileOverLimit()
        evictLogs(above: 0)
    }

    /// Bytes that records may take beside traces that need room: a quarter of the budget, or where texts are what there
    /// is too much of, of what both take.
    private var logShare: Int {
        (keptBytes > keptLimit ? limits.memory : traceBytes + logTable.byteCount) / 4
    }

    private mutating func evictLogs(above share: Int) {
        guard isOverLimit, logTable.byteCount > share else { return }
        // A little more than needed: who has to make room is looked for once for many records.
        let slack = min(limits.memory, share) / 64
        func isOver() -> Bool {
            (isOverLimit || keptBytes > keptLimit - slack) && logTable.byteCount > share - slack
        }
        while isOver(), let owner = logTable.largestOwner {
            for _ in 0..<64 {
                guard isOver(), let slot = logTable.first(of: owner) else { break }
                evictLog(slot)
            }
        }
    }

    private mutating func evictLog(_ slot: Int32) {
        let record = logTable.remove(slot)
        logScan?.hits.remove(record.id)
        for symbol in [record.severityText, record.eventName, record.scope, record.scopeVersion] {
            ledger.symbols.release(symbol)
        }
        forEachSymbol(ofPackedLog: record.packed[...]) { ledger.symbols.release($0) }
        ledger.resources.release(record.resource)
        counts.logRecords.retained -= 1
        counts.logRecords.evicted += 1
    }
}
