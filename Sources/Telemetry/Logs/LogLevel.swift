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

    /// The severity of a word as OpenTelemetry, winston, pino, zerolog, Python, Java and syslog use them, or of one of pino's numbers.
    init?(word: String) {
        if let number = Int(word) {
            self.init(pino: number)
            return
        }
        // OpenTelemetry's short names number the four severities of a range: INFO, INFO2, INFO3, INFO4.
        let word = word.lowercased()
        let name = word.last.map { "234".contains($0) } == true ? String(word.dropLast()) : word
        guard let level = Self.words[name] else { return nil }
        self = level
    }

    private static let words: [String: LogLevel] = {
        let words: [LogLevel: [String]] = [
            .trace: ["trace", "trc", "silly", "finest", "finer"],
            .debug: ["debug", "dbg", "verbose", "fine"],
            .info: ["info", "inf", "information", "informational", "http", "notice", "log", "config"],
            .warn: ["warn", "warning", "wrn"],
            .error: ["error", "err", "severe"],
            .fatal: ["fatal", "ftl", "critical", "crit", "alert", "emerg", "emergency", "panic", "dpanic"],
        ]
        return Dictionary(words.flatMap { level, words in words.map { ($0, level) } }) { first, _ in first }
    }()

    /// Pino counts in tens, from 10 for trace to 60 for fatal; levels of a user's own lie between.
    private init?(pino number: Int) {
        guard number >= 10, number < 100 else { return nil }
        self = [.trace, .debug, .info, .warn, .error][min(4, number / 10 - 1)]
        if number >= 60 { self = .fatal }
    }
}
