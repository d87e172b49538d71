// Colours in fewer colours.
package import Screen

/// Red, green and blue, each 0 to 255.
struct RGB: Hashable, Sendable {
    var red: Int
    var green: Int
    var blue: Int

    init(_ red: Int, _ green: Int, _ blue: Int) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A cheap distance that follows the eye: https://www.compuphase.com/cmetric.htm
    func distance(to other: RGB) -> Int {
        let mean = (red + other.red) / 2
        let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
        return ((512 + mean) * r * r) >> 8 + 4 * g * g + ((767 - mean) * b * b) >> 8
    }

    /// 0 to 255, by the weights of Rec. 709.
    var luminance: Int { (2126 * red + 7152 * green + 722 * blue) / 10000 }
}

/// The value of one of the 256 colours. The first 16 are the user's own: xterm's values stand for them.
func paletteValue(_ index: UInt8) -> RGB {
    let index = Int(index)
    switch index {
    case 0..<16: return ansiValues[index]
    case 232...:
        let level = 8 + (index - 232) * 10
        return RGB(level, level, level)
    default:
        let cube = index - 16
        return RGB(cubeLevels[cube / 36], cubeLevels[cube / 6 % 6], cubeLevels[cube % 6])
    }
}

private let cubeLevels = [0, 95, 135, 175, 215, 255]

private let ansiValues = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
    RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
    RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
]

/// The nearest of the given colours of the palette; the first of equals.
private func nearest(_ value: RGB, among indices: ClosedRange<UInt8>) -> UInt8 {
    indices.min { value.distance(to: paletteValue($0)) < value.distance(to: paletteValue($1)) } ?? indices.lowerBound
}

extension Color {
    /// Red, green and blue of a colour that is not the user's own.
    private var fixedValue: RGB? {
        switch self {
        case .default, .ansi: nil
        case .indexed(let index): index < 16 ? nil : paletteValue(index)
        case .rgb(let red, let green, let blue): RGB(Int(red), Int(green), Int(blue))
        }
    }

    /// The nearest colour that a terminal of this depth shows. `ansi` colours and the default are the user's choice,
    /// and stay as long as there is colour at all.
    package func quantised(to depth: ColorDepth) -> Color {
        if depth == .mono { return .default }
        if case .indexed(let index) = self, index < 16 { return .ansi(index) }
        guard let value = fixedValue else { return self }
        switch depth {
        case .mono: return .default
        case .ansi16: return .ansi(nearest(value, among: 0...15))
        case .indexed256:
            if case .indexed = self { return self }
            return .indexed(nearest(value, among: 16...255))
        case .truecolor:
            return .rgb(red: UInt8(value.red), green: UInt8(value.green), blue: UInt8(value.blue))
        }
    }
}

extension Style {
    /// The nearest style that a terminal of this depth shows. Text never takes on the colour of its background:
    /// where the nearest colours coincide and the wanted ones did not, the text is black or white.
    package func quantised(to depth: ColorDepth) -> Style {
        var result = self
        result.foreground = foreground.quantised(to: depth)
        result.background = background.quantised(to: depth)
        guard depth == .ansi16, foreground != background, result.foreground == result.background,
            case .ansi(let index) = result.background
        else { return result }
        result.foreground = paletteValue(index).luminance > 127 ? .ansi(0) : .ansi(15)
        return result
    }
}

extension Style {
    /// A style of 16 colours on a terminal that has 8: bold stands for the bright ones, as on the Linux console.
    /// Text on the dark twin of its colour is black or white.
    var inEightColors: Style {
        var result = self
        if case .ansi(8...) = foreground { result.attributes.insert(.bold) }
        if case .ansi(let index) = foreground { result.foreground = .ansi(index % 8) }
        if case .ansi(let index) = background { result.background = .ansi(index % 8) }
        guard foreground != background, result.foreground == result.background,
            case .ansi(let index) = result.background
        else { return result }
        result.foreground = paletteValue(index).luminance > 127 ? .ansi(0) : .ansi(7)
        return result
    }
}
