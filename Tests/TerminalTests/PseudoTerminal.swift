import CPseudoTerminal
import Glibc
import Testing

/// A terminal without a screen: what is written to `slave` comes out of `master`, and the other way round.
final class PseudoTerminal {
    let master: Int32
    let slave: Int32
    let path: String

    init(width: UInt16 = 20, height: UInt16 = 4) throws {
        var name = [CChar](repeating: 0, count: 128)
        master = cp_open_master(&name, Int32(name.count))
        try #require(master >= 0)
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(slave >= 0)
        resize(width: width, height: height)
    }

    deinit {
        close(master)
        close(slave)
    }

    func resize(width: UInt16, height: UInt16) {
        var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// The modes of the line, in a form that can be compared.
    var modes: [UInt32] {
        var modes = termios()
        tcgetattr(slave, &modes)
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    }

    /// Sends keys.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// Everything that was written since the last call. A mark is sent after it, and read up to.
    func output() throws -> String {
        let mark = "<end of output>"
        _ = write(slave, mark, mark.utf8.count)
        return String(try read(until: mark).dropLast(mark.count))
    }

    /// What comes up to and with a text; fails after five seconds of silence.
    func read(until mark: String) throws -> String {
        var text: [UInt8] = []
        let mark = Array(mark.utf8)
        while !text.reversed().starts(with: mark.reversed()) {
            var polled = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            try #require(poll(&polled, 1, 5000) == 1, "only this came: \(String(decoding: text, as: UTF8.self))")
            var byte: UInt8 = 0
            try #require(Glibc.read(master, &byte, 1) == 1)
            text.append(byte)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
