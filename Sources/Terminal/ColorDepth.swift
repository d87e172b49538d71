import CNcurses

/// How many colours a terminal shows.
package enum ColorDepth: Int, Hashable, Sendable, Comparable {
    /// None: bold, reverse and underline stay.
    case mono
    /// The 8 or 16 of the palette.
    case ansi16
    case indexed256
    case truecolor

    package static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }
}

/// A terminfo entry to open, and the colours to use on it.
struct TerminalChoice: Equatable {
    var name: String
    var depth: ColorDepth
}

/// What is known of a terminfo entry.
struct TerminalType: Equatable {
    /// 0 without colour.
    var colors = 0
    /// The 256 colours are selected by `38;5;N`, which can be rewritten to `38;2;R;G;B`.
    var plainIndices = false
    /// The entry says itself that it shows 24-bit colour.
    var truecolor = false

    /// The best that this entry can be made to show.
    var depth: ColorDepth {
        if colors >= 256, plainIndices { return .truecolor }
        if colors == 256 { return .indexed256 }
        // Entries with direct colour read a number as red, green and blue, but for the first 8.
        return colors >= 8 ? .ansi16 : .mono
    }
}

/// Chooses entry and colours: what the user asked for, else NO_COLOR, COLORTERM and what the entry says.
///
/// An entry that names fewer (`xterm`) or more (`xterm-direct`) than 256 colours is replaced by its 256-colour sibling
/// where more is wanted and that exists. GNU screen passes COLORTERM on without understanding 24-bit colour.
func chooseTerminal(
    named name: String, type: TerminalType, wanted: ColorDepth?, environment: [String: String],
    lookUp: (String) -> TerminalType?
) -> TerminalChoice {
    let depth = wanted ?? depthByEnvironment(name: name, type: type, environment: environment)
    if depth <= type.depth { return TerminalChoice(name: name, depth: depth) }
    let stem = name.split(separator: "-").first.map(String.init) ?? name
    for sibling in [name + "-256color", stem + "-256color"] {
        if let found = lookUp(sibling), found.depth > type.depth {
            return TerminalChoice(name: sibling, depth: min(depth, found.depth))
        }
    }
    return TerminalChoice(name: name, depth: type.depth)
}

private func depthByEnvironment(name: String, type: TerminalType, environment: [String: String]) -> ColorDepth {
    if let noColor = environment["NO_COLOR"], !noColor.isEmpty { return .mono }
    if type.colors == 0 { return .mono }
    let isGNUScreen = name.hasPrefix("screen") && environment["TMUX", default: ""].isEmpty
    let asked = ["truecolor", "24bit"].contains(environment["COLORTERM", default: ""])
    if asked, !isGNUScreen { return .truecolor }
    if type.truecolor || type.colors > 256 { return .truecolor }
    return min(type.depth, .indexed256)
}

/// Looks up a terminfo entry; nil if there is none or if it can't show a full screen.
func terminalType(named name: String, output: Int32) -> TerminalType? {
    let type = cn_look_up(name, output)
    guard type.found, type.full_screen else { return nil }
    return TerminalType(colors: Int(type.colors), plainIndices: type.plain_indices, truecolor: type.truecolor)
}
