import Screen
import Testing

@testable import Terminal

@Suite struct InputDecoderTests {
    private func events(_ bytes: String) -> [InputEvent] {
        var decoder = InputDecoder()
        return decoder.feed(Array(bytes.utf8)) + decoder.flush()
    }

    @Test(
        arguments: [
            ("a", [.character("a")]), (" ", [.character(" ")]),
            ("é漢🚀", [.character("é"), .character("漢"), .character("🚀")]),
            ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]),
            ("\u{3}", [.control("c")]), ("\u{1A}", [.control("z")]), ("\u{0}", [.control(" ")]),
            ("\u{1C}", [.control("\\")]), ("\u{1F}", [.control("_")]),
            ("\u{1B}", [.escape]), ("\u{1B}\u{1B}", [.escape, .escape]),
        ] as [(String, [Key])])
    func `Plain keys`(bytes: String, keys: [Key]) { #expect(events(bytes) == keys.map(InputEvent.key)) }

    @Test(
        arguments: [
            ("[A", .up), ("OA", .up), ("[1;5A", .up), ("[B", .down), ("OB", .down), ("[C", .right), ("[D", .left),
            ("[H", .home), ("OH", .home), ("[1~", .home), ("[7~", .home), ("[F", .end), ("OF", .end), ("[4~", .end),
            ("[8~", .end), ("[5~", .pageUp), ("[6~", .pageDown), ("[2~", .insert), ("[3~", .delete), ("[3;5~", .delete),
            ("[Z", .backTab), ("OP", .function(1)), ("[[A", .function(1)), ("[11~", .function(1)),
            ("[1;2P", .function(1)),
            ("[15~", .function(5)), ("[17~", .function(6)), ("[21~", .function(10)), ("[24~", .function(12)),
            ("OM", .enter), ("Oq", .character("1")), ("\u{1B}[A", .up),
        ] as [(String, Key)])
    func `Sequences of common terminals`(bytes: String, key: Key) { #expect(events("\u{1B}" + bytes) == [.key(key)]) }

    @Test(arguments: [
        "\u{1B}[?64;1;2;6c", "\u{1B}[24;80R", "\u{1B}[>0;276;0c", "\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{7}",
        "\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{1B}\\", "\u{1B}P1$r0 q\u{1B}\\", "\u{1B}[I", "\u{1B}[97;5u", "\u{1B}[?2026;2$y",
        "\u{1B}[<0;10;10M", "\u{1B}x", "\u{1B}é", "\u{1B}\r", "\u{1B}]", "\u{1B}[", "\u{1B}[1;",
    ])
    func `Replies, unknown keys and Alt are swallowed whole`(bytes: String) {
        #expect(events(bytes).isEmpty)
        // What follows is read as ever.
        var decoder = InputDecoder()
        let before = decoder.feed(Array(bytes.utf8)) + decoder.flush()
        #expect(before + decoder.feed([0x71]) == [.key(.character("q"))])
    }

    @Test func `Broken UTF-8 and C1 controls are dropped`() {
        var decoder = InputDecoder()
        #expect(
            decoder.feed([0xFF, 0xC3, 0x28, 0xC2, 0x9B, 0xE6, 0xBC, 0xED, 0xA0, 0x80, 0x61]).last
                == .key(.character("a")))
        #expect(decoder.feed([0xC2, 0x9B, 0x80, 0xC0, 0x80]).isEmpty)
    }

    @Test func `Sequences cut in two are put together`() {
        for sequence in ["\u{1B}[1;2A", "\u{1B}OA", "漢", "\u{1B}[200~hi\u{1B}[201~"] {
            let bytes = Array(sequence.utf8)
            var whole = InputDecoder()
            let expected = whole.feed(bytes)
            #expect(expected.count == 1)
            for cut in 1..<bytes.count {
                var decoder = InputDecoder()
                #expect(decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...]) == expected)
            }
        }
    }

    @Test func `An Escape waits for what may follow`() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0x1B]).isEmpty)
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.key(.escape)])
        #expect(!decoder.isWaiting)
    }

    @Test func `Escape and a control key are two keys`() {
        #expect(events("\u{1B}\u{3}") == [.key(.escape), .key(.control("c"))])
    }

    @Test func `A paste is one event and its escapes are text`() {
        let text = "one\rtwo \u{1B}[A \u{1B}[20q"
        #expect(
            events("a\u{1B}[200~\(text)\u{1B}[201~b") == [.key(.character("a")), .paste(text), .key(.character("b"))])
    }

    @Test func `A paste is bounded`() {
        let text = String(repeating: "x", count: InputDecoder.pasteLimit + 10)
        let bounded = String(repeating: "x", count: InputDecoder.pasteLimit)
        #expect(events("\u{1B}[200~\(text)\u{1B}[201~") == [.paste(bounded)])
    }

    @Test func `The terminal's own entry names further keys`() {
        var decoder = InputDecoder()
        decoder.keys = [Array("\u{1B}[224z".utf8): .function(1), Array("\u{1B}A".utf8): .up]
        #expect(decoder.feed(Array("\u{1B}[224z\u{1B}A".utf8)) == [.key(.function(1)), .key(.up)])
    }
}
