/// The rows of a heat map over the keys of a `ValueSketch`, which rise about as the logarithm of the value does:
/// negative values, zero, positive values, as far as there are any.
struct HeatScale: Hashable, Sendable {
    /// Keys of one sign, cut into equal rows.
    private struct Run: Hashable, Sendable {
        var keys: ClosedRange<Int32>
        var firstRow: Int
        var count: Int

        func row(of key: Int32) -> Int? {
            guard keys.contains(key) else { return nil }
            return firstRow + Int(key - keys.lowerBound) * count / keys.count
        }

        func firstKey(_ row: Int) -> Int32 { keys.lowerBound + Int32((row * keys.count + count - 1) / count) }
    }

    private var runs: [Run] = []
    /// By rising value.
    private(set) var rows: [HeatMap.Row] = []

    /// A scale that holds rising keys; at most so many rows, or one for each sign that occurs.
    init(_ keys: [Int32], rows wanted: Int) {
        let hasZero = keys.contains(0)
        var spans: [ClosedRange<Int32>] = []
        if let first = keys.first, first < 0, let last = keys.last(where: { $0 < 0 }) {
            spans.append(Self.widened(first...last, within: -Self.greatestKey ... -1))
        }
        if let last = keys.last, last > 0, let first = keys.first(where: { $0 > 0 }) {
            spans.append(Self.widened(first...last, within: 1...Self.greatestKey))
        }
        let room = max(spans.count, wanted - (hasZero ? 1 : 0))
        let all = spans.reduce(0) { $0 + $1.count }
        let negativeRows = spans.count == 2 ? max(1, min(room - 1, room * spans[0].count / all)) : room
        for (index, span) in spans.enumerated() {
            if hasZero, span.lowerBound > 0 { append(0...0, rows: 1) }
            append(span, rows: index == 0 ? negativeRows : room - negativeRows)
        }
        if hasZero, runs.allSatisfy({ $0.keys.upperBound < 0 }) { append(0...0, rows: 1) }
    }

    private static let greatestKey = ValueSketch.key(of: .greatestFiniteMagnitude)

    func row(of key: Int32) -> Int? {
        for run in runs { if let row = run.row(of: key) { return row } }
        return nil
    }

    private mutating func append(_ keys: ClosedRange<Int32>, rows wanted: Int) {
        let run = Run(keys: keys, firstRow: rows.count, count: min(keys.count, max(1, wanted)))
        runs.append(run)
        for row in 0..<run.count {
            let last = row + 1 < run.count ? run.firstKey(row + 1) - 1 : keys.upperBound
            rows.append(HeatMap.Row(low: Self.lowerBound(of: run.firstKey(row)), high: Self.upperBound(of: last)))
        }
    }

    private static func lowerBound(of key: Int32) -> Double {
        key < 0 ? ValueSketch.innerBound(of: key - 1) : ValueSketch.innerBound(of: key)
    }

    private static func upperBound(of key: Int32) -> Double {
        key > 0 ? ValueSketch.innerBound(of: key + 1) : ValueSketch.innerBound(of: key)
    }

    /// At least a factor of two: a narrower scale would make much of next to nothing.
    private static func widened(_ keys: ClosedRange<Int32>, within bounds: ClosedRange<Int32>) -> ClosedRange<Int32> {
        let missing = max(0, ValueSketch.binsPerDoubling - Int32(keys.count))
        let low = max(bounds.lowerBound, keys.lowerBound - missing / 2)
        return low...min(bounds.upperBound, keys.upperBound + (missing - missing / 2))
    }
}
