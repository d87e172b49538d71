import Screen

extension Key {
    /// As hints and help name it.
    func name(_ glyphs: Glyphs) -> String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let letter): "Ctrl-" + String(letter).uppercased()
        case .up: glyphs.up
        case .down: glyphs.down
        case .left: glyphs.left
        case .right: glyphs.right
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .function(let number): "F\(number)"
        }
    }
}

extension KeyRow {
    /// The names of all its keys; a run of digits as `1-5`.
    func keyNames(_ glyphs: Glyphs) -> [String] {
        let names = keys.map { $0.key.name(glyphs) }
        guard names.count > 2, names.allSatisfy({ $0.count == 1 && $0.first?.isNumber == true }),
            let first = names.first, let last = names.last
        else { return names }
        return ["\(first)-\(last)"]
    }

    /// The keys that its hint names: arrows and letters without a gap.
    func hintKeys(_ glyphs: Glyphs) -> String {
        keyNames(glyphs).prefix(hint?.keys ?? 0).joined()
    }
}

/// The table of keys in Markdown, as the README shows it.
package func keyTableMarkdown(_ map: KeyMap = .standard) -> String {
    var lines = ["| Keys | Where | What they do |", "|---|---|---|"]
    for group in map.groups {
        for row in group.rows {
            let keys = row.keyNames(.unicode).map { "`\($0)`" }.joined(separator: " ")
            lines.append("| \(keys) | \(group.title) | \(row.description) |")
        }
    }
    return lines.joined(separator: "\n") + "\n"
}
