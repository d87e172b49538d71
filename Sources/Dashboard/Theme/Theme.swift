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
    /// What a theme is made for.
    package enum Variant: String, Hashable, Sendable, CaseIterable {
        case dark, light
    }

    /// As the user names it.
    package var name: String
    package var author = ""
    package var license = ""
    /// Where the colours come from.
    package var source = ""
    package var variant = Variant.dark
    /// The theme for the other variant, by name.
    package var pair: String?

    /// What the file and those it inherits from gave, for themes that inherit from this one.
    var given: [RoleName: [StyleValue]] = [:]
    var palette: [String: Color] = [:]

    /// Resolved, by `RoleName.rawValue`; never empty inside.
    private var styles: [[Style]]

    /// A theme that uses no colours and no attributes.
    package init(name: String) {
        self.name = name
        self.styles = RoleName.allCases.map { _ in [.plain] }
    }

    /// The style of a role, on the theme's background.
    package func style(_ role: ThemeRole) -> Style {
        switch role {
        case .series(let index): series(index)
        case .goodBad(let share): gradient(share)
        default: styles[role.roleName.rawValue][0]
        }
    }

    /// A style as it is in a selected row: marks keep their colour, plain text takes the selection's.
    package func selected(_ style: Style) -> Style {
        let selection = self.style(.selection)
        var result = style
        if style.foreground == self.style(.foreground).foreground { result.foreground = selection.foreground }
        if style.background == self.style(.background).background { result.background = selection.background }
        result.attributes.formUnion(selection.attributes.subtracting(.reverse))
        if selection.attributes.contains(.reverse) { result.attributes.formSymmetricDifference(.reverse) }
        return result
    }

    /// The same theme for a terminal or a user without colours: attributes alone tell things apart.
    package var withoutColors: Theme {
        var theme = Theme(name: name)
        let attributes: [RoleName: TextAttributes] = [
            .dim: .dim, .border: .dim, .borderFocus: .bold, .title: .bold, .keyHint: .bold, .selection: .reverse,
            .warn: .bold, .error: .bold, .ruler: .dim, .eventTick: .reverse, .match: .underline,
        ]
        for (role, attributes) in attributes { theme.styles[role.rawValue] = [Style(attributes: attributes)] }
        return theme
    }

    private func series(_ index: Int) -> Style {
        let series = styles[RoleName.series.rawValue]
        let remainder = index % series.count
        return series[remainder < 0 ? remainder + series.count : remainder]
    }

    private func gradient(_ share: Double) -> Style {
        let stops = styles[RoleName.goodBad.rawValue]
        let place = (share >= 0 ? min(share, 1) : 0) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 1)
        let next = min(index + 1, stops.count - 1)
        var style = stops[index]
        style.foreground = style.foreground.mixed(with: stops[next].foreground, share: place - Double(index))
        return style
    }
}

extension Theme {
    /// Fills in every role: given, else its fallback, else `base` (nil only for the built-in theme, which gives all).
    mutating func resolve(base: Theme?) {
        let defaults = base ?? Theme(name: name)
        let isPaired = given[.foreground] != nil && given[.background] != nil
        let plain = Style(
            foreground: (isPaired ? given[.foreground]?.first?.foreground : nil)
                ?? defaults.style(.foreground).foreground,
            background: (isPaired ? given[.background]?.first?.foreground : nil)
                ?? defaults.style(.background).background)
        for role in RoleName.allCases { styles[role.rawValue] = resolved(role, plain: plain, base: defaults) }
        // The background as a style paints blank cells: its text is the ordinary one.
        styles[RoleName.background.rawValue] = [plain]
    }

    private func resolved(_ role: RoleName, plain: Style, base: Theme) -> [Style] {
        if role == .foreground || role == .background {
            return [
                Style(
                    foreground: plain.foreground, background: plain.background,
                    attributes: given[role]?.first?.attributes ?? [])
            ]
        }
        if let values = given[role], !values.isEmpty {
            return values.map {
                Style(
                    foreground: $0.foreground ?? plain.foreground, background: $0.background ?? plain.background,
                    attributes: $0.attributes)
            }
        }
        func other(_ role: RoleName) -> [Style] { resolved(role, plain: plain, base: base) }
        switch role.fallback {
        case .defaultTheme:
            return base.styles[role.rawValue].map {
                Style(foreground: $0.foreground, background: plain.background, attributes: $0.attributes)
            }
        case .role(let next, let attributes):
            return other(next).prefix(1).map {
                Style(foreground: $0.foreground, background: $0.background, attributes: $0.attributes.union(attributes))
            }
        case .series(let index):
            let series = other(.series)
            return [series[index % series.count]]
        case .colours(let roles): return roles.flatMap { other($0).prefix(1) }
        }
    }
}

extension Color {
    /// A colour between two; where they are not both exact, the nearer one.
    fileprivate func mixed(with other: Color, share: Double) -> Color {
        guard case .rgb(let r1, let g1, let b1) = self, case .rgb(let r2, let g2, let b2) = other else {
            return share < 0.5 ? self : other
        }
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
            UInt8(clamping: Int((Double(a) + (Double(b) - Double(a)) * share).rounded()))
        }
        return .rgb(red: mix(r1, r2), green: mix(g1, g2), blue: mix(b1, b2))
    }
}

extension ThemeRole {
    /// The role's name in a theme file.
    var roleName: RoleName {
        switch self {
        case .background: .background
        case .foreground: .foreground
        case .dim: .dim
        case .border: .border
        case .borderFocus: .borderFocus
        case .title: .title
        case .keyHint: .keyHint
        case .selection: .selection
        case .ok: .ok
        case .warn: .warn
        case .error: .error
        case .running: .running
        case .series: .series
        case .agent: .agent
        case .iteration: .iteration
        case .llm: .llm
        case .tool: .tool
        case .other: .other
        case .ruler: .ruler
        case .eventTick: .eventTick
        case .match: .match
        case .input: .input
        case .output: .output
        case .goodBad: .goodBad
        }
    }
}
