// The flat subset of TOML that themes and settings are written in: `key = value` lines under at most one level of
// tables, values are strings or lists of strings. Bare integers, true and false are read as strings.

/// An assignment of a file.
package struct TOMLEntry: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case string(String)
        case list([String])
    }

    /// The table it stands in; empty before the first.
    package var table: String
    package var key: String
    package var value: Value
    /// From 1.
    package var line: Int
}

/// Reads the assignments of a file; what can't be read is a problem and skipped to the end of its line.
package struct FlatTOML {
    /// In the order of the file.
    package private(set) var entries: [TOMLEntry] = []
    /// Line, key where known, message.
    package private(set) var problems: [(line: Int, key: String?, message: String)] = []

    private struct Failure: Error {
        var message: String
        init(_ message: String) { self.message = message }
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var table = ""
    private var key: String?

    package init(_ text: String) {
        bytes = Array(text.utf8)
        while position < bytes.count { readStatement() }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// On by a byte; the end stays the end.
    private mutating func advance() {
        guard let next else { return }
        if next == .newline { line += 1 }
        position += 1
    }

    private mutating func readStatement() {
        key = nil
        let (start, count) = (line, entries.count)
        do throws(Failure) {
            skipBlanks()
            switch next {
            case nil, .newline, UInt8(ascii: "#"): break
            case UInt8(ascii: "["): try readTable()
            default: try readAssignment()
            }
            try endLine()
        } catch {
            entries.removeSubrange(count...)
            problems.append((start, key, error.message))
            skipLine()
        }
    }

    private mutating func readTable() throws(Failure) {
        advance()
        skipBlanks()
        let name = readWord()
        skipBlanks()
        guard !name.isEmpty, next == UInt8(ascii: "]") else { throw Failure("expected a table name in brackets") }
        advance()
        table = name
    }

    private mutating func readAssignment() throws(Failure) {
        let start = line
        let name = readWord()
        guard !name.isEmpty else { throw Failure("expected key = \"value\"") }
        key = name
        skipBlanks()
        guard next == UInt8(ascii: "=") else { throw Failure("expected = after the key") }
        advance()
        skipBlanks()
        let value: TOMLEntry.Value = next == UInt8(ascii: "[") ? .list(try readList()) : .string(try readString())
        entries.append(TOMLEntry(table: table, key: name, value: value, line: start))
    }

    /// A list may go over several lines and end with a comma.
    private mutating func readList() throws(Failure) -> [String] {
        advance()
        var items: [String] = []
        while true {
            skipBlanksAndLines()
            if next == UInt8(ascii: "]") { break }
            items.append(try readString())
            skipBlanksAndLines()
            guard next == UInt8(ascii: ",") else { break }
            advance()
        }
        guard next == UInt8(ascii: "]") else { throw Failure("expected , or ] in the list") }
        advance()
        return items
    }

    private mutating func readString() throws(Failure) -> String {
        guard let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let word = readWord()
            let isBare = word == "true" || word == "false" || word.utf8.allSatisfy(\.isDigit)
            guard !word.isEmpty, isBare else { throw Failure("expected a text in quotes") }
            return word
        }
        advance()
        var text: [UInt8] = []
        while let byte = next, byte != quote, byte != .newline {
            advance()
            text.append(byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? try readEscape() : byte)
        }
        guard next == quote else { throw Failure("the text has no closing quote") }
        advance()
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func readEscape() throws(Failure) -> UInt8 {
        guard let byte = next, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
            throw Failure("only \\\" and \\\\ can be escaped")
        }
        advance()
        return byte
    }

    private mutating func readWord() -> String {
        let start = position
        while let byte = next, byte.isWordByte { advance() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func endLine() throws(Failure) {
        skipBlanks()
        if next == UInt8(ascii: "#") { return skipLine() }
        guard next == nil || next == .newline else { throw Failure("expected the end of the line") }
        advance()
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == UInt8(ascii: " ") || byte == 0x09 || byte == 0x0d { advance() }
    }

    private mutating func skipBlanksAndLines() {
        skipBlanks()
        while next == .newline || next == UInt8(ascii: "#") {
            skipLine()
            skipBlanks()
        }
    }

    private mutating func skipLine() {
        while let byte = next, byte != .newline { advance() }
        advance()
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")
    package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    fileprivate var isWordByte: Bool {
        let lower = self | 0x20
        return isDigit || (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
            || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
    }
}
