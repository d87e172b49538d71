// The terminal: a surface goes out as one write, input comes in as events, and every way out restores what was.
import CNcurses
import Glibc
package import Screen

/// How a terminal is used.
package struct TerminalOptions: Sendable {
    /// The colours to use, as far as the terminal has them; nil to find out.
    package var color: ColorDepth?
    /// Mark each frame's begin and end (private mode 2026), so that a terminal shows it at once.
    package var synchronizedOutput = true
    /// Draw nothing but the characters 0x20 to 0x7E.
    package var asciiOnly = false

    package init() {}
}

/// A terminal in full screen. Belongs to the main thread; one at a time in a process.
package final class Terminal {
    package private(set) var size: Size
    package let colorDepth: ColorDepth
    /// Other characters than ASCII can be shown: the locale's are encoded in UTF-8.
    package let supportsUnicode: Bool

    private let screen: OpaquePointer
    private let input: Int32
    private let signals: WakePipe
    private let escapeDelay: Int
    private var decoder = InputDecoder()
    private var frames: FrameWriter
    private var isOpen = true

    private init(
        screen: OpaquePointer, input: Int32, frames: FrameWriter, signals: WakePipe, size: Size, supportsUnicode: Bool,
        escapeDelay: Int
    ) {
        self.screen = screen
        self.input = input
        self.frames = frames
        self.signals = signals
        self.size = size
        self.colorDepth = frames.depth
        self.supportsUnicode = supportsUnicode
        self.escapeDelay = escapeDelay
    }

    deinit { close() }

    // MARK: Opening and closing

    /// Takes a terminal over: full screen, raw input, its own locale. `environment` gives TERM, COLORTERM, NO_COLOR,
    /// ESCDELAY, the locale's names, and by XDG_STATE_HOME or HOME where a crash leaves its log. Whatever can't be done
    /// is refused before a byte is written.
    package static func open(
        _ options: TerminalOptions, environment: [String: String], input: Int32 = 0, output: Int32 = 1
    ) throws(TerminalError) -> Terminal {
        guard isatty(input) == 1, isatty(output) == 1 else { throw .notATerminal }
        guard let name = environment["TERM"], !name.isEmpty else { throw .noTerm }
        let choice = try choose(name, options: options, environment: environment, output: output)
        let signals = try WakePipe()
        let isUTF8 = setLocale(environment)
        guard let screen = cn_open(choice.name, input, output, choice.depth != .mono) else { throw .notOpened(name) }
        cn_arm(screen, options.synchronizedOutput, crashLog(environment))
        cn_watch_terminal_signals(signals.writeEnd)
        let supportsUnicode = isUTF8 && !options.asciiOnly
        let frames = FrameWriter(
            screen: screen, output: output, depth: choice.depth, synchronized: options.synchronizedOutput,
            asciiOnly: !supportsUnicode)
        let terminal = Terminal(
            screen: screen, input: input, frames: frames, signals: signals,
            size: currentSize(screen, output: output), supportsUnicode: supportsUnicode,
            escapeDelay: escapeDelay(environment))
        cn_resize(screen, Int32(terminal.size.height), Int32(terminal.size.width))
        terminal.decoder.keys = terminfoKeys()
        return terminal
    }

    private static func choose(
        _ name: String, options: TerminalOptions, environment: [String: String], output: Int32
    ) throws(TerminalError) -> TerminalChoice {
        guard let type = terminalType(named: name, output: output) else {
            throw cn_look_up(name, output).found ? .noFullScreen(name) : .unknownTerm(name)
        }
        return chooseTerminal(named: name, type: type, wanted: options.color, environment: environment) {
            terminalType(named: $0, output: output)
        }
    }

    /// Sets the locale of the environment, and says if it is UTF-8. One that asks for UTF-8 and is not installed here
    /// (usual over SSH) is taken for `C.UTF-8`.
    private static func setLocale(_ environment: [String: String]) -> Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
        let name = names.first { !$0.isEmpty } ?? "C"
        if !cn_set_locale(name) {
            let asksForUTF8 = name.uppercased().hasSuffix("UTF-8") || name.uppercased().hasSuffix("UTF8")
            if !(asksForUTF8 && cn_set_locale("C.UTF-8")) { _ = cn_set_locale("C") }
        }
        return cn_locale_is_utf8()
    }

    /// The file that a crash leaves behind, in the folder for such things (XDG Base Directory Specification); nil where
    /// there is none.
    static func crashLog(_ environment: [String: String]) -> String? {
        func folder(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let state = folder("XDG_STATE_HOME") ?? folder("HOME").map { $0 + "/.local/state" }
        return state.map { $0 + "/looptop/crash.log" }
    }

    /// Milliseconds that an Escape waits for the rest of a key: 25, or ESCDELAY up to a second.
    private static func escapeDelay(_ environment: [String: String]) -> Int {
        environment["ESCDELAY"].flatMap { Int($0) }.map { min(max(0, $0), 1000) } ?? 25
    }

    private static func currentSize(_ screen: OpaquePointer, output: Int32) -> Size {
        var (rows, columns): (Int32, Int32) = (0, 0)
        if !cn_terminal_size(output, &rows, &columns) { cn_entry_size(screen, &rows, &columns) }
        return Size(width: Int(columns), height: Int(rows))
    }

    /// Gives the terminal back as it was. Any further call does nothing.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        leave()
        cn_watch_terminal_signals(-1)
        cn_close(screen)
        cn_disarm()
    }

    private func leave() {
        frames.writeDirectly(FrameWriter.pasteOff)
        cn_leave(screen)
    }

    private func reenter() {
        cn_enter(screen)
        frames.forget()
    }

    /// Gives the terminal back, stops the process as Ctrl-Z does, and comes back when it continues.
    /// The next `present` paints everything; a new size comes as an event.
    package func suspend() {
        guard isOpen else { return }
        leave()
        cn_stop_self()
        _ = cn_take_continued()
        reenter()
    }

    // MARK: Output

    /// Shows a surface: only what differs from the last one is sent, in one write; nothing if nothing differs.
    package func present(_ surface: borrowing Surface) {
        guard isOpen else { return }
        frames.present(surface)
    }

    /// Makes the next `present` send every cell, whatever something else has written over them.
    package func repaint() { frames.forget() }

    // MARK: Input

    /// Why the program was asked to end: a signal, or a terminal that hung up. Nil as long as it was not.
    package var stopSignal: StopSignal? { StopSignal.received }

    /// Waits for input, for a time in milliseconds at most (nil: without end), and gives what came.
    ///
    /// Empty after a wake-up, a stop signal or the time. SIGTSTP from outside comes as Ctrl-Z, a new size as `.resize`.
    package func nextEvents(timeout milliseconds: Int?, wake: WakePipe?) -> [InputEvent] {
        let early = eventsOfSignals()
        guard isOpen, early.isEmpty else { return early }
        var events: [InputEvent] = []
        if waitForInput(milliseconds, wake: wake) {
            events = readInput()
            // The rest of an escape sequence is due at once.
            while decoder.isWaiting {
                events += waitForInput(escapeDelay, wake: nil, signals: false) ? readInput() : decoder.flush()
            }
        }
        return events + eventsOfSignals()
    }

    /// Waits until input, a wake-up, a signal or the end of the time; true if there is input.
    private func waitForInput(_ milliseconds: Int?, wake: WakePipe?, signals watchesSignals: Bool = true) -> Bool {
        // poll passes over negative descriptors.
        var polled = [
            pollfd(fd: stopSignal == .hangup ? -1 : input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: watchesSignals ? signals.readEnd : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake?.readEnd ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&polled, nfds_t(polled.count), pollTimeout(milliseconds))
        if watchesSignals { signals.drain() }
        wake?.drain()
        return ready > 0 && polled[0].revents != 0
    }

    private func readInput() -> [InputEvent] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(input, &bytes, bytes.count)
        if count > 0 { return decoder.feed(bytes[..<count]) }
        if count == 0 || (errno != EINTR && errno != EAGAIN) { cn_note_stop_signal(SIGHUP) }
        return decoder.flush()
    }

    private func eventsOfSignals() -> [InputEvent] {
        guard isOpen else { return [] }
        var events: [InputEvent] = []
        if cn_take_stop_request() { events.append(.key(.control("z"))) }
        if cn_take_continued() {
            // Stopped by something that can't be noticed beforehand: the shell has used the terminal since.
            leave()
            reenter()
            events.append(.resize(size))
        }
        let current = Terminal.currentSize(screen, output: frames.output)
        if current != size {
            size = current
            cn_resize(screen, Int32(current.height), Int32(current.width))
            frames.forget()
            events.append(.resize(current))
        }
        return events
    }
}
