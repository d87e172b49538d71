package import Screen
package import Telemetry

/// Where the user is in a span's detail.
package struct DetailState: Hashable, Sendable {
    package var firstRow = 0
    package init() {}
}

/// The lines that a detail takes at a width; scrolling is bounded by it.
package func detailLineCount(_ detail: SpanDetail, width: Int) -> Int {
    detailLines(detail, width: width, now: .unset, glyphs: .unicode).count
}

/// Paints a span's detail, from the state's first row on but never beyond the last page.
///
/// - Parameter now: how long a span has run that has not ended.
package func renderDetail(
    _ state: DetailState, detail: SpanDetail, now: Timestamp, theme: Theme, glyphs: Glyphs, into surface: inout Surface,
    rect: Rect
) {
    let lines = detailLines(detail, width: rect.width, now: now, glyphs: glyphs)
    let first = max(0, min(state.firstRow, lines.count - rect.height))
    for (row, line) in lines.dropFirst(first).prefix(rect.height).enumerated() {
        var x = rect.x
        for piece in line.pieces {
            var style = theme.style(piece.role)
            if piece.isBold { style.attributes.insert(.bold) }
            x += surface.put(piece.text, x: x, y: rect.y + row, style: style, clip: rect)
        }
    }
}
