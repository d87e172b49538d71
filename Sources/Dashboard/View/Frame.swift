import Screen

/// A panel's frame: a title, figures at the right, and whether it has the focus.
struct Frame: Hashable, Sendable {
    var style: FrameStyle
    /// The key that leads to it; nil where none does.
    var number: Int?
    var title: String
    /// Beside the title, as far as there is room.
    var subtitle: String = ""
    /// Figures at the right end of the top line; those with a high priority are left out first.
    var figures: [Segment] = []
    var isFocused: Bool
}

extension Canvas {
    /// Paints a frame, and gives what is inside of it.
    mutating func draw(_ frame: Frame, in rect: Rect) -> Rect {
        guard !rect.isEmpty else { return rect }
        let role: ThemeRole = frame.isFocused ? .borderFocus : .border
        switch frame.style {
        case .box: drawBox(rect, role)
        case .rule: fill(rect.splitTop(1).top, role, with: glyphs.horizontal)
        }
        let top = rect.splitTop(1).top.inset(left: 2, right: 2)
        let titleEnd = drawTitle(frame, in: top, role)
        drawFigures(frame, in: top.inset(left: titleEnd - top.x + 1))
        return frame.style.inside(rect)
    }

    private mutating func drawBox(_ rect: Rect, _ role: ThemeRole) {
        fill(rect.splitTop(1).top, role, with: glyphs.horizontal)
        let left = rect.x
        let right = rect.right - 1
        let bottom = rect.bottom - 1
        fill(Rect(x: left, y: bottom, width: rect.width, height: 1), role, with: glyphs.horizontal)
        fill(Rect(x: left, y: rect.y, width: 1, height: rect.height), role, with: glyphs.vertical)
        fill(Rect(x: right, y: rect.y, width: 1, height: rect.height), role, with: glyphs.vertical)
        put(glyphs.topLeft, x: left, y: rect.y, role)
        put(glyphs.topRight, x: right, y: rect.y, role)
        put(glyphs.bottomLeft, x: left, y: bottom, role)
        put(glyphs.bottomRight, x: right, y: bottom, role)
    }

    /// The title, between marks where the panel has the focus; gives the column after it.
    private mutating func drawTitle(_ frame: Frame, in top: Rect, _ role: ThemeRole) -> Int {
        var line = Line()
        line.add(frame.isFocused ? String(glyphs.focusOpen) : " ", role)
        if let number = frame.number { line.add("\(number) ", frame.isFocused ? .keyHint : .dim) }
        line.add(frame.title, frame.isFocused ? .title : .foreground)
        let room = top.width - line.width - 4
        if !frame.subtitle.isEmpty && room > 8 {
            line.add(" " + glyphs.separator + " ", .dim)
            line.add(fitted(frame.subtitle, to: room), .foreground)
        }
        line.add(frame.isFocused ? String(glyphs.focusClose) : " ", role)
        put(line, in: top)
        return min(top.right, top.x + line.width)
    }

    private mutating func drawFigures(_ frame: Frame, in room: Rect) {
        let line = Line(fitting: frame.figures, width: room.width - 2)
        guard !line.isEmpty, line.width + 2 <= room.width else { return }
        let place = Rect(x: room.right - line.width - 2, y: room.y, width: line.width + 2, height: 1)
        fill(place)
        put(line, in: place.inset(left: 1, right: 1))
    }
}
