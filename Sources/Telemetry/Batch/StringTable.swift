/// The position of a string in its batch's table. Zero is the empty string.
package struct StringID: Hashable, Sendable {
    package var index: UInt32

    @inlinable package init(index: UInt32) { self.index = index }

    @inlinable package static var empty: StringID { StringID(index: 0) }
    @inlinable package var isEmpty: Bool { index == 0 }
}

/// The strings of a batch, each kept once: their bytes end to end, and an open-addressed table of hash and position.
///
/// `internText` checks UTF-8, once for a string however often it comes; `intern` takes any bytes. The hash is keyed
/// with two random words of the process, so that no sender can choose strings that collide.
/// The bytes of all strings together must be fewer than 4 GiB.
package struct StringTable: Sendable {
    private struct Entry {
        var start: UInt32
        var length: UInt32
        var uses: UInt32
        var isText: Bool
    }

    /// What is looked at while probing: most misses are told by the hash alone, without a visit to the entry.
    private struct Slot {
        /// Position in `entries`, zero where free.
        var index: UInt32
        var hash: UInt32
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = [Entry(start: 0, length: 0, uses: 0, isText: true)]
    /// Its size is a power of two, and it is at most half full.
    private var slots = [Slot](repeating: Slot(index: 0, hash: 0), count: 64)
    private let key = HashKey.ofProcess

    package init() {}

    /// How many different strings there are, the empty one included.
    package var count: Int { entries.count }

    /// Heap bytes that it takes.
    package var byteCount: Int {
        bytes.capacity + entries.capacity * MemoryLayout<Entry>.stride + slots.capacity * MemoryLayout<Slot>.stride
    }

    /// The id of the string with these bytes, new or known.
    package mutating func intern(_ text: borrowing Swift.Span<UInt8>) -> StringID {
        if text.isEmpty { return .empty }
        return StringID(index: UInt32(truncatingIfNeeded: position(of: text)))
    }

    /// The id of the string with these bytes, new or known; nil when they are not UTF-8.
    ///
    /// - Parameter likely: a text of this table that it may well be; to compare the two costs less than to look for it.
    package mutating func internText(
        _ text: borrowing Swift.Span<UInt8>, likely: StringID = .empty
    ) -> StringID? {
        if text.isEmpty { return .empty }
        let guess = Int(likely.index)
        if guess < entries.count, entries[guess].isText, isEqual(entries[guess], text) {
            entries[guess].uses &+= 1
            return likely
        }
        let index = position(of: text)
        if !entries[index].isText {
            guard isUTF8(text) else { return nil }
            entries[index].isText = true
        }
        return StringID(index: UInt32(truncatingIfNeeded: index))
    }

    /// The id of a text, new or known.
    package mutating func intern(_ text: String) -> StringID {
        let bytes = Array(text.utf8)
        return intern(bytes.span)
    }

    /// The id of the string with these bytes; nil when it was not interned.
    package func find(_ text: borrowing Swift.Span<UInt8>) -> StringID? {
        if text.isEmpty { return .empty }
        let hash = UInt32(truncatingIfNeeded: key.hash(text))
        let slot = slots[slot(of: text, hash: hash)]
        return slot.index == 0 ? nil : StringID(index: slot.index)
    }

    /// How often the string was interned.
    package func uses(of id: StringID) -> Int { Int(entries[Int(id.index)].uses) }

    /// The number of bytes of the string.
    package func length(of id: StringID) -> Int { Int(entries[Int(id.index)].length) }

    /// The bytes of the string.
    package func bytes(of id: StringID) -> ArraySlice<UInt8> {
        let entry = entries[Int(id.index)]
        return bytes[Int(entry.start)..<Int(entry.start) + Int(entry.length)]
    }

    /// Packs the first bytes of the string.
    func write(_ id: StringID, prefix: Int = .max, to writer: inout PackedWriter) {
        let entry = entries[Int(id.index)]
        let start = Int(entry.start)
        writer.write(bytes.span.extracting(start..<start + min(prefix, Int(entry.length))))
    }

    /// The string as text; bytes that are not UTF-8 become U+FFFD.
    package func text(_ id: StringID) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

    /// A hash of the string, the same in all batches of this process; 0 for the empty one.
    package func hash(of id: StringID) -> Int {
        if id.isEmpty { return 0 }
        let entry = entries[Int(id.index)]
        let start = Int(entry.start)
        return Int(bitPattern: UInt(key.hash(bytes.span.extracting(start..<start + Int(entry.length)))))
    }

    /// The hash that a text has in every batch.
    package static func hash(of text: String) -> Int {
        if text.isEmpty { return 0 }
        let bytes = Array(text.utf8)
        return Int(bitPattern: UInt(HashKey.ofProcess.hash(bytes.span)))
    }

    /// The entry of a string that is not empty, made when it is new.
    private mutating func position(of text: borrowing Swift.Span<UInt8>) -> Int {
        let hash = UInt32(truncatingIfNeeded: key.hash(text))
        let slot = slot(of: text, hash: hash)
        let found = Int(slots[slot].index)
        if found != 0 {
            entries[found].uses &+= 1
            return found
        }
        return append(text, hash: hash, at: slot)
    }

    /// The slot that holds the string, or the free one where it belongs.
    private func slot(of text: borrowing Swift.Span<UInt8>, hash: UInt32) -> Int {
        let mask = slots.count - 1
        var position = Int(hash) & mask
        while true {
            let slot = slots[position]
            if slot.index == 0 || (slot.hash == hash && isEqual(entries[Int(slot.index)], text)) { return position }
            position = (position + 1) & mask
        }
    }

    private mutating func append(_ text: borrowing Swift.Span<UInt8>, hash: UInt32, at slot: Int) -> Int {
        let index = entries.count
        slots[slot] = Slot(index: UInt32(index), hash: hash)
        entries.append(Entry(start: UInt32(bytes.count), length: UInt32(text.count), uses: 1, isText: false))
        // The buffer lies within the span, which is borrowed until the call returns.
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        if entries.count * 2 > slots.count { grow() }
        return index
    }

    private func isEqual(_ entry: Entry, _ text: borrowing Swift.Span<UInt8>) -> Bool {
        guard Int(entry.length) == text.count else { return false }
        let start = Int(entry.start)
        return haveSameBytes(bytes.span.bytes.extracting(start..<start + text.count), text.bytes)
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        var larger = [Slot](repeating: Slot(index: 0, hash: 0), count: mask + 1)
        for slot in slots where slot.index != 0 {
            var position = Int(slot.hash) & mask
            while larger[position].index != 0 { position = (position + 1) & mask }
            larger[position] = slot
        }
        slots = larger
    }
}

/// Two random words that make a hash unpredictable to who sends the strings.
private struct HashKey: Sendable {
    var first: UInt64
    var second: UInt64

    static let ofProcess = HashKey(first: .random(in: .min ... .max), second: .random(in: .min ... .max))

    /// Sixteen bytes a step, folded by a full-width product; the shape of wyhash, with both factors keyed.
    @inline(__always)
    func hash(_ text: borrowing Swift.Span<UInt8>) -> UInt64 {
        let bytes = text.bytes
        let count = bytes.byteCount
        var hash = second ^ UInt64(truncatingIfNeeded: count)
        var position = 0
        while count - position > 16 {
            hash = fold(word(bytes, at: position) ^ first, word(bytes, at: position + 8) ^ hash)
            position += 16
        }
        let tail = count < 8 ? (shortWord(bytes), 0) : (word(bytes, at: max(count - 16, 0)), word(bytes, at: count - 8))
        hash = fold(tail.0 ^ first, tail.1 ^ hash)
        return fold(hash ^ first, second)
    }
}

@inline(__always)
private func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
}

