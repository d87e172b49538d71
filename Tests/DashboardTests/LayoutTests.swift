import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct LayoutTests {
    @Test(arguments: [
        (200, 60, [Panel.tasks, .tools, .tokens, .traces, .waterfall]),
        (120, 40, [.tasks, .tools, .tokens, .traces, .waterfall]),
        (119, 40, [.tasks, .tools, .tokens, .traces]), (80, 24, [.tasks, .tools, .tokens, .traces]),
        (79, 24, [.tasks, .traces]), (60, 16, [.tasks, .traces]), (200, 12, [.tasks, .traces]), (60, 14, [.traces]),
        (40, 10, [.traces]), (39, 10, []), (40, 9, []), (1, 1, []), (0, 0, []),
    ])
    func `Panels by size`(width: Int, height: Int, panels: [Panel]) {
        let layout = DashboardLayout(size: Size(width: width, height: height), focus: .traces, isZoomed: false)
        #expect(layout?.places.map(\.panel) ?? [] == panels)
    }

    @Test func `At 80x24 every panel has a few useful rows`() {
        let layout = DashboardLayout(size: Size(width: 80, height: 24), focus: .traces, isZoomed: false)
        #expect(Panel.allCases.map { layout?.inside($0).height } == [5, 7, 7, 7, 0])
    }

    @Test func `At any size panels fill the body and do not overlap`() {
        for width in stride(from: 40, through: 210, by: 5) {
            for height in stride(from: 10, through: 62, by: 3) {
                for focus in Panel.allCases {
                    let size = Size(width: width, height: height)
                    guard let layout = DashboardLayout(size: size, focus: focus, isZoomed: false) else { continue }
                    let rects = layout.places.map(\.rect)
                    let gaps = layout.screen.frame == .rule ? 2 * height : 0
                    let area = rects.reduce(0) { $0 + $1.width * $1.height }
                    let body = layout.screen.body.width * layout.screen.body.height
                    #expect(area <= body && area >= body - gaps, "\(width)x\(height)")
                    #expect(rects.allSatisfy { $0.intersection(layout.screen.body) == $0 })
                    let isApart = rects.indices.allSatisfy { i in
                        rects[..<i].allSatisfy { $0.intersection(rects[i]).isEmpty }
                    }
                    #expect(isApart, "\(width)x\(height)")
                }
            }
        }
    }

    @Test func `The focused panel is always among those seen, where it can be focused`() {
        for size in [Size(width: 40, height: 10), Size(width: 60, height: 16), Size(width: 80, height: 24)] {
            for focus in DashboardLayout.panels(size: size) {
                let layout = DashboardLayout(size: size, focus: focus, isZoomed: false)
                #expect(layout?.rect(of: focus) != nil)
            }
        }
    }

    @Test(arguments: [(119, false), (120, true)])
    func `Detail and waterfall stand side by side where both have room`(width: Int, isSplit: Bool) {
        let layout = TraceLayout(size: Size(width: width, height: 30), hasDetail: true)
        #expect((layout?.waterfall != nil) == isSplit)
        #expect(layout?.detail != nil)
    }
}

@Suite struct TableTests {
    static let columns = [
        Column.text("Name", 8, upTo: 20, priority: 0), .figure("A", 4, priority: 2), .figure("B", 4, priority: 1),
    ]

    @Test(arguments: [
        (40, [0, 1, 2], [20, 4, 4]), (30, [0, 1, 2], [20, 4, 4]), (22, [0, 1, 2], [12, 4, 4]),
        (18, [0, 1, 2], [8, 4, 4]),
        (17, [0, 2], [12, 4]), (13, [0, 2], [8, 4]), (12, [0], [12]), (5, [0], [5]), (0, [0], [0]),
    ])
    func `The least important columns go first, text takes the rest`(width: Int, indices: [Int], widths: [Int]) {
        let places = place(Self.columns, width: width, gap: 1)
        #expect(places.map(\.index) == indices)
        #expect(places.map(\.width) == widths)
    }

