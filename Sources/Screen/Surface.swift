/// One cell of a surface: up to three scalars (a character and its combining marks) and a style.
///
/// A wide character takes two cells: the second has `width` 0 and no scalar.
package struct Cell: Hashable, Sendable {
    package var scalar: UInt32
    package var mark1: UInt32 = 0
    package var mark2: UInt32 = 0
    /// Columns that the character takes: 1 or 2; 0 for the right half of a wide one.
    package var width: UInt8
    package var style: Style

    package init(scalar: UInt32 = 0x20, width: UInt8 = 1, style: Style = .plain) {
        self.scalar = scalar
        self.width = width
        self.style = style
    }
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

    /// The cell at a place inside the surface.
    package subscript(x: Int, y: Int) -> Cell {
        get { cells[y * size.width + x] }
        set { cells[y * size.width + x] = newValue }
    }
}

extension Surface {
    /// Writes a text in one row from a place on, and says how many columns it took.
    ///
    /// What lies outside of `clip` (the whole surface if nil) is left out; a wide character that would be cut in half
    /// is left out too, and the column it leaves is blank. Control characters never get onto the surface.
    @discardableResult
    package mutating func put(_ text: some StringProtocol, x: Int, y: Int, style: Style, clip: Rect? = nil) -> Int {
        let clip = bounds.intersection(clip ?? bounds)
        var column = x
        for scalar in text.unicodeScalars {
            if clip.contains(Point(x: column, y: y)) { self[column, y] = Cell(scalar: scalar.value, style: style) }
            column += 1
        }
        return column - x
    }

    /// Fills a rectangle with one character.
    package mutating func fill(_ rect: Rect, style: Style, with scalar: Unicode.Scalar = " ") {
        let rect = bounds.intersection(rect)
        for y in rect.y..<rect.bottom {
            for x in rect.x..<rect.right { self[x, y] = Cell(scalar: scalar.value, style: style) }
        }
    }

    /// Changes the style of every cell of a rectangle, leaving what stands there.
    package mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let rect = bounds.intersection(rect)
        for y in rect.y..<rect.bottom {
            for x in rect.x..<rect.right { change(&cells[y * size.width + x].style) }
        }
    }
}

/// Columns that a text takes on the screen.
package func columns(of text: some StringProtocol) -> Int { text.unicodeScalars.count }

/// A text cut to at most so many columns, `…` in place of what was cut.
package func truncate(_ text: String, to width: Int) -> String {
    columns(of: text) <= width ? text : String(text.prefix(max(0, width - 1))) + (width > 0 ? "…" : "")
}
