package import Telemetry

/// A moment as RFC 3339 writes it, in UTC with nine decimals: `2026-01-01T00:00:00.000000000Z`.
package func rfc3339(_ time: Timestamp) -> String {
    let seconds = time.nanoseconds / 1_000_000_000
    let date = CivilDate(daysSinceEpoch: Int(seconds / 86_400))
    let ofDay = Int(seconds % 86_400)
    let day = "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))"
    let clock = "\(digits(ofDay / 3_600, 2)):\(digits(ofDay / 60 % 60, 2)):\(digits(ofDay % 60, 2))"
    return "\(day)T\(clock).\(digits(Int(time.nanoseconds % 1_000_000_000), 9))Z"
}

private func digits(_ value: Int, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
}

/// A day of the Gregorian calendar.
struct CivilDate: Hashable {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day so many days after 1970-01-01, by Howard Hinnant's `civil_from_days`
    /// (https://howardhinnant.github.io/date_algorithms.html): years begin in March, so that the leap day comes last,
    /// and repeat in eras of 400 years, or 146,097 days.
    init(daysSinceEpoch: Int) {
        let days = daysSinceEpoch + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
