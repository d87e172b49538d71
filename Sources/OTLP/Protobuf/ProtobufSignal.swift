package import Telemetry

/// The signal of a protobuf export request, told by the fields of its first record; nil when they leave a doubt.
///
/// Requests of the three signals have the same outer fields. Within a record, numbers and wire types differ: a span has
/// its times in 7 and 8 as fixed64, a log record its own in 1 and 11; a metric has its points in a message.
package func signal(ofProtobuf body: [UInt8]) -> Signal? {
    let body = body.span
    guard let record = firstRecord(of: body) else { return nil }
    var fields = FieldReader(record)
    var shape = RecordShape()
    while let tag = try? fields.next(body) {
        if tag.wire == .delimited {
            guard let value = try? fields.delimited(body) else { return nil }
            shape.note(tag.number, body.extracting(value))
        } else {
            guard (try? fields.skip(tag, body)) != nil else { return nil }
            shape.note(tag)
        }
    }
    return shape.signal
}

/// What is seen of a record's fields.
private struct RecordShape {
    private var hasSpanTimes = false
    private var isLog = false
    private var hasTraceID = false
    private var hasSpanID = false
    private var hasName = false
    private var hasPoints = false

    /// A field that is a number.
    mutating func note(_ tag: Tag) {
        switch (tag.number, tag.wire) {
        case (7, .fixed64), (8, .fixed64): hasSpanTimes = true
        case (1, .fixed64), (11, .fixed64), (8, .fixed32), (2, .varint): isLog = true
        default: break
        }
    }

    /// A field of bytes, text or a message.
    mutating func note(_ number: UInt32, _ value: Bytes) {
        switch number {
        case 1:
            hasTraceID = value.count == 16
            hasName = isText(value)
        case 2: hasSpanID = value.count == 8
        case 5, 7, 9, 10, 11: hasPoints = true
        default: break
        }
    }

    var signal: Signal? {
        let hasIDs = hasTraceID && hasSpanID
        switch (hasSpanTimes || hasIDs && !hasName, isLog) {
        case (true, false): return .traces
        case (false, true): return .logs
        // A name of 16 bytes with a description of 8 may be ids that happen to be text.
        case (false, false): return hasName && hasPoints && !hasIDs ? .metrics : nil
        case (true, true): return nil
        }
    }

    private func isText(_ value: Bytes) -> Bool {
        for index in 0..<value.count where !(0x20...0x7E).contains(value[index]) { return false }
        return !value.isEmpty
    }
}

/// Where the first span, metric or log record lies: field 2 of field 2 of field 1.
private func firstRecord(of body: Bytes) -> Range<Int>? {
    var level: Range<Int>? = 0..<body.count
    for number in [1, 2, 2] as [UInt32] { level = level.flatMap { first(number, in: $0, of: body) } }
    return level
}

private func first(_ number: UInt32, in range: Range<Int>, of body: Bytes) -> Range<Int>? {
    var fields = FieldReader(range)
    while let tag = try? fields.next(body) {
        if tag.number == number, tag.wire == .delimited { return try? fields.delimited(body) }
        guard (try? fields.skip(tag, body)) != nil else { return nil }
    }
    return nil
}
