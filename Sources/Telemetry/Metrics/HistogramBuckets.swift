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
        case .exponential(let buckets): buckets.counts.count * 8 + 32
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

    /// Its geometric middle. From zero or below that is not defined: half of the upper end; and where there is no upper
    /// end, the lower.
    var middle: Double {
        if high == .infinity { return Swift.max(low, 0) }
        return low > 0 ? low.squareRoot() * high.squareRoot() : Swift.max(high, 0) / 2
    }
}

/// The buckets of an exponential histogram (OpenTelemetry metrics data model, "ExponentialHistogram"): bucket `i` is what
/// lies above base^i, up to and with base^(i + 1), where base is 2^(2^-scale). Negative values are only counted.
package struct ExponentialBuckets: Hashable, Sendable {
    package var scale: Int32
    /// Values too small for any bucket.
    package var zeroCount: UInt64
    /// The index of the first count.
    package var offset: Int32
    package var counts: [UInt64]

    package init(scale: Int32, zeroCount: UInt64, offset: Int32, counts: [UInt64]) {
        self.scale = scale
        self.zeroCount = zeroCount
        self.offset = offset
        self.counts = counts
    }

    var parts: [HistogramBuckets.Part] {
        let first = Int(offset)
        var parts = zeroCount > 0 ? [HistogramBuckets.Part(low: 0, high: 0, count: zeroCount)] : []
        for (place, count) in counts.enumerated() where count > 0 {
            parts.append(.init(low: bound(first + place), high: bound(first + place + 1), count: count))
        }
        return parts
    }

    /// Senders halve the resolution as the range grows, so earlier buckets are first merged to this scale.
    func growth(since earlier: ExponentialBuckets) -> ExponentialBuckets? {
        let shift = Int(earlier.scale) - Int(scale)
        guard shift >= 0, zeroCount >= earlier.zeroCount else { return nil }
        var growth = self
        growth.zeroCount -= earlier.zeroCount
        for (place, count) in earlier.counts.enumerated() where count > 0 {
            let index = (Int(earlier.offset) + place) >> shift - Int(offset)
            guard counts.indices.contains(index), growth.counts[index] >= count else { return nil }
            growth.counts[index] -= count
        }
        return growth
    }

    /// base^index.
    private func bound(_ index: Int) -> Double {
        let exponent = Double(index) * Double(sign: .plus, exponent: -Int(scale), significand: 1)
        return powerOfTwo(Swift.min(Swift.max(exponent, -1_100), 1_100))
    }
}

/// 2 to the power of `exponent`, which is within ±1,100: zero and infinity lie beyond the range of `Double`.
/// The fraction's bits choose among the square roots of two; so the math library is not needed.
private func powerOfTwo(_ exponent: Double) -> Double {
    let towardsZero = Int(exponent)
    let whole = Double(towardsZero) > exponent ? towardsZero - 1 : towardsZero
    var fraction = exponent - Double(whole)
    var power = 1.0
    var root = 2.0
    for _ in 0..<30 {
        root = root.squareRoot()
        fraction *= 2
        guard fraction >= 1 else { continue }
        fraction -= 1
        power *= root
    }
    return Double(sign: .plus, exponent: whole, significand: 1) * power
}
