// The wire format of protocol buffers (protobuf.dev/programming-guides/encoding): the fields of one message.

/// How a field's value is written.
enum WireType: UInt8 {
    case varint = 0
    case fixed64, delimited, groupStart, groupEnd, fixed32
}

/// The number of a field and how its value is written.
struct Tag {
    var number: UInt32
    var wire: WireType
}

/// Reads the fields of a message one after the other. The body goes along as an argument, so that a reader is two
/// words in registers and a message within is just another reader.
struct FieldReader {
    /// The next byte to read. A value that is cut off is reported at the byte before, which belongs to its field.
    private(set) var position: Int
    let end: Int

    /// Deepest nesting of groups in what is skipped.
    private static let deepestGroup = 64

    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position >= end }

    var rest: Range<Int> { position..<end }

    /// The next field's tag, with its value still to be read; nil at the end of the message.
    @inline(__always)
    mutating func next(_ body: Bytes) throws(Fault) -> Tag? {
        if position >= end { return nil }
        let start = position
        let key = try varint(body)
        guard key >> 3 != 0, key <= UInt32.max, let wire = WireType(rawValue: UInt8(key & 7)) else {
            throw Fault(offset: start, reason: .badTag)
        }
        return Tag(number: UInt32(truncatingIfNeeded: key >> 3), wire: wire)
    }

    @inline(__always)
    mutating func varint(_ body: Bytes) throws(Fault) -> UInt64 {
        guard position < end else { throw Fault(offset: position - 1, reason: .truncated) }
        let byte = body[position]
        if byte < 0x80 {
            position += 1
            return UInt64(byte)
        }
        return try longVarint(body)
    }

    /// A varint of two bytes or more. Bits beyond the 64th are dropped, as all implementations do.
    private mutating func longVarint(_ body: Bytes) throws(Fault) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw Fault(offset: start, reason: .truncated) }
            let byte = body[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Fault(offset: start, reason: .varintTooLong)
    }

    @inline(__always)
    mutating func fixed64(_ body: Bytes) throws(Fault) -> UInt64 {
        guard end - position >= 8 else { throw Fault(offset: position - 1, reason: .truncated) }
        // Bounds are checked by the load; every bit pattern is a number.
        let value = unsafe body.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
        position += 8
        return UInt64(littleEndian: value)
    }

    @inline(__always)
    mutating func fixed32(_ body: Bytes) throws(Fault) -> UInt32 {
        guard end - position >= 4 else { throw Fault(offset: position - 1, reason: .truncated) }
        // Bounds are checked by the load; every bit pattern is a number.
        let value = unsafe body.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
        position += 4
        return UInt32(littleEndian: value)
    }

    @inline(__always)
    mutating func double(_ body: Bytes) throws(Fault) -> Double {
        Double(bitPattern: try fixed64(body))
    }

    /// Where the bytes of a string, of a message or of packed numbers lie.
    @inline(__always)
    mutating func delimited(_ body: Bytes) throws(Fault) -> Range<Int> {
        let length = try varint(body)
        guard length <= UInt64(end - position) else { throw Fault(offset: position - 1, reason: .truncated) }
        let start = position
        position += Int(length)
        return start..<position
    }

    /// Passes over the value of a field that is not known, or not written as its type wants.
    mutating func skip(_ tag: Tag, _ body: Bytes) throws(Fault) {
        try skip(tag, body, depth: 1)
    }

    private mutating func skip(_ tag: Tag, _ body: Bytes, depth: Int) throws(Fault) {
        switch tag.wire {
        case .varint: _ = try varint(body)
        case .fixed64: _ = try fixed64(body)
        case .fixed32: _ = try fixed32(body)
        case .delimited: _ = try delimited(body)
        case .groupStart: try skipGroup(tag.number, body, depth: depth)
        case .groupEnd: throw Fault(offset: position - 1, reason: .badTag)
        }
    }

    private mutating func skipGroup(_ number: UInt32, _ body: Bytes, depth: Int) throws(Fault) {
        guard depth <= Self.deepestGroup else {
            throw Fault(offset: position - 1, reason: .tooDeep(limit: Self.deepestGroup))
        }
        while let tag = try next(body) {
            if tag.wire == .groupEnd {
                guard tag.number == number else { throw Fault(offset: position - 1, reason: .badTag) }
                return
            }
            try skip(tag, body, depth: depth + 1)
        }
        throw Fault(offset: position - 1, reason: .truncated)
    }
}
