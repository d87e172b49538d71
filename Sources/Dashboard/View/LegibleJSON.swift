// Messages come as texts of JSON, in which Python writes every character beyond ASCII as an escape, and each line end.

/// A text, or if it is JSON the same with characters, tabs and line ends in place of the escapes that stand for them. Other
/// escapes stay: quotes and backslashes, without which it could be misread, and control characters.
func legible(_ text: String) -> String {
    guard let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
        text.utf8.contains(UInt8(ascii: "\\"))
    else { return text }
    var legible = ""
    var rest = text[...]
    while let backslash = rest.utf8.firstIndex(of: UInt8(ascii: "\\")) {
        legible += rest[..<backslash]
        rest = rest[backslash...]
        let (meaning, length) = escape(Array(rest.utf8.prefix(12)))
        legible += meaning ?? String(decoding: rest.utf8.prefix(length), as: UTF8.self)
        rest = rest[rest.utf8.index(rest.startIndex, offsetBy: length)...]
    }
    return legible + rest
}

/// What the escape at the beginning of some bytes stands for, nil where it is to stay; and its length in bytes.
private func escape(_ bytes: [UInt8]) -> (meaning: String?, length: Int) {
    guard bytes.count > 1 else { return (nil, bytes.count) }
    switch bytes[1] {
    case UInt8(ascii: "n"): return ("\n", 2)
    case UInt8(ascii: "t"): return ("\t", 2)
    case UInt8(ascii: "u"): break
    case let other where other < 0x80: return (nil, 2)
    default: return (nil, 1)
    }
    guard let unit = codeUnit(bytes[...]) else { return (nil, 2) }
    if let scalar = Unicode.Scalar(unit) {
        let stays = scalar.properties.generalCategory == .control || scalar == "\"" || scalar == "\\"
        return (stays ? nil : String(Character(scalar)), 6)
    }
    guard let low = codeUnit(bytes.dropFirst(6)), UTF16.isLeadSurrogate(unit), UTF16.isTrailSurrogate(low) else {
        return (nil, 6)
    }
    return (String(decoding: [unit, low], as: UTF16.self), 12)
}

/// The UTF-16 code unit that `\uXXXX` at the beginning of some bytes stands for.
private func codeUnit(_ bytes: ArraySlice<UInt8>) -> UInt16? {
    let digits = bytes.dropFirst(2).prefix(4)
    guard bytes.count >= 6, bytes.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
        digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
}
