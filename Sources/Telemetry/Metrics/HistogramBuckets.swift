/// How a histogram's measurements are spread.
package enum HistogramBuckets: Hashable, Sendable {
    /// Only count and sum are known.
    case none
    /// `counts[i]` are those above `bounds[i - 1]`, up to and with `bounds[i]`; one more count than bounds.
    case explicit(bounds: [Double], counts: [UInt64])
    case exponential(ExponentialBuckets)

    /// A range of values, above `low` and up to `high`, and how many are in it.
    package struct Part: Hashable, Sendable {
        package var low: Double
        package var high: Double
        package var count: UInt64
    }

    /// The buckets by rising value, empty ones included. The outer ones reach to infinity.
    package var parts: [Part] {
        switch self {
        case .none: []
        case .explicit(let bounds, let counts):
            counts.indices.map { index in
                Part(
                    low: index > 0 ? bounds[index - 1] : -.infinity,
                    high: index < bounds.count ? bounds[index] : .infinity,
                    count: counts[index])
            }
        case .exponential(let buckets): buckets.parts
        }
    }

    /// What came on top of earlier buckets of the same series; nil when these can't have grown out of those.
    package func growth(since earlier: HistogramBuckets) -> HistogramBuckets? {
        switch (self, earlier) {
        case (.explicit(let bounds, var counts), .explicit(let before, let earlier)) where bounds == before:
            for index in counts.indices {
                guard counts[index] >= earlier[index] else { return nil }
                counts[index] -= earlier[index]
            }
            return .explicit(bounds: bounds, counts: counts)
        case (.exponential(let buckets), .exponential(let earlier)):
            return buckets.growth(since: earlier).map { .exponential($0) }
        case (.none, .none): return HistogramBuckets.none
        default: return nil
        }
    }

    /// Heap bytes held.
    package var byteCount: Int {
        switch self {
        case .none: 0
        case .explicit(let bounds, let counts): (bounds.count + counts.count) * 8 + 64
        case .exponential(let buckets): (buckets.positive.counts.count + buckets.negative.counts.count) * 8 + 64
        }
    }
}

extension HistogramBuckets.Part {
    /// As much of it as lies between a least and a greatest value.
    func narrowed(from min: Double?, to max: Double?) -> HistogramBuckets.Part {
        var part = self
        if let min, min > part.low { part.low = Swift.min(min, part.high) }
        if let max, max < part.high { part.high = Swift.max(max, part.low) }
        return part
    }

    /// A value moved into it.
    func clamp(_ value: Double) -> Double { Swift.min(Swift.max(value, low), high) }

    /// Its geometric middle. Where one end is zero that is not defined: half of the other end; where there is only one
    /// end, that end (half of it, if the part reaches beyond zero); between a negative and a positive end, the mean.
    var middle: Double {
        if low == -.infinity, high == .infinity { return 0 }
        if high == .infinity { return Swift.max(low, low / 2) }
        if low == -.infinity { return Swift.min(high, high / 2) }
        if low < 0, high > 0 { return low / 2 + high / 2 }
        if high <= 0, low < 0 { return high == 0 ? low / 2 : -((-low).squareRoot() * (-high).squareRoot()) }
        return low > 0 ? low.squareRoot() * high.squareRoot() : high / 2
    }
}

