// The lines that lead from a span to its parent, two columns a level. A tree deeper than there is room for shows its
// last levels, behind a mark for those left out.

import Screen
import Telemetry

extension TraceTree {
    /// The guide lines before a row, at most `levels` levels of them: `│ ├ `, or `… ├ ` when some are left out.
    func guides(before row: Int, levels: Int, glyphs: Glyphs) -> String {
        let depth = max(0, Int(lines[row].depth))
        guard depth > 0, levels > 0 else { return "" }
        let shown = min(depth, levels)
        var parts = [isLastChild(row) ? "\(glyphs.lastBranch) " : "\(glyphs.branch) "]
        var ancestor = parent(of: row)
        while parts.count < shown {
            let goesOn = ancestor.map { !isLastChild($0) } ?? false
            parts.append(goesOn ? "\(glyphs.vertical) " : "  ")
            ancestor = ancestor.flatMap(parent)
        }
        if shown < depth { parts[parts.count - 1] = glyphs.ellipsis + " " }
        return parts.reversed().joined()
    }
}

extension Role {
    /// The letter before a span's name.
    func letter(_ glyphs: Glyphs) -> String {
        switch self {
        case .agent: "A"
        case .iteration: "I"
        case .llm: "L"
        case .tool: "T"
        case .other: glyphs.pick("·", ".")
        }
    }

    /// The theme's role for it.
    var themeRole: ThemeRole {
        switch self {
        case .agent: .agent
        case .iteration: .iteration
        case .llm: .llm
        case .tool: .tool
        case .other: .other
        }
    }
}
