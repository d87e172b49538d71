import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct MovingTests {
    @Test(arguments: [
        ("", 0), ("j", 1), ("jjk", 1), ("<down><down><up>", 1), ("<pgdn>", 13), ("<pgdn><pgup>", 0), ("<end>", 1_233),
        ("G", 1_233), ("Gg", 0), ("<end><home>", 0), ("Gk", 1_232), ("k", 0), ("Gj", 1_233), ("<pgdn><pgdn>j", 27),
    ])
    func `Keys move the selection in the traces`(keys: String, row: Int) {
        var session = Session()
        session.type(keys)
        #expect(session.model.traces.row == row)
        #expect(session.model.selectedTrace == Sample.traceID(1_234 - row))
    }

    @Test func `The selected row is always on the screen`() {
        var session = Session(80, 24)
        for key in ["j", "<pgdn>", "G", "k", "<pgup>", "g", "<pgdn>", "<end>"] {
            session.type(key)
            let marked = session.screen.split(separator: "\n").filter { $0.hasPrefix("▌") }
            #expect(marked.count == 1, "after \(key)")
        }
    }

    @Test func `At the top the newest trace stays selected`() {
        var session = Session()
        session.traces += 5
        session.supply()
        #expect(session.model.traces.selection == .newest)
        #expect(session.model.selectedTrace == Sample.traceID(1_239))
        #expect(session.model.traces.arrivedAbove == 0)
    }

    @Test func `A moved selection stays on its trace, the view in its place, and new traces are counted`() {
        var session = Session(80, 24)
        session.type("<pgdn><pgdn>")
        let trace = session.model.selectedTrace
        let line = session.screen.split(separator: "\n").firstIndex { $0.hasPrefix("▌") }
        session.traces += 3
        session.supply()
        #expect(session.model.selectedTrace == trace)
        #expect(session.screen.split(separator: "\n").firstIndex { $0.hasPrefix("▌") } == line)
        #expect(session.screen.contains("3 new ↑ Home"))
        session.type("<home>")
        #expect(session.model.selectedTrace == Sample.traceID(1_237))
        #expect(!session.screen.contains(" new "))
    }

    @Test func `A selected trace that is gone gives the selection back to the newest`() {
        var session = Session()
        session.type("jj")
        session.traces = 1
        session.supply()
        #expect(session.model.traces.selection == .newest)
    }

    @Test func `A selection beyond the loaded rows changes the request, and the answer pins it`() {
        var session = Session()
        session.send(.input(.key(.end)))
        #expect(session.model.overviewRequest.traces.selection == .index(1_233))
        session.supply()
        #expect(session.model.overviewRequest.traces.selection == .trace(Sample.traceID(1)))
    }

    @Test func `Rows around the view are asked for, so that it can stay in place without a second answer`() {
        var session = Session(80, 24)
        session.type("<pgdn><pgdn><pgdn><pgdn>")
        let request = session.model.overviewRequest.traces
        #expect(request.firstRow == session.model.traces.firstRow - 6)
        #expect(request.rowCount == 18)
    }

    @Test func `A selected task stays selected when another one starts`() {
        var session = Session()
        session.type("1jj")
        #expect(session.model.tasks.selected?.place == SpanPlace(trace: Sample.traceID(3), span: SpanID(1)))
        var overview = Sample.overview(session.model.overviewRequest)
        overview.tasks.active.insert(Sample.active(99, "x", "x", "x", 9_999, iteration: 1, tokens: 1), at: 0)
        session.send(.overview(overview))
        #expect(session.model.tasks.row(in: overview.tasks) == 3)
    }

    @Test(arguments: [("2", 1, 0), ("3", 0, 1)])
    func `Tools and models scroll as far as the last page`(panel: String, tools: Int, tokens: Int) {
        var session = Session(80, 24)
        session.type(panel + "jjjjjjjj")
        #expect(session.model.tools.firstRow == tools)
        #expect(session.model.tokens.firstRow == tokens)
        session.type("g")
        #expect(session.model.tools.firstRow == 0)
    }
}

