// A page that shows what a terminal makes of styles, widths and keys. Run it by hand with `swift run TerminalProbe`.
import Glibc
import Screen
import Terminal

/// Keys: q quits, z or Ctrl-Z suspends, t traps, a aborts, e writes to stderr; everything else is shown.
@main
struct Probe {
    static func main() throws {
        var environment: [String: String] = [:]
        let names = [
            "TERM", "COLORTERM", "NO_COLOR", "TMUX", "LC_ALL", "LC_CTYPE", "LANG", "ESCDELAY", "HOME", "XDG_STATE_HOME",
        ]
        for name in names {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let terminal: Terminal
        do {
            terminal = try Terminal.open(TerminalOptions(), environment: environment)
        } catch {
            print(error)
            exit(1)
        }
        let reason = run(terminal)
        terminal.close()
        print("left: \(reason)")
    }

    private static func run(_ terminal: Terminal) -> String {
        var log = "press a key"
        while terminal.stopSignal == nil {
            terminal.present(page(terminal, log: log))
            for event in terminal.nextEvents(timeout: nil, wake: nil) {
                log = "\(event)"
                switch event {
                case .key(.character("q")), .key(.control("c")): return "quit"
                case .key(.character("z")), .key(.control("z")): terminal.suspend()
                case .key(.character("t")): trap(at: terminal.size.width)
                case .key(.character("a")): abort()
                case .key(.character("e")): _ = write(2, "a line for stderr\n", 18)
                default: break
                }
            }
        }
        return terminal.stopSignal.map { "\($0)" } ?? ""
    }

    /// Traps as a mistake in an index does.
    private static func trap(at index: Int) { print([0, 1][index]) }

    private static func page(_ terminal: Terminal, log: String) -> Surface {
        var surface = Surface(size: terminal.size)
        let (width, height) = (terminal.size.width, terminal.size.height)
        let title = Style(
            foreground: .rgb(red: 243, green: 139, blue: 168), background: .rgb(red: 30, green: 30, blue: 46),
            attributes: .bold)
        surface.put(
            padded("probe \(width)x\(height) \(terminal.colorDepth) unicode=\(terminal.supportsUnicode)", to: width),
            x: 0, y: 0, style: title)
        let words = [
            "plain text", "漢字かな交じり", "emoji 🚀 and 👩‍💻", "e\u{301} n\u{303} combining",
            "flag 🇩🇪 ⚠\u{FE0F} \u{1B}[31mred\u{7}\t.",
            "한글 \u{1112}\u{1161}\u{11AB} ·", "▁▂▃▄▅▆▇█ ⣿⡇ ▶ ✓ ●",
        ]
        for (index, word) in words.enumerated() {
            surface.put("│", x: 0, y: 2 + index, style: .plain)
            surface.put(padded(word, to: 30), x: 1, y: 2 + index, style: Style(foreground: .ansi(UInt8(index + 1))))
            surface.put("│<- column 31", x: 31, y: 2 + index, style: .plain)
        }
        for x in 0..<width {
            let level = UInt8(x * 255 / max(1, width - 1))
            surface.put(" ", x: x, y: 10, style: Style(background: .rgb(red: level, green: 80, blue: 255 - level)))
            surface.put("▀", x: x, y: 11, style: Style(foreground: .ansi(UInt8(x % 16))))
        }
        let attributes: [(String, TextAttributes)] = [
            ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
        ]
        for (index, (name, attribute)) in attributes.enumerated() {
            surface.put(name, x: index * 12, y: 12, style: Style(attributes: attribute))
        }
        surface.put("> " + log, x: 0, y: height - 1, style: .plain)
        surface.put("漢", x: width - 2, y: height - 1, style: .plain)
        surface.cursor = Point(x: 0, y: height - 1)
        return surface
    }
}
