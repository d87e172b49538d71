import CPseudoTerminal
import Glibc
import Screen
import Testing

@testable import Terminal

/// One at a time: ncurses, signals and the locale belong to the process.
@Suite(.serialized) struct TerminalTests {
    private static let xterm = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
    private let pink = Style(foreground: .rgb(red: 243, green: 139, blue: 168), attributes: .bold)

    private func open(_ pty: PseudoTerminal, _ changes: [String: String] = [:]) throws -> Terminal {
        let environment = Self.xterm.merging(changes) { $1 }
        return try Terminal.open(TerminalOptions(), environment: environment, input: pty.slave, output: pty.slave)
    }

    private func page(_ terminal: Terminal, _ text: String, style: Style = .plain) -> Surface {
        var surface = Surface(size: terminal.size)
        surface.put(text, x: 0, y: 0, style: style)
        return surface
    }

    @Test func `Opening takes the terminal over and closing gives it back`() throws {
        let pty = try PseudoTerminal()
        let modes = pty.modes
        let terminal = try open(pty)
        #expect(pty.modes != modes)
        #expect(terminal.size == Size(width: 20, height: 4))
        #expect(terminal.supportsUnicode)
        terminal.present(page(terminal, "hello"))
        let shown = try pty.output()
        #expect(shown.contains("\u{1B}[?1049h") && shown.contains("\u{1B}[?2004h") && shown.contains("hello"))
        terminal.close()
        terminal.close()
        let closed = try pty.output()
        #expect(closed.contains("\u{1B}[?2004l") && closed.contains("\u{1B}[?1049l") && closed.contains("\u{1B}[?25h"))
        #expect(closed.ranges(of: "\u{1B}[?1049l").count == 1)
        #expect(pty.modes == modes)
    }

