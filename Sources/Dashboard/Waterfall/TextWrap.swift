import Screen

/// A text broken into lines of at most `width` columns: at newlines, then at a line's last blank if it is in the second
/// half or the word behind it fits on a line of its own, then anywhere. A character wider than the line stands alone.
///
/// - Parameter limit: the number of lines to stop after.
/// - Returns: the lines, and how many bytes of the text come after them.
func wrapped(_ text: String, width: Int, limit: Int) -> (lines: [String], restBytes: Int) {
    var wrap = TextWrap(text: text, width: max(1, width))
    while wrap.index < text.endIndex, wrap.lines.count < limit { wrap.step() }
    if wrap.lines.count < limit { wrap.finish() }
    return (wrap.lines, text.utf8.distance(from: wrap.start, to: text.endIndex))
}

private struct TextWrap {
    let text: String
    let width: Int
    var lines: [String] = []
    /// Where the line begins, and how far it has been read.
    var start: String.Index
    var index: String.Index
    private var used = 0
    /// The last blank behind text, and the columns before it.
    private var blank: (index: String.Index, column: Int)?
    private var hasText = false

    init(text: String, width: Int) {
        self.text = text
        self.width = width
        start = text.startIndex
        index = text.startIndex
    }

    mutating func step() {
        let character = text[index]
        if character.isNewline { return endLine(at: index, next: text.index(after: index)) }
        let columns = character == "\t" ? 1 : columns(of: String(character))
        if used + columns > width, start < index {
            if character == " " { return endLine(at: index, next: text.index(after: index)) }
            if let blank = usefulBlank { return endLine(at: blank, next: text.index(after: blank)) }
            return endLine(at: index, next: index)
        }
        if character == " ", hasText { blank = (index, used) }
        if character != " " { hasText = true }
        used += columns
        index = text.index(after: index)
    }

    /// Where a line that is full is better ended than in the middle of a word.
    private var usefulBlank: String.Index? {
        guard let blank else { return nil }
        return blank.column >= width / 2 || fitsOnLine(wordAt: text.index(after: blank.index)) ? blank.index : nil
    }

    private func fitsOnLine(wordAt start: String.Index) -> Bool {
        var left = width
        for character in text[start...] {
            if character == " " || character.isNewline { return true }
            left -= character == "\t" ? 1 : columns(of: String(character))
            if left < 0 { return false }
        }
        return true
    }

    /// The last line, unless the text ended with a newline.
    mutating func finish() {
        if start < text.endIndex || lines.isEmpty { endLine(at: text.endIndex, next: text.endIndex) }
    }

    private mutating func endLine(at end: String.Index, next: String.Index) {
        lines.append(String(text[start..<end].map { $0 == "\t" ? " " : $0 }))
        (start, index, used, blank, hasText) = (next, next, 0, nil, false)
    }
}
