// Texts measured and cut in columns, never in characters.

/// Columns that a text takes on the screen.
package func columns(of text: some StringProtocol) -> Int {
    var columns = 0
    for scalar in text.unicodeScalars { columns += drawn(scalar).columns }
    return columns
}

/// A text cut to at most so many columns, `…` in place of what was cut.
package func truncate(_ text: String, to width: Int) -> String {
    guard columns(of: text) > width else { return text }
    return width > 0 ? head(of: text, width: width - 1) + "…" : ""
}

/// A text cut to at most so many columns, `…` in its middle: both ends of an id or a path stay readable.
package func truncateMiddle(_ text: String, to width: Int) -> String {
    guard columns(of: text) > width else { return text }
    guard width > 0 else { return "" }
    let tailWidth = (width - 1) / 2
    return head(of: text, width: width - 1 - tailWidth) + "…" + tail(of: text, width: tailWidth)
}

/// Where a text stands in a wider space.
package enum Alignment: Hashable, Sendable {
    case left, center, right
}

/// A text of exactly so many columns: padded with spaces, or cut with `…`.
package func padded(_ text: String, to width: Int, _ alignment: Alignment = .left) -> String {
    let text = truncate(text, to: width)
    let space = max(0, width - columns(of: text))
    let before =
        switch alignment {
        case .left: 0
        case .center: space / 2
        case .right: space
        }
    return String(repeating: " ", count: before) + text + String(repeating: " ", count: space - before)
}

/// The longest beginning that takes at most so many columns, its combining marks included.
private func head(of text: String, width: Int) -> String {
    let scalars = text.unicodeScalars
    var used = 0
    for index in scalars.indices {
        used += drawn(scalars[index]).columns
        if used > width { return String(scalars[..<index]) }
    }
    return text
}

/// The longest end that takes at most so many columns and begins with a character, not with a mark.
private func tail(of text: String, width: Int) -> String {
    let scalars = text.unicodeScalars
    var start = scalars.endIndex
    var used = 0
    for index in scalars.indices.reversed() {
        let columns = drawn(scalars[index]).columns
        used += columns
        if used > width { break }
        if columns > 0 { start = index }
    }
    return String(scalars[start...])
}
