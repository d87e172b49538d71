import ArgumentParser
import OTLPReceiver

/// What the command line says of the token.
struct TokenOptions: ParsableArguments {
    @Option(name: .customLong(Settings.authToken.name), help: Settings.authToken.help("TOKEN")) var authToken: String?
    @Option(name: .customLong(Settings.authTokenFile.name), help: Settings.authTokenFile.help("FILE"))
    var authTokenFile: String?
}

/// What the command line says of who may send and read.
struct AccessOptions: ParsableArguments {
    @OptionGroup var token: TokenOptions
    @Option(name: .customLong(Settings.tlsCertificate.name), help: Settings.tlsCertificate.help("FILE"))
    var tlsCertificate: String?
    @Option(name: .customLong(Settings.tlsKey.name), help: Settings.tlsKey.help("FILE")) var tlsKey: String?
    @Option(name: .customLong(Settings.tlsClientAuthority.name), help: Settings.tlsClientAuthority.help("FILE"))
    var tlsClientAuthority: String?
    @Option(name: .customLong(Settings.corsOrigin.name), help: Settings.corsOrigin.help("ORIGIN"))
    var corsOrigin: [String] = []
}

/// Where the token comes from.
enum TokenSource: Hashable {
    case given(AccessToken)
    case file(String)
    /// Two ways to it at one place: the command line, the environment, or the user's file.
    case twoWays

    /// The command line wins over the environment, and that over the file; nil where none gives one.
    init?(_ options: TokenOptions, from sources: SettingSources) throws(SettingError) {
        if let source = try Self.init(options.authToken, options.authTokenFile, [:]) { self = source; return }
        let environment = SettingSources(environment: sources.environment)
        if let source = try Self.init(nil, nil, environment) { self = source; return }
        guard let source = try Self.init(nil, nil, SettingSources(file: sources.file)) else { return nil }
        self = source
    }

    private init?(_ token: String?, _ file: String?, _ sources: SettingSources) throws(SettingError) {
        let token = try Settings.authToken.value(token, sources)
        let file = try Settings.authTokenFile.value(file, sources)
        switch (token, file) {
        case (let token?, nil): self = .given(token)
        case (nil, let file?): self = .file(file)
        case (.some, .some): self = .twoWays
        case (nil, nil): return nil
        }
    }

    /// The token; from a file without its last line ends.
    func token() throws(Failure) -> AccessToken {
        switch self {
        case .given(let token): return token
        case .twoWays: throw .access("Give the token by --auth-token or by --auth-token-file, not by both.")
        case .file(let path):
            var text = String(decoding: try readFile(path, for: Settings.authTokenFile.name), as: UTF8.self)
            while text.last?.isNewline == true { text.removeLast() }
            guard let token = AccessToken(text) else {
                let problem = text.isEmpty ? "is empty" : "does not hold \(Settings.authToken.allowed)"
                throw .access("--auth-token-file: \(path) \(problem).")
            }
            return token
        }
    }
}

/// Who may send and read, as the options say it: with the names of files that are not read yet.
struct AccessSettings: Hashable {
    var token: TokenSource?
    var tlsCertificate: String?
    var tlsKey: String?
    var tlsClientAuthority: String?
    var origins = AllowedOrigins()

    init() {}

    init(_ options: AccessOptions, from sources: SettingSources) throws(SettingError) {
        token = try TokenSource(options.token, from: sources)
        tlsCertificate = try Settings.tlsCertificate.value(options.tlsCertificate, sources)
        tlsKey = try Settings.tlsKey.value(options.tlsKey, sources)
        tlsClientAuthority = try Settings.tlsClientAuthority.value(options.tlsClientAuthority, sources)
        let origins = options.corsOrigin.isEmpty ? nil : options.corsOrigin.joined(separator: ",")
        self.origins = try Settings.corsOrigin.value(origins, sources) ?? self.origins
    }

    /// The rules, with the token read.
    func rules() throws(Failure) -> AccessRules {
        var rules = AccessRules()
        rules.origins = origins
        if let token { rules.token = try token.token() }
        return rules
    }

    /// The files of TLS; nil for plain text.
    func tls() throws(Failure) -> TLSFiles? {
        switch (tlsCertificate, tlsKey) {
        case (nil, nil):
            if tlsClientAuthority != nil { throw .access("--tls-client-ca needs --tls-cert and --tls-key.") }
            return nil
        case (.some, nil): throw .access("--tls-cert needs --tls-key.")
        case (nil, .some): throw .access("--tls-key needs --tls-cert.")
        case (let certificate?, let key?):
            var files = TLSFiles(
                certificate: try pem(certificate, for: Settings.tlsCertificate.name),
                key: try pem(key, for: Settings.tlsKey.name))
            if let tlsClientAuthority {
                files.clientAuthority = try pem(tlsClientAuthority, for: Settings.tlsClientAuthority.name)
            }
            return files
        }
    }

    private func pem(_ path: String, for option: String) throws(Failure) -> PEMFile {
        PEMFile(path: path, bytes: try readFile(path, for: option))
    }
}

/// All bytes of a file that an option names.
private func readFile(_ path: String, for option: String) throws(Failure) -> [UInt8] {
    do throws(FileError) {
        return try readFile(path)
    } catch {
        throw .access("--\(option): \(path) can't be read: \(error).")
    }
}
