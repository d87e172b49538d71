import Testing

@testable import Dashboard
@testable import Screen
@testable import TextFiles

@Suite struct ThemeParserTests {
    private func parse(_ text: String, themes: [String: Theme] = [:]) throws -> Theme.Parsed {
        try Theme.parse(text, file: "test.toml", inheriting: { themes[$0] })
    }

    private func style(_ value: String) throws -> Style {
        let text = """
            [palette]
            sea = "#102030"
            red = "#ff0000"
            [roles]
            background = "#000"
            foreground = "#fff"
            title = \(value)
            """
        return try parse(text).theme.style(.title)
    }

    private static let black = Color.rgb(red: 0, green: 0, blue: 0)
    private static let white = Color.rgb(red: 255, green: 255, blue: 255)
    private static let sea = Color.rgb(red: 16, green: 32, blue: 48)

    @Test(arguments: [
        (##""#a1b2c3""##, Style(foreground: .rgb(red: 0xa1, green: 0xb2, blue: 0xc3), background: black)),
        (##""#abc""##, Style(foreground: .rgb(red: 0xaa, green: 0xbb, blue: 0xcc), background: black)),
        (#""blue""#, Style(foreground: .ansi(4), background: black)),
        (#""bright-red""#, Style(foreground: .ansi(9), background: black)),
        (#""7""#, Style(foreground: .ansi(7), background: black)),
        (#""208""#, Style(foreground: .indexed(208), background: black)),
        ("208", Style(foreground: .indexed(208), background: black)),
        (#""default""#, Style(foreground: .default, background: black)),
        (#""sea""#, Style(foreground: sea, background: black)),
        (#""bold""#, Style(foreground: white, background: black, attributes: .bold)),
        (#""sea bold underline""#, Style(foreground: sea, background: black, attributes: [.bold, .underline])),
        (#""sea on 208 italic""#, Style(foreground: sea, background: .indexed(208), attributes: .italic)),
        (#""on sea""#, Style(foreground: white, background: sea)),
        (#"["sea", "dim", "reverse"]"#, Style(foreground: sea, background: black, attributes: [.dim, .reverse])),
        // A palette may give an ANSI name a colour of its own.
        (#""red""#, Style(foreground: .rgb(red: 255, green: 0, blue: 0), background: black)),
        ("'sea' # a comment", Style(foreground: sea, background: black)),
    ])
    func `A role's value is colours and attributes`(value: String, expected: Style) throws {
        #expect(try style(value) == expected)
    }

    @Test func `Head, lists over several lines, and keys with _ are read`() throws {
        let parsed = try parse(
            """
            name = "ocean"
            author = "you"
            license = "MIT"
            source = "a \\"book\\""
            variant = "light"
            pair = "beach"

            [roles]
            series = [
                "1",  # first
                "2",
            ]
            good_bad = ["#000000", "#ffffff"]
            """)
        #expect(parsed.warnings.isEmpty)
        let theme = parsed.theme
        #expect([theme.name, theme.author, theme.license, theme.source] == ["ocean", "you", "MIT", #"a "book""#])
        #expect(theme.variant == .light)
        #expect(theme.pair == "beach")
        #expect([0, 1, 2, 3, -1].map { theme.style(.series($0)).foreground } == [1, 2, 1, 2, 2].map(Color.ansi))
        #expect(theme.style(.goodBad(0.5)).foreground == .rgb(red: 128, green: 128, blue: 128))
        #expect(theme.style(.goodBad(-3)).foreground == .rgb(red: 0, green: 0, blue: 0))
        #expect(theme.style(.goodBad(.infinity)).foreground == .rgb(red: 255, green: 255, blue: 255))
        #expect(theme.style(.goodBad(.nan)).foreground == .rgb(red: 0, green: 0, blue: 0))
    }

    @Test(arguments: [
        ("titel = \"red\"", #"test.toml:2: titel: unknown role; did you mean "title"?"#),
        ("qqqqqqqqq = \"red\"", "test.toml:2: qqqqqqqqq: unknown role"),
        ("title = \"bleu\"", #"test.toml:2: title: unknown colour or attribute "bleu"; did you mean "blue"?"#),
        ("title = \"#12345\"", ##"test.toml:2: title: unknown colour or attribute "#12345""##),
        ("title = \"256\"", #"test.toml:2: title: unknown colour or attribute "256""#),
        ("title = \"red green\"", #"test.toml:2: title: "green" is one colour too many"#),
        ("title = \"red on\"", #"test.toml:2: title: a colour is missing after "on""#),
        ("title = \"\"", "test.toml:2: title: the value is empty"),
        ("title = red", "test.toml:2: title: expected a text in quotes"),
        ("title = \"red", "test.toml:2: title: the text has no closing quote"),
        ("title \"red\"", "test.toml:2: title: expected = after the key"),
        ("title = \"red\" \"blue\"", "test.toml:2: title: expected the end of the line"),
        ("= \"red\"", "test.toml:2: expected key = \"value\""),
        ("series = []", "test.toml:2: series: the list is empty"),
        ("series = [\"red\"", "test.toml:2: series: expected , or ] in the list"),
        ("foreground = \"red\"", "test.toml:2: foreground: is not used without a background; give both or neither"),
        ("[pallete]\nx = \"red\"", "test.toml:3: x: unknown table [pallete]; did you mean [palette]?"),
        (
            "[palette]\nx = \"nored\"",
            "test.toml:3: x: expected a colour: #rgb, #rrggbb, an ANSI name, 0 to 255 or default"
        ),
        ("[palette]\nbold = \"red\"", "test.toml:3: bold: this word has a meaning of its own in a style"),
    ])
    func `A mistake is one warning with its place and costs only itself`(line: String, warning: String) throws {
        let parsed = try parse("[roles]\n\(line)\n[roles]\nok = \"13\"\n")
        #expect(parsed.warnings.map(\.description) == [warning])
        #expect(parsed.theme.style(.ok).foreground == .ansi(13))
        #expect(
            parsed.theme.style(.title)
                == Style(
                    foreground: Theme.builtIn.style(.foreground).foreground,
                    background: Theme.builtIn.style(.background).background, attributes: .bold))
    }

    @Test(arguments: [
        ("colour = \"red\"", "test.toml:1: colour: unknown key"),
        ("autor = \"red\"", #"test.toml:1: autor: unknown key; did you mean "author"?"#),
        ("variant = \"dim\"", #"test.toml:1: variant: expected "dark" or "light", not "dim""#),
        ("name = [\"a\"]", "test.toml:1: name: expected one text, not a list"),
        ("inherits = \"gone\"", #"test.toml:1: inherits: there is no theme "gone" to inherit from"#),
    ])
    func `The head is checked too`(line: String, warning: String) throws {
        #expect(try parse("\(line)\n[roles]\nok = \"1\"").warnings.map(\.description) == [warning])
    }

    @Test(arguments: [
        "", "\u{7f}ELF\u{0}\u{1}", "scheme: \"Nord\"\nbase00: \"2e3440\"", "# nothing", "[[[[", "[roles]",
    ])
    func `What has no key of a theme is no theme`(text: String) {
        #expect(throws: FileProblem.self) { try parse(text) }
    }

    @Test func `A missing role follows its fallbacks`() throws {
        let theme = try parse(
            """
            [roles]
            background = "0"
            foreground = "15"
            title = "6"
            warn = "3"
            series = ["1", "2"]
            """
        ).theme
        func style(_ color: UInt8, _ attributes: TextAttributes = []) -> Style {
            Style(foreground: .ansi(color), background: .ansi(0), attributes: attributes)
        }
        #expect(theme.style(.dim) == style(15, .dim))
        #expect(theme.style(.border) == style(15, .dim))
        #expect(theme.style(.keyHint) == style(6))
        #expect(theme.style(.borderFocus) == style(6))
        #expect(theme.style(.selection) == style(15, .reverse))
        #expect(theme.style(.match) == style(3, .reverse))
        #expect(theme.style(.agent) == style(1))
        #expect(theme.style(.llm) == style(2))
        #expect(theme.style(.tool) == style(1))
        // The default theme's colour, on this theme's ground.
        #expect(theme.style(.error).foreground == Theme.builtIn.style(.error).foreground)
        #expect(theme.style(.error).background == .ansi(0))
        #expect(theme.style(.goodBad(0)) == theme.style(.error))
        #expect(theme.style(.goodBad(0.5)) == theme.style(.warn))
    }

    @Test func `A theme takes from its parent what it does not give, and its palette`() throws {
        let parent = try parse("name = \"p\"\n[palette]\nsea = \"4\"\n[roles]\ntitle = \"5\"\nkey-hint = \"6\"").theme
        let child = try parse("inherits = \"p\"\n[roles]\ntitle = \"sea\"", themes: ["p": parent])
        #expect(child.warnings.isEmpty)
        #expect(child.theme.style(.title).foreground == .ansi(4))
        #expect(child.theme.style(.keyHint).foreground == .ansi(6))
        #expect(child.theme.name == "test")
    }

    @Test func `Themes that inherit from each other are told so`() throws {
        let files = ["a": "inherits = \"b\"\n[roles]\nok = \"1\"", "b": "inherits = \"a\"\n[roles]\nok = \"2\""]
        let parsed = try Theme.load("a") { name in files[name].map { ("\(name).toml", $0) } }
        #expect(parsed.theme.style(.ok).foreground == .ansi(1))
        #expect(throws: FileProblem(file: "c", line: 0, key: nil, message: "there is no theme of this name")) {
            try Theme.load("c") { name in files[name].map { ("\(name).toml", $0) } }
        }
    }

    @Test func `No text makes the parser trap`() {
        var random = SplitMix(seed: 7)
        let alphabet = Array("[]=\"'#,\\ \n\tabo1é\u{0}")
        for _ in 0..<3_000 {
            let text = String((0..<random.below(60)).map { _ in alphabet[random.below(alphabet.count)] })
            _ = try? parse("[roles]\nok = \"red\"\n" + text)
        }
    }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
}
