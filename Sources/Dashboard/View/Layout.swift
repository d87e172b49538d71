import Screen

// Where everything stands, as a function of the screen's size alone: update needs it to know how many rows a page has,
// render to paint. What the data is never moves a panel.
//
//   grid, 80x20 and more            pair, 60x14 and more         single, 40x10 and more
//   header                          header                       header
//   ┌ tasks ──────────────────┐     tabs                         tabs
//   ├ tools ─────┬ tokens ────┤     ┌ focused, or tasks ─┐       ┌ focused ──┐
//   ├ traces ────┴ waterfall ─┤     ├ traces ────────────┤       │           │
//   └─────────────────────────┘     └────────────────────┘       └───────────┘
//   hints                           hints                        hints
//
// The waterfall's panel needs 120x40. Frames are boxes where there is room, else rules: a line on top, nothing else.

/// How a panel is set apart from its neighbours.
enum FrameStyle: Hashable, Sendable {
    /// A line all around: takes a row and a column on each side.
    case box
    /// A line on top only.
    case rule

    /// What is left inside.
    func inside(_ rect: Rect) -> Rect {
        switch self {
        case .box: rect.inset(left: 1, top: 1, right: 1, bottom: 1)
        case .rule: rect.inset(top: 1)
        }
    }
}

/// A panel and its place, frame included.
struct PanelPlace: Hashable, Sendable {
    var panel: Panel
    var rect: Rect
}

/// A screen's parts.
struct ScreenLayout: Hashable, Sendable {
    var header: Rect
    /// The row that names the panels where not all of them are seen.
    var tabs: Rect?
    /// Everything between header (or tabs) and hints.
    var body: Rect
    var hints: Rect
    var frame: FrameStyle

    /// The smallest screen that shows more than a message.
    static let smallest = Size(width: 40, height: 10)
    /// From this size on the waterfall has its own panel on the dashboard.
    static let withWaterfall = Size(width: 120, height: 40)
    /// From this width on detail and waterfall stand side by side.
    static let splitWidth = 120

    /// Nil where there is no room for more than a message.
    init?(size: Size) {
        guard size.holds(Self.smallest) else { return nil }
        let screen = Rect(size)
        header = screen.splitTop(1).top
        let (body, hints) = screen.splitTop(1).rest.splitTop(size.height - 2)
        self.body = body
        self.hints = hints
        frame = size.height >= 30 && size.width >= 80 ? .box : .rule
    }
}

extension Size {
    func holds(_ other: Size) -> Bool { width >= other.width && height >= other.height }
}

/// Which panels are seen, and where.
struct DashboardLayout: Hashable, Sendable {
    var screen: ScreenLayout
    var places: [PanelPlace]

    init?(size: Size, focus: Panel, isZoomed: Bool) {
        guard var screen = ScreenLayout(size: size) else { return nil }
        if isZoomed {
            places = [PanelPlace(panel: focus, rect: screen.body)]
        } else if size.holds(Size(width: 80, height: 20)) {
            places = Self.grid(screen.body, frame: screen.frame, hasWaterfall: size.holds(ScreenLayout.withWaterfall))
        } else {
            let (tabs, rest) = screen.body.splitTop(1)
            screen.tabs = tabs
            screen.body = rest
            places = Self.few(rest, focus: focus)
        }
        self.screen = screen
    }

    /// The panels that can be focused at a size: all that a grid shows, else the four that tabs lead to.
    static func panels(size: Size) -> [Panel] {
        size.holds(ScreenLayout.withWaterfall) ? Panel.allCases : Panel.allCases.filter { $0 != .waterfall }
    }

    func rect(of panel: Panel) -> Rect? { places.first { $0.panel == panel }?.rect }

    /// The inside of a panel; empty where it is not seen.
    func inside(_ panel: Panel) -> Rect {
        rect(of: panel).map(screen.frame.inside) ?? Rect(x: 0, y: 0, width: 0, height: 0)
    }

    private static func grid(_ body: Rect, frame: FrameStyle, hasWaterfall: Bool) -> [PanelPlace] {
        let (tasks, rest) = body.splitTop(max(6, body.height * 27 / 100))
        let (middle, bottom) = rest.splitTop(max(8, body.height * 30 / 100))
        let gap = frame == .rule ? 2 : 0
        let (tools, tokens) = halves(middle, gap: gap)
        var places = [
            PanelPlace(panel: .tasks, rect: tasks), PanelPlace(panel: .tools, rect: tools),
            PanelPlace(panel: .tokens, rect: tokens),
        ]
        if hasWaterfall {
            let (traces, waterfall) = halves(bottom, gap: gap)
            places += [PanelPlace(panel: .traces, rect: traces), PanelPlace(panel: .waterfall, rect: waterfall)]
        } else {
            places.append(PanelPlace(panel: .traces, rect: bottom))
        }
        return places
    }

    /// One panel, or two where each has a few rows: tasks and traces matter most.
    private static func few(_ body: Rect, focus: Panel) -> [PanelPlace] {
        let focus = focus == .waterfall ? .traces : focus
        let other: Panel = focus == .traces ? .tasks : focus
        if body.width >= 120 {
            let (left, right) = halves(body, gap: 2)
            return [PanelPlace(panel: other, rect: left), PanelPlace(panel: .traces, rect: right)]
        }
        guard body.height >= 12 else { return [PanelPlace(panel: focus, rect: body)] }
        let (top, bottom) = body.splitTop(body.height / 2)
        return [PanelPlace(panel: other, rect: top), PanelPlace(panel: .traces, rect: bottom)]
    }

    private static func halves(_ rect: Rect, gap: Int) -> (Rect, Rect) {
        let (left, rest) = rect.splitLeft((rect.width - gap + 1) / 2)
        return (left, rest.inset(left: gap))
    }
}

/// The screen of one trace: its waterfall, and at the deepest level a span's detail beside or instead of it.
struct TraceLayout: Hashable, Sendable {
    var screen: ScreenLayout
    /// Frames included; nil where it is not seen.
    var waterfall: Rect?
    var detail: Rect?

    init?(size: Size, hasDetail: Bool) {
        guard let screen = ScreenLayout(size: size) else { return nil }
        self.screen = screen
        if !hasDetail {
            waterfall = screen.body
        } else if size.width >= ScreenLayout.splitWidth {
            let (left, right) = screen.body.splitLeft(screen.body.width * 55 / 100)
            waterfall = left
            detail = screen.frame == .rule ? right.inset(left: 2) : right
        } else {
            detail = screen.body
        }
    }

    /// Where the trace's own figures stand, a row inside the frame.
    var summary: Rect? { waterfall.map { screen.frame.inside($0).splitTop(1).top } }
    /// Ruler and spans.
    var chart: Rect? { waterfall.map { screen.frame.inside($0).splitTop(1).rest } }
    var text: Rect? { detail.map(screen.frame.inside) }
}
