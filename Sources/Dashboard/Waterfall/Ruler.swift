// The ruler's labels: multiples of 1, 2 or 5 times a power of ten of one unit, each at the column of its moment.

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

    func label(_ index: UInt64) -> String { index == 0 ? "0" : "\(index * count)\(unit.name)" }
}

private struct RulerUnit {
    var name: String
    var nanoseconds: UInt64
    /// Steps of as many units or more are told in the next unit.
    var limit: UInt64
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
            let widest = step.label(max(1, length / step.nanoseconds)).unicodeScalars.count
            let gap = Double(step.nanoseconds) / Double(length) * Double(columns)
            return gap >= Double(max(Self.minimumGap, widest + 3, columns / Self.mostLabels))
        }
    }

    private static func steps(glyphs: Glyphs) -> [RulerStep] {
        let units = [
            RulerUnit(name: "ns", nanoseconds: 1, limit: 1_000),
            RulerUnit(name: glyphs.pick("µs", "us"), nanoseconds: 1_000, limit: 1_000),
            RulerUnit(name: "ms", nanoseconds: 1_000_000, limit: 1_000),
            RulerUnit(name: "s", nanoseconds: 1_000_000_000, limit: 60),
            RulerUnit(name: "m", nanoseconds: 60_000_000_000, limit: 60),
            RulerUnit(name: "h", nanoseconds: 3_600_000_000_000, limit: 24),
            // A time of 64 bits is at most 213,503 days.
            RulerUnit(name: "d", nanoseconds: 86_400_000_000_000, limit: 200_000),
        ]
        return units.flatMap { unit in
            roundCounts(below: unit.limit).map { RulerStep(unit: unit, count: $0) }
        }
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