    @Test func `Figures stand at the right of their column`() {
        var canvas = Canvas(surface: Surface(size: Size(width: 22, height: 3)), theme: .builtIn, glyphs: .unicode)
        let table = Table(columns: Self.columns, firstRow: 0, count: 2, height: 2, selected: 1, isFocused: true) {
            row in
            [TableCell("行\(row) and more text"), TableCell("\(row)"), TableCell("99")]
        }
        canvas.draw(table, in: canvas.surface.bounds)
        #expect(
            canvas.surface.text() == """
                 Name          A    B
                 行0 and m…    0   99
                ▌行1 and m…    1   99
                """)
    }

    @Test func `The selected row has the style of a selection where its panel has the focus`() {
        let session = Session(80, 24)
        var surface = Surface(size: session.model.size)
        render(session.model, theme: .builtIn, into: &surface)
        let row = (0..<24).first { surface[0, $0].scalar == 0x258c } ?? 0
        #expect(surface[40, row].style.background == Theme.builtIn.style(.selection).background)
        #expect(surface[40, row + 1].style.background != Theme.builtIn.style(.selection).background)
    }
}

@Suite struct GraphTests {
    @Test func `What is unknown is blank, zero is on the ground, and anything above is seen`() {
        var canvas = Canvas(surface: Surface(size: Size(width: 8, height: 2)), theme: .builtIn, glyphs: .unicode)
        canvas.drawColumns([nil, 0, 0.001, 1, 8, 9, 15, 16], top: 16, in: canvas.surface.bounds, .input)
        #expect(
            canvas.surface.text() == """
                     ▁▇█
                 _▁▁████
                """)
    }

    @Test(arguments: [
        (["task.id=", "t9"], "task.id…"), (["task.id=", "  "], "task.id="), (["task", ".id=", "t9"], "task.id…"),
        (["task", ".identity", "t9"], "task.id…"), (["task.id="], "task.id="), (["task", ".id"], "task.id"),
    ])
    func `A line whose next text has no room ends in an ellipsis`(texts: [String], shown: String) {
        var canvas = Canvas(surface: Surface(size: Size(width: 8, height: 1)), theme: .builtIn, glyphs: .unicode)
        var line = Line()
        for text in texts { line.add(text) }
        canvas.put(line, in: canvas.surface.bounds)
        #expect(canvas.surface.text() == shown)
    }

    @Test(arguments: [
        (nil, "──────────"), (0.0, "──────────"), (0.5, "━━━━━─────"), (0.999, "━━━━━━━━━╸"), (1.0, "━━━━━━━━━━"),
    ])
    func `A gauge is full only at 100 %`(share: Double?, line: String) {
        var canvas = Canvas(surface: Surface(size: Size(width: 10, height: 1)), theme: .builtIn, glyphs: .unicode)
        canvas.drawGauge(share, in: canvas.surface.bounds)
        #expect(canvas.surface.text() == line)
    }

    @Test func `Parts are put together or spread over columns`() {
        let sum: (ArraySlice<Int>) -> Int = { $0.reduce(0, +) }
        #expect(resampled([1, 2, 3, 4, 5, 6], to: 3, merge: sum) == [3, 7, 11])
        #expect(resampled([1, 2], to: 4, merge: sum) == [1, 1, 2, 2])
        #expect(resampled([1, 2, 3], to: 2, merge: sum) == [1, 5])
        #expect(resampled([Int](), to: 4, merge: sum) == [])
    }

    @Test func `A window without calls shows no rate`() {
        var overview = Sample.overview()
        overview.window = Section()
        overview.toolHistory = []
        overview.tokenHistory = TokenHistory()
        var session = Session(80, 24)
        session.send(.overview(overview))
        #expect(session.screen.contains("No tool calls in the last 5m."))
        #expect(session.screen.contains("No model calls in the last 5m."))
        #expect(!session.screen.contains("%"))
    }

    @Test func `What was refused, rejected or evicted is in the header, and only then`() {
        var session = Session(120, 40)
        #expect(!session.screen.contains("evicted"))
        var overview = Sample.overview(session.model.overviewRequest)
        overview.ingest.requests.rejected = 3
        overview.ingest.spans.rejected = 7
        overview.ingest.spans.evicted = 12_000
        session.send(.overview(overview))
        #expect(session.screen.contains("3 refused   7 rejected   12.0k evicted"))
    }
}
