import Foundation
import Screen
import Testing

@testable import Dashboard

// Whole screens, compared with the files in Screens/. `make screens` (DASHBOARD_RECORD=1) writes them anew; the change
// is then reviewed as a diff of pictures.

@Suite struct ScreenTests {
    @Test(arguments: [(80, 24), (120, 40), (200, 60), (60, 16), (40, 10)])
    func `The dashboard with a fleet at work`(width: Int, height: Int) {
        expectScreen("dashboard-\(width)x\(height)", Session(width, height).model)
    }

    @Test(arguments: [(80, 24), (40, 10)])
    func `The dashboard before any data`(width: Int, height: Int) {
        let settings = DashboardSettings(
            size: Size(width: width, height: height), addresses: ["127.0.0.1:4318", "[::1]:4318"],
            grpcPort: 4317)
        expectScreen("welcome-\(width)x\(height)", DashboardModel(settings: settings))
    }

    @Test(arguments: [(80, 24), (60, 16)])
    func `A receiver that is open to the network is warned of in the header, before any data and with it`(
        width: Int, height: Int
    ) {
        let settings = DashboardSettings(
            size: Size(width: width, height: height), addresses: ["0.0.0.0:4318"],
            exposure: "open to the network, no token")
        let empty = DashboardModel(settings: settings)
        #expect(dump(empty).prefix(width).contains("! open to the network, no token"))
        var full = empty
        _ = update(&full, .overview(Sample.overview()))
        #expect(dump(full).prefix(width).contains("! open to the network, no token"))
    }

    @Test(arguments: [
        ("help-80x24", 80, 24, "?"), ("agents-80x24", 80, 24, "aj"), ("agents-120x40", 120, 40, "a"),
        ("search-80x24", 80, 24, "/flaky"), ("zoomed-tools-80x24", 80, 24, "2z"),
        ("zoomed-tokens-120x40", 120, 40, "3z"), ("paused-80x24", 80, 24, "1j<space>"),
        ("filtered-80x24", 80, 24, "ajj<enter>"), ("tools-60x16", 60, 16, "2"), ("tokens-40x10", 40, 10, "3"),
        ("waterfall-80x24", 80, 24, "j<enter>"), ("waterfall-120x40", 120, 40, "<enter>"),
        ("detail-80x24", 80, 24, "<enter>jjj<enter>"), ("detail-120x40", 120, 40, "<enter>jjj<enter>"),
    ])
    func `The dashboard after some keys`(name: String, width: Int, height: Int, keys: String) {
        var session = Session(width, height)
        session.type(keys)
        expectScreen(name, session.model)
    }

    @Test func `In ASCII the layout is the same and every byte is printable`() {
        var session = Session(120, 40, glyphs: .ascii)
        expectScreen("ascii-120x40", session.model)
        session.type("?")
        #expect(session.screen.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
    }

    @Test(arguments: [
        (39, 10, "looptop needs 40x10, has 39x10; q quits"), (20, 5, "needs 40x10; q quits"), (9, 3, "q quits"),
        (1, 1, "q"),
    ])
    func `A screen that is too small says so in a line`(width: Int, height: Int, line: String) {
        let lines = Session(width, height).screen.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first.map(String.init) == line)
        #expect(lines.dropFirst().allSatisfy { $0.isEmpty })
    }
}

/// Compares a screen with its file, or writes the file when screens are recorded.
func expectScreen(_ name: String, _ model: DashboardModel, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Screens/\(name).txt")
    let actual = dump(model)
    if ProcessInfo.processInfo.environment["DASHBOARD_RECORD"] != nil {
        #expect(throws: Never.self, sourceLocation: sourceLocation) {
            try actual.write(to: file, atomically: true, encoding: .utf8)
        }
        return
    }
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(actual == expected, "\(difference(expected, actual))", sourceLocation: sourceLocation)
}

/// The rows that differ, the expected one above the actual one.
private func difference(_ expected: String, _ actual: String) -> String {
    let old = expected.components(separatedBy: "\n")
    let new = actual.components(separatedBy: "\n")
    let rows = (0..<max(old.count, new.count)).filter { old.at($0) != new.at($0) }
    return rows.map { "row \($0)\n- \(old.at($0) ?? "")\n+ \(new.at($0) ?? "")" }.joined(separator: "\n")
}
