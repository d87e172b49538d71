/// A text cut to so many bytes; by default to what a name may take.
func bounded(_ text: String, to limit: Int = 1_024) -> String {
    text.utf8.count <= limit
        ? text : String(decoding: bounded(Array(text.utf8.prefix(limit + 1))[...], to: limit), as: UTF8.self)
}

/// A text's bytes cut to so many, between characters of Unicode.
func bounded(_ text: ArraySlice<UInt8>, to limit: Int) -> ArraySlice<UInt8> {
    guard text.count > limit else { return text }
    var end = text.startIndex + limit
    // Not before a byte that goes on with a character: there are three of these at the most.
    while end > max(text.startIndex, text.startIndex + limit - 3), text[end] & 0xc0 == 0x80 { end -= 1 }
    return text[..<end]
}
