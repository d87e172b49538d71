/// How grave a log record is: the six ranges of OpenTelemetry's severity numbers, and those that gave none.
package enum LogLevel: Int, Hashable, Sendable, CaseIterable, Comparable {
    case unset = 0
    case trace = 1
    case debug = 5
    case info = 9
    case warn = 13
    case error = 17
    case fatal = 21

    package static func < (a: LogLevel, b: LogLevel) -> Bool { a.rawValue < b.rawValue }

    /// The range that a severity number lies in; a number that is none counts as unset.
    package init(severity: Int) {
        self = (1...24).contains(severity) ? LogLevel(rawValue: (severity - 1) / 4 * 4 + 1) ?? .unset : .unset
    }

    /// As the specification names the range; empty when unset.
    package var name: String {
        switch self {
        case .unset: ""
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warn: "WARN"
        case .error: "ERROR"
        case .fatal: "FATAL"
        }
    }

    /// Does a record belong to those that are at least as grave? One without a severity counts as information.
    func isAtLeast(_ minimum: LogLevel) -> Bool { (self == .unset ? .info : self) >= minimum }

    /// The severity of a word as winston, pino, Python and syslog use them, or of one of pino's numbers.
    init?(word: String) {
        if let number = Int(word) {
            self.init(pino: number)
            return
        }
        switch word.lowercased() {
        case "trace", "silly": self = .trace
        case "debug", "verbose": self = .debug
        case "info", "information", "informational", "http", "notice", "log": self = .info
        case "warn", "warning": self = .warn
        case "error", "err", "severe": self = .error
        case "fatal", "critical", "crit", "alert", "emerg", "emergency", "panic": self = .fatal
        default: return nil
        }
    }

    /// Pino counts in tens, from 10 for trace to 60 for fatal; levels of a user's own lie between.
    private init?(pino number: Int) {
        guard number >= 10, number < 100 else { return nil }
        self = [.trace, .debug, .info, .warn, .error][min(4, number / 10 - 1)]
        if number >= 60 { self = .fatal }
    }
}
