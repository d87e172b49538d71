import Dashboard
import TextFiles

/// A theme file becomes a theme with a style for every role, or is refused; problems name a line of the file.
func checkTheme(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let lines = lineCount(text)
    do throws(FileProblem) {
        let parsed = try Theme.parse(text, file: "fuzz.toml") { $0 == "default-light" ? nil : .builtIn }
        precondition(parsed.warnings.allSatisfy { $0.line <= lines }, "a problem beyond the end of the file")
        _ = parsed.theme.withoutColors.selected(parsed.theme.style(.background))
    } catch {
        precondition(error.line <= lines && !error.message.isEmpty, "a refusal without its place")
    }
}

/// A file of settings gives only settings that there are, each from a line of the file, or is refused with a line.
func checkSettings(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let names = ["memory", "http-port", "bind", "ascii", "auth-token"]
    do throws(FileProblem) {
        let file = try SettingsFile(text, file: "config.toml", names: names)
        for name in names {
            guard let (value, place) = file[name] else { continue }
            precondition(value.utf8.count <= text.utf8.count, "a value that is longer than its file")
            precondition(place.hasPrefix("config.toml:") && place.hasSuffix(": \(name)"), "a value without its place")
        }
        for entry in FlatTOML(text).entries {
            precondition(file[entry.key] != nil, "a setting of the file is lost")
        }
    } catch {
        precondition(
            (1...lineCount(text)).contains(error.line) && !error.message.isEmpty, "a refusal without its place")
    }
}

private func lineCount(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } + 1 }
