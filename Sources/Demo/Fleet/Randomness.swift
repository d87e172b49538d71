import Telemetry

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere for a seed, so that a fleet can be repeated.
struct Randomness: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// True with this probability.
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// Skewed to the short end, as durations are: most are near the lower bound, a few near the upper one.
    mutating func seconds(in range: ClosedRange<Double>) -> Double {
        let unit = Double.random(in: 0..<1, using: &self)
        return range.lowerBound + (range.upperBound - range.lowerBound) * unit * unit
    }

    /// One of these; there must be one.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(in: 0...elements.count - 1)] }

    /// Never zero, as ids must not be.
    mutating func word() -> UInt64 { next() | 1 }

    /// A random UUID (RFC 9562, version 4).
    mutating func uuid() -> String {
        let high = (next() & ~0xf000) | 0x4000
        let low = (next() & ~(0b11 << 62)) | (0b10 << 62)
        let digits = Array("\(TraceID(high: high, low: low))")
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { String(digits[$0]) }.joined(separator: "-")
    }

    mutating func traceID() -> TraceID { TraceID(high: word(), low: word()) }
    mutating func spanID() -> SpanID { SpanID(word()) }
}
