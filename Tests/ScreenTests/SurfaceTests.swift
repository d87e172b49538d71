import Screen
import Testing

@Suite struct SurfaceTests {
    private let bold = Style(attributes: .bold)

    private func surface(_ width: Int, _ height: Int = 1) -> Surface {
        Surface(size: Size(width: width, height: height))
    }

    @Test func `A text stands where it was put, and says its columns`() {
        var surface = surface(8, 2)
        #expect(surface.put("ab漢c", x: 1, y: 1, style: .plain) == 5)
        #expect(surface.text() == "\n ab漢c")
        #expect(surface[3, 1].width == 2)
        #expect(surface[4, 1].width == 0)
    }

    @Test(arguments: [
        (-1, "bc"), (-3, ""), (2, "  ab"), (4, ""), (0, "abc"),
    ])
    func `What lies outside is left out`(x: Int, expected: String) {
        var surface = surface(4)
        #expect(surface.put("abc", x: x, y: 0, style: .plain) == 3)
        #expect(surface.text() == expected)
        surface.put("zzz", x: 0, y: 1, style: .plain)
        surface.put("zzz", x: 0, y: -1, style: .plain)
        #expect(surface.text() == expected)
    }

    @Test func `A wide character at an edge leaves a blank`() {
        var surface = surface(5)
        surface.fill(surface.bounds, style: .plain, with: ".")
        surface.put("漢漢漢", x: 0, y: 0, style: bold, clip: Rect(x: 1, y: 0, width: 4, height: 1))
        #expect(surface.text() == ". 漢")
        #expect(surface.styles { $0 == bold ? "b" : "." } == ".bbbb")
    }

    @Test(arguments: [
        (0, "x 漢"), (1, " x漢"), (2, "漢x"), (3, "漢 x"),
    ])
    func `Overwriting half of a wide character blanks its other half`(x: Int, expected: String) {
        var surface = surface(4)
        surface.put("漢漢", x: 0, y: 0, style: .plain)
        surface.put("x", x: x, y: 0, style: .plain)
        #expect(surface.text() == expected)
    }

    @Test func `A wide character between two wide ones blanks a half of each`() {
        var surface = surface(4)
        surface.put("漢漢", x: 0, y: 0, style: .plain)
        surface.put("字", x: 1, y: 0, style: .plain)
        #expect(surface.text() == " 字")
        #expect(surface.cells.map(\.width) == [1, 2, 0, 1])
    }

    @Test func `Filling over half of a wide character blanks its other half`() {
        var surface = surface(6)
        surface.put("漢漢漢", x: 0, y: 0, style: .plain)
        surface.fill(Rect(x: 1, y: 0, width: 4, height: 1), style: .plain, with: "-")
        #expect(surface.text() == " ----")
        surface.fill(surface.bounds, style: .plain, with: "漢")
        #expect(surface.text() == "")
    }

    @Test func `Two combining marks stay on a character, the rest and stray ones are left out`() {
        var surface = surface(4)
        #expect(surface.put("\u{301}e\u{301}\u{302}\u{303}x", x: 0, y: 0, style: .plain) == 2)
        #expect(surface[0, 0].scalar == 0x65)
        #expect([surface[0, 0].mark1, surface[0, 0].mark2] == [0x301, 0x302])
        #expect(surface[1, 0].scalar == 0x78)
        #expect(surface.text() == "e\u{301}\u{302}x")
    }

    @Test func `Control characters never get onto the surface`() {
        var surface = surface(20)
        surface.put("a\u{1B}[31m\tb\u{7}\nc\u{9B}\u{202E}", x: 0, y: 0, style: .plain)
        #expect(surface.text() == "a␛[31m b␇ c��")
    }

    @Test func `Restyling leaves the text and stays inside`() {
        var surface = surface(4, 2)
        surface.put("abcd", x: 0, y: 0, style: .plain)
        surface.restyle(Rect(x: 2, y: 0, width: 9, height: 1)) { $0.attributes.insert(.bold) }
        surface.restyle(Rect(x: 9, y: 9, width: 2, height: 2)) { $0.attributes.insert(.dim) }
        #expect(surface.text() == "abcd\n")
        #expect(surface.styles { $0.attributes == .bold ? "b" : " " } == "  bb\n")
    }

    @Test func `An empty surface takes anything`() {
        var surface = surface(0, 0)
        surface.put("漢", x: 0, y: 0, style: .plain)
        surface.fill(Rect(x: 0, y: 0, width: 5, height: 5), style: .plain, with: "x")
        #expect(surface.cells.isEmpty)
        #expect(Surface(size: Size(width: -1, height: 3)).size == Size(width: 0, height: 3))
    }
}

@Suite struct StyleTests {
    @Test(
        arguments: [
            .default, .ansi(0), .ansi(15), .indexed(0), .indexed(255), .rgb(red: 1, green: 2, blue: 255),
        ] as [Color])
    func `A style keeps its colours`(color: Color) {
        var style = Style(foreground: color, background: .ansi(3))
        #expect(style.foreground == color)
        #expect(style.background == .ansi(3))
        style.background = color
        style.foreground = .default
        #expect(style == Style(background: color))
    }

    @Test func `Styles differ where their colours do`() {
        let colors: [Color] = [.default, .ansi(0), .indexed(0), .rgb(red: 0, green: 0, blue: 0)]
        #expect(Set(colors.map { Style(foreground: $0) }).count == 4)
        #expect(Set(colors.map { Style(background: $0) }).count == 4)
    }

    @Test func `A cell is small`() { #expect(MemoryLayout<Cell>.stride == 24) }
}
