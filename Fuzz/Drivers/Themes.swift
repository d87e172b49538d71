import Dashboard

/// A theme file becomes a theme with a style for every role, or is refused; problems name a line of the file.
func checkTheme(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
    do throws(ThemeProblem) {
        let parsed = try Theme.parse(text, file: "fuzz.toml") { $0 == "default-light" ? nil : .builtIn }
        precondition(parsed.warnings.allSatisfy { $0.line <= lines }, "a problem beyond the end of the file")
        _ = parsed.theme.withoutColors.selected(parsed.theme.style(.background))
    } catch {
        precondition(error.line <= lines && !error.message.isEmpty, "a refusal without its place")
    }
}
