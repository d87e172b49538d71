// The ruler's labels: round multiples of one unit, written as durations are, each at the column of its moment.

/// A label of the ruler, its first character at `column`.
struct RulerLabel: Hashable, Sendable {
    var column: Int
    var text: String
}

/// A distance between labels.
private struct RulerStep {
    var unit: RulerUnit
    /// In units.
    var count: UInt64

    var nanoseconds: UInt64 { unit.nanoseconds * count }

    func label(_ index: UInt64) -> String {
        guard index > 0 else { return "0" }
        let units = index * count
        let isPlain = units < unit.limit
        return isPlain ? "\(units)\(unit.name)" : durationText(ms: Double(units * unit.nanoseconds) / 1e6)
    }

    /// Columns of the widest label up to the last: that one, or the last in the step's own unit.
    func widest(upTo last: UInt64) -> Int {
        let ownLast = min(last, (unit.limit - 1) / count)
        return max(label(last).unicodeScalars.count, label(ownLast).unicodeScalars.count)
    }
}

private struct RulerUnit {
    var name: String
    var nanoseconds: UInt64
    /// As many units or more are told in larger ones.
    var limit: UInt64
    /// How many units a step may have.
    var counts: [UInt64]
}

extension TimeAxis {
    /// At least so many columns from one label to the next, and at most so many labels.
    private static let minimumGap = 5
    private static let mostLabels = 9

    /// The labels that have room, `0` at the left; none on an axis without columns.
    func rulerLabels(glyphs: Glyphs) -> [RulerLabel] {
        guard columns > 0 else { return [] }
        guard let step = rulerStep(glyphs: glyphs) else { return [RulerLabel(column: 0, text: "0")] }
        return (0...length / step.nanoseconds).compactMap { index in
            let text = step.label(index)
            let column = column(atOffset: index * step.nanoseconds)
            return column + text.unicodeScalars.count <= columns ? RulerLabel(column: column, text: text) : nil
        }
    }

    /// The smallest step whose labels don't touch.
    private func rulerStep(glyphs: Glyphs) -> RulerStep? {
        Self.steps(glyphs: glyphs).first { step in
            let widest = step.widest(upTo: max(1, length / step.nanoseconds))
            let gap = Double(step.nanoseconds) / Double(length) * Double(columns)
            return gap >= Double(max(Self.minimumGap, widest + 3, columns / Self.mostLabels))
        }
    }

    private static func steps(glyphs: Glyphs) -> [RulerStep] {
        let sixtieths: [UInt64] = [1, 2, 5, 10, 20, 30]
        let units = [
            RulerUnit(name: "ns", nanoseconds: 1, limit: .max, counts: roundCounts(below: 1_000)),
            RulerUnit(
                name: glyphs.pick("µs", "us"), nanoseconds: 1_000, limit: .max, counts: roundCounts(below: 1_000)),
            RulerUnit(name: "ms", nanoseconds: 1_000_000, limit: 1_000, counts: roundCounts(below: 1_000)),
            RulerUnit(name: "s", nanoseconds: 1_000_000_000, limit: 60, counts: sixtieths),
            RulerUnit(name: "m", nanoseconds: 60_000_000_000, limit: 60, counts: sixtieths),
            RulerUnit(name: "h", nanoseconds: 3_600_000_000_000, limit: 24, counts: [1, 2, 6, 12]),
            // A time of 64 bits is at most 213,503 days.
            RulerUnit(
                name: "d", nanoseconds: 86_400_000_000_000, limit: .max, counts: roundCounts(below: 200_000)),
        ]
        return units.flatMap { unit in unit.counts.map { RulerStep(unit: unit, count: $0) } }
    }

    /// 1, 2, 5, 10, 20, 50 and so on.
    private static func roundCounts(below limit: UInt64) -> [UInt64] {
        var counts: [UInt64] = []
        var power: UInt64 = 1
        while power < limit {
            counts += [power, 2 * power, 5 * power].filter { $0 < limit }
            power *= 10
        }
        return counts
    }
}
