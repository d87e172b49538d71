// Bars with ends at an eighth of a cell. Unicode has blocks that fill a cell from the left by eighths, but none from the
// right: a bar that begins inside a cell is drawn as the block that is left free, with the two colours exchanged.

import Screen

/// A bar as the cells it covers.
struct Bar: Hashable, Sendable {
    struct Cell: Hashable, Sendable {
        var glyph: Unicode.Scalar
        /// Foreground and background exchanged.
        var isReversed = false
    }

    /// The first column.
    var column: Int
    var cells: [Cell]

    /// A bar from one eighth of a cell to another on an axis; however short, it leaves a mark.
    init(from start: Int, to end: Int, columns: Int, glyphs: Glyphs) {
        let last = max(0, columns * 8 - 1)
        let start = max(0, min(start, last))
        let end = max(start + 1, min(end, last + 1))
        column = start / 8
        let lastColumn = (end - 1) / 8
        let (lead, tail) = (start % 8, end - lastColumn * 8)
        if column == lastColumn {
            cells = [glyphs.barWithin(from: lead, to: tail)]
        } else {
            let body = [Cell](repeating: glyphs.barBody, count: lastColumn - column - 1)
            cells = [glyphs.barStart(at: lead)] + body + [glyphs.barEnd(at: tail)]
        }
        if columns <= 0 { cells = [] }
    }

    /// A bar whose end is not known: shaded, with a tip while it grows.
    init(openFrom start: Int, to end: Int, isGrowing: Bool, columns: Int, glyphs: Glyphs) {
        self.init(from: start, to: end, columns: columns, glyphs: glyphs)
        for index in cells.indices { cells[index] = Cell(glyph: glyphs.openBar) }
        if isGrowing, !cells.isEmpty { cells[cells.count - 1] = Cell(glyph: glyphs.openTip) }
    }

    /// The columns that are filled wholly: ticks may stand there without hiding an end.
    var fullColumns: Range<Int> {
        let isFull = { (cell: Cell?) in cell.map { ["█", "░", "=", "~"].contains($0.glyph) } ?? false }
        let first = column + (isFull(cells.first) ? 0 : 1)
        let end = column + cells.count - (isFull(cells.last) ? 0 : 1)
        return first..<max(first, end)
    }
}

extension Glyphs {
    fileprivate var barBody: Bar.Cell { Bar.Cell(glyph: pick("█", "=")) }

    /// A cell that is filled from an eighth to its right edge.
    fileprivate func barStart(at eighth: Int) -> Bar.Cell {
        switch self {
        case .ascii: barBody
        case .unicode: eighth == 0 ? barBody : Bar.Cell(glyph: barLevels[eighth - 1], isReversed: true)
        }
    }

    /// A cell that is filled from its left edge to an eighth, 1 to 8.
    fileprivate func barEnd(at eighth: Int) -> Bar.Cell {
        switch self {
        case .ascii: barBody
        case .unicode: Bar.Cell(glyph: barLevels[eighth - 1])
        }
    }

    /// A cell that holds both ends: exact when one of them is the cell's own edge, else the nearest of `▏ │ ▌ ▐ ▕`.
    fileprivate func barWithin(from start: Int, to end: Int) -> Bar.Cell {
        if self == .ascii { return Bar.Cell(glyph: end - start >= 4 ? "=" : "|") }
        if start == 0 { return barEnd(at: end) }
        if end == 8 { return barStart(at: start) }
        let (middle, length) = (start + end, end - start)
        if length >= 3 { return Bar.Cell(glyph: middle <= 8 ? "▌" : "▐") }
        return Bar.Cell(glyph: middle < 5 ? "▏" : middle > 11 ? "▕" : "│")
    }
}
