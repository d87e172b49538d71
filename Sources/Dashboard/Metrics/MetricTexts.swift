import Telemetry

// Figures of metrics for people. A value may be of any size and either sign.

/// A value in a few columns: `0 0.0042 0.75 12.5 842 12.3k 4.2M -3`.
func valueText(_ value: Double) -> String {
    if value.isNaN { return "" }
    if value < 0 { return "-" + valueText(-value) }
    if value == 0 { return "0" }
    if value >= 1e18 { return powerText(value) }
    if value >= 99_950 { return shortCount(Int64(value)) }
    if value >= 1_000 { return decimals(value / 1_000, 1) + "k" }
    if value >= 100 { return decimals(value, 0) }
    if value >= 10 { return decimals(value, 1) }
    if value >= 1 { return decimals(value, 2) }
    if value >= 0.1 { return decimals(value, 3) }
    return value >= 0.000_1 ? decimals(value, 4) : powerText(value)
}

/// A value with the mark of a time or share where its unit is one.
func valueText(_ value: Double, unit: String) -> String {
    guard let ms = milliseconds(unit), value >= 0, value.isFinite else { return valueText(value) }
    let scaled = value * ms
    return scaled > 0 && scaled < 0.95 ? valueText(scaled * 1_000) + "us" : durationText(ms: scaled)
}

/// The same with a mark where it is estimated from a histogram with wide buckets.
func valueText(_ value: Double, unit: String, isEstimate: Bool) -> String {
    (isEstimate ? "≈" : "") + valueText(value, unit: unit)
}

/// The time that a rate is told by: what happens seldom is told by the hour, not as "less than".
enum RateUnit: Hashable {
    case second, minute, hour

    init(for rate: Double) {
        let isNone = !(rate > 0)
        self = isNone || rate >= 0.1 ? .second : rate * 60 >= 1 ? .minute : .hour
    }

    var name: String {
        switch self {
        case .second: "s"
        case .minute: "min"
        case .hour: "h"
        }
    }

    /// How long it is.
    var seconds: Double {
        switch self {
        case .second: 1
        case .minute: 60
        case .hour: 3_600
        }
    }

    /// A rate by the second, told in this.
    func text(_ rate: Double) -> String { "\(rateNumber(rate * seconds))/\(name)" }
}

/// A rate by the second, told by as long a time as it takes: `12/s 2.4/min 1.2/h`.
func metricRateText(_ rate: Double) -> String { RateUnit(for: rate).text(rate) }

/// What 1 in a unit of time is in milliseconds; nil for what is none.
private func milliseconds(_ unit: String) -> Double? {
    switch unit {
    case "ns": 1e-6
    case "us", "µs": 1e-3
    case "ms": 1
    case "s": 1_000
    case "min": 60_000
    case "h": 3_600_000
    default: nil
    }
}

/// Digits after the point, those that are zero at the end left out.
private func decimals(_ value: Double, _ count: Int) -> String {
    let scale = [1, 10, 100, 1_000, 10_000][min(4, max(0, count))]
    let number = whole(value * Double(scale))
    let (before, after) = number.quotientAndRemainder(dividingBy: scale)
    var digits = String(scale + after).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return digits.isEmpty ? String(before) : "\(before).\(digits)"
}

/// A value as a figure and a power of ten: `3e-7`.
private func powerText(_ value: Double) -> String {
    guard value.isFinite else { return "inf" }
    var (figure, power) = (value, 0)
    while figure >= 10, power < 400 { (figure, power) = (figure / 10, power + 1) }
    while figure < 1, power > -400 { (figure, power) = (figure * 10, power - 1) }
    return "\(decimals(figure, 1))e\(power)"
}

extension InstrumentKey {
    /// The unit as people read it: annotations like `{token}` without their braces, 1 not at all.
    var unitText: String {
        if unit == "1" { return "" }
        let isAnnotation = unit.hasPrefix("{") && unit.hasSuffix("}") && unit.count > 2
        return isAnnotation ? String(unit.dropFirst().dropLast()) : unit
    }
}

extension MetricKind {
    /// The instrument's kind.
    var text: String {
        switch self {
        case .unspecified: "unknown"
        case .gauge: "gauge"
        case .sum(_, isMonotonic: true): "counter"
        case .sum(_, isMonotonic: false): "up-down"
        case .histogram: "histogram"
        case .exponentialHistogram: "exp. hist."
        case .summary: "summary"
        }
    }

    /// How its points are to be read; empty where there is only one way.
    var temporality: String {
        switch self {
        case .unspecified, .gauge, .summary: ""
        case .sum(let temporality, _), .histogram(let temporality), .exponentialHistogram(let temporality):
            switch temporality {
            case .unspecified: ""
            case .delta: "delta"
            case .cumulative: "cumulative"
            }
        }
    }

    /// In six columns.
    var shortTemporality: String { temporality == "cumulative" ? "cumul." : temporality }

    /// Does it tell of levels, and not of what happens in a time?
    var isLevel: Bool {
        switch self {
        case .unspecified, .gauge, .sum(_, isMonotonic: false): true
        case .sum(_, isMonotonic: true), .histogram, .exponentialHistogram, .summary: false
        }
    }

    /// Does it tell how measurements are spread?
    var isDistribution: Bool {
        switch self {
        case .histogram, .exponentialHistogram, .summary: true
        case .unspecified, .gauge, .sum: false
        }
    }
}
