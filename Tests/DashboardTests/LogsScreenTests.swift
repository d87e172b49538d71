import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct LogsScreenTests {
    @Test(arguments: [
        ("logs-120x40", 120, 40, "L"), ("logs-80x24", 80, 24, "L"), ("logs-60x16", 60, 16, "Lkk"),
        ("logs-40x10", 40, 10, "L"), ("log-record-80x24", 80, 24, "L<enter>"), ("logs-warn-80x24", 80, 24, "Lssk"),
    ])
    func `The logs after some keys`(name: String, width: Int, height: Int, keys: String) {
        var session = Session(width, height)
        session.type(keys)
        expectScreen(name, session.model)
    }

    @Test func `A span's detail lists its log records`() {
        var session = Session(120, 40)
        session.type("<enter>jjj<enter>")
        guard let place = session.model.openSpan else { return #expect(Bool(false), "no span is open") }
        var detail = Sample.detail(place)
        detail.logs = Sample.spanLogs
        session.send(.detail(detail))
        expectScreen("detail-with-logs-120x40", session.model)
    }

    @Test func `The end is followed until the view leaves it, and again from the end on`() {
        var session = Session(80, 24)
        session.type("L")
        #expect(session.screen.contains("FOLLOW"))
        session.type("k")
        let before = session.screen
        session.logs = 412
        session.supply()
        #expect(session.screen.contains("+12 new ↓ End"))
        #expect(rows(session.screen) == rows(before))
        session.type("G")
        #expect(session.screen.contains("FOLLOW"))
        #expect(session.screen.contains("of 412"))
    }

    @Test func `A record stays open while new ones arrive`() {
        var session = Session(80, 24)
        session.type("L<enter>")
        let opened = session.model.logs.opened?.id
        session.logs = 450
        session.supply()
        #expect(session.model.logs.opened?.id == opened)
        session.type("<esc>")
        #expect(session.model.logs.selection == .record(Sample.logID(399)))
    }

    @Test func `From a record to its span and back, a step at a time`() {
        var session = Session(120, 40)
        session.type("L<enter><enter>")
        #expect(session.model.openSpan == SpanPlace(trace: Sample.traceID(1_234), span: SpanID(3)))
        session.type("<esc>")
        #expect(session.screen.contains("Log record"))
        session.type("<esc>")
        #expect(session.screen.contains("FOLLOW") == false && session.model.screen == .logs)
        session.type("<esc>")
        #expect(session.model.screen == .dashboard)
    }

    @Test func `A record without a span says so`() {
        var session = Session(80, 24)
        session.type("L<enter>")
        var figures = Sample.logs(session.model.logsRequest ?? LogsRequest())
        figures.opened?.spanID = .zero
        session.send(.logs(figures))
        session.send(.input(.key(.enter)))
        #expect(session.screen.contains("This record belongs to no span."))
    }

    @Test func `Severity and text narrow the list, Esc gives them back`() {
        var session = Session(80, 24)
        session.type("Lsss")
        #expect(session.model.logs.minimum == .error)
        #expect(session.screen.contains("ERROR and above"))
        #expect(!session.screen.contains("INFO"))
        session.type("s/Rate<enter>")
        #expect(session.screen.contains("/Rate"))
        #expect(session.screen.contains("of 50"))
        session.type("<esc>")
        #expect(session.model.logs.search.isEmpty && session.model.screen == .logs)
    }

    @Test func `A paused view stands still`() {
        var session = Session(80, 24)
        session.type("L<space>")
        let before = rows(session.screen)
        session.logs = 430
        session.supply()
        #expect(rows(session.screen) == before)
        session.type("kG")
        #expect(rows(session.screen) == before)
        session.type("<space>")
        #expect(session.screen.contains("of 430"))
    }

    @Test func `While records are looked through it says how far, and asks on`() {
        var session = Session(80, 24)
        session.type("L/x<enter>")
        let asked = session.model.logsRequest
        var figures = LogsFigures()
        figures.progress = .searching(looked: 10_000, of: 40_000)
        session.send(.logs(figures))
        #expect(session.screen.contains("searching… 25.0%"))
        #expect(session.model.isSearching)
        #expect(session.model.logsRequest != asked)
    }

    @Test func `A search goes on while the view is paused`() {
        var session = Session(80, 24)
        session.type("L/Rate<enter>")
        var overview = Sample.overview(session.model.overviewRequest)
        overview.traces.isSearching = true
        session.send(.overview(overview))
        session.send(.input(.key(.character(" "))))
        for _ in 0..<3 {
            let asked = session.model.overviewRequest
            session.send(.overview(overview))
            #expect(session.model.overviewRequest != asked)
        }
        for looked in [10_000, 20_000, 30_000] {
            let asked = session.model.logsRequest
            var figures = Sample.logs(session.model.logsRequest ?? LogsRequest())
            figures.progress = .searching(looked: looked, of: 40_000)
            session.send(.logs(figures))
            #expect(session.screen.contains("searching… \(looked / 400).0%"))
            #expect(session.model.logsRequest != asked)
        }
    }

    @Test func `e and E go to the next and the last record of WARN or above, and say when there is none`() {
        var session = Session(80, 24)
        session.type("L")
        session.type("E")
        #expect(selected(session)?.level == .error)
        session.type("E")
        #expect(selected(session)?.level == .warn)
        let far = selected(session)?.id
        session.type("e")
        #expect(selected(session)?.level == .error)
        session.type("E")
        #expect(selected(session)?.id == far)
        session.type("ee")
        #expect(session.screen.contains("No record of WARN or above comes after this one."))
    }

    private func selected(_ session: Session) -> LogRow? {
        session.model.logs.figures.flatMap { figures in figures.selected.flatMap { figures.row(at: $0) } }
    }

    @Test func `What had to make room is counted`() {
        var session = Session(120, 40)
        session.type("L")
        var figures = Sample.logs(session.model.logsRequest ?? LogsRequest())
        figures.evicted = 12_345
        session.send(.logs(figures))
        #expect(session.screen.contains("12.3k evicted"))
    }

    @Test func `A filter is typed as key=value; the header says what it limits`() {
        var session = Session(120, 40)
        session.type("ftenant=acme<enter>")
        #expect(session.model.overviewRequest.traces.attribute == AttributeFilter("tenant=acme"))
        #expect(session.screen.contains("where tenant=acme: traces and logs"))
        session.type("L")
        #expect(session.model.logsRequest?.attribute == AttributeFilter("tenant=acme"))
        session.type("f<ctrl-u>nonsense<enter>")
        #expect(session.screen.contains("is no filter"))
        #expect(session.model.filter != nil)
        session.type("f<ctrl-u><enter>")
        #expect(session.model.filter == nil)
    }

    /// The table's rows, without header, frame and hints.
    private func rows(_ screen: String) -> [Substring] { Array(screen.split(separator: "\n").dropFirst(2).dropLast()) }
}
