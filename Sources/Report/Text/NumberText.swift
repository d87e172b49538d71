// Numbers as people read them: digits in groups of three, few decimals. Unknown is an empty text.

import Telemetry

/// A count, or nothing.
func countText(_ value: Int64?) -> String {
    value.map { grouped($0) } ?? ""
}

func countText(_ value: Int) -> String { countText(Int64(value)) }

/// A number with a fixed count of decimals, rounded; nothing for what is unknown or not finite.
func decimalText(_ value: Double?, decimals: Int) -> String {
    guard let value, value.isFinite else { return "" }
    let scale = [1.0, 10, 100, 1_000, 10_000][decimals]
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e18 else { return value.description }
    let whole = UInt64(scaled) / UInt64(scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + grouped(whole) }
    let fraction = String(UInt64(scaled) % UInt64(scale))
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(grouped(whole)).\(zeros)\(fraction)"
}

/// Milliseconds: a decimal where they are few. Estimates are marked.
func millisecondsText(_ value: Double?, isEstimate: Bool = false) -> String {
    guard let value else { return "" }
    return (isEstimate ? "≈" : "") + decimalText(value, decimals: value < 100 ? 1 : 0)
}

/// A share of 1 in percent, or nothing.
func shareText(_ share: Double?) -> String { share.map(percentText) ?? "" }

/// US dollars.
func costText(_ value: Double?) -> String {
    guard let value else { return "" }
    return "$" + decimalText(value, decimals: 4)
}
