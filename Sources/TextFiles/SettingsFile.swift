/// Settings as a file gives them: `name = value` lines without tables, the names those of the options.
///
/// Unlike in a theme, one mistake is enough to refuse the file: a program with half of its settings does what nobody
/// asked for.
package struct SettingsFile: Hashable, Sendable {
    private struct Setting: Hashable, Sendable {
        var text: String
        var line: Int
    }

    private let file: String
    private var settings: [String: Setting] = [:]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: how problems name the file.
    ///   - names: of the settings that there are.
    /// - Throws: the first problem of the file.
    package init(_ text: String, file: String, names: [String]) throws(FileProblem) {
        self.file = file
        let syntax = FlatTOML(text)
        var problems: [FileProblem] = syntax.problems.map { line, key, message in
            FileProblem(file: file, line: line, key: key, message: message)
        }
        for entry in syntax.entries {
            if let message = problem(of: entry, names: names) {
                problems.append(FileProblem(file: file, line: entry.line, key: entry.key, message: message))
            } else {
                settings[entry.key] = Setting(text: entry.value.joined, line: entry.line)
            }
        }
        if let first = problems.min(by: { $0.line < $1.line }) { throw first }
    }

    private func problem(of entry: TOMLEntry, names: [String]) -> String? {
        if !entry.table.isEmpty { return "settings stand under no table, so not under [\(entry.table)]" }
        if settings[entry.key] != nil { return "is given twice" }
        if names.contains(entry.key) { return nil }
        let hint = nearestName(to: entry.key, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
        return "unknown setting\(hint)"
    }

    /// What the file says of a setting, a list's items with commas between them, and where; nil if nothing.
    package subscript(_ name: String) -> (text: String, place: String)? {
        settings[name].map { ($0.text, "\(file):\($0.line): \(name)") }
    }
}

extension TOMLEntry.Value {
    fileprivate var joined: String {
        switch self {
        case .string(let text): text
        case .list(let items): items.joined(separator: ",")
        }
    }
}
