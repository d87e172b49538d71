import TextFiles

/// Where settings come from when the command line does not give them: the environment, then the user's file.
struct SettingSources: Hashable {
    var environment: [String: String]
    var file: SettingsFile?

    init(environment: [String: String] = [:], file: SettingsFile? = nil) {
        self.environment = environment
        self.file = file
    }

    /// The value of a setting and the place that gives it. An empty variable is as good as none.
    func text(of name: String, variable: String) -> (text: String, place: String)? {
        if let text = environment[variable], !text.isEmpty { return (text, variable) }
        return file?[name]
    }
}

extension SettingSources: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, String)...) {
        self.init(environment: Dictionary(uniqueKeysWithValues: elements))
    }
}

extension SettingSources {
    /// The environment, and the file that it or the command line names, else the one in the usual place, if there is one.
    ///
    /// - Parameter file: the path on the command line.
    init(environment: [String: String], chosen file: String?) throws {
        self.init(environment: environment)
        if let named = try Settings.config.value(file, self) {
            self.file = try Self.read(named, isNamed: true)
        } else if let usual = configurationFolder(environment).map({ path($0, "config.toml") }) {
            self.file = try Self.read(usual, isNamed: false)
        }
    }

    /// Nil for the file in the usual place when there is none.
    private static func read(_ file: String, isNamed: Bool) throws(Failure) -> SettingsFile? {
        if !isNamed, fileKind(file) == nil { return nil }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try readFile(file)
        } catch {
            throw .usage("The settings in \(file) can't be read: \(error).")
        }
        do throws(FileProblem) {
            return try SettingsFile(String(decoding: bytes, as: UTF8.self), file: file, names: Settings.namesInFile)
        } catch {
            let sentence = error.description
            throw .usage(sentence.hasSuffix("?") ? sentence : sentence + ".")
        }
    }
}

/// The folder of the user's settings and themes; nil without a home.
func configurationFolder(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return path(folder, "looptop") }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return path(home, ".config/looptop")
}
