import Screen
import Testing

@Suite struct WidthTests {
    @Test(arguments: [
        ("", 0), ("plain", 5), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ｱ", 1), ("Ａ", 2),
        ("🚀", 2), ("👩‍💻", 4), ("👍🏽", 2), ("⚠\u{FE0F}", 1), ("🇩🇪", 2),
        ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("▶⣿█│…●", 6),
        ("a\tb", 3), ("a\nb", 3), ("a\r\nb", 4), ("\u{1B}[31m", 5), ("\u{202E}abc", 4), ("\u{200B}x\u{FEFF}", 1),
    ])
    func `A text takes the columns that a terminal gives it`(text: String, expected: Int) {
        #expect(columns(of: text) == expected)
    }

    @Test(
        arguments: [
            ("A", .narrow(0x41)), ("\t", .narrow(0x20)), ("\n", .narrow(0x20)), ("\u{85}", .narrow(0x20)),
            ("\u{2028}", .narrow(0x20)), ("\u{1B}", .narrow(0x241B)), ("\u{0}", .narrow(0x2400)),
            ("\u{7F}", .narrow(0x2421)), ("\u{9B}", .narrow(0xFFFD)), ("\u{202E}", .narrow(0xFFFD)),
            ("\u{2066}", .narrow(0xFFFD)), ("\u{E000}", .narrow(0xFFFD)), ("\u{378}", .narrow(0xFFFD)),
            ("\u{AD}", .narrow(0x2D)), ("\u{1F1E6}", .narrow(0x41)), ("\u{1F1FF}", .narrow(0x5A)),
            ("漢", .wide(0x6F22)), ("\u{301}", .mark(0x301)), ("\u{200D}", .nothing), ("\u{FE0F}", .nothing),
            ("\u{1F3FD}", .nothing), ("\u{10FFFF}", .narrow(0xFFFD)),
        ] as [(Unicode.Scalar, DrawnScalar)])
    func `Every scalar is drawn as something that can do no harm`(scalar: Unicode.Scalar, expected: DrawnScalar) {
        #expect(drawn(scalar) == expected)
    }

    @Test func `No scalar is drawn as a control character`() {
        var harmful: [UInt32] = []
        for scalar in (UInt32(0)...0x10FFFF).lazy.compactMap(Unicode.Scalar.init) {
            switch drawn(scalar) {
            case .narrow(let value), .wide(let value), .mark(let value):
                if value < 0x20 || (0x7F...0x9F).contains(value) { harmful.append(scalar.value) }
            case .nothing: break
            }
        }
        #expect(harmful.isEmpty)
    }
}

@Suite struct TextTests {
    @Test(arguments: [
        ("short", 5, "short"), ("longer", 5, "long…"), ("longer", 1, "…"), ("longer", 0, ""), ("longer", -3, ""),
        ("漢字かな", 8, "漢字かな"), ("漢字かな", 7, "漢字か…"), ("漢字かな", 6, "漢字…"), ("漢字かな", 2, "…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ])
    func `A text is cut to columns and says so`(text: String, width: Int, expected: String) {
        #expect(truncate(text, to: width) == expected)
    }

    @Test(arguments: [
        ("abcdefgh", 8, "abcdefgh"), ("abcdefgh", 7, "abc…fgh"), ("abcdefgh", 4, "ab…h"), ("abcdefgh", 1, "…"),
        ("abcdefgh", 0, ""), ("漢字かな", 6, "漢…な"), ("aae\u{301}", 2, "a…"), ("aaae\u{301}", 3, "a…e\u{301}"),
    ])
    func `A text cut in its middle keeps both ends`(text: String, width: Int, expected: String) {
        #expect(truncateMiddle(text, to: width) == expected)
    }

    @Test(
        arguments: [
            ("ab", 5, .left, "ab   "), ("ab", 5, .right, "   ab"), ("ab", 5, .center, " ab  "), ("漢", 4, .right, "  漢"),
            ("漢字", 3, .left, "漢…"), ("漢字か", 4, .left, "漢… "), ("", 2, .left, "  "), ("abc", 0, .left, ""),
        ] as [(String, Int, Alignment, String)])
    func `A padded text takes exactly its columns`(text: String, width: Int, alignment: Alignment, expected: String) {
        #expect(padded(text, to: width, alignment) == expected)
        #expect(columns(of: padded(text, to: width, alignment)) == width)
    }
}
