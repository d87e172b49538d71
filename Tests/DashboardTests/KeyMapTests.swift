import Screen
import Telemetry
import Testing

@testable import Dashboard

@Suite struct KeyMapTests {
    @Test(arguments: KeyContext.allCases)
    func `In each context a key stands in one row only`(context: KeyContext) {
        let keys = KeyMap.standard.rows(in: context).flatMap { $0.keys.map(\.key) }
        #expect(keys.count == Set(keys).count)
    }

    @Test(arguments: KeyContext.allCases)
    func `Every key of the table does something in its context`(context: KeyContext) {
        for row in KeyMap.standard.rows(in: context) {
            for (key, action) in row.keys {
                #expect(KeyMap.standard.action(for: key, in: context) == action)
                let isAlive = Self.sessions(in: context).contains { $0.isChanged(by: key) }
                #expect(isAlive, "\(key) in \(context)")
            }
        }
    }

    @Test(arguments: KeyContext.allCases)
    func `Everywhere there is a way out, and Ctrl-C quits`(context: KeyContext) {
        #expect(KeyMap.standard.action(for: .control("c"), in: context) == .quit)
        #expect(KeyMap.standard.action(for: .escape, in: context) == .stepBack)
    }

    @Test(arguments: [40, 60, 80, 120, 200])
    func `The last row shows at least quit and help, and nothing cut off`(width: Int) {
        var session = Session(width, 24)
        for keys in ["", "1", "2", "3", "z", "<enter>", "<enter>", "<space>"] {
            session.type(keys)
            let hints = session.screen.split(separator: "\n").last.map(String.init) ?? ""
            #expect(hints.hasSuffix("? help  q quit") || hints.hasSuffix("? help  q back"), "\(hints)")
            #expect(!hints.contains("…"))
        }
    }

    @Test func `Every line of the help fits a screen of 80 columns`() {
        #expect(helpLines(.unicode).map(\.width).max() ?? 0 <= 76)
    }

    @Test func `The help scrolls to its last line on a small screen`() {
        var session = Session(80, 24)
        session.type("?")
        #expect(session.screen.contains("1-20 of \(helpLines(.unicode).count)"))
        session.type("G")
        #expect(session.screen.contains("Paint the screen again"))
    }

    @Test func `The README's table has a line for each row of keys`() {
        let lines = keyTableMarkdown().split(separator: "\n")
        #expect(lines.count == 2 + KeyMap.standard.groups.reduce(0) { $0 + $1.rows.count })
        #expect(lines.contains("| `z` | Dashboard | Zoom the panel to the full screen, and back |"))
        #expect(lines.contains("| `1-5` | Dashboard | Go to a panel by its number |"))
        #expect(lines.contains("| `Ctrl-C` | Everywhere | Quit |"))
    }

    /// Sessions whose keys are taken by a context, in the middle of something.
    private static func sessions(in context: KeyContext) -> [Session] {
        var session = Session(120, 40, agent: context == .dashboard ? "coder-1" : nil)
        switch context {
        case .dashboard:
            session.type("jjj<pgdn>z")
            var elsewhere = session
            elsewhere.type("1")
            var waterfall = session
            waterfall.type("z5jj")
            return [session, elsewhere, waterfall]
        case .waterfall: session.type("<enter>/iteration<enter>")
        case .detail:
            session.type("<enter><enter>")
            var detail = Sample.detail(SpanPlace(trace: Sample.traceID(1_234), span: SpanID(1)))
            detail.attributes = (0..<200).map { AttributeText(key: "key.\($0)", value: "value") }
            session.send(.detail(detail))
            session.send(.input(.key(.pageDown)))
        case .help:
            session.send(.input(.resize(Size(width: 80, height: 16))))
            session.type("?<pgdn>")
        case .agents: session.type("ajj")
        case .metrics:
            session.type("Mjj")
            var opened = session
            opened.type("<enter>j")
            return [session, opened]
        case .logs:
            session.type("L")
            session.type("kk<pgup>")
            var following = session
            following.type("G/a<enter>")
            return [session, following]
        case .doctor:
            session.type("D")
            var diagnosis = Sample.unsound
            diagnosis.findings += (0..<100).map {
                Sample.finding(.noServiceName, of: "service-\($0)", count: 1, ago: 90, trace: 4)
            }
            session.send(.diagnosis(diagnosis))
            session.type("jj")
        case .prompt:
            var completing = session
            completing.type("fcustom")
            session.type("/agent<backspace>")
            return [session, completing]
        }
        return [session]
    }
}

extension Session {
    /// Does a key change the model or have an effect?
    fileprivate func isChanged(by key: Key) -> Bool {
        var after = self
        after.send(.input(.key(key)))
        return after.model != model || after.effects != effects
    }
}
