import Testing

@testable import TextFiles

@Suite struct SettingsFileTests {
    private let names = ["memory", "http-port", "bind", "ascii", "theme"]

    private func file(_ text: String) throws(FileProblem) -> SettingsFile {
        try SettingsFile(text, file: "config.toml", names: names)
    }

    @Test func `a setting is its text, and the line that gives it`() throws {
        let file = try file(
            """
            # What I like.
            memory = "512MiB"

            http-port = 5000   # not the usual one
            ascii = true
            bind = ["::1", '10.0.0.1']
            """)
        #expect(file["memory"]?.text == "512MiB")
        #expect(file["memory"]?.place == "config.toml:2: memory")
        #expect(file["http-port"]?.text == "5000")
        #expect(file["ascii"]?.text == "true")
        #expect(file["bind"]?.text == "::1,10.0.0.1")
        #expect(file["theme"] == nil)
    }

    @Test(arguments: [
        ("memroy = \"1GiB\"", "config.toml:1: memroy: unknown setting; did you mean \"memory\"?"),
        ("\nzzzzzzzz = 1", "config.toml:2: zzzzzzzz: unknown setting"),
        ("theme = nord", "config.toml:1: theme: expected a text in quotes"),
        ("[colors]\ntheme = \"nord\"", "config.toml:2: theme: settings stand under no table, so not under [colors]"),
        ("theme = \"nord\"\ntheme = \"mono\"", "config.toml:2: theme: is given twice"),
        ("theme \"nord\"", "config.toml:1: theme: expected = after the key"),
        ("theme = \"nord\n", "config.toml:1: theme: the text has no closing quote"),
        ("bind = [\"::1\", # both", "config.toml:1: bind: expected a text in quotes"),
        ("nonsense\nmemroy = 1", "config.toml:1: nonsense: expected = after the key"),
    ])
    func `one mistake refuses the file, with its place`(text: String, problem: String) {
        #expect { try file(text) } throws: { "\($0)" == problem }
    }

    @Test func `an empty file gives nothing`() throws {
        #expect(try file("")["memory"] == nil)
    }
}