@Suite struct PanelTests {
    @Test(arguments: [
        ("<tab>", Panel.waterfall), ("<tab><tab>", .tasks), ("<backtab>", .tokens), ("1", .tasks), ("2", .tools),
        ("3", .tokens), ("24", .traces), ("5", .waterfall),
    ])
    func `Tab and digits move the focus`(keys: String, focus: Panel) {
        var session = Session()
        session.type(keys)
        #expect(session.model.focus == focus)
    }

    @Test func `Where the waterfall has no panel it cannot be focused`() {
        var session = Session(80, 24)
        session.type("5")
        #expect(session.model.focus == .traces)
        session.type("<tab>")
        #expect(session.model.focus == .tasks)
    }

    @Test func `A resize takes the focus off a panel that is gone, and keeps the selection`() {
        var session = Session()
        session.type("jjj5")
        let trace = session.model.selectedTrace
        session.send(.input(.resize(Size(width: 80, height: 24))))
        session.supply()
        #expect(session.model.focus == .traces)
        #expect(session.model.selectedTrace == trace)
    }

    @Test func `The focused panel differs without colour`() {
        var session = Session()
        session.type("2")
        #expect(session.screen.contains("╭─▌2 Tool success rate▐─"))
        #expect(session.screen.contains("╭─ 4 Traces ─"))
    }

    @Test func `Zoom and back leaves everything as it was`() {
        var session = Session()
        session.type("jj")
        let before = session.model
        session.type("z")
        #expect(session.model.isZoomed)
        #expect(session.model.dashboardLayout?.places.map(\.panel) == [.traces])
        session.type("z")
        #expect(session.model == before)
    }
}

@Suite struct DrillingTests {
    @Test func `Arrow keys alone lead from the list to a span's detail and back`() {
        var session = Session()
        session.type("<down><right>")
        #expect(session.model.depth == .waterfall(Sample.traceID(1_233)))
        session.type("<right><right><right>")
        let place = SpanPlace(trace: Sample.traceID(1_233), span: SpanID(3))
        #expect(session.model.depth == .detail(place))
        #expect(session.model.openSpan == place)
        #expect(session.screen.contains("gen_ai.tool.name"))
        session.type("<left>")
        #expect(session.model.depth == .waterfall(Sample.traceID(1_233)))
        session.type("<left><left><left>")
        #expect(session.model.depth == .top)
        #expect(session.model.selectedTrace == Sample.traceID(1_233))
    }

    @Test func `Enter opens the waterfall, then the detail; Esc comes back step by step`() {
        var session = Session(80, 24)
        session.type("<enter>")
        #expect(session.model.depth == .waterfall(Sample.traceID(1_234)))
        #expect(session.model.openTrace == Sample.traceID(1_234))
        session.type("<enter>")
        #expect(session.model.depth == .detail(SpanPlace(trace: Sample.traceID(1_234), span: SpanID(1))))
        session.type("<esc>")
        #expect(session.model.depth == .waterfall(Sample.traceID(1_234)))
        session.type("<esc>")
        #expect(session.model.depth == .top)
    }

    @Test func `A trace that is open stays open when newer ones come`() {
        var session = Session()
        session.type("<enter>j")
        session.traces += 9
        session.supply()
        #expect(session.model.openTrace == Sample.traceID(1_234))
        #expect(session.model.traceView?.waterfall.selected == SpanID(2))
        session.type("q")
        #expect(session.model.traces.row == 9)
    }

    @Test func `Enter on a task opens its trace at the task's span`() {
        var session = Session()
        session.type("1j<enter>")
        #expect(session.model.depth == .waterfall(Sample.traceID(2)))
        #expect(session.model.traceView?.waterfall.selected == SpanID(1))
    }

    @Test func `The large dashboard asks for the selected trace's tree, the small one for none`() {
        var large = Session(120, 40)
        large.type("j")
        #expect(large.model.openTrace == Sample.traceID(1_233))
        #expect(Session(80, 24).model.openTrace == nil)
    }

