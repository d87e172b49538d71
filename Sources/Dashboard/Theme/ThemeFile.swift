// A theme file as a theme. Whatever is wrong with one value costs that value only: it is a warning with its place,
// and the role falls back. The format is described in themes/README.md.

import Screen
package import TextFiles

extension Theme {
    /// A theme, and what is wrong with its file.
    package struct Parsed: Sendable {
        package var theme: Theme
        package var warnings: [FileProblem]
    }

    /// The themes that come with the program, in the order in which a key cycles through them.
    package static let shippedNames = [
        "default-dark", "default-light", "high-contrast", "colorblind", "catppuccin-mocha", "catppuccin-latte",
        "dracula", "gruvbox-dark", "nord", "solarized-light", "tokyo-night", "terminal", "mono",
    ]

    /// Reads a theme file.
    ///
    /// - Parameters:
    ///   - file: how problems name the file.
    ///   - inheriting: gives the theme that `inherits` names, and `default-light` for light themes; nil if there is none.
    /// - Throws: when nothing in the file is a key of a theme.
    package static func parse(
        _ text: String, file: String, inheriting: (String) -> Theme?
    ) throws(FileProblem) -> Parsed {
        var reader = ThemeReader(file: file, syntax: FlatTOML(text))
        try reader.read(inheriting: inheriting)
        let isLight = reader.theme.variant == .light
        reader.theme.resolve(base: (isLight ? inheriting("default-light") : nil) ?? .builtIn)
        return Parsed(theme: reader.theme, warnings: reader.warnings)
    }

    /// The theme that all others fall back to: its own text has to give every role, as a test makes sure.
    static func parseBuiltIn(_ text: String) -> Theme {
        var reader = ThemeReader(file: "default-dark.toml", syntax: FlatTOML(text))
        try? reader.read { _ in nil }
        reader.theme.resolve(base: nil)
        return reader.theme
    }

    /// Reads a theme by name, and those it inherits from. A theme that inherits from itself, at whatever remove, is
    /// told so and gets no parent.
    ///
    /// - Parameter contents: gives a theme's file name and text by the theme's name; nil if there is none.
    /// - Throws: when there is no such theme, or its file is none.
    package static func load(
        _ name: String, contents: (String) -> (file: String, text: String)?
    ) throws(FileProblem) -> Parsed {
        try load(name, within: [], contents: contents)
    }

    private static func load(
        _ name: String, within: [String], contents: (String) -> (file: String, text: String)?
    ) throws(FileProblem) -> Parsed {
        guard let (file, text) = contents(name) else {
            throw FileProblem(file: name, line: 0, key: nil, message: "there is no theme of this name")
        }
        let open = within + [name]
        return try parse(text, file: file) { parent in
            guard !open.contains(parent), open.count < 8 else { return nil }
            return try? load(parent, within: open, contents: contents).theme
        }
    }
}

/// Turns the entries of a file into a theme.
private struct ThemeReader {
    let file: String
    let syntax: FlatTOML
    var theme = Theme(name: "")
    var warnings: [FileProblem] = []
    /// Did the file, or what it inherits from, say for which variant it is?
    private var hasVariant = false

    private static let keys = ["name", "author", "license", "source", "variant", "pair", "inherits"]
    private static let tables = ["palette", "roles"]

    init(file: String, syntax: FlatTOML) {
        self.file = file
        self.syntax = syntax
    }

    mutating func read(inheriting: (String) -> Theme?) throws(FileProblem) {
        guard syntax.entries.contains(where: isKnown) else {
            throw FileProblem(file: file, line: 0, key: nil, message: "this is not a theme: it has no key of one")
        }
        for problem in syntax.problems { warn(problem.line, problem.key, problem.message) }
        for entry in syntax.entries where entry.table.isEmpty && entry.key == "inherits" {
            inherit(entry, inheriting: inheriting)
        }
        // Roles may use colours that the file names further down.
        for entry in syntax.entries where entry.table == "palette" { readColor(entry) }
        for entry in syntax.entries where entry.table != "palette" { read(entry) }
        checkPlainColors()
        if !hasVariant { theme.variant = theme.guessedVariant }
        if theme.name.isEmpty { theme.name = Self.stem(of: file) }
        warnings.sort { $0.line < $1.line }
    }

    private func isKnown(_ entry: TOMLEntry) -> Bool {
        switch entry.table {
        case "": Self.keys.contains(entry.key)
        case "roles": RoleName(key: entry.key) != nil
        default: entry.table == "palette"
        }
    }

    private mutating func warn(_ line: Int, _ key: String?, _ message: String) {
        warnings.append(FileProblem(file: file, line: line, key: key, message: message))
    }

