import Screen
import Testing

@testable import Terminal

@Suite struct QuantiseTests {
    @Test(
        arguments: [
            (.rgb(red: 243, green: 139, blue: 168), .indexed(211), .ansi(7)),
            (.rgb(red: 0, green: 0, blue: 0), .indexed(16), .ansi(0)),
            (.rgb(red: 255, green: 255, blue: 255), .indexed(231), .ansi(15)),
            (.rgb(red: 128, green: 128, blue: 128), .indexed(244), .ansi(8)),
            (.rgb(red: 255, green: 0, blue: 0), .indexed(196), .ansi(9)),
            (.rgb(red: 30, green: 30, blue: 46), .indexed(235), .ansi(0)),
            (.indexed(196), .indexed(196), .ansi(9)), (.indexed(7), .ansi(7), .ansi(7)),
            (.ansi(4), .ansi(4), .ansi(4)), (.default, .default, .default),
        ] as [(Color, Color, Color)])
    func `A colour becomes the nearest one there is`(color: Color, in256: Color, in16: Color) {
        #expect(color.quantised(to: .indexed256) == in256)
        #expect(color.quantised(to: .ansi16) == in16)
        #expect(color.quantised(to: .mono) == .default)
    }

    @Test func `Truecolor keeps the user's own colours and gives the rest their values`() {
        #expect(Color.ansi(9).quantised(to: .truecolor) == .ansi(9))
        #expect(Color.indexed(9).quantised(to: .truecolor) == .ansi(9))
        #expect(Color.indexed(208).quantised(to: .truecolor) == .rgb(red: 255, green: 135, blue: 0))
        #expect(Color.indexed(255).quantised(to: .truecolor) == .rgb(red: 238, green: 238, blue: 238))
    }

    @Test func `A terminal without colour keeps the attributes`() {
        let style = Style(foreground: .ansi(1), background: .indexed(20), attributes: [.bold, .reverse])
        #expect(style.quantised(to: .mono) == Style(attributes: [.bold, .reverse]))
    }

    @Test func `Text never takes on the colour of its background`() {
        let dark = Style(
            foreground: .rgb(red: 30, green: 30, blue: 30), background: .rgb(red: 5, green: 5, blue: 5))
        #expect(dark.quantised(to: .ansi16) == Style(foreground: .ansi(15), background: .ansi(0)))
        let twins = Style(foreground: .ansi(8), background: .ansi(0))
        #expect(twins.inEightColors == Style(foreground: .ansi(7), background: .ansi(0), attributes: .bold))
    }

    @Test func `Bold stands for bright where there are eight colours`() {
        #expect(Style(foreground: .ansi(12)).inEightColors == Style(foreground: .ansi(4), attributes: .bold))
        #expect(Style(background: .ansi(12)).inEightColors == Style(background: .ansi(4)))
    }
}

@Suite struct ColorDepthTests {
    private static let entries = [
        "xterm": TerminalType(colors: 8), "linux": TerminalType(colors: 8), "vt100": TerminalType(),
        "xterm-256color": TerminalType(colors: 256, plainIndices: true),
        "xterm-direct": TerminalType(colors: 1 << 24, truecolor: true),
        "screen-256color": TerminalType(colors: 256, plainIndices: true),
        "odd-256color": TerminalType(colors: 256),
    ]

    private func choice(_ name: String, _ environment: [String: String], wanted: ColorDepth?) throws -> TerminalChoice {
        let type = try #require(Self.entries[name])
        return chooseTerminal(named: name, type: type, wanted: wanted, environment: environment) { Self.entries[$0] }
    }

    @Test(
        arguments: [
            ("xterm-256color", [:], "xterm-256color", .indexed256),
            ("xterm-256color", ["COLORTERM": "truecolor"], "xterm-256color", .truecolor),
            ("xterm-256color", ["COLORTERM": "24bit"], "xterm-256color", .truecolor),
            ("xterm-256color", ["COLORTERM": "yes"], "xterm-256color", .indexed256),
            ("xterm-256color", ["COLORTERM": "truecolor", "NO_COLOR": "1"], "xterm-256color", .mono),
            ("xterm-256color", ["NO_COLOR": ""], "xterm-256color", .indexed256),
            ("xterm", [:], "xterm", .ansi16),
            ("xterm", ["COLORTERM": "truecolor"], "xterm-256color", .truecolor),
            ("xterm-direct", [:], "xterm-256color", .truecolor),
            ("linux", ["COLORTERM": "truecolor"], "linux", .ansi16),
            ("vt100", ["COLORTERM": "truecolor"], "vt100", .mono),
            ("odd-256color", ["COLORTERM": "truecolor"], "odd-256color", .indexed256),
            ("screen-256color", ["COLORTERM": "truecolor"], "screen-256color", .indexed256),
            ("screen-256color", ["COLORTERM": "truecolor", "TMUX": "/tmp/x"], "screen-256color", .truecolor),
        ] as [(String, [String: String], String, ColorDepth)])
    func `Colours are found out`(name: String, environment: [String: String], entry: String, depth: ColorDepth) throws {
        #expect(try choice(name, environment, wanted: nil) == TerminalChoice(name: entry, depth: depth))
    }

    @Test func `What the user asks for wins, as far as the terminal has it`() throws {
        let noColor = ["NO_COLOR": "1"]
        #expect(try choice("xterm-256color", noColor, wanted: .ansi16).depth == .ansi16)
        #expect(try choice("xterm", noColor, wanted: .indexed256).name == "xterm-256color")
        #expect(try choice("xterm-256color", [:], wanted: .mono).depth == .mono)
        #expect(try choice("vt100", [:], wanted: .truecolor).depth == .mono)
    }
}

@Suite struct TruecolorSlotsTests {
    private func rewritten(_ text: String, _ slots: TruecolorSlots) -> String {
        var output: [UInt8] = []
        Array(text.utf8).withUnsafeBufferPointer { slots.rewrite($0, into: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: [
        ("\u{1B}[38;5;16mx", "\u{1B}[38;2;1;2;3mx"), ("\u{1B}[48;5;17m", "\u{1B}[48;2;250;0;9m"),
        ("\u{1B}[38:5:16m", "\u{1B}[38;2;1;2;3m"), ("\u{1B}[38;5;18m", "\u{1B}[38;5;18m"),
        ("\u{1B}[38;5;3m", "\u{1B}[38;5;3m"), ("\u{1B}[31m38;5;16m", "\u{1B}[31m38;5;16m"),
        ("\u{1B}[38;5;16", "\u{1B}[38;5;16"), ("\u{1B}[38;5;9999m", "\u{1B}[38;5;9999m"), ("\u{1B}[", "\u{1B}["),
        ("\u{1B}[38;5;m", "\u{1B}[38;5;m"),
    ])
    func `Slots become their colours on the way out`(text: String, expected: String) {
        var slots = TruecolorSlots()
        #expect(slots.slot(for: RGB(1, 2, 3)) == 16)
        #expect(slots.slot(for: RGB(250, 0, 9)) == 17)
        #expect(slots.slot(for: RGB(1, 2, 3)) == 16)
        #expect(rewritten(text, slots) == expected)
    }

    @Test func `With no slot left a colour takes the nearest`() {
        var slots = TruecolorSlots()
        for level in 0..<240 { #expect(slots.slot(for: RGB(level, 0, 0)) == UInt8(16 + level)) }
        #expect(!slots.overflowed)
        #expect(slots.slot(for: RGB(255, 0, 0)) == 255)
        #expect(slots.overflowed)
        slots.removeAll()
        #expect(slots.isEmpty && !slots.overflowed)
    }
}
