import Foundation
import Testing

@testable import Dashboard

// The README's list of keys is the key table. `make screens` (DASHBOARD_RECORD=1) writes it anew.

@Suite struct ReadmeTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")
    private static let begin = "<!-- keys:begin -->\n"
    private static let end = "<!-- keys:end -->"

    @Test func `The README lists the keys of the key table`() throws {
        let readme = try String(contentsOf: Self.file, encoding: .utf8)
        let begin = try #require(readme.range(of: Self.begin)).upperBound
        let end = try #require(readme.range(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["DASHBOARD_RECORD"] != nil {
            let recorded = readme.replacingCharacters(in: begin..<end, with: keyTableMarkdown())
            try recorded.write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            #expect(readme[begin..<end] == keyTableMarkdown())
        }
    }
}
