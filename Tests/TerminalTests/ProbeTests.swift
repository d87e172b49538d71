import CPseudoTerminal
import Foundation
import Testing

/// What becomes of a terminal when the program in it ends badly, seen from outside.
@Suite(.serialized) struct ProbeTests {
    /// The probe stands beside the tests.
    private func probePath() throws -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        try #require(count > 0)
        let executable = String(decoding: buffer[..<count], as: UTF8.self)
        let folder = executable[..<(executable.lastIndex(of: "/") ?? executable.startIndex)]
        return folder + "/TerminalProbe"
    }

    /// Starts the probe with a pseudo-terminal as its own.
    private func start(on pty: PseudoTerminal, _ more: [String] = []) throws -> pid_t {
        let variables = ["TERM=xterm-256color", "LC_ALL=C.UTF-8", "SWIFT_BACKTRACE=enable=no"] + more
        let environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { environment.forEach { free($0) } }
        let process = cp_start(try probePath(), pty.path, environment)
        try #require(process > 0)
        return process
    }

    private func status(of process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP])
    func `A crash restores the terminal, says so and stays a crash`(signal: Int32) throws {
        let pty = try PseudoTerminal(width: 60, height: 24)
        let modes = pty.modes
        let process = try start(on: pty)
        _ = try pty.read(until: "\u{1B}[?2026l")
        #expect(pty.modes != modes)
        kill(process, signal)
        #expect(status(of: process) & 0x7F == signal)
        let output = try pty.output()
        #expect(output.contains("\u{1B}[?1049l") && output.contains("\u{1B}[?25h") && output.contains("\u{1B}[?2004l"))
        #expect(output.contains("looptop crashed (signal \(signal), SIG"))
        #expect(output.contains("The terminal was restored; please report this with the lines around it."))
        #expect(pty.modes == modes)
    }

    @Test func `A trap shows its own message after the terminal is restored`() throws {
        let pty = try PseudoTerminal(width: 60, height: 24)
        let process = try start(on: pty)
        _ = try pty.read(until: "\u{1B}[?2026l")
        pty.type("t")
        _ = status(of: process)
        let output = try pty.output()
        let message = try #require(output.ranges(of: "Index out of range").first)
        let restored = try #require(output.ranges(of: "\u{1B}[?1049l").first)
        #expect(restored.upperBound < message.lowerBound)
    }

    @Test func `A crash leaves a log, with what was said last and where it was, and says where`() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "looptop-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        // Its folders are not there yet.
        let file = home.appending(path: "state/looptop/crash.log")
        let pty = try PseudoTerminal(width: 60, height: 24)
        let process = try start(on: pty, ["XDG_STATE_HOME=\(home.path)/state", "HOME=/nowhere"])
        _ = try pty.read(until: "\u{1B}[?2026l")
        pty.type("t")
        _ = status(of: process)
        #expect(try pty.output().contains("please report this with the log, \(file.path)\r\n"))
        let log = try String(contentsOf: file, encoding: .utf8)
        #expect(log.hasPrefix("looptop crashed: signal ") && log.contains("Index out of range"))
        #expect(log.contains("backtrace:\n") && log.contains("TerminalProbe("))
    }

    @Test func `A log that can't be written is not spoken of`() throws {
        let pty = try PseudoTerminal(width: 60, height: 24)
        let process = try start(on: pty, ["HOME=/proc/self/nowhere"])
        _ = try pty.read(until: "\u{1B}[?2026l")
        kill(process, SIGSEGV)
        #expect(status(of: process) & 0x7F == SIGSEGV)
        #expect(try pty.output().contains("please report this with the lines around it."))
    }

    @Test(arguments: [(SIGTERM, "terminate"), (SIGHUP, "hangup"), (SIGINT, "interrupt")])
    func `A stop signal ends the program in good order`(signal: Int32, reason: String) throws {
        let pty = try PseudoTerminal(width: 60, height: 24)
        let modes = pty.modes
        let process = try start(on: pty)
        _ = try pty.read(until: "\u{1B}[?2026l")
        kill(process, signal)
        #expect(status(of: process) == 0)
        #expect(try pty.output().contains("left: \(reason)"))
        #expect(pty.modes == modes)
    }

    @Test func `Ctrl-C is a key`() throws {
        let pty = try PseudoTerminal(width: 60, height: 24)
        let process = try start(on: pty)
        _ = try pty.read(until: "\u{1B}[?2026l")
        pty.type("\u{3}")
        #expect(status(of: process) == 0)
        #expect(try pty.output().contains("left: quit"))
    }
}
