import ArgumentParser
import Foundation
import Testing

@testable import looptop

@Suite struct ReadmeTests {
    private static let readme = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")

    @Test func `The README's table of options has the program's options but for limits`() throws {
        let readme = try String(contentsOf: Self.readme, encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "\n## Options\n").last)
            .components(separatedBy: "\n## ")[0]
        let table = section.split(separator: "\n").filter { $0.hasPrefix("| `--") }.joined(separator: "\n")
        let expected = options(in: Looptop.helpMessage()).subtracting(["--help", "--version"])
        #expect(options(in: table) == expected.subtracting(limits))
    }

    /// Those are in docs/limits.md, which is made of the same table.
    private var limits: Set<String> {
        Set(Limits.all.compactMap(\.rule?.name)).subtracting(["memory", "max-series"]).reduce(into: []) {
            $0.insert("--\($1)")
        }
    }

    /// The names of options that a text mentions.
    private func options(in text: String) -> Set<String> {
        Set(text.matches(of: /--[a-z][a-z-]*/).map { String($0.output) })
    }
}
