import Screen

extension KeyMap {
    /// The keys of looptop.
    package static let standard = KeyMap(groups: [
        moving, dashboard, waterfall, detail, metrics, logs, doctor, errors, filter, screens, view, out, overlays,
        agents, prompt,
        everywhere,
    ])

    private static let views: Set<KeyContext> = [.dashboard, .waterfall, .detail, .metrics, .logs, .doctor]

    private static let moving = KeyGroup(
        title: "Moving", contexts: views.union([.help, .agents]),
        rows: [
            KeyRow(
                [
                    (.up, .move(.up)), (.down, .move(.down)), (.character("k"), .move(.up)),
                    (.character("j"), .move(.down)),
                ], "One row up or down", hint: "move", naming: 2, priority: 28),
            KeyRow([(.pageUp, .move(.pageUp)), (.pageDown, .move(.pageDown))], "One page up or down"),
            KeyRow(
                [
                    (.home, .move(.first)), (.end, .move(.last)), (.character("g"), .move(.first)),
                    (.character("G"), .move(.last)),
                ], "To the first row (the newest trace) or the last"),
        ])

    private static let dashboard = KeyGroup(
        title: "Dashboard", contexts: [.dashboard],
        rows: [
            KeyRow(
                [
                    (.enter, .open), (.right, .enter), (.character("l"), .enter),
                ], "Open the selected trace; zoom tools and tokens", hint: "open", priority: 90),
            KeyRow([.left, .character("h")], .leave, "Out of a zoomed panel; in the waterfall to the parent"),
            KeyRow(
                [(.tab, .focusNext), (.backTab, .focusPrevious)], "Next or previous panel", hint: "panel", priority: 70),
            KeyRow(
                Panel.allCases.map { (.character(Character(String($0.rawValue))), .focus($0)) },
                "Go to a panel by its number"),
            KeyRow([.character("z")], .zoom, "Zoom the panel to the full screen, and back", hint: "zoom", priority: 40),
            KeyRow(
                [.character("/")], .search, "Search traces by name, agent, session, task or id", hint: "search",
                priority: 55),
        ])

    private static let waterfall = KeyGroup(
        title: "Waterfall", contexts: [.waterfall],
        rows: [
            KeyRow([.enter], .open, "Open the span's detail, or the called trace", hint: "detail", priority: 90),
            KeyRow(
                [.right, .character("l")], .enter, "Into the first child, unfolding; on a leaf its detail",
                hint: "child",
                priority: 65),
            KeyRow(
                [.left, .character("h")], .leave, "To the parent; on the root row back", hint: "parent", priority: 64),
            KeyRow(
                [(.character("f"), .fold), (.character("F"), .foldAll)],
                "Fold or unfold what is below a span, or all", hint: "fold", priority: 54),
            KeyRow([.character("u")], .caller, "To the trace that called this one", hint: "caller", priority: 66),
            KeyRow(
                [.character("/")], .search, "Search the spans by name, tool, model or agent", hint: "search",
                priority: 55),
            KeyRow(
                [(.character("n"), .match(.next)), (.character("N"), .match(.previous))], "Next or previous match",
                hint: "next match", priority: 30),
        ])

    private static let detail = KeyGroup(
        title: "Span detail", contexts: [.detail],
        rows: [KeyRow([.left, .character("h")], .leave, "Back to the waterfall", hint: "waterfall", priority: 90)])

    private static let metrics = KeyGroup(
        title: "Metrics", contexts: [.metrics],
        rows: [
            KeyRow(
                [.enter, .right, .character("l")], .open, "Open the instrument's series", hint: "open", priority: 90),
            KeyRow([.left, .character("h")], .leave, "Back", hint: "back", priority: 64),
            KeyRow([.character("/")], .search, "Search instruments by name", hint: "search", priority: 55),
        ])

    private static let logs = KeyGroup(
        title: "Logs", contexts: [.logs],
        rows: [
            KeyRow(
                [.enter, .right, .character("l"), .character("o")], .open,
                "Open the record; from there, its span", hint: "open", priority: 90),
            KeyRow([.left, .character("h")], .leave, "Back", hint: "back", priority: 64),
            KeyRow([.character("/")], .search, "Search logs by text", hint: "search", priority: 55),
            KeyRow(
                [.character("s")], .nextSeverity, "Least severity: all, INFO, WARN, ERROR", hint: "severity",
                priority: 54),
        ])

