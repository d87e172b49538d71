import Testing

@testable import Telemetry

@Suite struct ValueSketchTests {
    /// Values of both signs over many powers of ten.
    private func values(_ count: Int, seed: UInt64) -> [Double] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            let exponent = Int.random(in: -30...30, using: &random)
            let value =
                Double.random(in: 1..<2, using: &random) * Double(sign: .plus, exponent: exponent, significand: 1)
            return Int.random(in: 0..<3, using: &random) == 0 ? -value : value
        }
    }

    private func exact(_ values: [Double], _ q: Double) -> Double {
        let sorted = values.sorted()
        return sorted[max(0, Int((q * Double(sorted.count)).rounded(.up)) - 1)]
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `Quantiles are within half a percent of the exact ones`(seed: UInt64) throws {
        let values = values(2_000, seed: seed)
        var sketch = ValueSketch()
        for value in values { sketch.record(value) }
        for q in [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1] {
            let wanted = exact(values, q)
            #expect(abs(try #require(sketch.quantile(q)) - wanted) <= abs(wanted) * 0.005)
        }
        #expect(sketch.count == 2_000)
    }

    @Test func `Merging gives what recording all gives`() {
        let values = values(500, seed: 9)
        var all = ValueSketch()
        var parts = [ValueSketch](repeating: ValueSketch(), count: 7)
        for (index, value) in values.enumerated() {
            all.record(value)
            parts[index % 7].record(value)
        }
        #expect(ValueSketch(merging: parts) == all)
        #expect(ValueSketch(merging: []).quantile(0.5) == nil)
    }

    @Test func `Zero is exact, and what is no number is left out`() {
        var sketch = ValueSketch()
        sketch.record(0, count: 3)
        sketch.record(.nan)
        sketch.record(1, count: 0)
        #expect((sketch.count, sketch.quantile(0.5)) == (3, 0))
        sketch.record(.infinity)
        sketch.record(-.infinity)
        #expect(sketch.quantile(1)?.isFinite == true)
        #expect((sketch.quantile(0) ?? 0) < -1e308)
        sketch.record(.leastNonzeroMagnitude)
        #expect(sketch.count == 6)
    }

    @Test func `Counts stay at the greatest number`() {
        var sketch = ValueSketch()
        sketch.record(1, count: .max)
        sketch.record(1, count: 5)
        sketch.record(2, count: .max)
        #expect(sketch.count == .max)
        #expect(sketch.quantile(0.5) != nil)
    }
}
