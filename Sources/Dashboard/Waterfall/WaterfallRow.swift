// One row of the waterfall: marker, error mark, guide lines, letter, name, figures, bar.

import Screen
import Telemetry

/// How a row is selected.
enum RowSelection: Hashable, Sendable {
    case none, focused, unfocused
}

/// Paints the row of a span.
struct WaterfallRowPainter {
    let view: WaterfallView
    let line: TreeLine
    let span: SpanRow
    let row: Int
    let selection: RowSelection
    /// Are the rows below it hidden?
    let isFolded: Bool

    /// The columns before the tree: selection marker, error mark, a blank.
    static let gutter = 3

    init(view: WaterfallView, row: Int, selection: RowSelection, isFolded: Bool) {
        self.view = view
        self.isFolded = isFolded
        self.row = row
        self.line = view.tree.lines[row]
        // What has not been asked for yet is blank.
        self.span = view.tree.rows[row] ?? SpanRow(role: .other, state: .ended, end: view.tree.lines[row].start)
        self.selection = selection
    }

    private var theme: Theme { view.theme }
    private var glyphs: Glyphs { view.glyphs }

    func paint(into surface: inout Surface, rect: Rect) {
        surface.fill(rect, style: style(.foreground))
        paintGutter(into: &surface, rect: rect)
        let (name, fold) = foldPlaces(in: rect.splitLeft(view.columns.tree).left)
        paintName(into: &surface, rect: name)
        paintFold(into: &surface, rect: fold)
        paintFigures(into: &surface, rect: rect)
        paintBar(into: &surface, rect: rect.splitLeft(view.columns.axisColumn).rest)
    }

    /// A role's style as it is in this row: on the selection, and dimmed for other agents' spans.
    private func style(_ role: ThemeRole) -> Style {
        let isDimmed = !span.isMatch && role != .error && role != .borderFocus
        let style = theme.style(isDimmed && role != .border ? .dim : role)
        return selection == .focused ? theme.selected(style) : style
    }

    private func paintGutter(into surface: inout Surface, rect: Rect) {
        if selection != .none {
            surface.put(String(glyphs.selected), x: rect.x, y: rect.y, style: style(.borderFocus), clip: rect)
        }
        let mark = line.isError ? glyphs.failedMark : span.hasErrorBelow ? glyphs.errorBelowMark : ""
        surface.put(mark, x: rect.x + 1, y: rect.y, style: style(.error), clip: rect)
    }

    /// Where the name stands, and at its right what is hidden below it.
    private func foldPlaces(in rect: Rect) -> (name: Rect, fold: Rect) {
        guard isFolded else { return (rect, Rect(x: rect.right, y: rect.y, width: 0, height: 1)) }
        let width = columns(of: foldText) + (span.hasErrorBelow ? 2 : 0) + 1
        let (name, fold) = rect.splitLeft(max(0, rect.width - width))
        return (name, fold)
    }

    private var foldText: String { glyphs.folded + shortCount(Int64(line.descendants)) }

    /// How many rows are hidden, and whether there is an error among them.
    private func paintFold(into surface: inout Surface, rect: Rect) {
        guard isFolded else { return }
        let end = surface.put(foldText, x: rect.x + 1, y: rect.y, style: style(.keyHint), clip: rect)
        guard span.hasErrorBelow else { return }
        surface.put(glyphs.failedMark, x: rect.x + 2 + end, y: rect.y, style: style(.error), clip: rect)
    }

    private func paintName(into surface: inout Surface, rect: Rect) {
        let inside = rect.inset(left: Self.gutter)
        // At least two fifths of the room is for the name, however deep the span.
        let levels = max(1, (inside.width - 2 - max(8, inside.width * 2 / 5)) / 2)
        let guides = view.tree.guides(before: row, levels: levels, glyphs: glyphs)
        var x = inside.x
        x += surface.put(guides, x: x, y: rect.y, style: style(.border), clip: inside)
        var letter = style(span.role.themeRole)
        letter.attributes.insert(.bold)
        surface.put(
            called == nil ? span.role.letter(glyphs) : glyphs.called, x: x, y: rect.y, style: letter, clip: inside)
        x += 2
        if let look = called?.state.look(glyphs) {
            x += surface.put(look.mark, x: x, y: rect.y, style: style(look.role), clip: inside) + 1
        }
        let label = self.label
        let first = view.cut(label.first, to: inside.right - x)
        put(first, x: x, style(line.isError ? .error : nameRole), &surface, inside)
        x += columns(of: first) + 1
        if inside.right - x >= 3, !label.second.isEmpty {
            let room = inside.right - x
            let second = called == nil ? view.cut(label.second, to: room) : view.cutMiddle(label.second, to: room)
            put(second, x: x, style(.dim), &surface, inside)
        }
    }

    /// The called trace that the row stands for, if it is none of a span.
    private var called: CalledTrace? { view.tree.called(at: row) }

