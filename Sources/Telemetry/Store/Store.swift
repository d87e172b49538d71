/// What is remembered of the telemetry, and for how long.
///
/// Four parts. *Traces* are kept until the memory budget is used up, then evicted whole. *Log records* share that
/// budget, and leave three quarters of it to traces that need them. The *ledger* has the figures that
/// traces write as their spans arrive, and outlives them. *Metrics* are series of counters, for what spans do not tell.
/// Everything a panel needs is kept up to date on arrival; nothing is rebuilt to be looked at.
package struct Store: Sendable {
    /// How much is kept.
    package struct Limits: Hashable, Sendable {
        /// Bytes for retained traces and log records with all that belongs to them.
        package var memory = 256 << 20
        /// Seconds without a sign after which a task is stalled, and those after which it is given up.
        package var stallAfter = 60
        package var timeOutAfter = 1_800
        /// Agents with figures of their own, and names (tools, models, spans) with rows of their own.
        package var agents = 2_000
        package var names = 10_000
        /// Metric series that are remembered.
        package var maxSeries = 10_000
        /// Spans that are kept of one trace; of more, the oldest that have ended are folded into their figures.
        package var spansPerTrace = 200_000
        /// Different texts that retained traces and log records use: names, keys, values that repeat.
        package var strings = 1_000_000
        /// Of one span or log record.
        package var record = RecordLimits()

        package init() {}
    }

    let limits: Limits
    /// Unset for recorded files: then the newest time in the data is "now".
    let startedAt: Timestamp
    var traces: [TraceEntry] = []
    var slots: [TraceID: Int32] = [:]
    var order = TraceOrder()
    var ledger: Ledger
    var metrics: MetricsIngest
    /// What event logs tell of tasks.
    var events: EventTable
    /// The last model calls, by which those are known that are told of twice.
    var sightings: CallSightings
    /// Which traces may have called which.
    var relations = Relations()
    var counts = IngestCounts()
    var logTable = LogTable()
    /// What the last records looked like.
    var recentLogs: RecentHashes
    /// What was found of the records that were asked for last.
    var logScan: LogScan?
    var traceScan: TraceScan?
    var attributeSurvey: AttributeSurvey?
    /// What changed in the trace whose tree was asked for last.
    var treeWatch = TreeWatch()
    /// When the first data was made, as far as windows reach back.
    var firstData: Timestamp?
    var lastArrival: Timestamp?
    var warnings: [String] = []
    var doctor: Doctor
    /// What was left out of records so far.
    var excess = Excess()
    /// Of the evicted spans, those that were folded, and those that went for the texts that their traces used.
    var foldedSpans = 0
    var spansEvictedForTexts = 0
    /// The newest time in any span, point or record; "now" of a report on recorded files.
    package internal(set) var newestTime: Timestamp?

    private var freeSlots: [Int32] = []
    /// The trace that a span was received for last.
    private var lastSlot: Int32 = -1
    /// What had been lost when a batch was looked at last.
    private var examinedLosses = Losses()
    private var nextSequence: UInt64 = 0
    var traceBytes = 0

    /// An empty store. `startedAt` is unset for recorded files.
    package init(limits: Limits = Limits(), startedAt: Timestamp) {
        self.limits = limits
        self.startedAt = startedAt
        self.metrics = MetricsIngest(ourStart: startedAt, maxSeries: limits.maxSeries, memory: limits.memory)
        self.events = EventTable(memory: limits.memory)
        self.sightings = CallSightings(memory: limits.memory)
        self.recentLogs = RecentHashes(limit: min(65_536, max(1_024, limits.memory / 1_024)))
        self.ledger = Ledger(agentLimit: limits.agents, nameLimit: limits.names, memory: limits.memory)
        self.doctor = Doctor(memory: limits.memory)
        self.ledger.verdicts = Verdicts(memory: limits.memory)
    }

    var isRecorded: Bool { !startedAt.isSet }

    /// Spans that were taken in since the start.
    package var acceptedSpans: Int { counts.spans.accepted }

    /// Bytes of all that grows: what is kept, the figures, and what the doctor found.
    package var retainedBytes: Int { keptBytes + ledger.figureBytes + doctor.byteCount }

    /// What is kept may take: the budget, less what figures and findings take of it. These take half at the most.
    var keptLimit: Int { limits.memory - min(ledger.figureBytes + doctor.byteCount, limits.memory / 2) }

    /// Must something go? Each kind of thing that is kept has bytes; texts have a limit of their own too.
    var isOverLimit: Bool { keptBytes > keptLimit || ledger.symbols.count > limits.strings }

    /// Bytes that retained traces, log records and metrics take, and what is remembered to tell what is new. Room can only be
    /// made of traces and records; the rest is bounded by small parts of the budget.
    package var keptBytes: Int {
        traceBytes + logTable.byteCount + ledger.symbols.byteCount + ledger.resources.byteCount + metrics.byteCount
            + relations.byteCount + recentLogs.byteCount + events.byteCount + ledger.verdicts.byteCount
            + sightings.byteCount
    }

    /// Counts a request that was refused before anything of it was taken in.
    package mutating func countRejectedRequest() { counts.requests.rejected += 1 }

    /// Counts a request that was refused, and keeps the reason: what follows "refused: " in a sentence.
    package mutating func refuse(_ reason: String, as ailment: Ailment = .refused, at now: Timestamp) {
        countRejectedRequest()
        if ailment == .refused { return doctor.findings.noteRefusal(reason, at: now) }
        let example = FindingExample(text: reason)
        doctor.findings.note(FindingID(ailment, of: .unknown), at: now, example: example)
    }

    /// Counts a connection that was closed for its silence; the reason is what follows "closed: " in a sentence.
    package mutating func noteClosed(_ reason: String, at now: Timestamp) {
        doctor.findings.note(FindingID(.silentConnection, of: .unknown, detail: reason), at: now)
    }

    /// Adds a sentence to the report's warnings: each once, 100 at the most.
    package mutating func warn(_ sentence: String) {
        guard warnings.count < 100, !warnings.contains(sentence) else { return }
        warnings.append(sentence)
    }

    /// Takes in what a request carried.
    ///
    /// `now` counts for data that comes in as it is made; recorded data brings its own.
    package mutating func ingest(_ batch: Batch, at now: Timestamp) -> IngestSummary {
        newestTime = max(newestTime ?? .unset, batch.newestTime)
        let now = isRecorded ? newestTime ?? now : now
        advance(to: now)
        counts.requests.accepted += 1
        var summary = IngestSummary()
        ingestSpans(batch, now: now, &summary)
        ingestMetrics(batch, now: now, &summary)
        ingestLogs(batch, now: now, &summary)
        if summary.accepted > 0 {
            let earliest = isRecorded ? Timestamp.unset : now.advanced(by: -Int64(rollingSeconds) * 1_000_000_000)
            let start = min(now, max(batch.earliestStart, earliest))
            firstData = min(firstData ?? start, start)
            lastArrival = now
        }
        makeRoom()
        examine(batch, since: examinedLosses, now: now)
        examinedLosses = losses
        // Findings take room too. What has to go for them is found at the next look.
        makeRoom()
        return summary
    }

    private mutating func ingestSpans(_ batch: Batch, now: Timestamp, _ summary: inout IngestSummary) {
        guard !batch.spans.isEmpty else { return }
        let reader = BatchReader(batch, limits: limits.record)
        var touched: [Int32] = []
        var accepted = 0
        var markers = 0
        var leftOut = 0
        var unsettled = Unsettled()
        unsettled.changes.reserveCapacity(batch.spans.count)
        for (record, span) in batch.spans.enumerated() {
            guard !span.traceID.isZero, !span.spanID.isZero else {
                summary.reject("a span without trace id or span id")
                counts.spans.rejected += 1
                continue
            }
            let sort = reader.sort(of: span)
            // The marker of a span is that span's child; one without a parent tells of nothing.
            if sort == .log && !reader.tellsOfTokens(span) || sort == .pending && span.parentID.isZero {
                markers += 1
                continue
            }
            if reader.isStreamPart(span, ledger: &ledger), let slot = slot(leavingOut: span) {
                leftOut += 1
                touch(slot, &touched)
                continue
            }
            let slot = slot(of: span.traceID, now: now)
            if traces[slot].nodes.isEmpty { traces[slot].reserve(batch.run(from: record)) }
            if sort == .pending {
                markers += 1
                traces[slot].announce(span, reader: reader, ledger: &ledger, &unsettled)
                touch(slot, &touched)
                continue
            }
            let isNew = traces[slot].receive(
                record, reader: reader, ledger: &ledger, isRecorded: isRecorded, &unsettled)
            if isNew {
                accepted += 1
                touch(slot, &touched)
            } else {
                summary.duplicate += 1
                counts.spans.duplicate += 1
                doctor.noteRepeat(ofScope: span.scope)
            }
        }
        noteSightings(&unsettled)
        settle(&unsettled, reader: reader)
        reader.discardUnusedResources(in: &ledger.resources)
        excess.add(reader.excess)
        counts.spans.accepted += accepted + leftOut
        counts.spans.retained += accepted
        counts.spans.leftOut += leftOut
        summary.accepted += accepted + markers + leftOut
        ledger.arrivals.add(Count(accepted), second: now.second, now: now.second)
        for slot in touched {
            settleTrace(slot, now: now)
            adoptLogs(of: traces[slot].id)
        }
    }

    /// Notes that a batch brings something of a trace.
    private mutating func touch(_ slot: Int32, _ touched: inout [Int32]) {
        guard !traces[slot].isTouched else { return }
        traces[slot].isTouched = true
        touched.append(slot)
    }

    /// Works out what the spans of a batch mean now that all of them are in their places, and counts them.
    private mutating func settle(_ unsettled: inout Unsettled, reader: BatchReader) {
        // Parents come after their children as a rule: from the end, most contexts are worked out once.
        for index in unsettled.changes.indices.reversed() {
            let change = unsettled.changes[index]
            traces[change.slot].resolve(from: change.place, &unsettled)
        }
        for change in unsettled.changes {
            traces[change.slot].settle(change, reader: reader, ledger: &ledger)
            treeWatch.note(change.place, in: change.slot)
        }
        ledger.settle()
    }

    private mutating func ingestMetrics(_ batch: Batch, now: Timestamp, _ summary: inout IngestSummary) {
        guard !batch.points.isEmpty else { return }
        let result = metrics.ingest(batch, now: now)
        noteRefusals(result.refusals, of: batch, now: now)
        counts.metricPoints.accepted += result.accepted
        counts.metricPoints.duplicate += result.duplicate
        counts.metricPoints.rejected += result.rejected
        summary.accepted += result.accepted
        summary.duplicate += result.duplicate
        summary.rejected += result.rejected
        summary.reason = summary.reason ?? result.rejection?.sentence
        for fact in result.facts { ledger.apply(fact) }
    }

    private mutating func slot(of id: TraceID, now: Timestamp) -> Int32 {
        // Spans of one trace mostly follow each other.
        if traces.indices.contains(Int(lastSlot)), traces[lastSlot].id == id { return lastSlot }
        if let slot = slots[id] {
            lastSlot = slot
            return slot
        }
        let slot = freeSlots.popLast() ?? Int32(traces.count)
        let entry = TraceEntry(id: id, sequence: nextSequence, slot: slot, now: now)
        if Int(slot) == traces.count { traces.append(entry) } else { traces[slot] = entry }
        slots[id] = slot
        lastSlot = slot
        order.insert(sequence: nextSequence, slot: slot)
        nextSequence += 1
        return slot
    }

    /// Forgets a trace and all that only it needed.
    mutating func free(_ slot: Int32) {
        unrelate(slot)
        treeWatch.forget(slot)
        var trace = TraceEntry(id: TraceID(high: 0, low: 0), sequence: 0, slot: slot, now: .unset)
        swap(&trace, &traces[slot])
        trace.release(in: &ledger)
        for share in trace.agents { ledger.agents[share.agent].traces.remove(sequence: trace.sequence) }
        order.remove(sequence: trace.sequence)
        slots[trace.id] = nil
        traceBytes -= trace.accountedBytes
        freeSlots.append(slot)
    }
}

