/// Rows of numbers with a name at the end.
///
/// Numbers are right-aligned. Names come last because they are what senders chose: wide characters in them can't push
/// any column out of line.
struct TextTable {
    var title: String
    var columns: [String]
    var rows: [[String]] = []

    /// The lines of the table; none without rows.
    var lines: [String] {
        guard !rows.isEmpty else { return [] }
        let widths = columns.indices.map { column in
            ([columns] + rows).map { $0[column].count }.max() ?? 0
        }
        return ["", title] + ([columns] + rows).map { line(of: $0, widths: widths) }
    }

    private func line(of row: [String], widths: [Int]) -> String {
        let numbers = zip(row, widths).dropLast().map { text, width in
            String(repeating: " ", count: width - text.count) + text
        }
        return trimmed("  " + (numbers + [row[row.count - 1]]).joined(separator: "  "))
    }
}

/// A text without the spaces at its end.
func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
}

/// A text that can't act on a terminal: control characters are shown as `·`.
func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: result.append("·")
        default: result.append(scalar)
        }
    }
    return String(result)
}
