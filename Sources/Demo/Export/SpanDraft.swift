import Telemetry

/// An attribute's value before it is in a batch.
enum DraftValue: Hashable, Sendable {
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)
    case strings([String])
}

/// Attributes in the order in which they are sent.
typealias DraftAttributes = [(key: String, value: DraftValue)]

/// An event of a span before it is in a batch.
struct EventDraft {
    let name: String
    let time: Timestamp
    var attributes: DraftAttributes = []

    /// The event that `recordException` makes (OpenTelemetry semantic conventions, exceptions on spans).
    static func exception(_ failure: Failure, at time: Timestamp) -> EventDraft {
        EventDraft(
            name: "exception", time: time,
            attributes: [
                ("exception.type", .string(failure.type)), ("exception.message", .string(failure.message)),
            ])
    }
}

/// A span before it is in a batch. All of them are of kind INTERNAL, as Looopy's are.
struct SpanDraft {
    let traceID: TraceID
    let spanID: SpanID
    let parentID: SpanID
    let name: String
    let scope: String
    let start: Timestamp
    let end: Timestamp
    var status = StatusCode.unset
    var statusMessage = ""
    var attributes: DraftAttributes = []
    var events: [EventDraft] = []
    /// What was logged within it.
    var records: [RecordDraft] = []
    /// What the meter counts when the span ends; nothing where the sender has no meter.
    var measurement = Measurement.none
}

/// What a span's end, or a record, means for the metrics.
enum Measurement {
    case none
    case run(Run)
    case model(ModelCall)
    case tool(ToolCall)
    /// A request to a model, of those who count by event logs, with the attributes that all their points have.
    case request(ModelCall, DraftAttributes)
}

extension SpanDraft {
    /// Ends with the status that goes with an outcome; a failure is also an exception event.
    mutating func finish(_ outcome: Outcome) {
        switch outcome {
        case .ok: status = .ok
        case .failed(let failure):
            status = .error
            statusMessage = failure.message
            events.append(.exception(failure, at: end))
        }
    }
}
