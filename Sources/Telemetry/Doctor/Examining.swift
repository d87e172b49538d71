// A batch is looked at once it was taken in. Every span is asked a few cheap questions; only an odd one is looked at.

/// What had been lost up to a moment, to tell by what a batch has cost.
struct Losses: Hashable, Sendable {
    /// Because memory was full.
    var evictedSpans = 0
    var foldedSpans = 0
    var spansEvictedForTexts = 0
    var leftOut = 0
    var evictedSeries = 0
    var excess = Excess()
}

extension Store {
    var losses: Losses {
        Losses(
            evictedSpans: counts.spans.evicted - foldedSpans - spansEvictedForTexts, foldedSpans: foldedSpans,
            spansEvictedForTexts: spansEvictedForTexts, leftOut: counts.spans.leftOut + counts.logRecords.leftOut,
            evictedSeries: metrics.evictions, excess: excess)
    }

    /// Notes what is wrong with a batch, and what room it took from others.
    mutating func examine(_ batch: Batch, since before: Losses, now: Timestamp) {
        var visit = Visit(batch, now: now, isRecorded: isRecorded, doctor: &doctor)
        doctor.examineSpans(batch, &visit)
        doctor.examinePoints(batch, &visit)
        doctor.examineRecords(batch, &visit)
        doctor.examineSenders(batch, visit)
        examineMeaning(batch, visit)
        noteLosses(since: before, now: now)
    }

    private mutating func noteLosses(since before: Losses, now: Timestamp) {
        func note(_ ailment: Ailment, count: Int) {
            doctor.findings.note(FindingID(ailment, of: .unknown), count: count, at: now)
        }
        func mark(_ ailment: Ailment, limit: Int) {
            doctor.findings.mark(FindingID(ailment, of: .unknown, detail: grouped(limit)), at: now)
        }
        note(.spansEvicted, count: losses.evictedSpans - before.evictedSpans)
        note(.spansFolded, count: foldedSpans - before.foldedSpans)
        note(.tooManyTexts, count: spansEvictedForTexts - before.spansEvictedForTexts)
        note(.streamParts, count: counts.spans.leftOut + counts.logRecords.leftOut - before.leftOut)
        note(.tooManySeries, count: metrics.evictions - before.evictedSeries)
        note(.tooManyAttributes, count: excess.attributes - before.excess.attributes)
        note(.tooManyEvents, count: excess.events - before.excess.events + excess.links - before.excess.links)
        note(.longValues, count: excess.values - before.excess.values)
        if ledger.agents.entries.count >= limits.agents { mark(.tooManyAgents, limit: limits.agents) }
        if ledger.names.isFull { mark(.tooManyNames, limit: limits.names) }
    }

    /// Notes the metric points of a batch that were rejected.
    mutating func noteRefusals(_ refusals: [PointRefusals], of batch: Batch, now: Timestamp) {
        guard !refusals.isEmpty else { return }
        let names = batch.emitterNames
        for refusal in refusals {
            let id = FindingID(refusal.reason.ailment, of: names[Int(refusal.resource)])
            let example = FindingExample(text: "metric \(refusal.metric)")
            doctor.findings.note(id, count: refusal.count, at: now, example: example)
        }
    }
}

extension PointRejection {
    fileprivate var ailment: Ailment {
        switch self {
        case .noValue: .pointWithoutValue
        case .wrongKind: .pointOfWrongKind
        case .noTemporality: .pointWithoutTemporality
        case .notFinite: .pointNotFinite
        case .negative: .negativePoint
        case .badBuckets: .badBuckets
        }
    }
}

extension Doctor {
    // MARK: Senders

    /// Counts what each sender brought, and looks at what was said of it.
    fileprivate mutating func examineSenders(_ batch: borrowing Batch, _ visit: Visit) {
        for (scope, repeats) in takeRepeats() {
            let patient = visit.patient(ofScope: scope, in: batch)
            if self[patient].duplicates == 0 { self[patient].firstDuplicate = visit.now }
            self[patient].duplicates += repeats
            self[patient].spans -= repeats
            self[patient].lastDuplicate = visit.now
        }
        for (resource, brought) in visit.brought.enumerated() where !brought.isEmpty {
            let patient = visit.patients[resource]
            self[patient].noteArrival(at: visit.now)
            self[patient].spans += brought.spans
            self[patient].points += brought.points
            self[patient].records += brought.records
            examineSender(patient, batch.resources[resource], batch, visit)
        }
        if let path = batch.misdirected { examinePath(path, batch, visit) }
    }

    private mutating func examineSender(
        _ patient: Int, _ resource: Resource, _ batch: borrowing Batch, _ visit: Visit
    ) {
        let name = self[patient].name
        if name.service.hasPrefix(unnamedService) {
            // What else the resource says may tell whose it is.
            let others = batch.attributes[resource.attributes.range].prefix(3).map { attribute in
                "\(batch.text(attribute.key))=\(batch.string(attribute.value) ?? "")"
            }
            let example = FindingExample(text: others.joined(separator: " "))
            findings.note(FindingID(.noServiceName, of: name), at: visit.now, example: example)
        }
        if resource.droppedAttributes > 0 {
            let example = FindingExample(text: "\(resource.droppedAttributes) attributes of the resource")
            findings.note(FindingID(.droppedBySender, of: name), at: visit.now, example: example)
        }
    }

