import Demo
import Telemetry

/// A log record as it stands in a batch, with its texts, for comparing.
struct SentRecord: Equatable {
    let dialect: Dialect
    let trace: TraceID
    let span: SpanID
    let time: Timestamp
    let level: LogLevel
    let body: String
    let service: String
    let scope: String
    let attributes: [String: SentSpan.Value]

    init(_ record: LogRecord, of dialect: Dialect, in batch: Batch) {
        self.dialect = dialect
        trace = record.traceID
        span = record.spanID
        time = record.time
        level = LogLevel(severity: Int(record.severity))
        if case .string(let id) = record.body { body = batch.text(id) } else { body = "" }
        scope = batch.text(batch.scopes[Int(record.scope)].name)
        service = Self.texts(batch.resources[0].attributes, in: batch)["service.name"]?.text ?? ""
        attributes = Self.texts(record.attributes, in: batch)
    }

    private static func texts(_ attributes: Slice, in batch: Batch) -> [String: SentSpan.Value] {
        let pairs = batch.attributes[attributes.range].map { (batch.text($0.key), SentSpan.Value($0.value, in: batch)) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The text of an attribute, empty if there is none.
    func text(_ key: String) -> String { attributes[key]?.text ?? "" }
}

extension SentSpan.Value {
    /// Nil for what is no text.
    var text: String? { if case .text(let text) = self { text } else { nil } }
}

/// All log records of some exports, in the order in which they are sent.
func records(of exports: [Export]) -> [SentRecord] {
    exports.flatMap { export in export.batch.logs.map { SentRecord($0, of: export.dialect, in: export.batch) } }
}
