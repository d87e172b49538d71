// A histogram with bins that grow with the value, as HdrHistogram and DDSketch have them: 64 bins for each power of
// two, so that a bin's middle is within 1/128 (0.8 %) of everything in it. A sketch of one second of one tool holds a
// few values, so only the bins in use are kept.

/// A distribution of durations, in nanoseconds: mergeable, and what was merged can be taken out again.
///
/// Quantiles are within 0.8 % of the recorded value at their rank, and exact below 128 ns. Every value of `UInt64` can
/// be recorded. A bin counts to 2^51 - 1 and stays there; taking out more than there is leaves nothing.
package struct Sketch: Hashable, Sendable {
    /// The only bin in use: most seconds of most tools have no more, and a span brings one.
    private var only = Bin.none
    /// Two bins in use or more, by rising value, none with a count of zero.
    private var bins: [Bin] = []

    package init() {}

    /// How many durations are in it.
    package var count: Int { bins.reduce(Int(only.count)) { $0 + Int($1.count) } }

    package var isEmpty: Bool { only.isNone && bins.isEmpty }

    /// Records a duration, `count` times; a count below 1 is ignored.
    package mutating func record(_ ns: UInt64, count: Int = 1) {
        guard count > 0 else { return }
        add(Bin(index: Bin.index(of: ns), count: UInt64(count)))
    }

    /// Takes a recorded duration out again.
    package mutating func remove(_ ns: UInt64, count: Int = 1) {
        guard count > 0 else { return }
        subtract(Bin(index: Bin.index(of: ns), count: UInt64(count)))
    }

    /// The duration at a quantile by nearest rank: the least one that at least `q` of all do not exceed, in
    /// nanoseconds. `q` from 0 (the shortest) to 1 (the longest). Nil when empty.
    package func quantile(_ q: Double) -> Double? {
        if !only.isNone { return only.middle }
        guard let last = bins.last else { return nil }
        // Not a number is not above zero, and gives the shortest.
        let rank = q > 0 ? min(q, 1) * Double(count) : 0
        var below = 0
        for bin in bins {
            below += Int(bin.count)
            if Double(below) >= rank { return bin.middle }
        }
        return last.middle
    }

    /// The duration at a quantile in milliseconds.
    package func quantileMs(_ q: Double) -> Double? { quantile(q).map { $0 / 1e6 } }
}

extension Sketch: AdditiveValue {
    package var isZero: Bool { isEmpty }

    /// Heap bytes of the bins.
    package var byteCount: Int { bins.isEmpty ? 0 : bins.capacity * MemoryLayout<Bin>.stride + 32 }

    /// Takes in all of another sketch.
    package mutating func add(_ other: Sketch) {
        if !other.only.isNone { return add(other.only) }
        if other.bins.isEmpty { return }
        spread()
        if bins.isEmpty {
            bins = other.bins
        } else if other.bins.count <= 8 {
            var place = 0
            for bin in other.bins { place = increase(bin, from: place) }
        } else {
            merge(other.bins)
        }
    }

    /// Takes out all of another sketch that was added before.
    package mutating func subtract(_ other: Sketch) {
        if !other.only.isNone { return subtract(other.only) }
        spread()
        var place = 0
        var hasEmptied = false
        for bin in other.bins {
            place = decrease(bin, from: place)
            if place < bins.count, bins[place].count == 0 { hasEmptied = true }
        }
        if hasEmptied { bins.removeAll { $0.count == 0 } }
        gather()
    }
}

extension Sketch {
    private mutating func add(_ bin: Bin) {
        if isEmpty {
            only = bin
        } else if !only.isNone, only.index == bin.index {
            only.add(bin.count)
        } else {
            spread()
            _ = increase(bin, from: 0)
        }
    }

    private mutating func subtract(_ bin: Bin) {
        if !only.isNone {
            guard only.index == bin.index else { return }
            only.subtract(bin.count)
            if only.count == 0 { only = .none }
        } else {
            let place = decrease(bin, from: 0)
            guard place < bins.count, bins[place].count == 0 else { return }
            bins.remove(at: place)
            gather()
        }
    }

    /// Makes room for more than one bin.
    private mutating func spread() {
        if only.isNone { return }
        bins = [only]
        only = .none
    }

    /// Puts a bin that is left alone back in its place: equal sketches are equal in all.
    private mutating func gather() {
        guard bins.count == 1 else { return }
        only = bins[0]
        bins = []
    }

    /// Adds to a bin at or after `start`; gives its place.
    private mutating func increase(_ bin: Bin, from start: Int) -> Int {
        let place = place(of: bin.index, from: start)
        if place < bins.count, bins[place].index == bin.index {
            bins[place].add(bin.count)
        } else {
            bins.insert(bin, at: place)
        }
        return place
    }

    /// Takes from a bin at or after `start`, leaving it even when it is empty; gives its place, or where it would be.
    private mutating func decrease(_ bin: Bin, from start: Int) -> Int {
        let place = place(of: bin.index, from: start)
        if place < bins.count, bins[place].index == bin.index { bins[place].subtract(bin.count) }
        return place
    }

    /// The first place from `start` on whose bin is not below `index`.
    private func place(of index: UInt16, from start: Int) -> Int {
        bins.partitioningIndex(from: start) { $0.index >= index }
    }

    /// Takes in many bins in one pass; inserting each would move the rest each time.
    private mutating func merge(_ others: [Bin]) {
        var merged: [Bin] = []
        merged.reserveCapacity(bins.count + others.count)
        var mine = bins[...]
        for other in others {
            while let bin = mine.first, bin.index < other.index {
                merged.append(bin)
                mine.removeFirst()
            }
            if var bin = mine.first, bin.index == other.index {
                bin.add(other.count)
                merged.append(bin)
                mine.removeFirst()
            } else {
                merged.append(other)
            }
        }
        merged.append(contentsOf: mine)
        bins = merged
    }
}

/// A bin and its count, in one word: the index in the top 12 bits.
private struct Bin: Hashable, Sendable {
    private var word: UInt64

    /// All 3,776 bins at the most, together, stay within `Int`.
    private static let largestCount: UInt64 = (1 << 51) - 1

    static let none = Bin(index: 0, count: 0)
    var isNone: Bool { count == 0 }

    init(index: UInt16, count: UInt64) {
        word = UInt64(index) << 52 | min(count, Self.largestCount)
    }

    var index: UInt16 { UInt16(truncatingIfNeeded: word >> 52) }
    var count: UInt64 { word & (1 << 52 - 1) }

    mutating func add(_ more: UInt64) {
        word += min(more, Self.largestCount - count)
    }

    mutating func subtract(_ less: UInt64) {
        word -= min(less, count)
    }

    /// Below 128 the value itself; above, 64 bins for each power of two.
    static func index(of ns: UInt64) -> UInt16 {
        guard ns >= 128 else { return UInt16(truncatingIfNeeded: ns) }
        let power = 63 - ns.leadingZeroBitCount
        let part = ns >> UInt64(power - 6) & 63
        return UInt16(truncatingIfNeeded: 128 + (power - 7) * 64 + Int(part))
    }

    /// The middle of the bin's values.
    var middle: Double {
        let index = Int(self.index)
        guard index >= 128 else { return Double(index) }
        let (power, part) = (index - 128).quotientAndRemainder(dividingBy: 64)
        let width = Double(UInt64(1) << UInt64(power + 1))
        return (Double(64 + part) + 0.5) * width - 0.5
    }
}
