import Telemetry

/// A log record before it is in a batch.
struct RecordDraft {
    let time: Timestamp
    var level = LogLevel.unset
    let body: String
    var scope = ""
    /// The span that it was written in; zeros where there is none.
    var traceID = TraceID(high: 0, low: 0)
    var spanID = SpanID.zero
    var attributes: DraftAttributes = []
    /// What the meter counts when the record is written; nothing where the sender has no meter.
    var measurement = Measurement.none
}

extension SpanDraft {
    /// Writes records while the span is the current one, for an agent at its task.
    mutating func log(_ written: [RecordDraft], of run: Run) {
        for var record in written {
            record.scope = scope
            record.traceID = traceID
            record.spanID = spanID
            record.attributes += [("agent.id", .string(run.agent)), ("task.id", .string(run.taskID))]
            records.append(record)
        }
    }
}

extension BatchBuilder {
    mutating func add(_ draft: RecordDraft) {
        var record = LogRecord()
        record.time = draft.time
        record.observed = draft.time
        record.severity = Int32(draft.level.rawValue)
        record.severityText = intern(draft.level.name)
        record.body = .string(intern(draft.body))
        record.traceID = draft.traceID
        record.spanID = draft.spanID
        record.flags = draft.traceID.isZero ? 0 : 1
        record.scope = scope(draft.scope)
        record.attributes = outer(draft.attributes)
        append(record)
    }
}
