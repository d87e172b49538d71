/// Entries by key, linked in the order of their last use; taking out the least recently used one costs no search.
struct RecencyTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var key: Key
        /// Nil while the slot is free.
        var value: Value?
        var older: Int32
        var newer: Int32
    }

    private var slots: [Slot] = []
    private var places: [Key: Int32] = [:]
    private var free: [Int32] = []
    private var oldest: Int32 = -1
    private var newest: Int32 = -1

    /// How many entries there are.
    var count: Int { places.count }

    /// Bytes of the table itself, about; what the values hold on the heap is not in it. Tables grow ahead of their
    /// entries, by half on average.
    var byteCount: Int { count * (MemoryLayout<Slot>.stride + MemoryLayout<Key>.stride + 5) * 3 / 2 }

    func place(of key: Key) -> Int32? { places[key] }

    func key(at place: Int32) -> Key { slots[Int(place)].key }

    /// The value at a place; nil for none.
    subscript(place: Int32) -> Value? {
        get { slots[Int(place)].value }
        _modify { yield &slots[Int(place)].value }
    }

    /// Adds an entry as the one last used. The key is new.
    mutating func insert(_ value: Value, for key: Key) -> Int32 {
        let slot = Slot(key: key, value: value, older: -1, newer: -1)
        let place: Int32
        if let reused = free.popLast() {
            place = reused
            slots[Int(place)] = slot
        } else {
            place = Int32(slots.count)
            slots.append(slot)
        }
        places[key] = place
        append(place)
        return place
    }

    /// Makes an entry the one last used.
    mutating func use(_ place: Int32) {
        guard place != newest else { return }
        unlink(place)
        append(place)
    }

    /// The entry that was not used for longest.
    var leastRecent: Int32? { oldest < 0 ? nil : oldest }

    /// Takes an entry out.
    mutating func remove(_ place: Int32) -> Value? {
        unlink(place)
        places[slots[Int(place)].key] = nil
        free.append(place)
        return slots[Int(place)].value.take()
    }

    private mutating func append(_ place: Int32) {
        slots[Int(place)].older = newest
        slots[Int(place)].newer = -1
        if newest >= 0 { slots[Int(newest)].newer = place } else { oldest = place }
        newest = place
    }

    private mutating func unlink(_ place: Int32) {
        let slot = slots[Int(place)]
        if slot.older >= 0 { slots[Int(slot.older)].newer = slot.newer } else { oldest = slot.newer }
        if slot.newer >= 0 { slots[Int(slot.newer)].older = slot.older } else { newest = slot.older }
    }
}
