// What a log record is known again by, when an exporter sends it once more.

extension BatchReader {
    /// What a record is known again by, when it was looked at; nil if nothing tells it from another with the same text.
    ///
    /// A sender that numbers its events is known by the number. The time belongs to it: a session that is taken up
    /// again may count from the start. `Hasher` is seeded by the process, so nobody can choose records that collide.
    func repetition(of record: LogRecord) -> LogIdentity? {
        guard record.time.isSet || record.observed.isSet else { return nil }
        var hasher = Hasher()
        if let session = string(.sessionID), let sequence = string(.eventSequence) {
            hasher.combine(session)
            hasher.combine(sequence)
            hasher.combine(name(of: record))
            hasher.combine(record.time)
            return .event(hasher.finalize())
        }
        hash(record, into: &hasher)
        return .content(hasher.finalize())
    }

    /// The name of the event that a record reports; empty if it is none.
    func name(of record: LogRecord) -> String {
        record.eventName.isEmpty ? string(.eventName) ?? "" : batch.text(record.eventName)
    }

    /// Finds what a record says in its attributes, or in a body that is a map.
    func look(at record: LogRecord) {
        if case .map(let entries) = record.body {
            look(at: record.attributes, thenEntries: entries)
        } else {
            look(at: record.attributes)
        }
    }

    private func hash(_ record: LogRecord, into hasher: inout Hasher) {
        hasher.combine(record.time)
        hasher.combine(record.observed)
        hasher.combine(record.severity)
        hasher.combine(record.traceID)
        hasher.combine(record.spanID)
        hash(.string(record.eventName), into: &hasher)
        hash(record.body, into: &hasher)
        hash(record.attributes, of: batch.attributes, into: &hasher)
        let scope = batch.scopes[Int(record.scope)]
        hash(.string(scope.name), into: &hasher)
        hash(batch.resources[Int(scope.resource)].attributes, of: batch.attributes, into: &hasher)
    }

    private func hash(_ attributes: Slice, of array: [Attribute], into hasher: inout Hasher) {
        for place in attributes.range {
            hash(.string(array[place].key), into: &hasher)
            hash(array[place].value, into: &hasher)
        }
        hasher.combine(attributes.count)
    }

    private func hash(_ value: AttributeValue, into hasher: inout Hasher) {
        switch value {
        case .string(let id), .bytes(let id):
            // The buffer is read before the call returns.
            batch.strings.bytes(of: id).withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
            hasher.combine(batch.strings.length(of: id))
        case .array(let slice):
            for place in slice.range { hash(batch.values[place], into: &hasher) }
            hasher.combine(slice.count)
        case .map(let slice): hash(slice, of: batch.entries, into: &hasher)
        case .absent, .bool, .int, .double: hasher.combine(value)
        }
    }
}

/// What a record is known again by.
enum LogIdentity: Hashable {
    /// The sender's own number of the event.
    case event(Int)
    /// All that it says. Equal records of one batch are no repetition: a batch is repeated as a whole.
    case content(Int)
}
