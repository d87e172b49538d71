// What a scalar looks like in a grid of cells.
//
// Terminals, ncurses and libc disagree about joined emoji, variation selectors, flags and everything that is new or
// private. A grid stays aligned only if nothing they disagree about is ever drawn, so this is deliberately plain:
// - tabs, newlines and other line breaks are one space;
// - C0 controls and DEL are their control picture (`␛` for ESC);
// - C1 controls, bidirectional controls, private use and what Unicode 14 does not assign are `�`;
// - joiners, variation selectors, skin tones and other format characters are left out: a family is its members;
// - regional indicators are their letters: a flag is its country code; a soft hyphen is a hyphen.

/// What is drawn for a scalar.
package enum DrawnScalar: Hashable, Sendable {
    /// A character of one column.
    case narrow(UInt32)
    /// A character of two columns.
    case wide(UInt32)
    /// A combining mark, drawn on the character before it.
    case mark(UInt32)
    case nothing
}

/// What is drawn for a scalar, by the rules at the top of this file. Never a control character.
package func drawn(_ scalar: Unicode.Scalar) -> DrawnScalar {
    let value = scalar.value
    switch value {
    case 0x20...0x7E: return .narrow(value)
    case 0x09...0x0D, 0x85, 0x2028, 0x2029: return .narrow(0x20)
    case 0x00...0x1F: return .narrow(0x2400 + value)
    case 0x7F: return .narrow(0x2421)
    case 0xAD: return .narrow(0x2D)
    // Box drawing, blocks and braille: most of what the dashboard itself draws.
    case 0x2500...0x259F, 0x2800...0x28FF: return .narrow(value)
    case 0x1F1E6...0x1F1FF: return .narrow(value - 0x1F1E6 + 0x41)
    default: return drawnByTable(value)
    }
}

/// Looks a scalar up in the table of Unicode 14.
private func drawnByTable(_ value: UInt32) -> DrawnScalar {
    switch widthClass(value) {
    case 0: .narrow(value)
    case 1: .wide(value)
    case 2: .mark(value)
    case 3: .nothing
    default: .narrow(0xFFFD)
    }
}

/// The class of the last run that begins at or before a scalar.
private func widthClass(_ value: UInt32) -> UInt32 {
    var low = 0
    var high = widthRuns.count
    while high - low > 1 {
        let middle = (low + high) / 2
        if widthRuns[middle] >> 3 <= value { low = middle } else { high = middle }
    }
    return widthRuns[low] & 7
}

extension DrawnScalar {
    /// Columns that this takes: 0, 1 or 2.
    package var columns: Int {
        switch self {
        case .narrow: 1
        case .wide: 2
        case .mark, .nothing: 0
        }
    }
}
