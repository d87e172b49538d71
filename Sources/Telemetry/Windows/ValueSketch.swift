// A histogram of any finite numbers, with bins that grow with the value: 128 for each power of two, so that a bin's
// middle is within 1/256 (0.4 %) of everything in it. A bin's key is the upper bits of the number itself.

/// A distribution of values of either sign; mergeable. Quantiles are within 0.4 % of the recorded value at their rank.
package struct ValueSketch: Hashable, Sendable {
    /// A part of the number line and how many values lie in it.
    package struct Bin: Hashable, Sendable {
        /// Rises with the value; zero for zero, negative below.
        package var key: Int32
        /// Stays at `UInt64.max` once it is there.
        package var count: UInt64
    }

    /// The bins in use by rising key, none with a count of zero.
    package private(set) var bins: [Bin] = []

    package init() {}

    /// All of several sketches. Pairs are merged, then pairs of those, so that each bin is moved only a few times.
    package init(merging sketches: [ValueSketch]) {
        var round = sketches
        while round.count > 1 {
            round = stride(from: 0, to: round.count, by: 2).map { place in
                var sketch = round[place]
                if place + 1 < round.count { sketch.add(round[place + 1]) }
                return sketch
            }
        }
        self = round.first ?? ValueSketch()
    }

    package var isEmpty: Bool { bins.isEmpty }

    /// How many values are in it.
    package var count: UInt64 { bins.reduce(0) { $0.addingSaturated($1.count) } }

    /// Heap bytes held.
    package var byteCount: Int { bins.isEmpty ? 0 : bins.count * MemoryLayout<Bin>.stride + 32 }

    /// Records a value, `count` times. What is not a number is ignored, infinity is the greatest number.
    package mutating func record(_ value: Double, count: UInt64 = 1) {
        guard count > 0, !value.isNaN else { return }
        let key = Self.key(of: value)
        // Buckets come by rising value.
        let place = bins.last.map { $0.key < key } == true ? bins.count : place(of: key)
        if place < bins.count, bins[place].key == key {
            bins[place].count = bins[place].count.addingSaturated(count)
        } else {
            bins.insert(Bin(key: key, count: count), at: place)
        }
    }

    /// Takes in all of another sketch.
    package mutating func add(_ other: ValueSketch) {
        guard !bins.isEmpty else { return bins = other.bins }
        var merged: [Bin] = []
        merged.reserveCapacity(bins.count + other.bins.count)
        var mine = 0
        for bin in other.bins {
            while mine < bins.count, bins[mine].key < bin.key {
                merged.append(bins[mine])
                mine += 1
            }
            if mine < bins.count, bins[mine].key == bin.key {
                merged.append(Bin(key: bin.key, count: bins[mine].count.addingSaturated(bin.count)))
                mine += 1
            } else {
                merged.append(bin)
            }
        }
        merged.append(contentsOf: bins[mine...])
        bins = merged
    }

    /// The value at a quantile by nearest rank: the least one that at least `q` of all do not exceed. `q` from 0 to 1.
    /// Nil when empty.
    package func quantile(_ q: Double) -> Double? {
        guard let last = bins.last else { return nil }
        // Not a number is not above zero, and gives the least.
        let rank = q > 0 ? min(q, 1) * Double(count) : 0
        var below: UInt64 = 0
        for bin in bins {
            below = below.addingSaturated(bin.count)
            if Double(below) >= rank { return Self.middle(of: bin.key) }
        }
        return Self.middle(of: last.key)
    }

    private func place(of key: Int32) -> Int { bins.partitioningIndex { $0.key >= key } }
}

extension ValueSketch {
    /// Bins for each power of two.
    static let binsPerDoubling: Int32 = 128
    /// Exponent and seven bits of the fraction are left of a number.
    private static let shift: UInt64 = 45

    static func key(of value: Double) -> Int32 {
        if value == 0 { return 0 }
        let magnitude = min(value.magnitude, .greatestFiniteMagnitude)
        let key = Int32(truncatingIfNeeded: magnitude.bitPattern >> shift) + 1
        return value < 0 ? -key : key
    }

    /// The end of a key's bin that is nearer to zero.
    static func innerBound(of key: Int32) -> Double {
        guard key != 0 else { return 0 }
        let bound = Double(bitPattern: UInt64(key.magnitude - 1) << shift)
        let finite = min(bound, .greatestFiniteMagnitude)
        return key < 0 ? -finite : finite
    }

    static func middle(of key: Int32) -> Double {
        guard key != 0 else { return 0 }
        let inner = innerBound(of: key)
        return inner + (innerBound(of: key < 0 ? key - 1 : key + 1) - inner) / 2
    }
}

extension UInt64 {
    /// The sum, or the greatest number where that is too small for it.
    func addingSaturated(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
