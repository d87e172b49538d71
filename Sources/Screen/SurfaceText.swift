// A surface as text that a person can read next to a test.

extension Surface {
    /// The rows as they are seen, trailing blanks trimmed, joined by newlines.
    package func text() -> String {
        rows { row in
            row.map { cell in
                var scalars = String.UnicodeScalarView()
                for value in [cell.scalar, cell.mark1, cell.mark2] where value != 0 {
                    if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
                }
                return String(scalars)
            }.joined()
        }
    }

    /// A grid with one letter a column that names its style, trailing spaces trimmed: let a space stand for the plain one.
    package func styles(_ letter: (Style) -> Character) -> String {
        rows { row in String(row.map { letter($0.style) }) }
    }

    private func rows(_ line: (ArraySlice<Cell>) -> String) -> String {
        (0..<size.height).map { y in
            let row = line(cells[y * size.width..<(y + 1) * size.width])
            return String(row.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
