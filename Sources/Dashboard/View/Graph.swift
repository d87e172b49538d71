import Screen

// Graphs of one series: a column of cells for each part of the window, eight steps a cell. What is unknown is blank,
// a known zero is a mark on the ground, and anything above zero is at least one step high.

/// Parts of a window as so many columns: several parts in one column are put together, or one part takes several.
func resampled<Part>(_ parts: [Part], to columns: Int, merge: (ArraySlice<Part>) -> Part) -> [Part] {
    guard columns > 0, !parts.isEmpty else { return [] }
    return (0..<columns).map { column in
        let from = column * parts.count / columns
        let to = max(from + 1, (column + 1) * parts.count / columns)
        return merge(parts[from..<to])
    }
}

/// How many of `steps` a figure takes on a scale from 0 to `top`.
func steps(of figure: Double, top: Double, steps: Int) -> Int {
    guard figure > 0, top > 0, steps > 0 else { return 0 }
    return max(1, min(steps, whole((figure / top * Double(steps)).rounded(.up))))
}

extension Canvas {
    /// Paints columns that stand on the bottom of a rectangle, oldest first.
    mutating func drawColumns(_ figures: [Double?], top: Double, in rect: Rect, _ role: ThemeRole) {
        for (column, figure) in figures.prefix(rect.width).enumerated() {
            guard let figure else { continue }
            let height = steps(of: figure, top: top, steps: rect.height * 8)
            if height == 0 { put(glyphs.zero, x: rect.x + column, y: rect.bottom - 1, .dim) }
            for row in 0..<rect.height {
                let level = min(8, height - row * 8)
                if level > 0 { put(glyphs.columnLevels[level - 1], x: rect.x + column, y: rect.bottom - 1 - row, role) }
            }
        }
    }

    /// Paints a line that is heavy for a share of a row, in half cells. Only a whole is filled to its end.
    mutating func drawGauge(_ share: Double?, in rect: Rect) {
        fill(rect, .dim, with: glyphs.gaugeRest)
        guard let share else { return }
        let halves = share >= 1 ? rect.width * 2 : min(rect.width * 2 - 1, whole(share * Double(rect.width * 2)))
        let role = ThemeRole.goodBad(share)
        fill(rect.splitLeft(halves / 2).left, role, with: glyphs.gaugeFull)
        if halves % 2 == 1 { put(glyphs.gaugeHalf, x: rect.x + halves / 2, y: rect.y, role) }
    }

    /// Paints when the columns above were: the window's start, its middle where there is room, and now.
    mutating func drawTimeAxis(windowSeconds: Int, in rect: Rect) {
        let start = "-" + windowText(seconds: windowSeconds)
        let middle = "-" + windowText(seconds: windowSeconds / 2)
        put(start, in: rect, .ruler)
        put("now", in: rect, .ruler, alignment: .right)
        let x = rect.x + (rect.width - columns(of: middle)) / 2
        let isClear = x > rect.x + columns(of: start) + 1 && x + columns(of: middle) + 1 < rect.right - 3
        if isClear { put(middle, x: x, y: rect.y, .ruler, clip: rect) }
    }
}
