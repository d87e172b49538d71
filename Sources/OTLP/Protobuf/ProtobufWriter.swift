/// Writes fields of protobuf messages, one behind the other. Fields with the value that is their default are left out,
/// as proto3 does.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ number: Int, _ value: UInt64) {
        if value == 0 { return }
        presentVarint(number, value)
    }

    /// Members of a oneof are written even when they are zero.
    mutating func presentVarint(_ number: Int, _ value: UInt64) {
        tag(number, .varint)
        raw(value)
    }

    mutating func fixed64(_ number: Int, _ value: UInt64) {
        if value != 0 { presentFixed64(number, value) }
    }

    mutating func presentFixed64(_ number: Int, _ value: UInt64) {
        tag(number, .fixed64)
        little(value)
    }

    mutating func fixed32(_ number: Int, _ value: UInt32) {
        if value == 0 { return }
        tag(number, .fixed32)
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func double(_ number: Int, _ value: Double) { fixed64(number, value.bitPattern) }

    mutating func string(_ number: Int, _ text: some Collection<UInt8>) {
        if !text.isEmpty { presentString(number, text) }
    }

    mutating func presentString(_ number: Int, _ text: some Collection<UInt8>) {
        tag(number, .delimited)
        raw(UInt64(text.count))
        bytes += text
    }

    /// An id of one or two words, most significant byte first; none when all are zero.
    mutating func id(_ number: Int, _ words: UInt64...) {
        if words.allSatisfy({ $0 == 0 }) { return }
        tag(number, .delimited)
        raw(UInt64(words.count * 8))
        for word in words { little(word.byteSwapped) }
    }

    mutating func packedFixed64(_ number: Int, _ values: some Collection<UInt64>) {
        if values.isEmpty { return }
        message(number) { writer in
            for value in values { writer.little(value) }
        }
    }

    mutating func packedVarint(_ number: Int, _ values: some Collection<UInt64>) {
        if values.isEmpty { return }
        message(number) { writer in
            for value in values { writer.raw(value) }
        }
    }

    /// A message within: its length goes in front when it is known.
    mutating func message(_ number: Int, _ content: (inout ProtobufWriter) -> Void) {
        tag(number, .delimited)
        let start = bytes.count
        content(&self)
        var length = ProtobufWriter()
        length.raw(UInt64(bytes.count - start))
        bytes.insert(contentsOf: length.bytes, at: start)
    }

    private mutating func tag(_ number: Int, _ wire: WireType) {
        raw(UInt64(number) << 3 | UInt64(wire.rawValue))
    }

    private mutating func raw(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func little(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}

extension UInt64 {
    /// `sint32` as it is written: small numbers of both signs in few bytes.
    init(zigzag value: Int32) { self = UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)) }

    /// `int32`, `int64` and enums as they are written: negative ones in ten bytes.
    init(signed value: some SignedInteger) { self = UInt64(bitPattern: Int64(value)) }
}
