// The keys of common terminals, by the bytes that they send, and of any other by its terminfo entry.
import CNcurses
import Screen

/// `ESC O` and this byte: cursor, keypad and function keys in application mode.
func functionKey(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "j")...UInt8(ascii: "y"): .character(Character(Unicode.Scalar(byte - 0x40)))
    default: letterKey(byte)
    }
}

/// `ESC [`, parameters and a final byte. Shift, Alt and Ctrl with an arrow are the arrow.
func controlKey(parameters: [UInt8], final: UInt8) -> Key? {
    let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let first = Int(String(decoding: numbers.first ?? [], as: UTF8.self))
    if final == UInt8(ascii: "Z") { return .backTab }
    if final == UInt8(ascii: "~") { return first.flatMap(tildeKey) }
    // Anything else with another first number is a reply, not a key.
    return parameters.isEmpty || first == 1 ? letterKey(final) : nil
}

private func letterKey(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte) - 0x4F)
    default: nil
    }
}

private func tildeKey(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
}

/// What the keys of the open terminal send, by its entry.
func terminfoKeys() -> [[UInt8]: Key] {
    let named: [(String, Key)] = [
        ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("kpp", .pageUp), ("knp", .pageDown),
        ("khome", .home), ("kend", .end), ("kdch1", .delete), ("kich1", .insert), ("kcbt", .backTab), ("kent", .enter),
    ]
    var keys: [[UInt8]: Key] = [:]
    for (name, key) in named + (1...12).map({ ("kf\($0)", Key.function($0)) }) {
        if let sequence = cn_key(name) { keys[Array(String(cString: sequence).utf8)] = key }
    }
    return keys
}
