import Demo
import Telemetry

/// A span as it stands in a batch, with its texts, for comparing.
struct SentSpan: Equatable {
    enum Value: Hashable {
        case text(String), bool(Bool), int(Int), other
    }

    struct Event: Equatable {
        let name: String
        let time: Timestamp
    }

    let trace: TraceID
    let id: SpanID
    let parent: SpanID
    let name: String
    let start: Timestamp
    let end: Timestamp
    let status: StatusCode
    let attributes: [String: Value]
    let events: [Event]

    init(_ span: SpanRecord, in batch: Batch) {
        trace = span.traceID
        id = span.spanID
        parent = span.parentID
        name = batch.text(span.name)
        start = span.start
        end = span.end
        status = span.status
        events = batch.events[span.events.range].map { Event(name: batch.text($0.name), time: $0.time) }
        let pairs = batch.attributes[span.attributes.range].map { (batch.text($0.key), Value($0.value, in: batch)) }
        attributes = Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The value of an integer attribute, 0 if there is none.
    func number(_ key: String) -> Int {
        if case .int(let number) = attributes[key] { number } else { 0 }
    }
}

extension SentSpan.Value {
    init(_ value: AttributeValue, in batch: Batch) {
        switch value {
        case .string(let id): self = .text(batch.text(id))
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(Int(number))
        case .absent, .double, .bytes, .array, .map: self = .other
        }
    }
}

/// All spans of some exports, in the order in which they are sent.
func spans(of exports: [Export]) -> [SentSpan] {
    exports.flatMap { export in export.batch.spans.map { SentSpan($0, in: export.batch) } }
}