    private mutating func examinePath(_ path: Signal, _ batch: borrowing Batch, _ visit: Visit) {
        let carried: Signal = !batch.spans.isEmpty ? .traces : batch.logs.isEmpty ? .metrics : .logs
        let emitter = visit.patients.first.map { self[$0].name } ?? .unknown
        let detail = "carried \(carried.rawValue) but came to /v1/\(path.rawValue)"
        findings.note(FindingID(.wrongPath, of: emitter, detail: detail), at: visit.now)
    }

    // MARK: Spans

    fileprivate mutating func examineSpans(_ batch: borrowing Batch, _ visit: inout Visit) {
        for span in batch.spans {
            let resource = Int(batch.scopes[Int(span.scope)].resource)
            let hasID = !span.traceID.isZero && !span.spanID.isZero
            if hasID { visit.brought[resource].spans += 1 }
            let isOdd =
                !hasID || span.end < span.start || span.end > visit.latest || span.end < visit.earliest
                || span.droppedAttributes | span.droppedEvents | span.droppedLinks != 0 || !span.traceState.isEmpty
            if isOdd { examine(span, of: self[visit.patients[resource]].name, batch, &visit) }
        }
    }

    private mutating func examine(
        _ span: SpanRecord, of emitter: EmitterName, _ batch: borrowing Batch, _ visit: inout Visit
    ) {
        let now = visit.now
        func note(_ ailment: Ailment, _ what: String, isOfInstance: Bool = true) {
            let name = batch.text(span.name)
            let trace = span.traceID.isZero ? nil : span.traceID
            let example = FindingExample(trace: trace, text: name.isEmpty ? what : "\(name): \(what)")
            let instance = isOfInstance ? emitter.instance : ""
            findings.note(FindingID(ailment, of: emitter), of: instance, at: now, example: example)
        }
        if span.traceID.isZero || span.spanID.isZero {
            return note(.zeroIDs, "trace \(span.traceID), span \(span.spanID)")
        }
        if span.end < span.start, span.end.isSet {
            note(.endBeforeStart, "ended \(roughly(nanoseconds: span.start.since(span.end))) before it began")
        }
        if span.end > visit.latest {
            note(.clockAhead, "\(roughly(nanoseconds: span.end.since(visit.now))) ahead")
        } else if span.end < visit.earliest, span.end.isSet {
            note(.oldData, "\(roughly(nanoseconds: visit.now.since(span.end))) old")
        }
        let dropped = UInt64(span.droppedAttributes) + UInt64(span.droppedEvents) + UInt64(span.droppedLinks)
        if dropped > 0 { note(.droppedBySender, "\(dropped) dropped", isOfInstance: false) }
        if !span.traceState.isEmpty, let sampling = visit.sampling(of: span.traceState, in: batch) {
            noteSampled(emitter, sampling.text, at: now, trace: span.traceID)
        }
    }

    // MARK: Metrics and logs

    fileprivate mutating func examinePoints(_ batch: borrowing Batch, _ visit: inout Visit) {
        for metric in batch.metrics {
            let resource = Int(batch.scopes[Int(metric.scope)].resource)
            let patient = visit.patients[resource]
            visit.brought[resource].points += Int(metric.points.count)
            examineTemporality(of: metric, patient, batch, visit)
            for point in batch.points[metric.points.range] {
                examine(point.time, of: patient, visit) { "metric \(batch.text(metric.name))" }
            }
        }
    }

    private mutating func examineTemporality(
        of metric: MetricRecord, _ patient: Int, _ batch: borrowing Batch, _ visit: Visit
    ) {
        guard let temporality = metric.kind.temporality else { return }
        let name = batch.text(metric.name)
        guard let before = change(of: name, from: patient, to: temporality) else { return }
        let detail = "\(name) came as \(temporality.name) after \(before.name)"
        findings.note(FindingID(.temporalityChanged, of: self[patient].name, detail: detail), at: visit.now)
    }

    fileprivate mutating func examineRecords(_ batch: borrowing Batch, _ visit: inout Visit) {
        for log in batch.logs {
            let resource = Int(batch.scopes[Int(log.scope)].resource)
            let patient = visit.patients[resource]
            visit.brought[resource].records += 1
            examine(log.time, of: patient, visit) { "a log record" }
            if log.droppedAttributes > 0 {
                let example = FindingExample(text: "\(log.droppedAttributes) attributes of a log record")
                findings.note(FindingID(.droppedBySender, of: self[patient].name), at: visit.now, example: example)
            }
        }
    }

    /// Looks at the time of a point or record.
    private mutating func examine(_ time: Timestamp, of patient: Int, _ visit: Visit, _ what: () -> String) {
        guard time > visit.latest || time < visit.earliest, time.isSet else { return }
        let isAhead = time > visit.latest
        let distance = roughly(nanoseconds: isAhead ? time.since(visit.now) : visit.now.since(time))
        let emitter = self[patient].name
        let id = FindingID(isAhead ? .clockAhead : .oldData, of: emitter)
        let example = FindingExample(text: "\(what()), \(distance) \(isAhead ? "ahead" : "old")")
        findings.note(id, of: emitter.instance, at: visit.now, example: example)
    }
}

extension MetricKind {
    /// Nil where the kind has none, or the sender named none.
    fileprivate var temporality: Temporality? {
        switch self {
        case .sum(let temporality, _), .histogram(let temporality), .exponentialHistogram(let temporality):
            temporality == .unspecified ? nil : temporality
        case .unspecified, .gauge, .summary: nil
        }
    }
}

extension Temporality {
    fileprivate var name: String {
        switch self {
        case .unspecified: "neither"
        case .delta: "delta"
        case .cumulative: "cumulative"
        }
    }
}
