/// The characters that graphs, bars and trees are drawn with. Every set has the same widths, so the layout is the same.
package enum Glyphs: Hashable, Sendable {
    /// Blocks, box lines and arrows of Unicode.
    case unicode
    /// Bytes 0x20 to 0x7e only.
    case ascii
}

extension Glyphs {
    /// What it is in Unicode, and what stands for it in ASCII; both take the same columns.
    package func pick<Glyph>(_ unicode: Glyph, _ ascii: Glyph) -> Glyph {
        switch self {
        case .unicode: unicode
        case .ascii: ascii
        }
    }

    /// A line across.
    package var horizontal: Unicode.Scalar { pick("─", "-") }
    /// A line down.
    package var vertical: Unicode.Scalar { pick("│", "|") }
    /// The corner at the top left.
    package var topLeft: Unicode.Scalar { pick("╭", "+") }
    /// The corner at the top right.
    package var topRight: Unicode.Scalar { pick("╮", "+") }
    /// The corner at the bottom left.
    package var bottomLeft: Unicode.Scalar { pick("╰", "+") }
    /// The corner at the bottom right.
    package var bottomRight: Unicode.Scalar { pick("╯", "+") }
    /// A branch to the right from a vertical line.
    package var branch: Unicode.Scalar { pick("├", "|") }
    /// Stands before what another one called.
    package var called: String { pick("↳", "`") }
    /// Stands before how many rows are folded away.
    package var folded: String { pick("▸", "+") }
    /// Stands before a span that did not fail itself, but one below it did.
    package var errorBelowMark: String { pick("·", ".") }
    /// The last branch.
    package var lastBranch: Unicode.Scalar { pick("╰", "`") }

    /// Stands before the title of the focused panel.
    package var focusOpen: Unicode.Scalar { pick("▌", "[") }
    /// Stands after the title of the focused panel.
    package var focusClose: Unicode.Scalar { pick("▐", "]") }
    /// Stands before the selected row.
    package var selected: Unicode.Scalar { pick("▌", ">") }

    /// Stands for what was cut off.
    package var ellipsis: String { pick("…", "~") }
    /// Between two figures of one line.
    package var separator: String { pick("·", "-") }
    /// Stands where there is no figure.
    package var noFigure: String { pick("–", "-") }

    /// Ended well.
    package var okMark: String { pick("✓", "+") }
    /// Ended with an error.
    package var failedMark: String { pick("✗", "x") }
    /// Runs.
    package var runningMark: String { pick("●", "*") }
    /// Stands before an estimate, as figures are written.
    static let estimateSign: Unicode.Scalar = "≈"
    /// Stands before an estimate, as it is seen.
    package var estimate: String { pick(String(Self.estimateSign), "~") }
    /// Runs, but has been silent for long.
    package var stalledMark: String { pick("○", "o") }
    /// Silent for so long that it is given up.
    package var timedOutMark: String { "!" }
    /// Ended neither well nor with an error.
    package var otherMark: String { pick("–", "-") }

    /// Eight heights of a column, lowest first.
    package var columnLevels: [Unicode.Scalar] {
        pick(["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], [".", ":", "-", "=", "+", "*", "%", "#"])
    }
    /// Eight lengths of a bar, shortest first.
    package var barLevels: [Unicode.Scalar] {
        pick(["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], [" ", " ", " ", "-", "-", "=", "=", "#"])
    }
    /// A bar whose end is not known.
    package var openBar: Unicode.Scalar { pick("░", "~") }
    /// Its tip, while it grows.
    package var openTip: Unicode.Scalar { pick("▶", ">") }
    /// A span event, on a bar or beside it.
    package var eventTick: Unicode.Scalar { pick("╵", "'") }
    /// What is filled of a gauge.
    package var gaugeFull: Unicode.Scalar { pick("━", "=") }
    /// The filled half of a gauge's cell.
    package var gaugeHalf: Unicode.Scalar { pick("╸", "-") }
    /// What is not filled of a gauge.
    package var gaugeRest: Unicode.Scalar { pick("─", ".") }
    /// A known zero in a graph; where nothing is known, the cell is blank.
    package var zero: Unicode.Scalar { "_" }

    /// The key up.
    package var up: String { pick("↑", "^") }
    /// The key down.
    package var down: String { pick("↓", "v") }
    /// The key left.
    package var left: String { pick("←", "<") }
    /// The key right.
    package var right: String { pick("→", ">") }
}
