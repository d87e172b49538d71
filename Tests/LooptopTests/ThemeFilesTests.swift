import Dashboard
import Testing

@testable import looptop

@Suite struct ThemeFilesTests {
    private let text = "[roles]\nborder = \"#123456\"\n"

    @Test func `folders are looked in from the user's choice to the installation`() {
        let files = ThemeFiles(
            chosen: "/mine", environment: ["XDG_CONFIG_HOME": "/x", "HOME": "/h"],
            binary: "/src/looptop/.build/triple/release/looptop")
        #expect(
            files.folders == [
                "/mine", "/x/looptop/themes", "/src/looptop/.build/triple/release/themes",
                "/src/looptop/.build/triple/themes", "/src/looptop/.build/themes", "/src/looptop/themes",
                "/src/themes", "/src/looptop/.build/triple/share/looptop/themes",
            ])
        let installed = ThemeFiles(chosen: nil, environment: ["HOME": "/h"], binary: "/usr/bin/looptop")
        #expect(
            installed.folders == [
                "/h/.config/looptop/themes", "/usr/bin/themes", "/usr/themes", "/usr/share/looptop/themes",
            ])
        // A relative XDG_CONFIG_HOME is to be ignored (XDG Base Directory Specification).
        #expect(ThemeFiles(chosen: nil, environment: ["XDG_CONFIG_HOME": "x"], binary: nil).folders == [])
    }

    @Test func `shipped themes come first, then the user's by name`() throws {
        let folder = try TemporaryFolder()
        for name in ["zebra.toml", "nord.toml", "apple.toml", "README.md", ".hidden.toml"] {
            try folder.write(text, to: name)
        }
        let files = ThemeFiles(folders: [folder.path])
        #expect(files.names == ["default-dark", "nord", "apple", "zebra"])
        #expect(files.name(after: "zebra") == "default-dark")
        #expect(files.name(after: "nord") == "apple")
        #expect(files.name(after: "/some/file.toml") == "default-dark")
    }

    @Test func `the first folder that has a theme wins`() throws {
        let first = try TemporaryFolder()
        let second = try TemporaryFolder()
        try second.write(text, to: "a.toml")
        let files = ThemeFiles(folders: [first.path, second.path])
        #expect(files.contents("a")?.file == "\(second.path)/a.toml")
        try first.write(text, to: "a.toml")
        #expect(files.contents("a")?.file == "\(first.path)/a.toml")
        #expect(files.contents("../\(first.path)/a") == nil)
    }

    @Test func `an unknown theme is refused with the names that are known`() {
        let files = ThemeFiles(folders: [])
        let failure = #expect(throws: Failure.self) { try files.choose("nrd") }
        #expect(failure == .usage("There is no theme \"nrd\"; there are default-dark."))
        #expect(throws: Failure.usage("The theme /none.toml can't be read: No such file or directory.")) {
            try files.choose("/none.toml")
        }
    }

    @Test func `a theme is found by its name and by its path`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "mine.toml")
        let byName = try ThemeFiles(folders: [folder.path]).choose("mine")
        let byPath = try ThemeFiles(folders: []).choose(path)
        #expect(byName.theme.name == "mine")
        #expect(byPath.theme.style(.border) == byName.theme.style(.border))
        #expect(byName.theme.style(.border) != Theme.builtIn.style(.border))
        #expect(byName.warnings == [])
    }

    @Test func `a broken theme is replaced by the built-in one, with a warning`() throws {
        let folder = try TemporaryFolder()
        try folder.write("no theme at all", to: "bad.toml")
        let bad = try ThemeFiles(folders: [folder.path]).choose("bad")
        #expect(bad.theme == Theme.builtIn)
        #expect(bad.warnings.count == 1)
        #expect(bad.warnings.first?.contains("bad.toml") == true)
    }
}
