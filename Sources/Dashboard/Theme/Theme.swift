package import Screen

/// What a piece of the screen means. Panels name roles, never colours; a theme gives each role its style.
package enum ThemeRole: Hashable, Sendable {
    case background, foreground, dim
    case border, borderFocus, title, keyHint
    case selection
    case ok, warn, error, running
    /// One of a series told apart by colour (agents, models); any index, it wraps around.
    case series(Int)
    /// A span's bar and letter, by what it does: as `Telemetry.Role`.
    case agent, iteration, llm, tool, other
    case ruler, eventTick, match
    /// Tokens in and tokens out in the graph.
    case input, output
    /// From bad (0) to good (1).
    case goodBad(Double)
}

/// A style for every role, from a theme file or built in.
package struct Theme: Hashable, Sendable {
    /// As the user names it.
    package var name: String

    package init(name: String) { self.name = name }

    /// The theme that needs no file.
    package static let builtIn = Theme(name: "default-dark")

    /// The style of a role, on the theme's background.
    package func style(_ role: ThemeRole) -> Style { .plain }
}
