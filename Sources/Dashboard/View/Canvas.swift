import Screen

/// A surface with what painting on it needs: the styles of roles, and the characters to draw with.
struct Canvas {
    var surface: Surface
    let theme: Theme
    let glyphs: Glyphs

    /// Writes a text from a place on, cut to a rectangle; gives the columns it took.
    @discardableResult
    mutating func put(_ text: String, x: Int, y: Int, _ role: ThemeRole = .foreground, clip: Rect) -> Int {
        surface.put(text, x: x, y: y, style: theme.style(role), clip: clip)
    }

    /// Writes a text into the first row of a rectangle, with an ellipsis if it is too long.
    mutating func put(_ text: String, in rect: Rect, _ role: ThemeRole = .foreground, alignment: Alignment = .left) {
        guard !rect.isEmpty else { return }
        let text = fitted(text, to: rect.width)
        let x = alignment == .left ? rect.x : rect.right - columns(of: text)
        put(text, x: x, y: rect.y, role, clip: rect)
    }

    /// Writes texts one after another into the first row of a rectangle, with an ellipsis where there is no room for more.
    mutating func put(_ line: Line, in rect: Rect, alignment: Alignment = .left) {
        guard !rect.isEmpty else { return }
        var x = alignment == .left ? rect.x : max(rect.x, rect.right - line.width)
        for (place, run) in line.runs.enumerated() {
            let room = Rect(x: x, y: rect.y, width: rect.right - x, height: 1)
            guard room.width > 0 else { return }
            let width = columns(of: run.text)
            // One that just fits says that others follow.
            let isCut = width == room.width && line.runs.dropFirst(place + 1).contains { !isBlank($0.text) }
            put(isCut ? run.text + "\u{2026}" : run.text, in: room, run.role)
            x += width
        }
    }

    private func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy { $0 == 0x20 } }

    /// A text that takes at most so many columns.
    func fitted(_ text: String, to width: Int, cut: TextCut = .end) -> String {
        switch cut {
        case .end:
            let cut = truncate(text, to: width)
            return glyphs == .ascii && cut != text && cut.last == "…" ? String(cut.dropLast()) + glyphs.ellipsis : cut
        case .middle:
            let cut = truncateMiddle(text, to: width)
            return glyphs == .ascii && cut != text ? String(cut.map { $0 == "…" ? "~" : $0 }) : cut
        }
    }

    /// One character at a place.
    mutating func put(_ scalar: Unicode.Scalar, x: Int, y: Int, _ role: ThemeRole) {
        fill(Rect(x: x, y: y, width: 1, height: 1), role, with: scalar)
    }

    mutating func fill(_ rect: Rect, _ role: ThemeRole = .foreground, with scalar: Unicode.Scalar = " ") {
        surface.fill(rect, style: theme.style(role), with: scalar)
    }

    /// Shows that a row is the selected one: by its style where it has the focus, always by a mark.
    mutating func select(_ row: Rect, isFocused: Bool) {
        put(glyphs.selected, x: row.x, y: row.y, isFocused ? .borderFocus : .border)
        guard isFocused else { return }
        surface.restyle(row) { $0 = theme.selected($0) }
    }
}

/// Which part of a text goes when it is too long.
enum TextCut: Hashable, Sendable {
    case middle, end
}

/// Texts of different roles, side by side.
struct Line: Hashable, Sendable {
    struct Run: Hashable, Sendable {
        var text: String
        var role: ThemeRole
    }

    var runs: [Run] = []

    init() {}
    init(_ text: String, _ role: ThemeRole = .foreground) { add(text, role) }

    mutating func add(_ text: String, _ role: ThemeRole = .foreground) {
        if !text.isEmpty { runs.append(Run(text: text, role: role)) }
    }

    var width: Int { runs.reduce(0) { $0 + columns(of: $1.text) } }
    var isEmpty: Bool { runs.isEmpty }
}

/// A piece of a line that is left out when there is little room.
struct Segment: Hashable, Sendable {
    var line: Line
    /// The highest is left out first.
    var priority: Int

    init(_ line: Line, priority: Int) {
        self.line = line
        self.priority = priority
    }

    init(_ text: String, _ role: ThemeRole = .foreground, priority: Int) {
        self.init(Line(text, role), priority: priority)
    }
}

/// The segments that fit into a width with a gap between them, in their order.
func fitting(_ segments: [Segment], width: Int, gap: Int) -> [Segment] {
    var kept = segments.filter { !$0.line.isEmpty }
    func taken() -> Int { kept.reduce(0) { $0 + $1.line.width } + gap * max(0, kept.count - 1) }
    while kept.count > 1 && taken() > width {
        guard let last = kept.indices.max(by: { kept[$0].priority < kept[$1].priority }) else { break }
        kept.remove(at: last)
    }
    return kept
}

extension Line {
    /// As many segments as fit, joined by spaces: the most important of them, and of the others those that are short.
    init(filling segments: [Segment], width: Int, gap: Int = 2) {
        var left = width
        let ranked = segments.indices.sorted { (segments[$0].priority, $0) < (segments[$1].priority, $1) }
        let kept = ranked.filter { index in
            let wanted = segments[index].line.width + gap
            guard wanted <= left + gap else { return false }
            left -= wanted
            return true
        }
        self.init(fitting: kept.sorted().map { segments[$0] }, width: width, gap: gap)
    }

    /// The segments that fit, joined by spaces.
    init(fitting segments: [Segment], width: Int, gap: Int = 2) {
        for segment in Dashboard.fitting(segments, width: width, gap: gap) {
            if !runs.isEmpty { add(String(repeating: " ", count: gap)) }
            runs += segment.line.runs
        }
    }
}
