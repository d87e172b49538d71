import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct MetricsScreenTests {
    @Test(arguments: [
        ("metrics-120x40", 120, 40, "Mjj"), ("metrics-80x24", 80, 24, "M"), ("metrics-60x16", 60, 16, "MG"),
        ("metrics-40x10", 40, 10, "M"), ("metric-series-120x40", 120, 40, "MG<enter>j"),
        ("metric-series-80x24", 80, 24, "MG<enter>"), ("metric-heat-120x40", 120, 40, "MGk<enter>jj"),
        ("metric-heat-80x24", 80, 24, "MGk<enter>"), ("metric-heat-60x16", 60, 16, "MGk<enter>"),
        ("metric-series-40x10", 40, 10, "MG<enter>"),
    ])
    func `The metrics screen after some keys`(name: String, width: Int, height: Int, keys: String) {
        var session = Session(width, height)
        session.type(keys)
        expectScreen(name, session.model)
    }

    @Test func `In ASCII the layout is the same`() {
        var session = Session(80, 24, glyphs: .ascii)
        session.type("MGk<enter>")
        expectScreen("metric-heat-ascii-80x24", session.model)
        #expect(session.screen.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
    }

    @Test func `Before any metrics it says how to send some`() {
        var session = Session(80, 24)
        session.send(.input(.key(.character("M"))))
        session.send(.metrics(MetricsFigures()))
        expectScreen("metrics-empty-80x24", session.model)
    }

    @Test func `The selection stays on its instrument when others come before it`() {
        var session = Session(80, 24)
        session.type("Mjj")
        var figures = Sample.metrics(MetricsRequest())
        let added = InstrumentFigures(id: InstrumentKey(scope: "", name: "aaa", unit: "", kind: .gauge))
        figures.instruments.rows.insert(added, at: 0)
        figures.instruments.total += 1
        figures.instruments.selected = 3
        session.send(.metrics(figures))
        #expect(session.model.metrics.instruments.row == 3)
        #expect(session.model.metricsRequest?.instruments.selection == .id(Sample.instruments[2].id, index: 3))
    }

    @Test func `Enter opens the series, then the trace of its newest exemplar; Escape leads back step by step`() {
        var session = Session(120, 40)
        session.type("MG<enter>")
        #expect(session.model.metrics.opened?.instrument == Sample.instruments.last?.id)
        session.type("<enter>")
        #expect(session.model.depth == .waterfall(Sample.traceID(1_230)))
        session.type("<esc>")
        #expect((session.model.depth, session.model.screen) == (.top, .metrics))
        #expect(session.model.metrics.opened != nil)
        session.type("<esc>")
        #expect((session.model.metrics.opened, session.model.screen) == (nil, .metrics))
        #expect(session.model.metrics.instruments.row == Sample.instruments.count - 1)
        session.type("<esc>")
        #expect(session.model.screen == .dashboard)
    }

    @Test func `What all series have alike stands behind what tells them apart`() throws {
        var session = Session(120, 40)
        session.type("MG<enter>")
        var figures = Sample.metrics(try #require(session.model.metricsRequest))
        let shared = [
            AttributeText(key: "session.id", value: "0a1b2c3d-0a1b"),
            AttributeText(key: "terminal.type", value: "tmux"),
        ]
        var rows = figures.opened?.series.rows ?? []
        for index in rows.indices { rows[index].attributes = shared + rows[index].attributes }
        rows[1].attributes = shared
        figures.opened?.series.rows = rows
        figures.opened?.shared = shared
        session.send(.metrics(figures))
        let screen = session.screen.split(separator: "\n")
        #expect(screen[3].contains("▌tool.name=bash tool.success=true  "))
        #expect(screen[4].contains(" session.id=0a1b2c3d-0a1b terminal.type=tmux"))
        rows.remove(at: 1)
        figures.opened?.series.rows = rows
        session.send(.metrics(figures))
        #expect(session.screen.contains("tool.name · tool.success"))
        #expect(session.screen.contains("bash · true"))
        #expect(session.screen.contains("tool.name=bash tool.success=true session.id="))
        session.send(.input(.resize(Size(width: 60, height: 16))))
        session.send(.metrics(figures))
        #expect(session.screen.contains("list_dir · false "))
        rows[1].attributes[2].value = "claude-haiku-4-5"
        figures.opened?.series.rows = rows
        session.send(.metrics(figures))
        #expect(session.screen.contains("claude-h…· false "))
    }

    @Test func `A series without exemplars says so`() {
        var session = Session(120, 40)
        session.type("MG<enter>j<enter>")
        #expect(session.model.depth == .top)
        #expect(session.model.notice == "No point of this series names a trace.")
    }

    @Test func `A search is of the list that is seen, and Escape ends it`() {
        var session = Session(120, 40)
        session.type("M/tool<enter>")
        #expect(session.model.metricsRequest?.instruments.search == "tool")
        #expect(session.model.metrics.figures?.instruments.total == 3)
        session.type("<enter>/bash<enter>")
        #expect(session.model.metricsRequest?.opened?.series.search == "bash")
        #expect(session.model.metrics.instruments.search == "tool")
        session.type("<esc><esc><esc>")
        #expect((session.model.metrics.opened, session.model.metrics.search) == (nil, ""))
        #expect(session.model.screen == .metrics)
    }

    @Test(
        arguments: [
            (0, "0"), (0.000_042, "4.2e-5"), (0.004_2, "0.0042"), (0.5, "0.5"), (1, "1"), (12.34, "12.3"), (842, "842"),
            (12_300, "12.3k"), (4_200_000, "4.2M"), (-3, "-3"), (-0.25, "-0.25"), (.infinity, "inf"), (1e300, "1e300"),
            (.nan, ""), (999.6, "1000"), (1_234, "1.2k"),
        ] as [(Double, String)])
    func `A value takes few columns`(value: Double, text: String) {
        #expect(valueText(value) == text)
        #expect(text.count <= 7)
    }

    @Test func `Times are shown as times, annotations without their braces`() {
        #expect(valueText(1.62, unit: "s") == "1.6s")
        #expect(valueText(56, unit: "ms") == "56ms")
        #expect(valueText(0.000_25, unit: "s") == "250us")
        #expect(valueText(-2, unit: "s") == "-2")
        #expect(Sample.instruments[0].id.unitText == "task")
        #expect(InstrumentKey(scope: "", name: "", unit: "1", kind: .gauge).unitText == "")
    }
}