    @Test func `In the waterfall's panel keys move between spans, and the trace stays`() {
        var session = Session()
        session.type("5jj")
        #expect(session.model.traceView?.waterfall.selected == SpanID(3))
        session.traces += 1
        session.supply()
        #expect(session.model.openTrace == Sample.traceID(1_234))
        session.type("<left><left><left>")
        #expect(session.model.focus == .traces)
    }

    @Test func `A trace that the store let go of says so`() {
        var session = Session(80, 24)
        session.send(.input(.key(.enter)))
        session.send(.tree(nil))
        #expect(session.screen.contains("This trace is no longer kept."))
    }

    @Test func `The detail scrolls no further than its last line`() {
        var session = Session(80, 24)
        session.type("<enter><enter>")
        var detail = Sample.detail(SpanPlace(trace: Sample.traceID(1_234), span: SpanID(1)))
        detail.attributes = (0..<100).map { AttributeText(key: "key.\($0)", value: "value") }
        session.send(.detail(detail))
        session.send(.input(.key(.end)))
        let lines = detailLineCount(detail, width: 80)
        #expect(session.model.detailView?.state.firstRow == lines - 21)
        session.send(.input(.key(.home)))
        #expect(session.model.detailView?.state.firstRow == 0)
    }
}

@Suite struct BackTests {
    @Test func `Esc steps out of overlay, detail, waterfall, zoom, search and filter, and then does nothing`() {
        var session = Session(200, 60)
        session.type("aj<enter>/agent<enter>z<enter><enter>?")
        var seen: [String] = []
        for _ in 0..<8 {
            seen.append(session.place)
            session.type("<esc>")
        }
        #expect(
            seen == [
                "help detail zoom search filter", "detail zoom search filter", "waterfall zoom search filter",
                "zoom search filter", "search filter", "filter", "", "",
            ])
        #expect(session.effects.isEmpty)
    }

    @Test func `q goes back, and quits at the dashboard`() {
        var session = Session(80, 24)
        session.type("z<enter><enter>?qqqq")
        #expect(session.place == "")
        #expect(session.effects.isEmpty)
        session.type("q")
        #expect(session.effects == [.quit])
    }

    @Test(arguments: ["", "?", "a", "/abc", "<enter>", "<enter><enter>", "<enter>/abc", "z"])
    func `Ctrl-C quits from anywhere`(keys: String) {
        var session = Session()
        session.type(keys)
        session.type("<ctrl-c>")
        #expect(session.effects == [.quit])
    }

    @Test func `On a screen that is too small only the ways out work`() {
        var session = Session(20, 5)
        let before = session.model
        session.type("jz?a/")
        #expect(session.model == before)
        session.type("q")
        #expect(session.effects == [.quit])
    }

    @Test func `What the terminal must do is asked of the program`() {
        var session = Session()
        session.type("t<ctrl-l><ctrl-z>")
        #expect(session.effects == [.nextTheme, .redraw, .suspend])
    }
}

@Suite struct SearchTests {
    @Test func `Typing in the prompt narrows the list at once; letters are text`() {
        var session = Session(80, 24)
        session.type("/q")
        #expect(session.effects.isEmpty)
        #expect(session.model.overviewRequest.traces.search == "q")
        session.type("<backspace>flaky")
        #expect(session.model.overview?.traces.total == 247)
        session.type("<enter>")
        #expect(session.model.overlay == nil)
        #expect(session.model.traces.search == "flaky")
    }

    @Test func `Esc gives the search before back, Ctrl-U clears the line`() {
        var session = Session()
        session.type("/agent<enter>/x<ctrl-u>y<esc>")
        #expect(session.model.overviewRequest.traces.search == "agent")
        session.type("<esc>")
        #expect(session.model.overviewRequest.traces.search == "")
    }

    @Test func `A pasted line break does not submit`() {
        var session = Session()
        session.type("/")
        session.send(.input(.paste("two\nlines")))
        #expect(session.model.overviewRequest.traces.search == "two lines")
        #expect(session.model.context == .prompt)
    }

