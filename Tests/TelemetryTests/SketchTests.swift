import Foundation
import Telemetry
import Testing

@Suite struct SketchTests {
    @Test func `An empty sketch has no quantiles`() {
        let sketch = Sketch()
        #expect(sketch.isEmpty)
        #expect(sketch.count == 0)
        #expect(sketch.quantile(0.5) == nil)
        #expect(sketch.quantileMs(1) == nil)
        #expect(sketch.byteCount == 0)
    }

    @Test func `Below 128 nanoseconds values are kept exactly`() {
        var sketch = Sketch()
        for ns in 0..<128 { sketch.record(UInt64(ns)) }
        #expect(sketch.count == 128)
        #expect(sketch.quantile(0) == 0)
        #expect(sketch.quantile(0.5) == 63)
        #expect(sketch.quantile(1) == 127)
    }

    @Test(arguments: [0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1], ["constant", "uniform", "lognormal", "tiny"])
    func `Quantiles are within one percent of the exact ones`(q: Double, shape: String) throws {
        var random = SeededRandom(seed: 7)
        let values = (0..<5_000).map { _ in value(shape, &random) }
        var sketch = Sketch()
        for value in values { sketch.record(value) }
        let rank = max(1, Int((q * 5_000).rounded(.up)))
        let exact = Double(values.sorted()[rank - 1])
        let estimate = try #require(sketch.quantile(q))
        #expect(abs(estimate - exact) <= exact * 0.01)
    }

    private func value(_ shape: String, _ random: inout SeededRandom) -> UInt64 {
        switch shape {
        case "constant": return 1_234_567_890
        case "uniform": return .random(in: 1_000...60_000_000_000, using: &random)
        case "tiny": return .random(in: 0...300, using: &random)
        default:
            let u = Double.random(in: 0.000001...1, using: &random)
            let v = Double.random(in: 0...1, using: &random)
            return UInt64(exp(18 + 1.5 * sqrt(-2 * log(u)) * cos(2 * .pi * v)))
        }
    }

    @Test func `Every power of two and its neighbours fall within one percent`() throws {
        for power in 0..<64 {
            for ns in [(UInt64(1) << power) - 1, UInt64(1) << power, (UInt64(1) << power) + 1] {
                var sketch = Sketch()
                sketch.record(ns)
                let estimate = try #require(sketch.quantile(0.5))
                #expect(abs(estimate - Double(ns)) <= Double(ns) * 0.01)
            }
        }
    }

    @Test func `Milliseconds are nanoseconds divided by a million`() throws {
        var sketch = Sketch()
        sketch.record(250_000_000)
        let ms = try #require(sketch.quantileMs(0.5))
        #expect(ms > 248 && ms < 252)
    }

    @Test func `Removing what was recorded leaves the sketch as it was`() {
        var random = SeededRandom(seed: 3)
        var sketch = Sketch()
        for _ in 0..<100 { sketch.record(.random(in: 0...10_000_000_000, using: &random)) }
        let before = sketch
        let more = (0..<500).map { _ in UInt64.random(in: 0...10_000_000_000, using: &random) }
        for ns in more { sketch.record(ns, count: 3) }
        #expect(sketch.count == 1_600)
        for ns in more.reversed() { sketch.remove(ns, count: 3) }
        #expect(sketch == before)
    }

    @Test(arguments: [0, 1, 5, 8, 9, 300])
    func `A merge equals recording everything, and subtracting undoes it`(size: Int) {
        var random = SeededRandom(seed: UInt64(size))
        var left = Sketch()
        var right = Sketch()
        var all = Sketch()
        for _ in 0..<200 {
            let ns = UInt64.random(in: 0...1_000_000, using: &random)
            left.record(ns)
            all.record(ns)
        }
        for _ in 0..<size {
            let ns = UInt64.random(in: 0...2_000_000, using: &random)
            right.record(ns)
            all.record(ns)
        }
        var merged = left
        merged.add(right)
        #expect(merged == all)
        merged.subtract(right)
        #expect(merged == left)
        var fromEmpty = Sketch()
        fromEmpty.add(right)
        #expect(fromEmpty == right)
        fromEmpty.subtract(right)
        #expect(fromEmpty.isEmpty)
    }

    @Test func `Hostile values neither trap nor go below zero`() throws {
        var sketch = Sketch()
        sketch.record(0)
        sketch.record(.max)
        sketch.record(.max, count: .max)
        sketch.record(.max, count: .max)
        sketch.record(5, count: 0)
        sketch.record(5, count: .min)
        #expect(sketch.count > 1 << 50)
        #expect(sketch.quantile(0) == 0)
        #expect(try #require(sketch.quantile(1)) > 1.8e19)
        #expect(sketch.quantile(.nan) == 0)
        #expect(sketch.quantile(-1) == 0)
        #expect(sketch.quantile(.infinity) == sketch.quantile(1))

        var small = Sketch()
        small.record(9)
        small.remove(9, count: 5)
        small.remove(10)
        small.remove(.max)
        #expect(small == Sketch())
        small.record(9)
        small.subtract(sketch)
        #expect(small.count == 1)
        small.add(sketch)
        small.subtract(sketch)
        #expect(small.count == 1)
    }
}
