import Telemetry

/// A log record of an agent's event in a few words.
struct TestEvent {
    var name: String
    /// Seconds after the start of the test's time.
    var at: Double
    /// Zero where it names no trace.
    var trace: UInt64
    var attributes: [String: TestValue]
    var place: NamePlace

    /// Where the record has its name.
    enum NamePlace {
        case field, attribute, body
    }

    init(
        _ name: String, _ at: Double, trace: UInt64 = 0, _ attributes: [String: TestValue] = [:],
        in place: NamePlace = .attribute
    ) {
        (self.name, self.at, self.trace, self.attributes, self.place) = (name, at, trace, attributes, place)
    }
}

/// A batch of log records of one service.
func eventBatch(
    _ events: [TestEvent], service: String, scope: String = "test", resource: [String: TestValue] = [:]
) -> Batch {
    var batch = batch([], service: service, resource: resource, scope: scope)
    for event in events { batch.add(event) }
    return batch
}

extension Batch {
    fileprivate mutating func add(_ event: TestEvent) {
        var record = LogRecord()
        record.time = at(event.at)
        if event.trace != 0 { record.traceID = TraceID(high: 7, low: event.trace) }
        var attributes = event.attributes
        switch event.place {
        case .field: record.eventName = strings.intern(event.name)
        case .attribute: attributes["event.name"] = .string(event.name)
        case .body: record.body = .string(strings.intern(event.name))
        }
        record.attributes = add(attributes, to: \.attributes)
        logs.append(record)
    }
}
