import ArgumentParser
import OTLP
import OTLPReceiver
import Telemetry

/// A bound on what is taken or kept. The table of them makes the options, and docs/limits.md.
struct Limit: Sendable {
    enum Unit: Hashable {
        case count, bytes, seconds
    }

    /// What it bounds, and the value where nothing else is said.
    enum Place: Sendable {
        case receiver(any WritableKeyPath<ReceiverLimits, Int> & Sendable)
        case store(any WritableKeyPath<Store.Limits, Int> & Sendable)
        /// Not to be moved.
        case fixed(Int)
    }

    /// What there is a limit of, as a table says it.
    let subject: String
    let unit: Unit
    let place: Place
    /// What becomes of what is beyond.
    let beyond: String
    /// Where it is seen.
    let counted: String
    /// The option; nil where there is none.
    let rule: SettingRule<Int>?

    /// The value where nothing else is said.
    var standard: Int {
        switch place {
        case .receiver(let path): ReceiverLimits()[keyPath: path]
        case .store(let path): Store.Limits()[keyPath: path]
        case .fixed(let value): value
        }
    }
}

extension Limit {
    /// A limit that an option moves within a range.
    init(
        _ name: String, _ subject: String, _ unit: Unit, _ place: Place, in range: ClosedRange<Int>,
        beyond: String, counted: String
    ) {
        let rule = SettingRule(
            name: name, purpose: "Limit: \(subject).", allowed: Self.allowed(unit, range),
            parse: { unit == .bytes ? byteCount($0, in: range) : number($0, in: range) })
        self.init(subject: subject, unit: unit, place: place, beyond: beyond, counted: counted, rule: rule)
    }

    private static func allowed(_ unit: Unit, _ range: ClosedRange<Int>) -> String {
        switch unit {
        case .count: "a number from \(range.lowerBound) to \(range.upperBound)"
        case .bytes: "a size from \(sizeText(range.lowerBound)) to \(sizeText(range.upperBound)), such as 8MiB"
        case .seconds: "a number of seconds from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// What stands for its value in the help.
    var valueName: String {
        switch unit {
        case .count: "COUNT"
        case .bytes: "SIZE"
        case .seconds: "SECONDS"
        }
    }

    /// The standard value, for a person.
    var standardText: String {
        switch unit {
        case .count: grouped(standard)
        case .bytes: sizeText(standard)
        case .seconds: "\(standard) s"
        }
    }
}

/// A size as the options take it: `64MiB`, `500B`.
func sizeText(_ bytes: Int) -> String {
    for (power, unit) in [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
    where bytes >= power && bytes % power == 0 {
        return "\(bytes / power)\(unit)"
    }
    return "\(bytes)B"
}
