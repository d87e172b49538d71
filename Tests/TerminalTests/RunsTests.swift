import Screen
import Testing

@testable import Terminal

@Suite struct RunsTests {
    private let bold = Style(attributes: .bold)

    private func surface(_ rows: String...) -> Surface {
        var surface = Surface(size: Size(width: 8, height: rows.count))
        for (y, row) in rows.enumerated() { surface.put(row, x: 0, y: y, style: .plain) }
        return surface
    }

    private func changes(_ old: String, _ new: String) -> [Range<Int>] {
        runs(from: surface(old), to: surface(new)).map(\.columns)
    }

    @Test func `Equal surfaces have no runs`() {
        #expect(runs(from: surface("abc", "漢"), to: surface("abc", "漢")).isEmpty)
    }

    @Test func `A first surface and one of another size are drawn whole`() {
        let new = surface("abc", "def")
        let all = [Run(y: 0, columns: 0..<8, style: .plain), Run(y: 1, columns: 0..<8, style: .plain)]
        #expect(runs(from: nil, to: new) == all)
        #expect(runs(from: surface("abc"), to: new) == all)
    }

    @Test func `Only what changed is drawn`() {
        #expect(changes("abcdef", "abXdYZ") == [2..<3, 4..<6])
        #expect(runs(from: surface("a", "b"), to: surface("a", "c")) == [Run(y: 1, columns: 0..<1, style: .plain)])
    }

    @Test(arguments: [
        ("abcd", "a漢d", [1..<3]), ("a漢d", "abcd", [1..<3]), ("漢字", "漢語", [2..<4]), ("x漢", "漢x", [0..<3]),
        ("abcd漢", "abcd字", [4..<6]),
    ])
    func `Wide characters are drawn whole`(old: String, new: String, expected: [Range<Int>]) {
        #expect(changes(old, new) == expected)
    }

    @Test func `A right half that changed alone brings its left half`() {
        var new = surface("漢b")
        new[1, 0].style = bold
        #expect(runs(from: surface("漢b"), to: new) == [Run(y: 0, columns: 0..<2, style: .plain)])
    }

    @Test func `Runs end where the style does`() {
        var new = surface("abcd")
        new.restyle(Rect(x: 1, y: 0, width: 2, height: 1)) { $0 = bold }
        new.put("Z", x: 3, y: 0, style: .plain)
        let expected = [Run(y: 0, columns: 1..<3, style: bold), Run(y: 0, columns: 3..<4, style: .plain)]
        #expect(runs(from: surface("abcd"), to: new) == expected)
    }
}