    private mutating func warnUnknown(_ entry: TOMLEntry, what: String, known: [String]) {
        let hint = nearestName(to: entry.key, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        warn(entry.line, entry.key, "unknown \(what)\(hint)")
    }

    private mutating func read(_ entry: TOMLEntry) {
        switch entry.table {
        case "": readHead(entry)
        case "roles": readRole(entry)
        default:
            let hint = nearestName(to: entry.table, among: Self.tables).map { "; did you mean [\($0)]?" } ?? ""
            warn(entry.line, entry.key, "unknown table [\(entry.table)]\(hint)")
        }
    }

    private mutating func inherit(_ entry: TOMLEntry, inheriting: (String) -> Theme?) {
        guard case .string(let name) = entry.value else { return }
        guard let parent = inheriting(name) else {
            return warn(entry.line, entry.key, "there is no theme \"\(name)\" to inherit from")
        }
        theme.given = parent.given
        theme.palette = parent.palette
        theme.variant = parent.variant
        hasVariant = true
    }

    private mutating func readHead(_ entry: TOMLEntry) {
        guard Self.keys.contains(entry.key) else {
            return warnUnknown(entry, what: "key", known: Self.keys + Self.tables)
        }
        guard case .string(let text) = entry.value else {
            return warn(entry.line, entry.key, "expected one text, not a list")
        }
        switch entry.key {
        case "name": theme.name = text
        case "author": theme.author = text
        case "license": theme.license = text
        case "source": theme.source = text
        case "pair": theme.pair = text
        case "variant": readVariant(text, line: entry.line)
        default: break  // `inherits` was read before all others.
        }
    }

    private mutating func readVariant(_ text: String, line: Int) {
        guard let variant = Theme.Variant(rawValue: text) else {
            return warn(line, "variant", "expected \"dark\" or \"light\", not \"\(text)\"")
        }
        theme.variant = variant
        hasVariant = true
    }

    private mutating func readColor(_ entry: TOMLEntry) {
        guard case .string(let text) = entry.value, let color = Color(themeWord: text) else {
            return warn(entry.line, entry.key, "expected a colour: #rgb, #rrggbb, an ANSI name, 0 to 255 or default")
        }
        let isTaken = entry.key == "on" || TextAttributes.words.contains { $0.word == entry.key }
        guard !isTaken else { return warn(entry.line, entry.key, "this word has a meaning of its own in a style") }
        theme.palette[entry.key] = color
    }

    private mutating func readRole(_ entry: TOMLEntry) {
        guard let role = RoleName(key: entry.key) else {
            return warnUnknown(entry, what: "role", known: RoleName.allCases.map(\.key))
        }
        do throws(ThemeValueError) {
            theme.given[role] = try values(entry.value, isList: role.isList)
        } catch {
            warn(entry.line, entry.key, error.message)
        }
    }

    private func values(_ value: TOMLEntry.Value, isList: Bool) throws(ThemeValueError) -> [StyleValue] {
        let texts =
            switch value {
            case .string(let text): [text]
            case .list(let items): isList ? items : [items.joined(separator: " ")]
            }
        if texts.isEmpty { throw ThemeValueError(message: "the list is empty") }
        var values: [StyleValue] = []
        for text in texts {
            let words = text.split(separator: " ").map(String.init)
            values.append(try StyleValue(words: words, palette: theme.palette))
        }
        return values
    }

    /// Text and ground of different themes are unreadable together, so one without the other is not used.
    private mutating func checkPlainColors() {
        let hasForeground = theme.given[.foreground]?.first?.foreground != nil
        let hasBackground = theme.given[.background]?.first?.foreground != nil
        guard hasForeground != hasBackground else { return }
        let (there, missing): (RoleName, RoleName) =
            hasForeground ? (.foreground, .background) : (.background, .foreground)
        let line = syntax.entries.last { $0.table == "roles" && RoleName(key: $0.key) == there }?.line ?? 0
        warn(line, there.key, "is not used without a \(missing.key); give both or neither")
    }

    /// `themes/nord.toml` is `nord`.
    private static func stem(of file: String) -> String {
        let last = file.split(separator: "/").last.map(String.init) ?? file
        return last.hasSuffix(".toml") ? String(last.dropLast(5)) : last
    }
}

extension Theme {
    /// Light when the background is lighter than the text, else dark.
    fileprivate var guessedVariant: Variant {
        guard case .rgb(let r, let g, let b)? = given[.background]?.first?.foreground else { return .dark }
        return Int(r) + Int(g) + Int(b) > 3 * 127 ? .light : .dark
    }
}