@inline(__always)
private func word(_ bytes: borrowing RawSpan, at position: Int) -> UInt64 {
    // Bounds are checked by the load; every bit pattern is a number.
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
}

/// All of fewer than eight bytes in a word: the same word for the same bytes, when their number is the same.
@inline(__always)
private func shortWord(_ bytes: borrowing RawSpan) -> UInt64 {
    let count = bytes.byteCount
    func load<T: FixedWidthInteger & BitwiseCopyable>(_ position: Int, as type: T.Type) -> UInt64 {
        // Bounds are checked by the load; every bit pattern is a number.
        unsafe UInt64(truncatingIfNeeded: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: type))
    }
    if count >= 4 { return load(0, as: UInt32.self) | load(count - 4, as: UInt32.self) << 32 }
    if count == 0 { return 0 }
    return load(0, as: UInt8.self) | load(count / 2, as: UInt8.self) << 8 | load(count - 1, as: UInt8.self) << 16
}

/// Whether two runs of the same length are equal.
@inline(__always)
private func haveSameBytes(_ a: borrowing RawSpan, _ b: borrowing RawSpan) -> Bool {
    let count = a.byteCount
    if count < 8 { return shortWord(a) == shortWord(b) }
    var position = 0
    while position < count - 8 {
        if word(a, at: position) != word(b, at: position) { return false }
        position += 8
    }
    return word(a, at: count - 8) == word(b, at: count - 8)
}

private func isUTF8(_ text: borrowing Swift.Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: copy text)) != nil
}
