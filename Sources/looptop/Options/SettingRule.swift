import ArgumentParser

/// An option of the command line, which an environment variable and the user's file can give too: `--http-port` is
/// `LOOPTOP_HTTP_PORT`, and `http-port` in the file. The command line wins over the environment, which wins over the
/// file, which wins over the default.
struct SettingRule<Value: Sendable>: Sendable {
    /// The option's name without the dashes.
    let name: String
    /// What it is for; the help shows it.
    let purpose: String
    /// Which values are allowed, as it stands after "use".
    let allowed: String
    /// The value that a text stands for; nil if it is not allowed.
    let parse: @Sendable (String) -> Value?
    /// Whether the value is not to be repeated in a message.
    var isSecret = false

    var variable: String { "LOOPTOP_" + name.uppercased().replacing("-", with: "_") }

    var help: ArgumentHelp { ArgumentHelp("\(purpose) (\(variable))") }

    /// The help, with what stands for the value.
    func help(_ valueName: String) -> ArgumentHelp {
        ArgumentHelp("\(purpose) (\(variable))", valueName: valueName)
    }

    /// The value from the command line or the sources; nil where neither gives one.
    func value(_ argument: String?, _ sources: SettingSources) throws(SettingError) -> Value? {
        if let argument { return try value(of: argument, from: "--\(name)") }
        guard let (text, place) = sources.text(of: name, variable: variable) else { return nil }
        return try value(of: text, from: place)
    }

    private func value(of text: String, from place: String) throws(SettingError) -> Value {
        guard let value = parse(text) else {
            throw SettingError(place: place, text: isSecret ? nil : text, allowed: allowed)
        }
        return value
    }
}

extension SettingRule<String> {
    /// A text as it is: a name or a file.
    init(name: String, purpose: String, allowed: String) {
        self.init(name: name, purpose: purpose, allowed: allowed) { $0.isEmpty ? nil : $0 }
    }
}

extension SettingRule<Bool> {
    /// A switch: the command line can only turn it on.
    init(name: String, purpose: String) {
        self.init(name: name, purpose: purpose, allowed: "1 or 0") { text in
            switch text.lowercased() {
            case "1", "true", "yes", "on": true
            case "0", "false", "no", "off": false
            default: nil
            }
        }
    }

    func isOn(_ argument: Bool, _ sources: SettingSources) throws(SettingError) -> Bool {
        try value(argument ? "1" : nil, sources) ?? false
    }
}

/// A value that is not allowed.
struct SettingError: Error, Hashable, CustomStringConvertible {
    /// The option or variable that gave it.
    var place: String
    /// Nil where it is a secret.
    var text: String?
    var allowed: String

    var description: String { "\(place) can't be \(text.map { "\"\($0)\"" } ?? "this"); use \(allowed)." }
}