/// The buckets of an exponential histogram (OpenTelemetry metrics data model, "ExponentialHistogram"): bucket `i` is what
/// lies above base^i, up to and with base^(i + 1), where base is 2^(2^-scale); negative values likewise, by magnitude.
package struct ExponentialBuckets: Hashable, Sendable {
    /// Counts of neighbouring buckets, from an index on.
    package struct Range: Hashable, Sendable {
        /// The index of the first count.
        package var offset: Int32
        package var counts: [UInt64]

        package init(offset: Int32 = 0, counts: [UInt64] = []) {
            self.offset = offset
            self.counts = counts
        }
    }

    package var scale: Int32
    /// Values too small for any bucket.
    package var zeroCount: UInt64
    /// How small those are: their magnitude is at most this.
    package var zeroThreshold: Double
    package var positive: Range
    package var negative: Range

    package init(
        scale: Int32, zeroCount: UInt64, zeroThreshold: Double = 0, positive: Range, negative: Range = Range()
    ) {
        self.scale = scale
        self.zeroCount = zeroCount
        self.zeroThreshold = zeroThreshold
        self.positive = positive
        self.negative = negative
    }

    var parts: [HistogramBuckets.Part] {
        var parts = negative.parts(scale: scale).reversed().map { part in
            HistogramBuckets.Part(low: -part.high, high: -part.low, count: part.count)
        }
        if zeroCount > 0 { parts.append(HistogramBuckets.Part(low: 0, high: 0, count: zeroCount)) }
        return parts + positive.parts(scale: scale)
    }

    /// Senders halve the resolution as the range grows, so earlier buckets are first merged to this scale; and what is
    /// too small by now is taken for zero in the earlier ones too.
    func growth(since earlier: ExponentialBuckets) -> ExponentialBuckets? {
        let shift = Int(earlier.scale) - Int(scale)
        guard shift >= 0, zeroThreshold >= earlier.zeroThreshold else { return nil }
        var growth = self
        var zeros = earlier.zeroCount
        let floor = zeroThreshold > earlier.zeroThreshold ? zeroThreshold : 0
        guard growth.positive.subtract(earlier.positive, shift: shift, scale: scale, floor: floor, &zeros),
            growth.negative.subtract(earlier.negative, shift: shift, scale: scale, floor: floor, &zeros),
            zeroCount >= zeros
        else { return nil }
        growth.zeroCount -= zeros
        return growth
    }
}

extension ExponentialBuckets.Range {
    /// The buckets that are not empty, by rising value.
    fileprivate func parts(scale: Int32) -> [HistogramBuckets.Part] {
        var parts: [HistogramBuckets.Part] = []
        var last: (index: Int, high: Double)?
        for (place, count) in counts.enumerated() where count > 0 {
            let index = Int(offset) + place
            let low = last?.index == index - 1 ? last?.high : nil
            let high = exponentialBound(index + 1, scale: scale)
            parts.append(.init(low: low ?? exponentialBound(index, scale: scale), high: high, count: count))
            last = (index, high)
        }
        return parts
    }

    /// Takes out earlier counts; those of values up to `floor` are added to `zeros` instead. False when these counts
    /// can't have grown out of those.
    fileprivate mutating func subtract(
        _ earlier: Self, shift: Int, scale: Int32, floor: Double, _ zeros: inout UInt64
    ) -> Bool {
        for (place, count) in earlier.counts.enumerated() where count > 0 {
            let index = (Int(earlier.offset) + place) >> shift
            if floor > 0, exponentialBound(index + 1, scale: scale) <= floor {
                zeros = zeros.addingSaturated(count)
                continue
            }
            let own = index - Int(offset)
            guard counts.indices.contains(own), counts[own] >= count else { return false }
            counts[own] -= count
        }
        return true
    }
}

/// base^index, where the scale gives the base.
private func exponentialBound(_ index: Int, scale: Int32) -> Double {
    let exponent = Double(index) * Double(sign: .plus, exponent: -Int(scale), significand: 1)
    return powerOfTwo(min(max(exponent, -1_100), 1_100))
}

/// 2 to the power of `exponent`, which is within ±1,100: zero and infinity lie beyond the range of `Double`.
/// The fraction's bits choose among the square roots of two; so the math library is not needed.
private func powerOfTwo(_ exponent: Double) -> Double {
    let towardsZero = Int(exponent)
    let whole = Double(towardsZero) > exponent ? towardsZero - 1 : towardsZero
    var fraction = exponent - Double(whole)
    var power = 1.0
    var root = 2.0
    // At a scale of n the fraction has n bits.
    for _ in 0..<30 where fraction > 0 {
        root = root.squareRoot()
        fraction *= 2
        guard fraction >= 1 else { continue }
        fraction -= 1
        power *= root
    }
    return Double(sign: .plus, exponent: whole, significand: 1) * power
}
