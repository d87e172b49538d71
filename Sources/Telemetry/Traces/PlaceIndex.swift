/// Finds places of an array by keys that lie there: an open-addressed table of places alone, 8 bytes an entry at the
/// most. Keys are words; the hash is keyed by the process, so that no sender can choose keys that collide.
struct PlaceIndex: Sendable {
    /// The place and one; zero where free. Its size is a power of two, and it is at most three quarters full.
    private var slots: [UInt32] = []
    private var used = 0

    var byteCount: Int { slots.capacity * MemoryLayout<UInt32>.stride }

    /// The place of a key; `key` gives that of a place.
    @inline(__always)
    func find(_ wanted: UInt64, key: (Int) -> UInt64) -> Int32? {
        guard !slots.isEmpty else { return nil }
        var slot = Self.hash(wanted) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if key(place) == wanted { return Int32(place) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a place whose key is not in the table.
    @inline(__always)
    mutating func insert(_ place: Int32, key: (Int) -> UInt64) {
        if (used + 1) * 4 > slots.count * 3 { grow(key) }
        put(UInt32(place) + 1, key(Int(place)))
        used += 1
    }

    private mutating func put(_ entry: UInt32, _ key: UInt64) {
        var slot = Self.hash(key) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = entry
    }

    private mutating func grow(_ key: (Int) -> UInt64) {
        let entries = slots
        slots = [UInt32](repeating: 0, count: max(64, entries.count * 2))
        for entry in entries where entry != 0 { put(entry, key(Int(entry) - 1)) }
    }

    private static func hash(_ key: UInt64) -> Int {
        let product = (key ^ Self.keys.0).multipliedFullWidth(by: Self.keys.1)
        return Int(truncatingIfNeeded: (product.high ^ product.low) & 0x7fff_ffff_ffff_ffff)
    }

    private static let keys: (UInt64, UInt64) = (.random(in: .min ... .max), .random(in: .min ... .max) | 1)
}
