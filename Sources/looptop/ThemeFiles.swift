import Dashboard
import Glibc
import TextFiles

/// The theme files that are found, by name: a folder that comes earlier wins.
struct ThemeFiles {
    /// Folders to look in.
    let folders: [String]

    init(folders: [String]) { self.folders = folders }

    /// - Parameters:
    ///   - chosen: the folder that the user named.
    ///   - binary: the path of the running binary; nil if it is not known.
    init(chosen: String?, environment: [String: String], binary: String?) {
        var folders = chosen.map { [$0] } ?? []
        if let folder = configurationFolder(environment) { folders.append(path(folder, "themes")) }
        if let binary { folders += Self.folders(near: binary) }
        self.folders = folders
    }

    /// Beside the binary and up to four folders above it, which finds those of a clone from `.build/release`; then
    /// those of an installation.
    private static func folders(near binary: String) -> [String] {
        var parts = binary.split(separator: "/").dropLast()
        let installed = "/" + parts.dropLast().joined(separator: "/") + "/share/looptop/themes"
        var folders: [String] = []
        for _ in 0...4 where !parts.isEmpty {
            folders.append("/" + parts.joined(separator: "/") + "/themes")
            parts = parts.dropLast()
        }
        return folders + [installed]
    }

    /// The path of the running binary.
    static var binaryPath: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count)
        return count > 0 ? String(decoding: path[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    /// All names, the shipped themes first, in the order in which a key goes through them.
    var names: [String] {
        let found = Set(folders.flatMap { (try? namesInFolder($0)) ?? [] }.compactMap(Self.themeName))
        let shipped = Theme.shippedNames.filter { found.contains($0) || $0 == Theme.builtIn.name }
        return shipped + found.subtracting(shipped).sorted()
    }

    private static func themeName(ofFile name: String) -> String? {
        name.hasSuffix(suffix) && name.count > suffix.count && !name.hasPrefix(".")
            ? String(name.dropLast(suffix.count)) : nil
    }

    private static let suffix = ".toml"

    /// A theme's file and its text, by the theme's name.
    func contents(_ name: String) -> (file: String, text: String)? {
        guard !name.contains("/") else { return nil }
        for folder in folders {
            let file = path(folder, name + Self.suffix)
            if let bytes = try? readFile(file) { return (file, String(decoding: bytes, as: UTF8.self)) }
        }
        return nil
    }

    /// The theme that the user chose, by its name or the path of its file, and what is wrong with it.
    ///
    /// - Throws: a usage failure if there is none of this name. A file that is no theme costs only its colours: the
    ///   built-in theme stands in, and a warning says so.
    func choose(_ choice: String?) throws(Failure) -> (theme: Theme, warnings: [String]) {
        guard let choice else { return load(Theme.builtIn.name) }
        guard choice.contains("/") || choice.hasSuffix(Self.suffix) else {
            guard names.contains(choice) else {
                throw .usage("There is no theme \"\(choice)\"; there are \(names.joined(separator: ", ")).")
            }
            return load(choice)
        }
        do throws(FileError) {
            return read(String(decoding: try readFile(choice), as: UTF8.self), file: choice)
        } catch {
            throw .usage("The theme \(choice) can't be read: \(error).")
        }
    }

    /// A theme by name; the built-in one where that fails, with a warning.
    func load(_ name: String) -> (theme: Theme, warnings: [String]) {
        if contents(name) == nil, name == Theme.builtIn.name { return (.builtIn, []) }
        do throws(FileProblem) {
            let parsed = try Theme.load(name, contents: contents)
            return (parsed.theme, parsed.warnings.map(\.description))
        } catch {
            return (.builtIn, [error.description])
        }
    }

    private func read(_ text: String, file: String) -> (theme: Theme, warnings: [String]) {
        do throws(FileProblem) {
            let parsed = try Theme.parse(text, file: file) { parent in
                try? Theme.load(parent, contents: contents).theme
            }
            return (parsed.theme, parsed.warnings.map(\.description))
        } catch {
            return (.builtIn, [error.description])
        }
    }

    /// The name after this one; the first after the last and after one that is not among them.
    func name(after name: String) -> String {
        let names = self.names
        guard let place = names.firstIndex(of: name) else { return names[0] }
        return names[(place + 1) % names.count]
    }
}