    private static let doctor = KeyGroup(
        title: "Doctor", contexts: [.doctor],
        rows: [
            KeyRow(
                [.enter, .right, .character("l")], .open, "Open the trace that shows the finding", hint: "open trace",
                priority: 90),
            KeyRow([.left, .character("h")], .leave, "Back", hint: "back", priority: 64),
        ])

    private static let errors = KeyGroup(
        title: "Waterfall and logs", contexts: [.dashboard, .waterfall, .detail, .logs],
        rows: [
            KeyRow(
                [(.character("e"), .error(.next)), (.character("E"), .error(.previous))],
                "Next or previous failed span; record of WARN or above", hint: "error", priority: 57)
        ])

    private static let screens = KeyGroup(
        title: "Screens", contexts: views,
        rows: [
            KeyRow(
                [
                    (.character("M"), .show(.metrics)), (.character("L"), .show(.logs)),
                    (.character("D"), .show(.doctor)),
                ], "Metrics, logs, doctor; the same key again leads back", hint: "metrics logs doctor",
                short: "screens",
                naming: 3, priority: 58)
        ])

    private static let filter = KeyGroup(
        title: "Dashboard and logs", contexts: [.dashboard, .logs],
        rows: [
            KeyRow(
                [.character("f")], .filter, "Filter traces and logs by an attribute, key=value", hint: "filter",
                priority: 44)
        ])

    private static let view = KeyGroup(
        title: "View", contexts: views,
        rows: [
            KeyRow([.character("a")], .pickAgent, "Pick an agent to limit everything to", hint: "agent", priority: 50),
            KeyRow([.character("w")], .nextWindow, "Next window: 1, 5, 15, 60 minutes", hint: "window", priority: 45),
            KeyRow(
                [.character(" ")], .pause, "Hold this moment, whatever is asked of it, and go on", hint: "pause",
                priority: 48),
            KeyRow([.character("t")], .nextTheme, "Next theme", hint: "theme", priority: 20),
            KeyRow([.character("?"), .function(1)], .help, "Help", hint: "help", priority: 99),
        ])

    private static let out = KeyGroup(
        title: "Back and out", contexts: views,
        rows: [
            KeyRow(
                [.escape], .stepBack,
                "One step back, out of search and filter too; never quits"),
            KeyRow([.character("q")], .close, "Back; quits at the dashboard", hint: "quit", priority: 100),
        ])

    private static let overlays = KeyGroup(
        title: "Help and agent list", contexts: [.help, .agents],
        rows: [
            KeyRow(
                [.escape, .character("q"), .left, .character("h")], .stepBack, "Close", hint: "close", priority: 100),
            KeyRow([.character("?"), .function(1)], .help, "Help, and close it", hint: "help", priority: 99),
        ])

    private static let agents = KeyGroup(
        title: "Agent list", contexts: [.agents],
        rows: [
            KeyRow(
                [.enter, .right, .character("l")], .open, "Limit everything to this agent, or show all", hint: "pick",
                priority: 90),
            KeyRow(
                [.character("b")], .nextGrouping,
                "Group by service, version, environment, user or tenant", hint: "group by", priority: 80),
            KeyRow(
                [.character("B")], .askGrouping, "Group by any attribute of spans, logs or resources",
                hint: "by attribute", priority: 70),
            KeyRow([.character("a")], .stepBack, "Close the list"),
        ])

    private static let prompt = KeyGroup(
        title: "Search prompt", contexts: [.prompt],
        rows: [
            KeyRow([.enter], .open, "Keep the search", hint: "keep", priority: 90),
            KeyRow([.escape], .stepBack, "Give it up; the search before is back", hint: "cancel", priority: 95),
            KeyRow(
                [.tab], .complete, "Complete the name of an attribute", hint: "complete", priority: 60),
            KeyRow([.backspace, .delete], .eraseLast, "Erase a character"),
            KeyRow([.control("u")], .eraseAll, "Erase all", hint: "clear", priority: 50),
        ])

    private static let everywhere = KeyGroup(
        title: "Everywhere", contexts: Set(KeyContext.allCases),
        rows: [
            KeyRow([.control("c")], .quit, "Quit", hint: nil),
            KeyRow([.control("z")], .suspend, "Suspend; `fg` brings it back"),
            KeyRow([.control("l")], .redraw, "Paint the screen again"),
        ])
}
