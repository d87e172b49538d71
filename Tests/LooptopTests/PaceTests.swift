import Testing

@testable import looptop

@Suite struct FramePaceTests {
    @Test func `without data and without ticks nothing is ever due`() {
        let pace = FramePace()
        #expect(pace.remaining(at: 1_000_000, ticks: false) == nil)
        #expect(!pace.isDue(at: 1_000_000, ticks: false))
    }

    @Test func `the first data is drawn at once, the next after a tenth of a second`() {
        var pace = FramePace()
        pace.noteData()
        #expect(pace.isDue(at: 5_000, ticks: false))
        pace.noteFigures(at: 5_000)
        #expect(pace.remaining(at: 5_010, ticks: false) == nil)
        pace.noteData()
        #expect(pace.remaining(at: 5_030, ticks: true) == 70)
        #expect(!pace.isDue(at: 5_099, ticks: true))
        #expect(pace.isDue(at: 5_100, ticks: true))
    }

    @Test func `data after a pause is drawn at once`() {
        var pace = FramePace()
        pace.noteFigures(at: 0)
        pace.noteData()
        #expect(pace.isDue(at: 700, ticks: true))
    }

    @Test func `time alone draws once a second`() {
        var pace = FramePace()
        pace.noteFigures(at: 2_000)
        #expect(pace.remaining(at: 2_001, ticks: true) == 999)
        #expect(!pace.isDue(at: 2_999, ticks: true))
        #expect(pace.isDue(at: 3_000, ticks: true))
    }
}

@Suite struct ReportScheduleTests {
    @Test func `without an interval no report is due`() {
        var schedule = ReportSchedule(everySeconds: nil, now: 100)
        #expect(schedule.remaining(at: 1_000_000) == nil)
        #expect(due(&schedule, [1_000_000]) == [])
    }

    @Test func `reports come at the interval, whenever they are looked for`() {
        var schedule = ReportSchedule(everySeconds: 2, now: 100)
        #expect(schedule.remaining(at: 600) == 1_500)
        #expect(due(&schedule, [2_099, 2_110, 2_111, 4_099, 4_100, 4_101]) == [2_110, 4_100])
    }

    @Test func `missed reports are not made up`() {
        var schedule = ReportSchedule(everySeconds: 1, now: 0)
        #expect(due(&schedule, [10_500, 10_501, 10_999]) == [10_500])
        #expect(schedule.remaining(at: 10_999) == 1)
        #expect(due(&schedule, [11_000]) == [11_000])
    }

    /// Of these times, asked one after the other, those at which a report was due.
    private func due(_ schedule: inout ReportSchedule, _ times: [Int]) -> [Int] {
        times.filter { schedule.isDue(at: $0) }
    }
}
