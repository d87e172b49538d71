import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct DoctorTests {
    private func session(width: Int = 120, height: Int = 40, _ diagnosis: Diagnosis) -> Session {
        var session = Session(width, height)
        session.type("D")
        session.send(.diagnosis(diagnosis))
        return session
    }

    @Test(arguments: [(120, 40), (80, 24), (60, 16), (40, 10)])
    func `The doctor's screen`(width: Int, height: Int) {
        var session = session(width: width, height: height, Sample.unsound)
        session.type("jj")
        expectScreen("doctor-\(width)x\(height)", session.model)
    }

    @Test(arguments: [(80, 24), (40, 10)])
    func `The doctor's screen when nothing is wrong`(width: Int, height: Int) {
        expectScreen("doctor-healthy-\(width)x\(height)", session(width: width, height: height, Sample.sound).model)
    }

    @Test(arguments: [(80, 24), (120, 40), (40, 10)])
    func `Before any data the reasons of refusals come first`(width: Int, height: Int) {
        let settings = DashboardSettings(
            size: Size(width: width, height: height), addresses: ["127.0.0.1:4318", "[::1]:4318"],
            grpcPort: 4317)
        var model = DashboardModel(settings: settings)
        var overview = Overview()
        overview.now = Sample.now
        overview.health.refusals = [Sample.unsound.findings[0]]
        overview.health.errors = 1
        overview.ingest.requests.rejected = 3
        _ = update(&model, .overview(overview))
        expectScreen("welcome-refused-\(width)x\(height)", model)
    }

    @Test func `Enter opens the trace that shows a finding, and Esc comes back to it`() {
        var session = session(Sample.unsound)
        session.type("jj<enter>")
        #expect(session.model.depth == .waterfall(Sample.traceID(12)))
        session.type("<esc>")
        #expect(session.model.screen == .doctor)
        #expect(session.model.selectedFinding?.id.ailment == .clockAhead)
        session.type("g<enter>")
        #expect(session.model.depth == .top)
        #expect(session.screen.contains("No trace shows this."))
    }

    @Test func `The selection stays on its finding, and falls to the top with it`() {
        var session = session(Sample.unsound)
        session.type("jjj")
        var other = Sample.unsound
        other.findings.remove(at: 0)
        session.send(.diagnosis(other))
        #expect(session.model.selectedFinding?.id.ailment == .endBeforeStart)
        other.findings.removeAll { $0.id.ailment == .endBeforeStart }
        session.send(.diagnosis(other))
        #expect(session.model.selectedFinding == other.findings.first)
    }

    @Test func `The header counts what is wrong, with the key that leads to it`() {
        var session = Session(120, 40)
        #expect(session.screen.split(separator: "\n").first?.contains("!") == false)
        var overview = Sample.overview(session.model.overviewRequest)
        overview.health.errors = 1
        overview.health.warnings = 2
        session.send(.overview(overview))
        #expect(session.screen.split(separator: "\n").first?.contains("! 3 D") == true)
    }

    @Test(arguments: [(120, 40), (80, 24), (76, 20), (60, 16), (40, 10)])
    func `Every setting of the first screen is whole, or not there`(width: Int, height: Int) {
        let settings = DashboardSettings(size: Size(width: width, height: height), addresses: ["127.0.0.1:4318"])
        let screen = dump(DashboardModel(settings: settings))
        #expect(!screen.contains("…"))
        #expect(screen.contains("OTEL_EXPORTER_OTLP_ENDPOINT="))
        #expect(screen.contains("http/protobuf"))
    }
}