    @Test func `A frame lies between one begin and one end, and an equal one is not sent`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty)
        terminal.present(page(terminal, "one"))
        _ = try pty.output()
        terminal.present(page(terminal, "two"))
        let frame = try pty.output()
        #expect(frame.hasPrefix("\u{1B}[?2026h") && frame.hasSuffix("\u{1B}[?2026l") && frame.contains("two"))
        #expect(frame.ranges(of: "\u{1B}[?2026").count == 2)
        terminal.present(page(terminal, "two"))
        #expect(try pty.output() == "")
        terminal.close()
    }

    @Test func `Synchronised output can be switched off`() throws {
        let pty = try PseudoTerminal()
        var options = TerminalOptions()
        options.synchronizedOutput = false
        let terminal = try Terminal.open(options, environment: Self.xterm, input: pty.slave, output: pty.slave)
        terminal.present(page(terminal, "one"))
        terminal.close()
        #expect(try !pty.output().contains("2026"))
    }

    @Test(
        arguments: [
            (["COLORTERM": "truecolor"], "\u{1B}[38;2;243;139;168m"), ([:], "\u{1B}[38;5;211m"),
            (["TERM": "linux"], "\u{1B}[37m"),
        ] as [([String: String], String)])
    func `Colours come in the terminal's own kind`(changes: [String: String], sequence: String) throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty, changes)
        terminal.present(page(terminal, "pink", style: pink))
        terminal.close()
        #expect(try pty.output().contains(sequence))
    }

    @Test(arguments: [["NO_COLOR": "1"], ["TERM": "vt100"], ["TERM": "vt220"]])
    func `Without colour attributes stay`(changes: [String: String]) throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty, changes)
        #expect(terminal.colorDepth == .mono)
        terminal.present(page(terminal, "bold", style: pink))
        terminal.close()
        let output = try pty.output()
        let looks = output.matches(of: /\u{1B}\[([0-9;:]*)m/).flatMap { $0.1.split(separator: ";") }
        #expect(Set(looks) == ["0", "1"])
    }

    @Test func `Nothing in a text reaches the terminal as a control sequence`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty)
        terminal.present(page(terminal, "\u{1B}[31mred\u{7}\u{9B}5m"))
        let output = try pty.output()
        #expect(output.contains("␛[31mred␇�5m"))
        #expect(!output.contains("\u{1B}[31m") && !output.contains("\u{7}") && !output.contains("\u{9B}"))
        terminal.close()
    }

    @Test func `A locale without UTF-8 gets ASCII in the same columns`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty, ["LC_ALL": "C"])
        #expect(!terminal.supportsUnicode)
        terminal.present(page(terminal, "│漢e\u{301}x"))
        #expect(try pty.output().contains("???ex"))
        terminal.close()
    }

    @Test func `A locale that is not installed but asks for UTF-8 gets it`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty, ["LC_ALL": "xx_YY.UTF-8"])
        #expect(terminal.supportsUnicode)
        terminal.close()
    }

    @Test func `Keys and pastes become events`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty)
        pty.type("q")
        #expect(terminal.nextEvents(timeout: 5000, wake: nil) == [.key(.character("q"))])
        pty.type("\u{3}")
        #expect(terminal.nextEvents(timeout: 5000, wake: nil) == [.key(.control("c"))])
        pty.type("\u{1B}")
        #expect(terminal.nextEvents(timeout: 5000, wake: nil) == [.key(.escape)])
        pty.type("\u{1B}OA")
        #expect(terminal.nextEvents(timeout: 5000, wake: nil) == [.key(.up)])
        pty.type("\u{1B}[200~a\nb\u{1B}[201~")
        #expect(terminal.nextEvents(timeout: 5000, wake: nil) == [.paste("a\nb")])
        #expect(terminal.nextEvents(timeout: 0, wake: nil) == [])
        terminal.close()
    }

    @Test func `A wake-up ends the wait`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty)
        let wake = try WakePipe()
        wake.wake()
        wake.wake()
        #expect(terminal.nextEvents(timeout: 5000, wake: wake) == [])
        #expect(terminal.nextEvents(timeout: 0, wake: wake) == [])
        terminal.close()
    }

    @Test func `A new size is an event, and the next frame paints everything`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty)
        terminal.present(page(terminal, "old"))
        _ = try pty.output()
        pty.resize(width: 30, height: 6)
        #expect(terminal.nextEvents(timeout: 0, wake: nil) == [.resize(Size(width: 30, height: 6))])
        #expect(terminal.size == Size(width: 30, height: 6))
        terminal.present(page(terminal, "old"))
        #expect(try pty.output().contains("old"))
        terminal.close()
    }

    @Test func `The hardware cursor stands where the surface says`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty)
        var surface = page(terminal, "x")
        terminal.present(surface)
        #expect(try pty.output().contains("\u{1B}[?25l"))
        surface.cursor = Point(x: 4, y: 2)
        terminal.present(surface)
        let output = try pty.output()
        #expect(output.contains("\u{1B}[3;5H") && output.contains("\u{1B}[?25h"))
        terminal.close()
    }

    @Test func `A stop signal ends the wait`() throws {
        let pty = try PseudoTerminal()
        let terminal = try open(pty)
        #expect(terminal.stopSignal == nil)
        kill(getpid(), SIGTERM)
        #expect(terminal.nextEvents(timeout: 5000, wake: nil) == [])
        #expect(terminal.stopSignal == .terminate)
        terminal.close()
    }

    @Test func `Sizes from 1x1 up are drawn`() throws {
        for (width, height) in [(1, 1), (2, 1), (1, 5), (80, 24)] as [(UInt16, UInt16)] {
            let pty = try PseudoTerminal(width: width, height: height)
            let terminal = try open(pty)
            #expect(terminal.size == Size(width: Int(width), height: Int(height)))
            var surface = Surface(size: terminal.size)
            surface.fill(surface.bounds, style: .plain, with: "#")
            terminal.present(surface)
            #expect(try pty.output().contains("#"))
            terminal.close()
        }
    }

    @Test(arguments: [
        ("dumb", TerminalError.noFullScreen("dumb")), ("no-such-terminal", .unknownTerm("no-such-terminal")),
        ("", .noTerm),
    ])
    func `A terminal that can't be used is refused before a byte is written`(name: String, error: TerminalError) throws
    {
        let pty = try PseudoTerminal()
        #expect(throws: error) { try open(pty, ["TERM": name]) }
        #expect(try pty.output() == "")
    }

    @Test func `What is not a terminal is refused`() throws {
        let wake = try WakePipe()
        #expect(throws: TerminalError.notATerminal) {
            try Terminal.open(TerminalOptions(), environment: Self.xterm, input: wake.readEnd, output: wake.writeEnd)
        }
    }

    @Test func `Signals are noted without a terminal and wake the wait`() throws {
        let wake = try WakePipe()
        let watch = SignalWatch.install(wake: wake)
        #expect(watch.received == nil)
        kill(getpid(), SIGTERM)
        wake.wait(timeout: 5000)
        #expect(watch.received == .terminate)
        kill(getpid(), SIGINT)
        wake.wait(timeout: 5000)
        #expect(watch.received == .terminate)
    }

    @Test func `Widths are those of the system`() throws {
        try #require(setlocale(LC_CTYPE, "C.UTF-8") != nil)
        var different: [UInt32] = []
        for value in UInt32(0xA0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let expected: (UInt32, Int32)? =
                switch drawn(scalar) {
                case .narrow(let drawn): (drawn, 1)
                case .wide(let drawn): (drawn, 2)
                case .mark(let drawn): (drawn, 0)
                case .nothing: nil
                }
            // -1: a system of an older Unicode does not know the scalar; then a question mark is drawn.
            if let (drawn, width) = expected, ![width, -1].contains(cp_width(drawn)) {
                different.append(value)
            }
        }
        #expect(different == [], "\(different.map { String($0, radix: 16) })")
    }
}
