/// The position of a string in its batch's table. Zero is the empty string.
package struct StringID: Hashable, Sendable {
    package var index: UInt32

    package init(index: UInt32) { self.index = index }

    package static let empty = StringID(index: 0)
    package var isEmpty: Bool { index == 0 }
}

/// The strings of a batch, each kept once: their bytes end to end, and an open-addressed table of hash and position.
///
/// Interning does not check UTF-8: who interns a string (not raw bytes) has checked it, with `StringTable.isNew(_:)`
/// telling whether it was seen, and so checked, before. The hash starts from a random seed of the process, so that no
/// sender can choose keys that collide.
package struct StringTable: Sendable {
    private struct Entry {
        var start: UInt32
        var length: UInt32
        var uses: UInt32
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = [Entry(start: 0, length: 0, uses: 0)]
    /// Positions in `entries`, zero where free; its size is a power of two, at most half full.
    private var slots = [UInt32](repeating: 0, count: 64)

    private static let seed = UInt64.random(in: .min ... .max)

    package init() {}

    /// How many different strings there are, the empty one included.
    package var count: Int { entries.count }

    /// The id of the string with these bytes, new or known.
    package mutating func intern(_ text: borrowing Swift.Span<UInt8>) -> StringID {
        if text.isEmpty { return .empty }
        if entries.count * 2 > slots.count { grow() }
        var slot = Int(truncatingIfNeeded: Self.hash(text)) & (slots.count - 1)
        while slots[slot] != 0 {
            let found = Int(slots[slot])
            if isEqual(entries[found], text) {
                entries[found].uses &+= 1
                return StringID(index: UInt32(found))
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = UInt32(entries.count)
        entries.append(Entry(start: UInt32(bytes.count), length: UInt32(text.count), uses: 1))
        for i in text.indices { bytes.append(text[i]) }
        return StringID(index: UInt32(entries.count - 1))
    }

    /// The id of a text, new or known.
    package mutating func intern(_ text: String) -> StringID {
        let bytes = Array(text.utf8)
        return intern(bytes.span)
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

    /// The string as text; bytes that are not UTF-8 become U+FFFD.
    package func text(_ id: StringID) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

    private func isEqual(_ entry: Entry, _ text: borrowing Swift.Span<UInt8>) -> Bool {
        guard Int(entry.length) == text.count else { return false }
        let start = Int(entry.start)
        for i in text.indices where bytes[start + i] != text[i] { return false }
        return true
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        var larger = [UInt32](repeating: 0, count: mask + 1)
        for index in 1..<entries.count {
            let start = Int(entries[index].start)
            let hash = Self.hash(bytes.span.extracting(start..<start + Int(entries[index].length)))
            var slot = Int(truncatingIfNeeded: hash) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = UInt32(index)
        }
        slots = larger
    }

    /// FNV-1a from a random start, with a final mix.
    private static func hash(_ text: borrowing Swift.Span<UInt8>) -> UInt64 {
        var hash = seed
        for i in text.indices { hash = (hash ^ UInt64(text[i])) &* 0x100_0000_01b3 }
        return hash ^ (hash >> 29)
    }
}
