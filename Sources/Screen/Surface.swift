/// One cell of a surface: up to three scalars (a character and its combining marks) and a style.
///
/// A wide character takes two cells: the second has `width` 0 and no scalar.
package struct Cell: Hashable, Sendable, BitwiseCopyable {
    package var scalar: UInt32
    package var mark1: UInt32 = 0
    package var mark2: UInt32 = 0
    package var style: Style
    /// Columns that the character takes: 1 or 2; 0 for the right half of a wide one.
    package var width: UInt8

    package init(scalar: UInt32 = 0x20, width: UInt8 = 1, style: Style = .plain) {
        self.scalar = scalar
        self.style = style
        self.width = width
    }

    /// The right half of a wide character.
    static func rightHalf(style: Style) -> Cell { Cell(scalar: 0, width: 0, style: style) }
}

/// The screen as a value: a grid of cells that panels paint and `Terminal` presents.
package struct Surface: Hashable, Sendable {
    package let size: Size
    /// Row by row.
    package private(set) var cells: [Cell]
    /// Where the hardware cursor stands; nil hides it.
    package var cursor: Point?

    package init(size: Size, style: Style = .plain) {
        self.size = Size(width: max(0, size.width), height: max(0, size.height))
        self.cells = [Cell](repeating: Cell(style: style), count: self.size.width * self.size.height)
    }

    package var bounds: Rect { Rect(size) }

    /// The cell at a place inside the surface. Setting one changes this cell alone; `put` keeps wide characters whole.
    package subscript(x: Int, y: Int) -> Cell {
        get { cells[y * size.width + x] }
        set { cells[y * size.width + x] = newValue }
    }
}

extension Surface {
    /// Writes a text in one row from a place on, and says how many columns the whole of it takes.
    ///
    /// What lies outside of `clip` (the whole surface if nil) is left out; a wide character that would be cut in half
    /// is left out too, and the column it leaves is blank. Up to two combining marks stay on a character; one without
    /// a character before it is left out. Overwriting half of a wide character blanks its other half.
    /// Control characters never get onto the surface: see `drawn(_:)`.
    @discardableResult
    package mutating func put(_ text: some StringProtocol, x: Int, y: Int, style: Style, clip: Rect? = nil) -> Int {
        putString(String(text), x: x, y: y, style: style, clip: bounds.intersection(clip ?? bounds))
    }

    private mutating func putString(_ text: String, x: Int, y: Int, style: Style, clip: Rect) -> Int {
        guard y >= clip.y, y < clip.bottom else { return columns(of: text) }
        var column = x
        var base: Int?
        for scalar in text.unicodeScalars {
            switch drawn(scalar) {
            case .narrow(let value):
                base = putNarrow(value, x: column, y: y, style: style, clip: clip)
                column += 1
            case .wide(let value):
                base = putWide(value, x: column, y: y, style: style, clip: clip)
                column += 2
            case .mark(let value): if let base { addMark(value, to: base) }
            case .nothing: break
            }
        }
        return column - x
    }

    /// Puts a character of one column, and gives the index of its cell if that is inside of the clip.
    private mutating func putNarrow(_ scalar: UInt32, x: Int, y: Int, style: Style, clip: Rect) -> Int? {
        guard x >= clip.x, x < clip.right else { return nil }
        freeColumns(x..<x + 1, y: y)
        let index = y * size.width + x
        cells[index] = Cell(scalar: scalar, style: style)
        return index
    }

    private mutating func putWide(_ scalar: UInt32, x: Int, y: Int, style: Style, clip: Rect) -> Int? {
        guard x >= clip.x, x + 1 < clip.right else {
            _ = putNarrow(0x20, x: x, y: y, style: style, clip: clip)
            _ = putNarrow(0x20, x: x + 1, y: y, style: style, clip: clip)
            return nil
        }
        freeColumns(x..<x + 2, y: y)
        let index = y * size.width + x
        cells[index] = Cell(scalar: scalar, width: 2, style: style)
        cells[index + 1] = .rightHalf(style: style)
        return index
    }

    private mutating func addMark(_ mark: UInt32, to index: Int) {
        if cells[index].mark1 == 0 {
            cells[index].mark1 = mark
        } else if cells[index].mark2 == 0 {
            cells[index].mark2 = mark
        }
    }

    /// Blanks the halves of wide characters that stick out of these columns, which are about to be overwritten.
    private mutating func freeColumns(_ columns: Range<Int>, y: Int) {
        let row = y * size.width
        if cells[row + columns.lowerBound].width == 0, columns.lowerBound > 0 {
            blank(row + columns.lowerBound - 1)
        }
        if cells[row + columns.upperBound - 1].width == 2, columns.upperBound < size.width {
            blank(row + columns.upperBound)
        }
    }

    private mutating func blank(_ index: Int) { cells[index] = Cell(style: cells[index].style) }

    /// Fills a rectangle with one character of one column; any other character is a blank.
    package mutating func fill(_ rect: Rect, style: Style, with scalar: Unicode.Scalar = " ") {
        let rect = bounds.intersection(rect)
        guard !rect.isEmpty else { return }
        var cell = Cell(style: style)
        if case .narrow(let value) = drawn(scalar) { cell.scalar = value }
        for y in rect.y..<rect.bottom {
            freeColumns(rect.x..<rect.right, y: y)
            for x in rect.x..<rect.right { self[x, y] = cell }
        }
    }

    /// Changes the style of every cell of a rectangle, leaving what stands there.
    package mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let rect = bounds.intersection(rect)
        guard !rect.isEmpty else { return }
        for y in rect.y..<rect.bottom {
            for x in rect.x..<rect.right { change(&cells[y * size.width + x].style) }
        }
    }
}
