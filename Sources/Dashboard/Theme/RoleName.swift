// The roles as a theme file names them. This table makes the parser's keys, the fallbacks and the reference in
// themes/README.md, which a test compares with it.

package import Screen

/// A key of a theme file's `[roles]` table.
package enum RoleName: Int, Hashable, Sendable, CaseIterable {
    case background, foreground, dim
    case border, borderFocus, title, keyHint, selection
    case ok, warn, error, running
    case series
    case agent, iteration, llm, tool, other
    case ruler, eventTick, match
    case input, output
    case goodBad
}

/// Where a role's style comes from when the file does not give it.
package enum RoleFallback: Hashable, Sendable {
    /// The default theme of the same variant.
    case defaultTheme
    /// Another role, with attributes added.
    case role(RoleName, TextAttributes)
    /// One of the series, from 0.
    case series(Int)
    /// These roles' colours, as a list.
    case colours([RoleName])
}

extension RoleName {
    /// The key in the file.
    package var key: String { row.key }
    /// What is drawn with it, in a few words.
    package var meaning: String { row.meaning }
    package var fallback: RoleFallback { row.fallback }
    /// Is its value a list of colours?
    package var isList: Bool { self == .series || self == .goodBad }

    /// The role with a key in kebab or snake case; nil for an unknown one.
    package init?(key: String) {
        let kebab = String(key.map { $0 == "_" ? "-" : $0 })
        guard let role = Self.allCases.first(where: { $0.key == kebab }) else { return nil }
        self = role
    }

    private var row: (key: String, meaning: String, fallback: RoleFallback) {
        switch self {
        case .background: ("background", "the whole screen", .defaultTheme)
        case .foreground: ("foreground", "ordinary text", .defaultTheme)
        case .dim: ("dim", "secondary text", .role(.foreground, .dim))
        case .border: ("border", "frames and guide lines", .role(.dim, []))
        case .borderFocus: ("border-focus", "the focused panel's frame", .role(.keyHint, []))
        case .title: ("title", "headings", .role(.foreground, .bold))
        case .keyHint: ("key-hint", "keys in the hint bar", .role(.title, []))
        case .selection: ("selection", "the selected row", .role(.foreground, .reverse))
        case .ok: ("ok", "success", .defaultTheme)
        case .warn: ("warn", "warnings, stalled tasks", .defaultTheme)
        case .error: ("error", "failures", .defaultTheme)
        case .running: ("running", "what is going on now", .defaultTheme)
        case .series: ("series", "a list: agents and models told apart", .defaultTheme)
        case .agent: ("agent", "agent and task spans", .series(0))
        case .iteration: ("iteration", "iteration spans", .role(.dim, []))
        case .llm: ("llm", "model calls", .series(1))
        case .tool: ("tool", "tool calls", .series(2))
        case .other: ("other", "all other spans", .role(.foreground, []))
        case .ruler: ("ruler", "the time ruler", .role(.dim, []))
        case .eventTick: ("event-tick", "span events, on the bars", .role(.foreground, .reverse))
        case .match: ("match", "what a search found", .role(.warn, .reverse))
        case .input: ("input", "tokens in", .series(0))
        case .output: ("output", "tokens out", .series(1))
        case .goodBad: ("good-bad", "a list: from bad to good", .colours([.error, .warn, .ok]))
        }
    }
}

extension RoleFallback {
    /// As the reference in themes/README.md says it.
    package var description: String {
        switch self {
        case .defaultTheme: "default theme"
        case .role(let role, let attributes): ([role.key] + attributes.names).joined(separator: " + ")
        case .series(let index): "series, colour \(index + 1)"
        case .colours(let roles): roles.map(\.key).joined(separator: ", ")
        }
    }
}

extension TextAttributes {
    /// The attributes by the words of a theme file.
    static let words: [(word: String, attribute: TextAttributes)] = [
        ("bold", .bold), ("dim", .dim), ("underline", .underline), ("reverse", .reverse), ("italic", .italic),
    ]

    /// The words of the attributes that are set.
    var names: [String] { Self.words.filter { contains($0.attribute) }.map(\.word) }
}
