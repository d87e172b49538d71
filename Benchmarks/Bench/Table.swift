/// One line of the table.
struct Row {
    var name: String
    /// The figure with its unit.
    var figure: String
    /// What it shall not exceed, or nothing.
    var goal = ""
    /// The figure that it is compared with, or nothing.
    var reference = ""
    /// The one as times of the other, as the row's name or reference says.
    var ratio = ""
    /// What the ratio shall not exceed, or nothing.
    var ratioGoal = ""
}

/// The table as text, columns aligned.
func table(_ rows: [Row]) -> String {
    let header = Row(
        name: "benchmark", figure: "looptop", goal: "goal", reference: "beside it", ratio: "ratio", ratioGoal: "goal")
    let lines = ([header] + rows).map { [$0.name, $0.figure, $0.goal, $0.reference, $0.ratio, $0.ratioGoal] }
    let widths = (0..<6).map { column in lines.map { $0[column].count }.max() ?? 0 }
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
