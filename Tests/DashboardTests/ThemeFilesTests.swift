import Foundation
import Testing

@testable import Dashboard
@testable import Screen

@Suite struct ThemeFilesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "themes")

    private static func text(_ file: String) -> String? {
        try? String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }

    private static func load(_ name: String) throws -> Theme.Parsed {
        try Theme.load(name) { name in text("\(name).toml").map { ("\(name).toml", $0) } }
    }

    @Test func `The themes that are listed are those in the folder`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        let names = files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
        #expect(Set(names) == Set(Theme.shippedNames))
    }

    @Test(arguments: Theme.shippedNames)
    func `A theme file loads without a warning and says whose it is`(name: String) throws {
        let parsed = try Self.load(name)
        #expect(parsed.warnings == [])
        #expect(parsed.theme.name == name)
        #expect(Set(parsed.theme.given.keys) == Set(RoleName.allCases))
        #expect(![parsed.theme.author, parsed.theme.license, parsed.theme.source].contains(""))
        if let pair = parsed.theme.pair { #expect(Theme.shippedNames.contains(pair)) }
        if let licence = parsed.theme.license.split(separator: " ").last, licence.hasPrefix("licenses/") {
            #expect(Self.text(String(licence))?.contains("Copyright (c)") == true)
        }
    }

    @Test func `The theme in the program is the one in the folder`() throws {
        #expect(Theme.builtInText == Self.text("default-dark.toml"))
        #expect(try Theme.builtIn == Self.load("default-dark").theme)
    }

    @Test func `The reference lists every role with its fallback`() throws {
        let readme = try #require(Self.text("README.md"))
        let lines = readme.split(separator: "\n").drop { !$0.hasPrefix("| Role |") }.dropFirst(2)
        let expected = RoleName.allCases.map { "| `\($0.key)` | \($0.meaning) | \($0.fallback.description) |" }
        #expect(lines.map(String.init) == expected)
    }

    @Test func `The example in the reference is a theme without mistakes`() throws {
        let readme = try #require(Self.text("README.md"))
        let example = readme.split(separator: "\n").filter { $0.hasPrefix("    ") }.joined(separator: "\n")
        let parsed = try Theme.parse(example, file: "ocean.toml") { try? Self.load($0).theme }
        #expect(parsed.warnings == [])
        #expect(parsed.theme.name == "ocean")
    }

    // MARK: Readable

    private static let texts: [ThemeRole] =
        [
            .foreground, .dim, .title, .keyHint, .selection, .ok, .warn, .error, .running, .agent, .iteration, .llm,
            .tool, .other, .ruler, .match, .input, .output,
        ] + (0..<8).map(ThemeRole.series)
    private static let marks: [ThemeRole] =
        [.border, .borderFocus] + stride(from: 0.0, through: 1, by: 0.1).map(ThemeRole.goodBad)
    private static let onSelection = texts.filter { $0 != .match && $0 != .selection }

    @Test(arguments: Theme.shippedNames.filter { !["terminal", "mono"].contains($0) })
    func `Texts and marks stand out from their ground`(name: String) throws {
        let theme = try Self.load(name).theme
        for role in Self.texts {
            #expect(try contrast(theme.style(role)) >= (name == "high-contrast" ? 7 : 4.5), "\(role)")
        }
        for role in Self.marks { #expect(try contrast(theme.style(role)) >= 3, "\(role)") }
        for role in Self.onSelection { #expect(try contrast(theme.selected(theme.style(role))) >= 3, "\(role)") }
    }

    @Test(
        arguments: ["default-dark", "default-light", "colorblind", "high-contrast"], [Vision.normal, .deutan, .protan])
    func `Outcomes are told apart by any eye`(name: String, vision: Vision) throws {
        let theme = try Self.load(name).theme
        let roles: [ThemeRole] = [.ok, .warn, .error, .running]
        for (index, a) in roles.enumerated() {
            for b in roles[..<index] {
                let distance = try vision.distance(theme.style(a).foreground, theme.style(b).foreground)
                #expect(distance >= 20, "\(a) and \(b)")
            }
        }
    }

    @Test func `Red and green of one lightness are not told apart by a deutan eye`() throws {
        let (red, green) = (Color.rgb(red: 200, green: 80, blue: 60), Color.rgb(red: 122, green: 122, blue: 40))
        #expect(try Vision.normal.distance(red, green) > 50)
        #expect(try Vision.deutan.distance(red, green) < 20)
    }

    // MARK: Without colours

    @Test func `Without colours no role has one, and the selection still shows`() throws {
        for name in Theme.shippedNames {
            let theme = try Self.load(name).theme.withoutColors
            for role in Self.texts + Self.marks {
                #expect(theme.style(role).foreground == .default && theme.style(role).background == .default)
            }
            #expect(theme.style(.selection).attributes == .reverse)
            #expect(theme.selected(theme.style(.tool)).attributes == .reverse)
        }
    }

    @Test func `On the selected row text takes the selection's colours and marks keep theirs`() {
        let theme = Theme.builtIn
        let selection = theme.style(.selection)
        #expect(theme.selected(theme.style(.foreground)) == selection)
        #expect(
            theme.selected(theme.style(.llm))
                == Style(
                    foreground: theme.style(.llm).foreground, background: selection.background, attributes: .bold))
    }
}

/// The contrast ratio of WCAG 2.2, 1 to 21.
private func contrast(_ style: Style) throws -> Double {
    let values = try [style.foreground, style.background].map(luminance).sorted()
    return (values[1] + 0.05) / (values[0] + 0.05)
}

private func luminance(_ color: Color) throws -> Double {
    let (r, g, b) = try linear(color)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

private func linear(_ color: Color) throws -> (Double, Double, Double) {
    guard case .rgb(let r, let g, let b) = color else { throw NotExact() }
    func linear(_ byte: UInt8) -> Double {
        let share = Double(byte) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return (linear(r), linear(g), linear(b))
}

private struct NotExact: Error {}

/// Eyes, as Viénot, Brettel and Mollon simulate them (1999), in linear RGB.
enum Vision: Sendable {
    case normal, deutan, protan

    /// How far apart two colours look: Euclidean in CIELAB.
    func distance(_ a: Color, _ b: Color) throws -> Double {
        let (a, b) = (lab(seen(try linear(a))), lab(seen(try linear(b))))
        return zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
    }

    private func seen(_ c: (Double, Double, Double)) -> (Double, Double, Double) {
        switch self {
        case .normal: return c
        case .deutan:
            let yellow = 0.29275 * c.0 + 0.70725 * c.1
            return (yellow, yellow, -0.02234 * c.0 + 0.02234 * c.1 + c.2)
        case .protan:
            let yellow = 0.11238 * c.0 + 0.88762 * c.1
            return (yellow, yellow, 0.00401 * c.0 - 0.00401 * c.1 + c.2)
        }
    }

    private func lab(_ c: (Double, Double, Double)) -> [Double] {
        func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
        let x = f((0.4124 * c.0 + 0.3576 * c.1 + 0.1805 * c.2) / 0.95047)
        let y = f(0.2126 * c.0 + 0.7152 * c.1 + 0.0722 * c.2)
        let z = f(max(0, 0.0193 * c.0 + 0.1192 * c.1 + 0.9505 * c.2) / 1.08883)
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    }
}
