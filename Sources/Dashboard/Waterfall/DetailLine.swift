import Screen
import Telemetry

/// A line of a span's detail: pieces of text by role, from left to right.
struct DetailLine: Hashable, Sendable {
    struct Piece: Hashable, Sendable {
        var text: String
        var role: ThemeRole
        var isBold = false
    }

    var pieces: [Piece]

    static let blank = DetailLine(pieces: [])

    init(pieces: [Piece]) { self.pieces = pieces }

    init(_ text: String, _ role: ThemeRole, isBold: Bool = false) {
        pieces = [Piece(text: text, role: role, isBold: isBold)]
    }

    /// The line as it is read.
    var text: String { pieces.map(\.text).joined() }
}

/// Lines of keys and values, the values of a section under each other.
struct DetailTable {
    /// No value takes more lines.
    static let lineLimit = 200
    let width: Int
    let indent: Int
    let glyphs: Glyphs
    /// The column at which values begin.
    let valueColumn: Int

    /// - Parameter keys: the keys of the section, for the width of their column.
    init(keys: [String], width: Int, indent: Int, glyphs: Glyphs) {
        self.width = width
        self.indent = indent
        self.glyphs = glyphs
        let widest = keys.map { columns(of: $0) }.max() ?? 0
        // Longer keys get a line of their own.
        let room = max(8, (width - indent) * 2 / 5)
        valueColumn = indent + min(widest, room) + 2
    }

    /// A key and its value; `isKey` sets the pair off from the others.
    func lines(_ key: String, _ value: String, role: ThemeRole = .foreground, isKey: Bool = false) -> [DetailLine] {
        let (texts, rest) = wrapped(value, width: width - valueColumn, limit: Self.lineLimit)
        var values = texts.map { DetailLine.Piece(text: $0, role: role, isBold: isKey) }
        if rest > 0 { values.append(.init(text: "\(glyphs.ellipsis) \(grouped(rest)) more bytes", role: .dim)) }
        return lines(key: .init(text: key, role: isKey ? .keyHint : .dim), values: values)
    }

    /// Attributes as they read best, and what is not there of the values that were cut.
    static func lines(of attributes: [AttributeText], width: Int, indent: Int, glyphs: Glyphs) -> [DetailLine] {
        let table = DetailTable(keys: attributes.map(\.key), width: width, indent: indent, glyphs: glyphs)
        return attributes.flatMap { attribute in
            let cut =
                attribute.fullLength.map { table.note("\(glyphs.ellipsis) cut here, \(grouped($0)) bytes in all") }
                ?? []
            return table.lines(attribute.key, legible(attribute.value), isKey: attribute.isKey) + cut
        }
    }

    /// A note in the column of the values.
    func note(_ text: String) -> [DetailLine] {
        wrapped(text, width: width - valueColumn, limit: Self.lineLimit).lines.map {
            DetailLine(pieces: [blank(valueColumn), .init(text: $0, role: .dim)])
        }
    }

    private func lines(key: DetailLine.Piece, values: [DetailLine.Piece]) -> [DetailLine] {
        let keyWidth = columns(of: key.text)
        let isOnOwnLine = indent + keyWidth + 2 > valueColumn
        let first = [blank(indent), key]
        var lines = isOnOwnLine ? [DetailLine(pieces: first)] : []
        for (index, value) in values.enumerated() {
            let isBesideKey = index == 0 && !isOnOwnLine
            let lead = isBesideKey ? first + [blank(valueColumn - indent - keyWidth)] : [blank(valueColumn)]
            lines.append(DetailLine(pieces: lead + [value]))
        }
        return lines
    }

    private func blank(_ width: Int) -> DetailLine.Piece {
        .init(text: String(repeating: " ", count: max(0, width)), role: .foreground)
    }
}
