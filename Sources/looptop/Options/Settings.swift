import OTLPReceiver
import Telemetry
import Terminal

/// All options that the environment and the user's file can give, each once.
enum Settings {
    static let httpPort = SettingRule(
        name: "http-port", purpose: "The port for OTLP/HTTP; 0 takes a free one.", allowed: "a number from 0 to 65535"
    ) { number($0, in: 0...65_535) }
    static let grpcPort = SettingRule(
        name: "grpc-port", purpose: "The port for OTLP/gRPC; 0 takes a free one.", allowed: "a number from 0 to 65535"
    ) { number($0, in: 0...65_535) }
    static let noGRPC = SettingRule<Bool>(name: "no-grpc", purpose: "Don't listen on a port for gRPC.")
    static let bind = SettingRule(
        name: "bind", purpose: "IP addresses to listen on, instead of loopback.",
        allowed: "IP addresses, separated by commas"
    ) { addresses($0) }
    static let agent = SettingRule(
        name: "agent", purpose: "Show only this agent, by its id or name.", allowed: "an agent's id or name")
    static let filter = SettingRule(
        name: "where", purpose: "Show only traces and logs with this attribute, such as tenant=acme.",
        allowed: "a key and a value, such as tenant=acme or custom.user_id=42"
    ) { AttributeFilter($0) }
    static let panelWindow = SettingRule(
        name: "window", purpose: "The period that the panels show: 1m, 5m, 15m or 60m.",
        allowed: "1m, 5m, 15m or 60m (or 60, 300, 900 or 3600 seconds)"
    ) { windows[$0] }
    static let reportWindow = SettingRule(
        name: "window", purpose: "The length of the report's window in seconds.",
        allowed: "a number of seconds from 1 to 3600"
    ) { number($0, in: 1...3_600) }
    static let limit = SettingRule(
        name: "limit", purpose: "How many traces are listed.", allowed: "a number from 1 to 10000"
    ) { number($0, in: 1...10_000) }
    static let theme = SettingRule(
        name: "theme", purpose: "A theme's name or file.", allowed: "the name or the file of a theme")
    static let themesDirectory = SettingRule(
        name: "themes-dir", purpose: "A folder in which themes are looked for first.", allowed: "a folder")
    static let color = SettingRule(
        name: "color", purpose: "Colours: auto, never, 16, 256 or truecolor.",
        allowed: "auto, never, 16, 256 or truecolor"
    ) { ColorChoice(rawValue: $0) }
    static let ascii = SettingRule<Bool>(name: "ascii", purpose: "Draw with ASCII characters only.")
    static let noSync = SettingRule<Bool>(
        name: "no-sync", purpose: "Don't mark the begin and end of a frame for the terminal.")
    static let memory = SettingRule(
        name: "memory", purpose: "How much telemetry is kept, such as 256MiB.",
        allowed: "a size from 1MiB to 1TiB, such as 256MiB or 2GiB"
    ) { byteCount($0) }
    static let stallAfter = SettingRule(
        name: "stall-after", purpose: "A task is stalled after so many seconds of silence.",
        allowed: "a number of seconds from 1 to 86400"
    ) { number($0, in: 1...86_400) }
    static let maxSeries = SettingRule(
        name: "max-series", purpose: "How many metric series are kept.", allowed: "a number from 100 to 1000000"
    ) { number($0, in: 100...1_000_000) }
    static let authToken = SettingRule(
        name: "auth-token", purpose: "Ask every request for this token. Others here can see it: better a file.",
        allowed: "visible ASCII characters without spaces", parse: { AccessToken($0) }, isSecret: true)
    static let authTokenFile = SettingRule(
        name: "auth-token-file", purpose: "A file with the token.", allowed: "a file")
    static let tlsCertificate = SettingRule(
        name: "tls-cert", purpose: "Speak TLS, with the certificate in this PEM file.", allowed: "a PEM file")
    static let tlsKey = SettingRule(
        name: "tls-key", purpose: "The certificate's private key, a PEM file.", allowed: "a PEM file")
    static let tlsClientAuthority = SettingRule(
        name: "tls-client-ca", purpose: "Hear only clients with a certificate that these, a PEM file, have signed.",
        allowed: "a PEM file")
    static let corsOrigin = SettingRule(
        name: "cors-origin", purpose: "Web pages that may send and read, such as http://localhost:3000; * for all.",
        allowed: "origins such as http://localhost:3000, separated by commas, or *"
    ) { addresses($0).flatMap(AllowedOrigins.init) }
    static let reportEvery = SettingRule(
        name: "report-every", purpose: "Print a report every so many seconds.",
        allowed: "a number of seconds from 1 to 86400"
    ) { number($0, in: 1...86_400) }

    static let config = SettingRule(
        name: "config", purpose: "A file of settings, instead of the one in the user's configuration folder.",
        allowed: "a file")

    /// What the user's file can give: all that concerns the program with and without its screen.
    static let namesInFile =
        [
            httpPort.name, grpcPort.name, noGRPC.name, bind.name, memory.name, stallAfter.name, maxSeries.name,
            agent.name, filter.name, panelWindow.name, theme.name, themesDirectory.name, color.name, ascii.name,
            noSync.name, authToken.name, authTokenFile.name, tlsCertificate.name, tlsKey.name,
            tlsClientAuthority.name, corsOrigin.name, reportEvery.name,
        ] + Limits.all.compactMap(\.rule?.name).filter { $0 != memory.name && $0 != maxSeries.name }

    private static let windows = [
        "60": 60, "300": 300, "900": 900, "3600": 3_600, "1m": 60, "5m": 300, "15m": 900, "60m": 3_600, "1h": 3_600,
    ]
}

/// Which colours the user wants.
enum ColorChoice: String, Hashable {
    case auto, never
    case ansi16 = "16"
    case indexed256 = "256"
    case truecolor

    /// Nil where the terminal decides.
    var depth: ColorDepth? {
        switch self {
        case .auto: nil
        case .never: .mono
        case .ansi16: .ansi16
        case .indexed256: .indexed256
        case .truecolor: .truecolor
        }
    }
}

/// A whole number in decimal digits, within a range.
func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(text).flatMap { range.contains($0) ? $0 : nil }
}

/// Addresses separated by commas; nil if there is none.
func addresses(_ text: String) -> [String]? {
    let addresses = text.split(separator: ",").map { String($0.filter { $0 != " " }) }.filter { !$0.isEmpty }
    return addresses.isEmpty ? nil : addresses
}

/// A size in bytes: a number with B, KiB, MiB, GiB, TiB (or K, M, G, T), powers of 1,024, or KB, MB, GB, TB, powers of
/// 1,000.
func byteCount(_ text: String, in range: ClosedRange<Int> = 1 << 20...1 << 40) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    guard let count = number(String(digits), in: 0...(1 << 40)), let size = units[unit] else { return nil }
    let (bytes, isTooMuch) = count.multipliedReportingOverflow(by: size)
    return !isTooMuch && range.contains(bytes) ? bytes : nil
}

private let units = [
    "": 1, "b": 1, "k": 1 << 10, "kib": 1 << 10, "kb": 1_000, "m": 1 << 20, "mib": 1 << 20, "mb": 1_000_000,
    "g": 1 << 30, "gib": 1 << 30, "gb": 1_000_000_000, "t": 1 << 40, "tib": 1 << 40, "tb": 1_000_000_000_000,
]
