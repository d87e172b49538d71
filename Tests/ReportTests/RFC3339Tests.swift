import Telemetry
import Testing

@testable import Report

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (1, "1970-01-01T00:00:00.000000001Z"),
            (999_999_999, "1970-01-01T00:00:00.999999999Z"),
            (86_399_000_000_000, "1970-01-01T23:59:59.000000000Z"),
            (86_400_000_000_000, "1970-01-02T00:00:00.000000000Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (951_868_800_000_000_000, "2000-03-01T00:00:00.000000000Z"),
            (1_709_164_799_000_000_000, "2024-02-28T23:59:59.000000000Z"),
            (1_709_164_800_123_456_789, "2024-02-29T00:00:00.123456789Z"),
            (1_767_225_600_000_000_000, "2026-01-01T00:00:00.000000000Z"),
            (4_107_456_000_000_000_000, "2100-02-28T00:00:00.000000000Z"),
            (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000000Z"),
            (.max, "2554-07-21T23:34:33.709551615Z"),
        ] as [(UInt64, String)])
    func `a moment is written as the civil date and time in UTC`(nanoseconds: UInt64, text: String) {
        #expect(rfc3339(Timestamp(nanoseconds: nanoseconds)) == text)
    }

    @Test func `every day to the year 2554 follows the day before`() {
        var expected = CivilDate(year: 1970, month: 1, day: 1)
        for day in 0..<213_504 {
            #expect(CivilDate(daysSinceEpoch: day) == expected)
            expected = next(expected)
        }
        #expect(expected == CivilDate(year: 2554, month: 7, day: 22))
    }

    private func next(_ date: CivilDate) -> CivilDate {
        let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.day < lengths[date.month - 1] {
            return CivilDate(year: date.year, month: date.month, day: date.day + 1)
        }
        return date.month < 12
            ? CivilDate(year: date.year, month: date.month + 1, day: 1)
            : CivilDate(year: date.year + 1, month: 1, day: 1)
    }
}
