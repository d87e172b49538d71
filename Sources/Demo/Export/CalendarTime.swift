import Telemetry

extension Timestamp {
    /// In UTC with milliseconds, such as `2027-01-15T08:00:00.000Z`.
    var iso8601: String {
        let (day, second) = (Int(nanoseconds / 1_000_000_000)).quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = Self.date(ofDay: day)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
        let time = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        return "\(date)T\(time).\(padded(Int(nanoseconds / 1_000_000 % 1000), 3))Z"
    }

    /// The Gregorian date of a day since the epoch. Counts from 1 March of year 0, so that leap days come last.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (day + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isEarly = month >= 10
        return (
            era * 400 + yearOfEra + (isEarly ? 1 : 0), isEarly ? month - 9 : month + 3,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