extension TraceEntry {
    /// Gives back the symbols and resources that its spans use.
    func release(in ledger: inout Ledger) {
        ledger.symbols.release(symbols, of: slot)
        for source in sources { ledger.resources.release(source.resource) }
    }
}

extension IngestSummary {
    mutating func reject(_ reason: String) {
        rejected += 1
        self.reason = self.reason ?? reason
    }
}

extension Batch {
    /// How many spans of one trace follow each other from a place, that one with them; and one more where the last of
    /// them has a parent that is still to come.
    fileprivate func run(from first: Int) -> Int {
        var end = first + 1
        while end < spans.count, spans[end].traceID == spans[first].traceID { end += 1 }
        return end - first + (spans[end - 1].parentID.isZero ? 0 : 1)
    }

    /// The earliest start of a span in it, or time of a record or point.
    var earliestStart: Timestamp {
        var earliest = newestTime
        func note(_ time: Timestamp) { if time.isSet, time < earliest || !earliest.isSet { earliest = time } }
        for span in spans { note(span.start) }
        for log in logs { note(log.time.isSet ? log.time : log.observed) }
        for point in points { note(point.time) }
        return earliest
    }

    /// The newest time in it; unset when it names none.
    var newestTime: Timestamp {
        var newest = Timestamp.unset
        for span in spans { newest = max(newest, span.start, span.end) }
        for point in points { newest = max(newest, point.time) }
        for log in logs { newest = max(newest, log.time, log.observed) }
        return newest
    }
}
