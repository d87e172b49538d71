import Telemetry

/// A log record in a few words.
struct TestLog {
    var time: Double?
    var observed: Double?
    var severity: Int32 = 0
    var severityText = ""
    var body: LogBody
    var event = ""
    var trace: UInt64 = 0
    var span: UInt64 = 0
    var attributes: [String: TestValue] = [:]

    init(
        _ body: LogBody = .none, at time: Double? = 1, observed: Double? = nil, severity: Int32 = 0,
        text: String = "", event: String = "", trace: UInt64 = 0, span: UInt64 = 0,
        _ attributes: [String: TestValue] = [:]
    ) {
        self.body = body
        self.time = time
        self.observed = observed
        self.severity = severity
        self.severityText = text
        self.event = event
        self.trace = trace
        self.span = span
        self.attributes = attributes
    }
}

/// A body, written as a literal.
indirect enum LogBody: ExpressibleByStringLiteral {
    case none
    case value(TestValue)
    case bytes([UInt8])
    case array([LogBody])
    case map([(String, LogBody)])

    init(stringLiteral value: String) { self = .value(.string(value)) }
}

/// A batch of log records of one service.
func batch(logs: [TestLog], service: String = "looopy", resource: [String: TestValue] = [:]) -> Batch {
    var batch = batch([], service: service, resource: resource)
    for log in logs { batch.add(log) }
    return batch
}

extension Batch {
    fileprivate mutating func add(_ log: TestLog) {
        var record = LogRecord()
        record.time = log.time.map(at) ?? .unset
        record.observed = log.observed.map(at) ?? .unset
        record.severity = log.severity
        record.severityText = strings.intern(log.severityText)
        record.eventName = strings.intern(log.event)
        if log.trace > 0 { record.traceID = TraceID(high: 7, low: log.trace) }
        record.spanID = SpanID(log.span)
        record.body = value(log.body)
        record.attributes = add(log.attributes, to: \.attributes)
        logs.append(record)
    }

    private mutating func value(_ body: LogBody) -> AttributeValue {
        switch body {
        case .none: return .absent
        case .value(let value): return self.value(value)
        case .bytes(let bytes): return .bytes(strings.intern(bytes.span))
        case .array(let elements):
            let elements = elements.map { value($0) }
            values += elements
            return .array(Slice(start: values.count - elements.count, count: elements.count))
        case .map(let pairs):
            let attributes = pairs.map { Attribute(key: strings.intern($0.0), value: value($0.1)) }
            entries += attributes
            return .map(Slice(start: entries.count - attributes.count, count: attributes.count))
        }
    }
}
