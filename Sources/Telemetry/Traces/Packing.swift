// What is looked at only in a span's detail (attributes, events, links) is kept as bytes: variable-length integers,
// symbols for what repeats, raw bytes for what does not. It takes a fifth of the same as Swift values, and is read
// back for one span at a time.

/// Writes packed values into room of its own, one after the other.
struct PackedWriter: ~Copyable {
    // The room belongs to this value alone, which can't be copied, and goes with it; `reserve` comes before every write.
    private var room: UnsafeMutablePointer<UInt8>
    private var capacity = 1_024
    private(set) var count = 0

    init() { room = .allocate(capacity: 1_024) }

    deinit { room.deallocate() }

    /// What was written.
    var bytes: [UInt8] { Array(UnsafeBufferPointer(start: room, count: count)) }

    /// Adds what was written to an array, and begins anew.
    mutating func move(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: room, count: count))
        count = 0
    }

    @inline(__always)
    mutating func write(_ value: UInt64) {
        reserve(10)
        if value < 0x80 { put(UInt8(truncatingIfNeeded: value)) } else { writeLong(value) }
    }

    /// Room is made.
    private mutating func writeLong(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    mutating func write(_ value: Int) { write(UInt64(value)) }

    mutating func write(_ symbol: Symbol) { write(UInt64(symbol.index)) }

    /// Zigzag, so that small negative numbers stay short.
    mutating func writeSigned(_ value: Int64) { write(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    mutating func writeFixed(_ value: UInt64) {
        reserve(8)
        for shift in stride(from: 0, to: 64, by: 8) { put(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }

    /// The number of bytes, then these.
    mutating func write(_ raw: borrowing Swift.Span<UInt8>) {
        write(raw.count)
        reserve(raw.count)
        let end = room + count
        raw.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { end.update(from: start, count: bytes.count) }
        }
        count += raw.count
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        room[count] = byte
        count += 1
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(count + more) }
    }

    private mutating func grow(_ needed: Int) {
        capacity = max(needed, 2 * capacity)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: room, count: count)
        room.deallocate()
        room = larger
    }
}

/// Reads what `PackedWriter` wrote. Reading past the end gives zeros: the bytes are our own.
struct PackedReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.position = bytes.startIndex
    }

    mutating func byte() -> UInt8 {
        guard position < bytes.endIndex else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func unsigned() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = byte()
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 || shift >= 63 { return value }
            shift += 7
        }
    }

    mutating func int() -> Int { Int(truncatingIfNeeded: unsigned()) }
    mutating func symbol() -> Symbol { Symbol(index: UInt32(truncatingIfNeeded: unsigned())) }

    mutating func signed() -> Int64 {
        let value = unsigned()
        return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
    }

    mutating func fixed() -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 8) { value |= UInt64(byte()) << UInt64(shift) }
        return value
    }

    mutating func raw() -> ArraySlice<UInt8> {
        let count = min(int(), bytes.endIndex - position)
        defer { position += count }
        return bytes[position..<position + count]
    }
}
