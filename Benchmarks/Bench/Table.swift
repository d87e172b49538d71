/// One line of the table.
struct Row {
    var name: String
    /// The figure with its unit.
    var figure: String
    /// What it shall not exceed, or nothing.
    var goal = ""
    /// The figure that it is compared with, or nothing.
    var reference = ""
    /// How many times the reference is the figure.
    var ratio = ""
}

/// The table as text, columns aligned.
func table(_ rows: [Row]) -> String {
    let header = Row(name: "benchmark", figure: "looptop", goal: "goal", reference: "swift-protobuf", ratio: "ratio")
    let lines = ([header] + rows).map { [$0.name, $0.figure, $0.goal, $0.reference, $0.ratio] }
    let widths = (0..<5).map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
        cells.enumerated().map { column, cell in
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            return column == 0 ? cell + padding : padding + cell
        }.joined(separator: "  ")
    }.joined(separator: "\n")
}

/// A number with two digits behind the point.
func decimal(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}