    @Test func `Outside of a prompt a paste does nothing`() {
        var session = Session()
        let before = session.model
        session.send(.input(.paste("q")))
        #expect(session.model == before)
    }

    @Test func `In the waterfall a search selects the first match, n and N the others, around the ends`() {
        var session = Session()
        session.type("<enter>/iteration<enter>")
        #expect(session.model.traceView?.waterfall.selected == SpanID(2))
        #expect(session.screen.contains("/iteration · 1 of 2 matches"))
        session.type("n")
        #expect(session.model.traceView?.waterfall.selected == SpanID(5))
        session.type("n")
        #expect(session.model.traceView?.waterfall.selected == SpanID(2))
        session.type("N")
        #expect(session.model.traceView?.waterfall.selected == SpanID(5))
        session.type("<esc>")
        #expect(session.model.traceView?.search == "")
        #expect(session.place == "waterfall")
    }

    @Test func `A search without a match says so until the next key`() {
        var session = Session()
        session.type("<enter>/nowhere<enter>")
        #expect(session.screen.contains("No span matches \"nowhere\"."))
        session.type("j")
        #expect(!session.screen.contains("No span matches"))
    }
}

@Suite struct FilterTests {
    @Test func `Picking an agent limits the request and is seen in the header`() {
        var session = Session(80, 24)
        session.type("ajj<enter>")
        #expect(session.model.overviewRequest.agent == "planner-7")
        #expect(session.screen.contains("agent 计划代理"))
        session.type("a")
        #expect(session.model.overlay == .agents(AgentPickerState(agent: "planner-7")))
        session.type("g<enter>")
        #expect(session.model.overviewRequest.agent == nil)
    }

    @Test func `An agent that was never seen is named as asked for`() {
        let session = Session(120, 40, agent: "nobody")
        #expect(session.screen.contains("agent nobody (not seen)"))
    }

    @Test func `w goes through the windows`() {
        var session = Session()
        let windows = (0..<5).map { _ in
            session.type("w")
            return session.model.overviewRequest.windowSeconds
        }
        #expect(windows == [900, 3_600, 60, 300, 900])
    }
}

@Suite struct PauseTests {
    @Test func `A paused view counts the spans that come, and its clock stands still`() {
        var session = Session()
        session.type("<space>")
        let before = session.screen.split(separator: "\n").dropFirst()
        let accepted = session.model.overview?.ingest.spans.accepted ?? 0
        session.send(.clock(Sample.now.advanced(by: 60_000_000_000)))
        session.send(.accepted(spans: accepted + 128))
        #expect(session.screen.split(separator: "\n").dropFirst() == before)
        #expect(session.screen.contains("PAUSED +128 spans"))
        session.send(.accepted(spans: accepted + 1))
        #expect(session.screen.contains("PAUSED +1 span\n"))
        session.type("w")
        #expect(session.model.overview?.windowSeconds == 900)
        #expect(session.screen.contains("PAUSED +1 span\n"))
        session.type("<space>")
        #expect(session.screen.contains("LIVE"))
        session.send(.accepted(spans: accepted + 2))
        #expect(session.model.flow == .live)
    }

    @Test func `The picture ticks with data, and not while it is paused`() {
        var session = Session()
        #expect(session.model.ticks)
        session.type("<space>")
        #expect(!session.model.ticks)
        let empty = DashboardModel(settings: DashboardSettings(size: Size(width: 80, height: 24)))
        #expect(!empty.ticks)
    }
}

extension Session {
    /// Every step that Esc can take back, the first one first.
    fileprivate var place: String {
        var steps: [String] = []
        switch model.overlay {
        case .help: steps.append("help")
        case .agents: steps.append("agents")
        case .search: steps.append("prompt")
        case nil: break
        }
        switch model.depth {
        case .detail: steps.append("detail")
        case .waterfall: steps.append("waterfall")
        case .top: break
        }
        if model.isZoomed { steps.append("zoom") }
        if !model.traces.search.isEmpty { steps.append("search") }
        if model.agent != nil { steps.append("filter") }
        return steps.joined(separator: " ")
    }
}
