import Screen

/// A column of a table: what it needs, what it may take, and how soon it goes when there is little room.
struct Column: Hashable, Sendable {
    var title: String
    /// Columns of cells that it takes at least.
    var width: Int
    /// What it may grow to; no more than `width` if it does not grow.
    var most: Int
    var alignment: Alignment
    /// The highest goes first.
    var priority: Int

    /// A column of text, which grows.
    static func text(_ title: String, _ width: Int, upTo most: Int, priority: Int) -> Column {
        Column(title: title, width: width, most: most, alignment: .left, priority: priority)
    }

    /// A column of figures, which does not.
    static func figure(_ title: String, _ width: Int, priority: Int) -> Column {
        Column(title: title, width: width, most: width, alignment: .right, priority: priority)
    }
}

/// A column that is seen: its index in the table, and where it stands from the table's left edge.
struct ColumnPlace: Hashable, Sendable {
    var index: Int
    var x: Int
    var width: Int
}

/// The columns that fit into a width: the least important go, those of text share what is left.
func place(_ columns: [Column], width: Int, gap: Int) -> [ColumnPlace] {
    var kept = Array(columns.indices)
    func taken() -> Int { kept.reduce(0) { $0 + columns[$1].width } + gap * max(0, kept.count - 1) }
    while kept.count > 1 && taken() > width {
        guard let last = kept.indices.max(by: { columns[kept[$0]].priority < columns[kept[$1]].priority }) else {
            break
        }
        kept.remove(at: last)
    }
    var widths = kept.map { min(columns[$0].width, max(0, width)) }
    var left = width - taken()
    while left > 0 {
        let growing = kept.indices.filter { widths[$0] < columns[kept[$0]].most }
        guard !growing.isEmpty else { break }
        for index in growing.prefix(left) { widths[index] += 1 }
        left -= min(left, growing.count)
    }
    var x = 0
    return kept.indices.map { index in
        defer { x += widths[index] + gap }
        return ColumnPlace(index: kept[index], x: x, width: widths[index])
    }
}

/// What stands in a cell of a table.
struct TableCell: Hashable, Sendable {
    var text: String
    var role: ThemeRole
    var cut = TextCut.end

    init(_ text: String, _ role: ThemeRole = .foreground) {
        self.text = text
        self.role = role
    }

    /// An id or a name, of which both ends stay readable.
    static func id(_ text: String, _ role: ThemeRole = .foreground) -> TableCell {
        var cell = TableCell(text, role)
        cell.cut = .middle
        return cell
    }

    /// A figure that may be unknown: then the cell is blank.
    static func figure<Figure>(_ figure: Figure?, _ role: ThemeRole = .foreground, _ text: (Figure) -> String)
        -> TableCell
    {
        TableCell(figure.map(text) ?? "", role)
    }

    /// A count that is dimmed when it is zero.
    static func count(_ count: Int, _ role: ThemeRole = .foreground) -> TableCell {
        TableCell(shortCount(Int64(count)), count == 0 ? .dim : role)
    }
}

/// Columns, and the rows that are seen.
struct Table: Hashable, Sendable {
    var columns: [Column]
    var rows: [[TableCell]]
    /// The selected one of these rows, if any.
    var selected: Int?
    var isFocused: Bool

    /// The visible rows of a list, from the first on; those that are not at hand are blank.
    init(
        columns: [Column], firstRow: Int, count: Int, height: Int, selected: Int? = nil, isFocused: Bool = false,
        row: (Int) -> [TableCell]?
    ) {
        let first = max(0, firstRow)
        self.columns = columns
        self.rows = (first..<max(first, min(count, first + height))).map { row($0) ?? [] }
        self.selected = selected.map { $0 - first }
        self.isFocused = isFocused
    }
}

extension Canvas {
    /// The columns that are seen in a table of this size.
    func columnPlaces(_ columns: [Column], in rect: Rect) -> [ColumnPlace] {
        place(columns, width: rect.width - 2, gap: rect.width >= 90 ? 2 : 1)
    }

    /// Paints headings and the visible rows. The first column of cells is kept free for the mark of the selected row.
    mutating func draw(_ table: Table, in rect: Rect) {
        let (heading, body) = rect.splitTop(1)
        let places = columnPlaces(table.columns, in: rect)
        draw(table.columns.map { TableCell($0.title, .dim) }, of: table.columns, at: places, in: heading)
        for (line, cells) in table.rows.prefix(body.height).enumerated() {
            let place = Rect(x: body.x, y: body.y + line, width: body.width, height: 1)
            draw(cells, of: table.columns, at: places, in: place)
            if line == table.selected { select(place, isFocused: table.isFocused) }
        }
    }

    /// Paints a row of cells.
    mutating func draw(_ cells: [TableCell], of columns: [Column], at places: [ColumnPlace], in row: Rect) {
        for place in places {
            guard let cell = cells.at(place.index) else { continue }
            let room = Rect(x: row.x + 1 + place.x, y: row.y, width: place.width, height: row.height)
            let text = fitted(cell.text, to: place.width, cut: cell.cut)
            put(text, in: room.intersection(row), cell.role, alignment: columns[place.index].alignment)
        }
    }
}
