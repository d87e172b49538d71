import Screen
import Telemetry

@testable import Dashboard

/// The program around the model, for tests: supplies what is asked for after every key, from the sample; while the view
/// is paused, from the sample as it was then.
struct Session {
    var model: DashboardModel
    var traces = 1_234
    var logs = 400
    private var held: (traces: Int, logs: Int)?
    var effects: [DashboardEffect] = []

    init(_ width: Int = 120, _ height: Int = 40, glyphs: Glyphs = .unicode, agent: String? = nil) {
        model = DashboardModel(
            settings: DashboardSettings(
                size: Size(width: width, height: height), agent: agent, glyphs: glyphs,
                addresses: ["127.0.0.1:4318", "[::1]:4318"]))
        supply()
    }

    /// What the loop does after every message.
    mutating func supply() {
        held = model.flow.pause == nil ? nil : held ?? (traces, logs)
        let (traces, logs) = held ?? (self.traces, self.logs)
        send(.clock(Sample.now))
        send(.overview(Sample.overview(model.overviewRequest, traces: traces)))
        if let request = model.logsRequest { send(.logs(Sample.logs(request, count: logs))) }
        if let id = model.openTrace { send(.tree(Sample.tree(id))) }
        if let request = model.treeRowsRequest, let tree = model.traceView?.tree {
            send(.treeRows(Sample.rows(request, of: tree)))
        }
        if let place = model.openSpan { send(.detail(Sample.detail(place))) }
        if let request = model.metricsRequest { send(.metrics(Sample.metrics(request))) }
    }

    mutating func send(_ message: DashboardMessage) { effects += update(&model, message) }

    /// Presses keys: letters as they are, others by name between angle brackets, as in `jj<enter>`.
    mutating func type(_ keys: String) {
        for key in parse(keys) {
            send(.input(.key(key)))
            supply()
        }
    }

    var screen: String { dump(model) }
}

/// The screen as text, without styles.
func dump(_ model: DashboardModel, theme: Theme = .builtIn) -> String {
    var surface = Surface(size: model.size)
    render(model, theme: theme, into: &surface)
    return surface.text() + "\n"
}

private let namedKeys: [String: Key] = [
    "up": .up, "down": .down, "left": .left, "right": .right, "pgup": .pageUp, "pgdn": .pageDown, "home": .home,
    "end": .end, "enter": .enter, "esc": .escape, "tab": .tab, "backtab": .backTab, "backspace": .backspace,
    "del": .delete, "space": .character(" "), "f1": .function(1), "ctrl-c": .control("c"), "ctrl-z": .control("z"),
    "ctrl-l": .control("l"), "ctrl-u": .control("u"),
]

func parse(_ keys: String) -> [Key] {
    var parsed: [Key] = []
    var rest = Substring(keys)
    while let first = rest.popFirst() {
        if first == "<", let end = rest.firstIndex(of: ">"), let key = namedKeys[String(rest[..<end])] {
            parsed.append(key)
            rest = rest[rest.index(after: end)...]
        } else {
            parsed.append(.character(first))
        }
    }
    return parsed
}
