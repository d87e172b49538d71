// The values of a theme file: colours and styles as words.

import Screen
import TextFiles

/// A style as a role gives it; what is nil comes from the theme's foreground and background.
package struct StyleValue: Hashable, Sendable {
    var foreground: Color?
    var background: Color?
    var attributes: TextAttributes = []
}

/// A value that can't be read: the word and what is wrong with it.
struct ThemeValueError: Error {
    var message: String
}

extension Color {
    /// The words for the user's 16 colours, in the terminal's order.
    static let ansiWords = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
        "bright-white",
    ]

    /// A colour that needs no palette: `#rgb`, `#rrggbb`, an ANSI name, 0 to 255, `default`; nil for anything else.
    init?(themeWord word: String) {
        if word == "default" {
            self = .default
        } else if word.hasPrefix("#") {
            self.init(hexDigits: Array(word.utf8.dropFirst()))
        } else if let index = Self.ansiWords.firstIndex(of: String(word.map { $0 == "_" ? "-" : $0 })) {
            self = .ansi(UInt8(index))
        } else if word.utf8.allSatisfy(\.isDigit), let number = UInt8(word) {
            self = number < 16 ? .ansi(number) : .indexed(number)
        } else {
            return nil
        }
    }

    private init?(hexDigits digits: [UInt8]) {
        let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map { UInt8($0) } }
        guard values.count == digits.count else { return nil }
        switch values.count {
        case 3: self = .rgb(red: values[0] * 17, green: values[1] * 17, blue: values[2] * 17)
        case 6:
            self = .rgb(
                red: values[0] * 16 + values[1], green: values[2] * 16 + values[3], blue: values[4] * 16 + values[5])
        default: return nil
        }
    }
}

extension StyleValue {
    /// Reads `fg on bg bold`: colours and attributes in any order, the word after `on` being the background.
    init(words: [String], palette: [String: Color]) throws(ThemeValueError) {
        var isBackground = false
        for word in words {
            if word == "on" {
                isBackground = true
            } else if !isBackground, let attribute = TextAttributes.words.first(where: { $0.word == word })?.attribute {
                attributes.insert(attribute)
            } else {
                let color = try Self.color(word, palette: palette)
                try set(color, word: word, isBackground: isBackground)
                isBackground = false
            }
        }
        if isBackground { throw ThemeValueError(message: "a colour is missing after \"on\"") }
        if words.isEmpty { throw ThemeValueError(message: "the value is empty") }
    }

    private mutating func set(_ color: Color, word: String, isBackground: Bool) throws(ThemeValueError) {
        guard (isBackground ? background : foreground) == nil else {
            throw ThemeValueError(message: "\"\(word)\" is one colour too many")
        }
        if isBackground { background = color } else { foreground = color }
    }

    private static func color(_ word: String, palette: [String: Color]) throws(ThemeValueError) -> Color {
        if let color = palette[word] ?? Color(themeWord: word) { return color }
        let known = palette.keys.sorted() + Color.ansiWords + TextAttributes.words.map(\.word) + ["default"]
        let hint = nearestName(to: word, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        throw ThemeValueError(message: "unknown colour or attribute \"\(word)\"\(hint)")
    }
}
