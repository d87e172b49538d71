package import Screen

// One table makes the dispatch, the hint bar, the help and the README's list of keys, so that none of them can be wrong
// about another. A group of rows holds in some contexts; in each context a key stands in one row only.

/// Who takes the keys.
package enum KeyContext: Hashable, Sendable, CaseIterable {
    case dashboard, waterfall, detail
    case metrics, logs, doctor
    case help, agents, prompt
}

/// What a key means.
package enum Action: Hashable, Sendable {
    case move(Motion)
    /// → in lists and trees.
    case enter
    /// ← in lists and trees.
    case leave
    /// Enter: what is selected, on its own.
    case open
    /// One step out; never quits.
    case stepBack
    /// One step out; quits at the dashboard.
    case close
    case quit, suspend, redraw
    case focus(Panel)
    case focusNext, focusPrevious
    case zoom
    case show(TopScreen)
    case pause
    case pickAgent
    case search, filter
    case nextSeverity, nextGrouping, askGrouping
    /// To what failed.
    case error(MatchDirection)
    /// Hides what is below a span, or shows it.
    case fold, foldAll
    case match(MatchDirection)
    /// To the trace that called this one.
    case caller
    case nextWindow
    case nextTheme
    case help
    case eraseLast, eraseAll, complete
}

/// A row of the table: keys that belong together, and what they do.
package struct KeyRow: Sendable {
    /// What the hint bar says of it.
    package struct Hint: Sendable {
        package var text: String
        /// Where there is little room.
        package var short: String
        /// How many of the row's keys it names.
        package var keys: Int
        /// The lowest is dropped first when there is little room.
        package var priority: Int
    }

    package var keys: [(key: Key, action: Action)]
    package var description: String
    package var hint: Hint?

    init(
        _ keys: [(Key, Action)], _ description: String, hint: String? = nil, short: String? = nil,
        naming count: Int = 1, priority: Int = 0
    ) {
        self.keys = keys.map { (key: $0.0, action: $0.1) }
        self.description = description
        self.hint = hint.map { Hint(text: $0, short: short ?? $0, keys: count, priority: priority) }
    }

    /// Several keys for one action.
    init(
        _ keys: [Key], _ action: Action, _ description: String, hint: String? = nil, naming count: Int = 1,
        priority: Int = 0
    ) {
        self.init(keys.map { ($0, action) }, description, hint: hint, naming: count, priority: priority)
    }
}

/// Rows that hold in the same contexts.
package struct KeyGroup: Sendable {
    package var title: String
    package var contexts: Set<KeyContext>
    package var rows: [KeyRow]
}

/// All keys.
package struct KeyMap: Sendable {
    package var groups: [KeyGroup]

    /// What a key means in a context; nil for nothing.
    package func action(for key: Key, in context: KeyContext) -> Action? {
        for group in groups where group.contexts.contains(context) {
            for row in group.rows {
                if let stroke = row.keys.first(where: { $0.key == key }) { return stroke.action }
            }
        }
        return nil
    }

    /// The rows that hold in a context.
    package func rows(in context: KeyContext) -> [KeyRow] {
        groups.filter { $0.contexts.contains(context) }.flatMap(\.rows)
    }
}
