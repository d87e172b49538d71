import CNcurses
import Glibc
import Screen

/// Turns surfaces into frames: what changed goes through ncurses, and its bytes leave in one write.
struct FrameWriter {
    static let pasteOn = Array("\u{1B}[?2004h".utf8)
    static let pasteOff = Array("\u{1B}[?2004l".utf8)
    private static let begin = Array("\u{1B}[?2026h".utf8)
    private static let end = Array("\u{1B}[?2026l".utf8)

    let output: Int32
    let depth: ColorDepth
    private let screen: OpaquePointer
    private let synchronized: Bool
    private let asciiOnly: Bool
    private let colors: Int
    private var last: Surface?
    private var slots = TruecolorSlots()
    /// What a theme's styles come to on this terminal.
    private var looks: [Style: Style] = [:]
    /// Bracketed paste has to be switched on with the next frame.
    private var needsPasteOn = true

    init(screen: OpaquePointer, output: Int32, depth: ColorDepth, synchronized: Bool, asciiOnly: Bool) {
        self.screen = screen
        self.output = output
        self.depth = depth
        self.synchronized = synchronized
        self.asciiOnly = asciiOnly
        self.colors = Int(cn_colors(screen))
    }

    /// The next frame paints everything.
    mutating func forget() {
        last = nil
        needsPasteOn = true
        cn_repaint(screen)
    }

    mutating func present(_ surface: Surface) {
        if surface == last { return }
        draw(runs(from: last, to: surface), of: surface)
        if slots.overflowed { redrawWithFreshSlots(surface) }
        last = surface
        let cursor = surface.cursor.flatMap { surface.bounds.contains($0) ? $0 : nil }
        var count = 0
        let bytes = cn_frame(screen, Int32(cursor?.y ?? 0), Int32(cursor?.x ?? -1), &count)
        send(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Colours of earlier frames hold the slots: they are given up, and everything is painted with new ones.
    private mutating func redrawWithFreshSlots(_ surface: Surface) {
        slots.removeAll()
        cn_repaint(screen)
        draw(runs(from: nil, to: surface), of: surface)
    }

    private mutating func draw(_ runs: [Run], of surface: Surface) {
        var characters: [cn_character] = []
        for run in runs {
            characters.removeAll(keepingCapacity: true)
            let row = run.y * surface.size.width
            for cell in surface.cells[row + run.columns.lowerBound..<row + run.columns.upperBound] where cell.width > 0
            {
                characters.append(
                    cn_character(scalar: cell.scalar, mark1: cell.mark1, mark2: cell.mark2, width: cell.width))
            }
            put(characters, at: run)
        }
    }

    private mutating func put(_ characters: [cn_character], at run: Run) {
        let look = looks[run.style] ?? remember(run.style)
        cn_put(
            screen, Int32(run.y), Int32(run.columns.lowerBound), characters, Int32(characters.count),
            Int32(look.attributes.rawValue), number(look.foreground), number(look.background), asciiOnly)
    }

    private mutating func remember(_ style: Style) -> Style {
        if looks.count > 4096 { looks.removeAll() }
        let look = colors < 16 ? style.quantised(to: depth).inEightColors : style.quantised(to: depth)
        looks[style] = look
        return look
    }

    /// The number by which ncurses knows a quantised colour.
    private mutating func number(_ color: Color) -> Int32 {
        switch color {
        case .default: -1
        case .ansi(let index): Int32(index)
        case .indexed(let index): Int32(index)
        case .rgb(let red, let green, let blue): Int32(slots.slot(for: RGB(Int(red), Int(green), Int(blue))))
        }
    }

    // MARK: Bytes

    private mutating func send(_ frame: UnsafeBufferPointer<UInt8>) {
        guard !frame.isEmpty || needsPasteOn else { return }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frame.count * 2)
        if synchronized { bytes += Self.begin }
        if needsPasteOn { bytes += Self.pasteOn }
        if slots.isEmpty { bytes += frame } else { slots.rewrite(frame, into: &bytes) }
        if synchronized { bytes += Self.end }
        needsPasteOn = false
        writeDirectly(bytes)
    }

    /// Writes all of it, waiting where the terminal is slow; gives up when it is gone.
    func writeDirectly(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                var polled = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
                _ = poll(&polled, 1, 1000)
            } else if errno != EINTR {
                return
            }
        }
    }
}
