import Telemetry
import Testing

@testable import Dashboard
@testable import Screen

@Suite struct WaterfallPictureTests {
    static let task = TraceTree([
        TestSpan(0, .agent, "agent.execute_task", 0, 4000).with {
            $0.subject = "researcher"
            $0.hasErrorBelow = true
        },
        TestSpan(1, .iteration, "iteration 1", 0, 2500).with { $0.hasErrorBelow = true },
        TestSpan(2, .llm, "chat", 100, 1200).with {
            $0.subject = "gpt-4o"
            $0.tokens = 1840
            $0.events = [400, 800]
        },
        TestSpan(2, .tool, "execute_tool search", 1200, 2450).with {
            $0.subject = "search"
            $0.isError = true
        },
        TestSpan(1, .iteration, "iteration 2", 2500, 4000),
        TestSpan(2, .llm, "chat", 2550, 3900).with {
            $0.subject = "gpt-4o"
            $0.tokens = 2210
        },
        TestSpan(3, .other, "POST", 2600, 3890),
    ])

    @Test func `A finished task at 80 columns`() {
        #expect(
            picture(Self.task, width: 80, height: 8) == """
                   span                            time  0        1s        2s        3s
                 · A agent.execute_task researc…   4.0s  ███████████████████████████████████████
                 · ├ I iteration 1                 2.5s  ████████████████████████▍
                   │ ├ L gpt-4o chat               1.1s  ▉██╵███╵███▋
                 ✗ │ ╰ T execute_tool search       1.3s             ▋███████████▉
                   ╰ I iteration 2                 1.5s                          ▍██████████████
                     ╰ L gpt-4o chat               1.4s                          ▊█████████████
                       ╰ · POST                    1.3s                           ▎███████████▉
                """)
    }

    @Test func `At 120 columns there are tokens too`() {
        #expect(
            picture(Self.task, width: 120, height: 8) == """
                   span                                          tokens   time  0             1s            2s            3s
                 · A agent.execute_task researcher                        4.0s  ████████████████████████████████████████████████████████
                 · ├ I iteration 1                                        2.5s  ███████████████████████████████████
                   │ ├ L gpt-4o chat                               1.8k   1.1s   ▍███╵█████╵████▊
                 ✗ │ ╰ T execute_tool search                              1.3s                  ▊█████████████████▎
                   ╰ I iteration 2                                        1.5s                                     █████████████████████
                     ╰ L gpt-4o chat                               2.2k   1.4s                                     ▋██████████████████▌
                       ╰ · POST                                           1.3s                                      ▍█████████████████▍
                """)
    }

    @Test func `At 40 columns there still are bars`() {
        #expect(
            picture(Self.task, width: 40, height: 8) == """
                   span              time  0     2s
                 · A agent.execut…   4.0s  █████████████
                 · ├ I iteration 1   2.5s  ████████▏
                   │ ├ L gpt-4o      1.1s  ▎██▉
                 ✗ │ ╰ T execute_…   1.3s     ▉███▉
                   ╰ I iteration 2   1.5s          ▏████
                     ╰ L gpt-4o      1.4s          ▎███▋
                   … ╰ · POST        1.3s          ▍███▋
                """)
    }

    @Test func `In ASCII everything is in the same columns`() {
        let text = picture(Self.task, width: 80, height: 8, glyphs: .ascii)
        #expect(
            text == """
                   span                            time  0        1s        2s        3s
                 . A agent.execute_task researc~   4.0s  =======================================
                 . | I iteration 1                 2.5s  =========================
                   | | L gpt-4o chat               1.1s  ==='==='====
                 x | ` T execute_tool search       1.3s             =============
                   ` I iteration 2                 1.5s                          ===============
                     ` L gpt-4o chat               1.4s                          ==============
                       ` . POST                    1.3s                           =============
                """)
        #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
    }

    @Test func `Running spans grow to now behind an open end`() {
        let tree = TraceTree(
            [
                TestSpan(0, .agent, "", 0, nil).with { $0.isPlaceholder = true },
                TestSpan(1, .llm, "chat", 0, 1000),
                TestSpan(1, .tool, "search", 1000, 1500),
            ], state: .running)
        #expect(
            picture(tree, width: 60, height: 4, now: 3000) == """
                   span                    time  0        1s       2s
                   A (not yet received)    3.0s  ░░░░░░░░░░░░░░░░░░░░░░░░░░▶
                   ├ L chat                1.0s  █████████
                   ╰ T search             500ms           ████▌
                """)
        #expect(
            picture(tree, width: 60, height: 4, now: 1000) == """
                   span                    time  0        500ms    1.0s
                   A (not yet received)    1.0s  ░░░░░░░░░░░░░░░░░▶
                   ├ L chat                1.0s  ██████████████████
                   ╰ T search             500ms                    █████████
                """)
    }

    @Test func `A trace that is over does not grow, though a parent is missing`() {
        let tree = TraceTree(
            [
                TestSpan(0, .agent, "task", 0, 1000),
                TestSpan(0, .other, "", 200, nil).with { $0.isPlaceholder = true },
                TestSpan(1, .tool, "orphan", 200, 600),
            ], state: .ok)
        #expect(
            picture(tree, width: 60, height: 4, now: 900_000) == """
                   span                    time  0            500ms
                   A task                  1.0s  ███████████████████████████
                   · (not yet received)   800ms       ░░░░░░░░░░░░░░░░░░░░░░
                   ╰ T orphan             400ms       ▍██████████▏
                """)
    }

    @Test func `Zero durations, clock skew and a time that runs backwards leave a mark in their place`() {
        let tree = TraceTree([
            TestSpan(0, .agent, "task", 100, 300),
            TestSpan(1, .tool, "before its parent", 0, 150),
            TestSpan(1, .tool, "after it", 250, 400),
            TestSpan(1, .tool, "no time", 200, 200),
            TestSpan(1, .tool, "backwards", 300, 200),
            TestSpan(1, .tool, "at the very end", 400, 400),
        ])
        #expect(
            picture(tree, width: 60, height: 7) == """
                   span                    time  0            200ms
                   A task                 200ms        ▊█████████████▎
                   ├ T before its parent  150ms  ██████████▏
                   ├ T after it           150ms                  ▉██████████
                   ├ T no time              0ms               │
                   ├ T backwards            0ms                      │
                   ╰ T at the very end      0ms                            ▉
                """)
        #expect(
            picture(TraceTree([TestSpan(0, .tool, "instant", 5, 5)]), width: 60, height: 2) == """
                   span                    time  0
                   T instant                0ms  ▏
                """)
        #expect(
            picture(TraceTree([]), width: 60, height: 2) == """
                   span                    time  0

                """)
    }

    @Test func `Sixty levels at 40 columns keep room for names`() {
        let tree = TraceTree((0...60).map { TestSpan($0, .other, "level \($0)", Double($0), 120 - Double($0)) })
        var state = WaterfallState()
        state.selected = SpanID(61)
        state.receive(tree, rows: 4)
        #expect(
            picture(tree, width: 40, height: 5, state: state) == """
                   span              time  0
                   … ╰ · level 57     6ms        ▌
                   … ╰ · level 58     4ms        ▌
                   … ╰ · level 59     2ms        │
                ▌  … ╰ · level 60     0ms        │
                """)
    }

    @Test func `Wide names keep the columns`() {
        let tree = TraceTree([
            TestSpan(0, .agent, "研究者が論文を検索して要約する", 0, 10),
            TestSpan(1, .tool, "e\u{301}te\u{301} 🔍 search", 0, 10).with { $0.subject = "検索" },
            TestSpan(1, .tool, "tab\there\u{1b}[31m\nnew", 0, 10),
        ])
        #expect(
            picture(tree, width: 60, height: 4) == """
                   span                    time  0            5ms
                   A 研究者が論文を検索…   10ms  ███████████████████████████
                   ├ T 検索 été 🔍 sear…   10ms  ███████████████████████████
                   ╰ T tab here␛[31m new   10ms  ███████████████████████████
                """)
    }

    // MARK: Styles

    private func surface(
        _ tree: TraceTree, selected: UInt64? = nil, isFocused: Bool = true, search: String = "", theme: Theme = .builtIn
    ) -> Surface {
        var surface = Surface(size: Size(width: 60, height: 5))
        var state = WaterfallState()
        state.selected = selected.map(SpanID.init)
        renderWaterfall(
            state, tree: tree, now: at(0), theme: theme, glyphs: .unicode, isFocused: isFocused, search: search,
            into: &surface, rect: surface.bounds)
        return surface
    }

    private static let small = TraceTree([
        TestSpan(0, .agent, "task", 0, 800),
        TestSpan(1, .llm, "chat", 100, 450).with { $0.events = [300] },
        TestSpan(1, .tool, "search", 500, 800).with { $0.isMatch = false },
    ])

    @Test func `Letters and bars have the colour of their role, other agents' spans are dim`() {
        let theme = Theme.builtIn
        let surface = surface(Self.small)
        #expect(surface[3, 1].style.foreground == theme.style(.agent).foreground)
        #expect(surface[5, 2].style.foreground == theme.style(.llm).foreground)
        #expect(surface[40, 2].style.foreground == theme.style(.llm).foreground)
        #expect(surface[5, 3].style.foreground == theme.style(.dim).foreground)
        #expect(surface[7, 3].style.foreground == theme.style(.dim).foreground)
        #expect(surface[55, 3].style.foreground == theme.style(.dim).foreground)
    }

    @Test func `The selected row has the selection's ground in every column, and its bar is still seen`() {
        let theme = Theme.builtIn
        let surface = surface(Self.small, selected: 2)
        let grounds = (0..<60).map { surface[$0, 2].style.background }
        #expect(Set(grounds) == [theme.style(.selection).background])
        #expect(surface[40, 2].style.foreground == theme.style(.llm).foreground)
        #expect(surface[0, 2].scalar == Unicode.Scalar("▌").value)
        #expect(surface[20, 1].style.background == theme.style(.background).background)
    }

    @Test func `Without focus the selected row only keeps its marker`() {
        let surface = self.surface(Self.small, selected: 2, isFocused: false)
        #expect(surface[0, 2].scalar == Unicode.Scalar("▌").value)
        #expect(surface[20, 2].style.background == Theme.builtIn.style(.background).background)
    }

    @Test func `A bar that begins inside a cell, and a tick, exchange the colours, on a reversed row too`() {
        func reversed(_ surface: Surface) -> [Int] {
            (33..<60).filter { surface[$0, 2].style.attributes.contains(.reverse) }
        }
        // 27 columns for 800 ms: the bar begins at 3 3/8, the event is in column 10.
        #expect(reversed(surface(Self.small)) == [36, 43])
        let mono = surface(Self.small, selected: 2, theme: Theme.builtIn.withoutColors)
        #expect(reversed(mono) == (33..<60).filter { $0 != 36 && $0 != 43 })
    }

    @Test func `What is searched for is marked in names`() {
        let surface = surface(Self.small, search: "EAR")
        let match = Theme.builtIn.style(.match)
        #expect((0..<60).filter { surface[$0, 3].style == match } == [8, 9, 10])
    }

    // MARK: Robust and quick

    @Test func `No tree and no size make it trap`() {
        var random = SplitMix(seed: 11)
        for _ in 0..<300 {
            let tree = randomTree(&random)
            var surface = Surface(size: Size(width: random.below(130), height: random.below(12)))
            var state = WaterfallState()
            for _ in 0..<6 {
                let action = [WaterfallState.Action.up, .down, .pageDown, .pageUp, .enter, .leave][random.below(6)]
                _ = state.handle(action, in: tree, rows: random.below(12))
                state.receive(tree, rows: random.below(12))
            }
            let rect = Rect(x: random.below(9) - 4, y: random.below(9) - 4, width: random.below(140), height: 9)
            renderWaterfall(
                state, tree: tree, now: Timestamp(nanoseconds: random.next()), theme: .builtIn, glyphs: .unicode,
                isFocused: true, search: "a", into: &surface, rect: rect)
        }
    }

    private func randomTree(_ random: inout SplitMix) -> TraceTree {
        var tree = TraceTree(traceID: TraceID(high: 1, low: 1))
        let texts = ["", "a", "chat 検索", String(repeating: "long ", count: 30)]
        func moment() -> Timestamp {
            Timestamp(nanoseconds: random.below(4) == 0 ? random.next() : UInt64(random.below(5_000)))
        }
        tree.start = moment()
        tree.end = moment()
        for index in 0..<random.below(30) {
            var line = TreeLine(
                SpanID(UInt64(random.below(20))), parent: Int32(random.below(34) - 2),
                depth: Int32(random.below(80) - 2), start: moment())
            line.descendants = Int32(random.below(40))
            line.isOpen = random.below(4) == 0
            tree.lines.append(line)
            guard random.below(6) > 0 else { continue }
            let state: SpanRow.State = random.below(4) == 0 ? .placeholder : .ended
            var row = SpanRow(role: Role.allCases[random.below(5)], state: state, end: moment())
            row.name = texts[random.below(4)]
            row.subject = texts[random.below(4)]
            row.tokens = random.below(3) == 0 ? Int64(truncatingIfNeeded: random.next()) : nil
            row.events = (0..<random.below(4)).map { _ in moment() }
            tree.rows[index] = row
        }
        return tree
    }
}
