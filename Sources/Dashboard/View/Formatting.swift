import Telemetry

// Figures for people. Unknown is no text at all, which each panel shows as blank or "–"; nothing here rounds a figure
// to what it is not: a rate above zero is never shown as zero. Shares are written by Telemetry, for reports too.

/// A whole number from any floating-point number: those out of range become the nearest, NaN becomes 0.
func whole(_ number: Double) -> Int {
    number.isNaN ? 0 : Int(max(-1e15, min(1e15, number.rounded())))
}

/// A duration in milliseconds: `0.4ms 842ms 3.2s 1m05s 2h03m 3d04h`. Negative ones count as 0.
func durationText(ms: Double) -> String {
    let ms = ms.isNaN ? 0 : max(0, ms)
    if ms > 0 && ms < 0.95 { return "\(tenths(max(1, whole(ms * 10))))ms" }
    if whole(ms) < 1_000 { return "\(whole(ms))ms" }
    let tenthsOfSecond = whole(ms / 100)
    if tenthsOfSecond < 600 { return "\(tenths(tenthsOfSecond))s" }
    return ageText(seconds: whole(ms / 1_000))
}

/// A duration with a mark where it is estimated from a histogram with wide buckets.
func durationText(ms: Double, isEstimate: Bool) -> String { (isEstimate ? "≈" : "") + durationText(ms: ms) }

/// What is said of figures that do not come from spans; nothing of those that do.
func sourceFigures(_ source: FigureSource, priority: Int = 2) -> [Segment] {
    let text: String? =
        switch source {
        case .spans, .none: nil
        case .metrics: "from counters"
        case .logs: "from logs"
        case .mixed: "from several sources"
        }
    return text.map { [Segment($0, .dim, priority: priority)] } ?? []
}

/// A time that ticks, in whole seconds: `5s 1m05s 2h03m 3d04h`.
func ageText(seconds: Int) -> String {
    let seconds = max(0, seconds)
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3_600: return "\(seconds / 60)m\(twoDigits(seconds % 60))s"
    case ..<86_400: return "\(seconds / 3_600)h\(twoDigits(seconds / 60 % 60))m"
    default: return "\(seconds / 86_400)d\(twoDigits(seconds / 3_600 % 24))h"
    }
}

/// An age in its largest unit, for lists: `5s 4m 2h 3d`.
func shortAge(seconds: Int) -> String {
    switch max(0, seconds) {
    case let seconds where seconds < 60: "\(seconds)s"
    case let seconds where seconds < 3_600: "\(seconds / 60)m"
    case let seconds where seconds < 86_400: "\(seconds / 3_600)h"
    case let seconds: "\(seconds / 86_400)d"
    }
}

/// A count in at most five columns: `999 1.2k 34.5k 345k 1.2M 1.2G`.
func shortCount(_ count: Int64) -> String {
    guard count >= 1_000 else { return String(max(0, count)) }
    for (unit, scale) in [("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)] {
        let tenth = whole(Double(count) / scale * 10)
        if tenth < 1_000 { return tenths(tenth) + unit }
        if whole(Double(count) / scale) < 1_000 { return "\(whole(Double(count) / scale))\(unit)" }
    }
    return "\(count / 1_000_000_000_000_000)P"
}

/// A rate by the second: `0.3/s 12/s 1.2k/s`. A rate above zero is never shown as zero.
func rateText(_ rate: Double) -> String { rateNumber(rate) + "/s" }

/// A round figure without a fraction of zero: `20k`, not `20.0k`.
func scaleText(_ figure: Double) -> String {
    let text = rateNumber(figure)
    guard let point = text.firstIndex(of: "."), text[text.index(after: point)] == "0" else { return text }
    return String(text[..<point] + text[text.index(point, offsetBy: 2)...])
}

/// A rate without its unit.
func rateNumber(_ rate: Double) -> String {
    guard rate > 0 else { return "0" }
    let tenth = whole(rate * 10)
    if tenth == 0 { return "<0.1" }
    return tenth < 100 ? tenths(tenth) : shortCount(Int64(whole(rate)))
}

/// Dollars: `<$0.01 $0.35 $12.50 $842 $12.3k`. Negative ones count as 0.
func costText(_ dollars: Double) -> String {
    guard dollars > 0 else { return "$0" }
    let cents = whole(dollars * 100)
    if cents == 0 { return "<$0.01" }
    if cents < 10_000 { return "$\(cents / 100).\(twoDigits(cents % 100))" }
    return "$" + shortCount(Int64(whole(dollars)))
}

/// Singular or plural: `1 span`, `2 spans`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// A window's length: `1m 5m 15m 1h`, or seconds.
func windowText(seconds: Int) -> String {
    switch seconds {
    case 3_600...: seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : "\(seconds / 60)m"
    case 60...: seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds / 60)m\(twoDigits(seconds % 60))s"
    default: "\(seconds)s"
    }
}

/// The next round number that is not below a figure: the top of a graph's scale.
func niceCeiling(_ figure: Double) -> Double {
    guard figure > 1e-9, figure.isFinite else { return 1 }
    var power = 1.0
    while power * 10 <= figure { power *= 10 }
    while power > figure { power /= 10 }
    return [1, 1.5, 2, 3, 4, 5, 6, 8].map { $0 * power }.first { $0 >= figure } ?? power * 10
}

/// `12` as `1.2`.
private func tenths(_ number: Int) -> String { "\(number / 10).\(number % 10)" }

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
