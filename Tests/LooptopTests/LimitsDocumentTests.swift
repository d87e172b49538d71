import Foundation
import Testing

@testable import looptop

// docs/limits.md is made of the table that the options are made of. `make screens` (DASHBOARD_RECORD=1) writes it anew.

@Suite struct LimitsDocumentTests {
    @Test func `docs/limits.md says what the table says`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/limits.md")
        if ProcessInfo.processInfo.environment["DASHBOARD_RECORD"] != nil {
            try document.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == document)
    }

    private var document: String {
        var lines = [
            "# Limits", "",
            "Made from the table in `Sources/looptop/Options/Limits.swift`; a test keeps it true.", "",
            "Each option can be given by an environment variable too: `--max-body` is `LOOPTOP_MAX_BODY`.",
            "Sizes are a number with B, KiB, MiB or GiB.",
            "What is refused is answered with the reason, counted in the header, and listed by the doctor (`D`) and the report.",
            "", "| what | limit | option | beyond it | where it is seen |", "|---|---|---|---|---|",
        ]
        lines += Limits.all.map { limit in
            let option = limit.rule.map { "`--\($0.name)`" } ?? "none"
            return "| \(limit.subject) | \(limit.standardText) | \(option) | \(limit.beyond) | \(limit.counted) |"
        }
        lines += [
            "",
            "HTTP and gRPC share all of them, and all ports do. A body over `--max-in-flight` alone is refused for good:",
            "who raises `--max-body` beyond it has to raise both.", "",
        ]
        return lines.joined(separator: "\n")
    }
}
