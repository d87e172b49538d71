/// A colour as a theme means it. `Terminal` turns it into what the terminal can show.
package enum Color: Hashable, Sendable, BitwiseCopyable {
    /// The terminal's own foreground or background.
    case `default`
    /// One of the user's 16 palette colours, 0 to 15.
    case ansi(UInt8)
    /// One of the 256 colours.
    case indexed(UInt8)
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// Text attributes, combined freely.
package struct TextAttributes: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let bold = TextAttributes(rawValue: 1)
    package static let dim = TextAttributes(rawValue: 2)
    package static let italic = TextAttributes(rawValue: 4)
    package static let underline = TextAttributes(rawValue: 8)
    package static let reverse = TextAttributes(rawValue: 16)
}

/// How a cell looks.
///
/// The colours are kept as numbers: a frame compares 12,000 styles, and numbers compare several times faster than enums.
package struct Style: Hashable, Sendable, BitwiseCopyable {
    private var foregroundBits: UInt32
    private var backgroundBits: UInt32
    package var attributes: TextAttributes

    package init(foreground: Color = .default, background: Color = .default, attributes: TextAttributes = []) {
        self.foregroundBits = foreground.bits
        self.backgroundBits = background.bits
        self.attributes = attributes
    }

    package var foreground: Color {
        get { Color(bits: foregroundBits) }
        set { foregroundBits = newValue.bits }
    }

    package var background: Color {
        get { Color(bits: backgroundBits) }
        set { backgroundBits = newValue.bits }
    }

    package static let plain = Style()
}

extension Color {
    /// The case in the high byte, its payload below.
    fileprivate var bits: UInt32 {
        switch self {
        case .default: 0
        case .ansi(let number): 1 << 24 | UInt32(number)
        case .indexed(let number): 2 << 24 | UInt32(number)
        case .rgb(let red, let green, let blue): 3 << 24 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
        }
    }

    fileprivate init(bits: UInt32) {
        let low = UInt8(truncatingIfNeeded: bits)
        switch bits >> 24 {
        case 1: self = .ansi(low)
        case 2: self = .indexed(low)
        case 3:
            let green = UInt8(truncatingIfNeeded: bits >> 8)
            self = .rgb(red: UInt8(truncatingIfNeeded: bits >> 16), green: green, blue: low)
        default: self = .default
        }
    }
}