    /// What is read first stands first: which tool, which model; elsewhere the span's name.
    private var label: (first: String, second: String) {
        switch span.role {
        case .agent where called != nil: (name, span.subject)
        case .llm, .tool: subject.isEmpty ? (name, "") : (subject, name)
        case .agent, .iteration, .other: (name, subject)
        }
    }

    private var nameRole: ThemeRole { span.state == .placeholder ? .dim : .foreground }

    private var name: String {
        if !span.name.isEmpty { return span.name }
        return span.state == .placeholder ? "(not yet received)" : "(no name)"
    }

    /// What the span is about, unless its name says so already.
    private var subject: String {
        searchHits(of: span.subject, in: span.name).isEmpty ? span.subject : ""
    }

    /// Writes a text, with what was searched for marked in it.
    private func put(_ text: String, x: Int, _ style: Style, _ surface: inout Surface, _ clip: Rect) {
        surface.put(text, x: x, y: clip.y, style: style, clip: clip)
        let match = theme.style(.match)
        for hit in searchHits(of: view.search, in: text) {
            let place = Rect(x: x + hit.column, y: clip.y, width: hit.width, height: 1).intersection(clip)
            surface.restyle(place) { $0 = match }
        }
    }

    private func paintFigures(into surface: inout Surface, rect: Rect) {
        let columns = view.columns
        if columns.tokens > 0, let tokens = span.tokens {
            view.putFigure(shortCount(tokens), end: columns.durationColumn, style(.dim), &surface, rect)
        }
        guard columns.duration > 0 else { return }
        let isGrowing = line.isOpen && isRunning
        let milliseconds = Double(end.since(start)) / 1e6
        view.putFigure(
            durationText(ms: milliseconds), end: columns.durationColumn + columns.duration,
            style(isGrowing ? .running : .foreground), &surface, rect)
    }

    private var start: Timestamp { line.start.isSet ? line.start : view.tree.start }

    private var end: Timestamp {
        if !line.isOpen { return span.end }
        return isRunning ? view.now : max(view.tree.end, span.end)
    }

    /// Does it grow, if its end has not been seen? A called trace may outlive the one that called it.
    private var isRunning: Bool { called?.isRunning ?? view.isRunning }

    private func paintBar(into surface: inout Surface, rect: Rect) {
        guard view.columns.axis > 0 else { return }
        let bar = self.bar
        // What is not known is quiet: its tip tells that it runs.
        var barStyle = style(line.isOpen ? .dim : span.role.themeRole)
        barStyle.attributes.formIntersection(.reverse)
        let reversed = barStyle.reversed
        for (index, cell) in bar.cells.enumerated() {
            let place = Rect(x: rect.x + bar.column + index, y: rect.y, width: 1, height: 1)
            surface.fill(place, style: cell.isReversed ? reversed : barStyle, with: cell.glyph)
        }
        paintTicks(on: bar, style: barStyle, into: &surface, rect: rect)
    }

    private var bar: Bar {
        let (from, to, columns) = (view.axis.eighth(at: start), view.axis.eighth(at: end), view.columns.axis)
        return line.isOpen
            ? Bar(openFrom: from, to: to, isGrowing: isRunning, columns: columns, glyphs: glyphs)
            : Bar(from: from, to: to, columns: columns, glyphs: glyphs)
    }

    /// Ticks of span events: on the nearest cell that is filled wholly, or beside the bar when they lie there. A bar of
    /// a few cells has none, it would be hidden by them.
    private func paintTicks(on bar: Bar, style barStyle: Style, into surface: inout Surface, rect: Rect) {
        let full = bar.fullColumns
        let covered = bar.column..<bar.column + bar.cells.count
        for event in span.events {
            var column = min(view.axis.eighth(at: event) / 8, max(0, view.columns.axis - 1))
            if covered.contains(column) {
                guard full.count >= 3 else { continue }
                column = max(full.lowerBound, min(column, full.upperBound - 1))
            }
            let place = Rect(x: rect.x + column, y: rect.y, width: 1, height: 1)
            let style = covered.contains(column) ? tickStyle(on: barStyle) : tickStyleBesideBar
            surface.fill(place, style: style, with: glyphs.eventTick)
        }
    }

    private var tickStyleBesideBar: Style {
        var style = theme.style(.eventTick)
        style.attributes.remove(.reverse)
        return selection == .focused ? theme.selected(style) : style
    }

    /// The theme's own colour on the bar's, or cut out of the bar.
    private func tickStyle(on barStyle: Style) -> Style {
        let tick = theme.style(.eventTick)
        if glyphs == .ascii { return barStyle }
        if tick.attributes.contains(.reverse) { return barStyle.reversed }
        return Style(foreground: tick.foreground, background: barStyle.foreground)
    }
}

extension Style {
    /// With foreground and background exchanged, whatever they are.
    fileprivate var reversed: Style {
        var style = self
        style.attributes.formSymmetricDifference(.reverse)
        return style
    }
}
