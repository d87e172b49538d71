// What log records say in their attributes, or in a body that is a map. A program's logger reaches OTLP by a bridge, which
// copies the logger's own fields, in snake or camel case: they stand in where the record's fields are empty.

/// Something that a log record can say beside its own fields, and that is no concept of its own.
enum LogField: Int, CaseIterable, Sendable {
    case traceID, spanID, level, message, service

    /// The keys that carry it, the strongest first.
    var keys: [String] {
        switch self {
        case .traceID: ["trace_id", "traceId", "trace.id"]
        case .spanID: ["span_id", "spanId", "span.id"]
        case .level: ["level", "severity", "severity_text", "log.level"]
        case .message: ["message", "msg"]
        case .service: ["service"]
        }
    }

    /// From key to field, and the key's rank.
    static let byKey: [String: (field: LogField, rank: UInt8)] = {
        var table: [String: (LogField, UInt8)] = [:]
        for field in allCases {
            for (rank, key) in field.keys.enumerated() { table[key] = (field, UInt8(rank)) }
        }
        return table
    }()
}

/// Finds the fields of a batch's log records; what a key means is worked out once.
struct LogFieldReader {
    let batch: Batch
    /// By the key's place among the strings; nil before it was looked up, `.some(nil)` for a key without meaning.
    private var meanings: [StringID: (field: LogField, rank: UInt8)?] = [:]
    private var values = [AttributeValue](repeating: .absent, count: LogField.allCases.count)
    private var ranks = [UInt8](repeating: .max, count: LogField.allCases.count)

    init(_ batch: Batch) { self.batch = batch }

    /// Looks at a record; what an earlier one said is forgotten. Attributes go before the body.
    mutating func look(at record: LogRecord) {
        for place in ranks.indices {
            ranks[place] = .max
            values[place] = .absent
        }
        for place in record.attributes.range { note(batch.attributes[place], behind: 0) }
        if case .map(let entries) = record.body {
            for place in entries.range { note(batch.entries[place], behind: 100) }
        }
    }

    private mutating func note(_ attribute: Attribute, behind: UInt8) {
        guard let meaning = meaning(of: attribute.key), !attribute.value.isBlank else { return }
        let rank = meaning.rank + behind
        guard rank < ranks[meaning.field.rawValue] else { return }
        ranks[meaning.field.rawValue] = rank
        values[meaning.field.rawValue] = attribute.value
    }

    private mutating func meaning(of key: StringID) -> (field: LogField, rank: UInt8)? {
        if let known = meanings[key] { return known }
        let meaning = LogField.byKey[batch.text(key)]
        meanings[key] = .some(meaning)
        return meaning
    }

    subscript(_ field: LogField) -> AttributeValue { values[field.rawValue] }

    /// A field as text; nil if it is not said.
    func text(_ field: LogField) -> String? { batch.string(self[field]) }
}

extension LogFieldReader {
    /// The trace and span that a record belongs to: its own ids, else those of its fields.
    func place(of record: LogRecord) -> (trace: TraceID, span: SpanID) {
        let trace = record.traceID.isZero ? text(.traceID).flatMap { TraceID($0) } : nil
        let span = record.spanID.isZero ? text(.spanID).flatMap { SpanID($0) } : nil
        return (trace ?? record.traceID, span ?? record.spanID)
    }

    /// The severity number, 1 to 24; 0 when nothing tells it.
    func severity(of record: LogRecord) -> UInt8 {
        if (1...24).contains(record.severity) { return UInt8(record.severity) }
        let word = LogLevel(word: batch.text(record.severityText)) ?? text(.level).flatMap { LogLevel(word: $0) }
        return UInt8(word?.rawValue ?? 0)
    }

    /// The severity as the sender words it; empty when it does not.
    func severityText(of record: LogRecord) -> String {
        let own = batch.text(record.severityText)
        if !own.isEmpty { return own }
        return text(.level).flatMap { Int($0) == nil ? $0 : nil } ?? ""
    }
}
