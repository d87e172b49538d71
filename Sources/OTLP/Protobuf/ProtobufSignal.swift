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
        let start = fields.position
        guard (try? fields.skip(tag, body)) != nil else { return nil }
        shape.note(tag, length: fields.position - start)
    }
    return shape.signal
}

/// What is seen of a record's fields.
private struct RecordShape {
    private var isSpan = false
    private var isLog = false
    private var hasName = false
    private var hasPoints = false

    mutating func note(_ tag: Tag, length: Int) {
        switch (tag.number, tag.wire) {
        case (7, .fixed64), (8, .fixed64): isSpan = true
        case (1, .fixed64), (11, .fixed64), (8, .fixed32), (2, .varint): isLog = true
        // With the byte of its length, a span's trace id takes 17; no name of that length is trusted.
        case (1, .delimited): hasName = length != 17
        case (5, .delimited), (7, .delimited), (9, .delimited), (10, .delimited), (11, .delimited): hasPoints = true
        default: break
        }
    }

    var signal: Signal? {
        switch (isSpan, isLog) {
        case (true, false): .traces
        case (false, true): .logs
        case (false, false): hasName && hasPoints ? .metrics : nil
        case (true, true): nil
        }
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
