/// That a trace was chosen from many, as its `tracestate` says: OpenTelemetry's member `ot` with a rejection threshold
/// `th` (of 56 bits, trailing zeros left out) or, before that, a power of two `p`.
struct Sampling: Hashable, Sendable {
    /// One in so many traces was kept.
    var oneIn: Double

    /// Nil when it says nothing of sampling, or that every trace is kept.
    init?(traceState: String) {
        guard let member = traceState.split(separator: ",").first(where: { $0.trimmed.hasPrefix("ot=") }) else {
            return nil
        }
        for field in member.trimmed.dropFirst(3).split(separator: ";") {
            if field.hasPrefix("th:"), let share = Self.rejectedShare(field.dropFirst(3)), share > 0, share < 1 {
                oneIn = 1 / (1 - share)
                return
            }
            if field.hasPrefix("p:"), let power = Int(field.dropFirst(2)), (1...62).contains(power) {
                oneIn = Double(UInt64(1) << UInt64(power))
                return
            }
        }
        return nil
    }

    /// As a part of a sentence.
    var text: String {
        let tenth = (min(oneIn, 1e15) * 10).rounded() / 10
        let isWhole = tenth == tenth.rounded()
        return "1 in \(isWhole ? String(Int64(tenth)) : String(tenth))"
    }

    /// The share of traces that a threshold rejects; nil when it is none. At most 14 digits.
    private static func rejectedShare(_ digits: Substring) -> Double? {
        guard (1...14).contains(digits.utf8.count), let value = UInt64(digits, radix: 16) else { return nil }
        return Double(value) / Double(UInt64(1) << UInt64(4 * digits.utf8.count))
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}
