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

    // Lines of frames and trees.
    package var horizontal: Unicode.Scalar { pick("─", "-") }
    package var vertical: Unicode.Scalar { pick("│", "|") }
    package var topLeft: Unicode.Scalar { pick("╭", "+") }
    package var topRight: Unicode.Scalar { pick("╮", "+") }
    package var bottomLeft: Unicode.Scalar { pick("╰", "+") }
    package var bottomRight: Unicode.Scalar { pick("╯", "+") }
    /// A branch to the right from a vertical line, and the last one.
    package var branch: Unicode.Scalar { pick("├", "|") }
    package var lastBranch: Unicode.Scalar { pick("╰", "`") }

    // What stands before and after the title of the focused panel.
    package var focusOpen: Unicode.Scalar { pick("▌", "[") }
    package var focusClose: Unicode.Scalar { pick("▐", "]") }
    /// Stands before the selected row.
    package var selected: Unicode.Scalar { pick("▌", ">") }

    /// Stands for what was cut off.
    package var ellipsis: String { pick("…", "~") }
    /// Between two figures of one line.
    package var separator: String { pick("·", "-") }
    /// Stands where there is no figure.
    package var noFigure: String { pick("–", "-") }

    // Marks of outcomes; the shape alone tells them apart.
    package var okMark: String { pick("✓", "+") }
    package var failedMark: String { pick("✗", "x") }
    package var runningMark: String { pick("●", "*") }
    package var stalledMark: String { pick("○", "o") }
    package var timedOutMark: String { "!" }
    package var otherMark: String { pick("–", "-") }

    /// Eight heights of a column, lowest first.
    package var columnLevels: [Unicode.Scalar] {
        pick(["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], [".", ":", "-", "=", "+", "*", "%", "#"])
    }
    /// Eight lengths of a bar, shortest first.
    package var barLevels: [Unicode.Scalar] {
        pick(["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], [" ", " ", " ", "-", "-", "=", "=", "#"])
    }
    /// A gauge: what is filled, a filled half cell, and the rest.
    package var gaugeFull: Unicode.Scalar { pick("━", "=") }
    package var gaugeHalf: Unicode.Scalar { pick("╸", "-") }
    package var gaugeRest: Unicode.Scalar { pick("─", ".") }
    /// A known zero in a graph; where nothing is known, the cell is blank.
    package var zero: Unicode.Scalar { "_" }

    // Names of keys.
    package var up: String { pick("↑", "^") }
    package var down: String { pick("↓", "v") }
    package var left: String { pick("←", "<") }
    package var right: String { pick("→", ">") }
}
