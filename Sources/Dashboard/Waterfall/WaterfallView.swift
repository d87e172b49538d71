// The waterfall on the screen. Only the rows that are seen are worked on.

package import Screen
package import Telemetry

/// Paints the waterfall: tree, ruler, bars. `rect` is the inside of the panel, its first row holds the ruler.
///
/// - Parameters:
///   - now: where spans that run end.
///   - isFocused: whether the selected row is shown as such; without focus it only keeps its marker.
///   - search: marked wherever it occurs in names and subjects; empty for nothing.
package func renderWaterfall(
    _ state: WaterfallState, tree: TraceTree, now: Timestamp, theme: Theme, glyphs: Glyphs, isFocused: Bool,
    search: String, into surface: inout Surface, rect: Rect
) {
    let rect = rect.intersection(surface.bounds)
    guard !rect.isEmpty else { return }
    let view = WaterfallView(tree: tree, now: now, width: rect.width, theme: theme, glyphs: glyphs, search: search)
    let (ruler, body) = rect.splitTop(1)
    view.paintRuler(into: &surface, rect: ruler)
    let selected = state.row(in: tree)
    for (line, row) in state.visibleRows(of: tree, rows: body.height).enumerated() {
        let selection: RowSelection = row != selected ? .none : isFocused ? .focused : .unfocused
        let isFolded = tree.lines[row].descendants > 0 && state.folded.contains(tree.lines[row].spanID)
        let painter = WaterfallRowPainter(view: view, row: row, selection: selection, isFolded: isFolded)
        painter.paint(into: &surface, rect: Rect(x: body.x, y: body.y + line, width: body.width, height: 1))
    }
}

/// What all rows of a picture have in common.
struct WaterfallView {
    let tree: TraceTree
    let now: Timestamp
    let columns: WaterfallColumns
    let axis: TimeAxis
    /// Do open spans grow?
    let isRunning: Bool
    let theme: Theme
    let glyphs: Glyphs
    let search: String

    init(tree: TraceTree, now: Timestamp, width: Int, theme: Theme, glyphs: Glyphs, search: String) {
        self.tree = tree
        self.now = now
        self.theme = theme
        self.glyphs = glyphs
        self.search = search
        columns = WaterfallColumns(width: width)
        isRunning = tree.isRunning
        axis = TimeAxis(
            start: tree.start, end: isRunning ? max(tree.end, now) : tree.end, columns: columns.axis)
    }

    /// Heads above the figures, labels above the axis.
    func paintRuler(into surface: inout Surface, rect: Rect) {
        let style = theme.style(.ruler)
        surface.put("span", x: rect.x + WaterfallRowPainter.gutter, y: rect.y, style: style, clip: rect)
        if columns.tokens > 0 { putFigure("tokens", end: columns.durationColumn, style, &surface, rect) }
        if columns.duration > 0 {
            putFigure("time", end: columns.durationColumn + columns.duration, style, &surface, rect)
        }
        for label in axis.rulerLabels(glyphs: glyphs) {
            surface.put(label.text, x: rect.x + columns.axisColumn + label.column, y: rect.y, style: style, clip: rect)
        }
    }

    /// A text that ends before a column of the row.
    func putFigure(_ text: String, end: Int, _ style: Style, _ surface: inout Surface, _ rect: Rect) {
        surface.put(text, x: rect.x + end - Screen.columns(of: text), y: rect.y, style: style, clip: rect)
    }

    /// An id cut to a width, both ends readable.
    func cutMiddle(_ text: String, to width: Int) -> String {
        let cut = truncateMiddle(text, to: max(0, width))
        return cut == text || glyphs == .unicode ? cut : String(cut.map { $0 == "…" ? "~" : $0 })
    }

    /// A text cut to a width.
    func cut(_ text: String, to width: Int) -> String {
        let cut = truncate(text, to: max(0, width))
        return cut == text || glyphs == .unicode ? cut : String(cut.dropLast()) + glyphs.ellipsis
    }
}
