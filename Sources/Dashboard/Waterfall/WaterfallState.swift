package import Screen
package import Telemetry

/// Where the user is in a waterfall: the selected span, what is scrolled to. The tree itself is passed in.
package struct WaterfallState: Hashable, Sendable {
    /// What a key asks of the waterfall.
    package enum Action: Hashable, Sendable {
        case up, down, pageUp, pageDown, first, last
        /// Into the first child; on a leaf its detail.
        case enter
        /// To the parent; on the root row back.
        case leave
        /// The detail of the selected span.
        case open
    }

    /// What follows from an action beyond the waterfall.
    package enum Outcome: Hashable, Sendable {
        case stay, back
        case showDetail(SpanID)
    }

    package var selected: SpanID?
    package var firstRow = 0

    package init() {}

    /// Keeps the selection on its span when the tree has changed.
    package mutating func receive(_ tree: TraceTree, rows: Int) {}

    package mutating func handle(_ action: Action, in tree: TraceTree, rows: Int) -> Outcome { .stay }
}

/// Paints the waterfall: tree, ruler, bars. `rect` is the inside of the panel, its first row holds the ruler.
package func renderWaterfall(
    _ state: WaterfallState, tree: TraceTree, now: Timestamp, theme: Theme, glyphs: Glyphs, isFocused: Bool,
    search: String, into surface: inout Surface, rect: Rect
) {}

/// Where the user is in a span's detail.
package struct DetailState: Hashable, Sendable {
    package var firstRow = 0
    package init() {}
}

/// The lines that a detail takes at a width; scrolling is bounded by it.
package func detailLineCount(_ detail: SpanDetail, width: Int) -> Int { 0 }

/// Paints a span's detail.
package func renderDetail(
    _ state: DetailState, detail: SpanDetail, now: Timestamp, theme: Theme, glyphs: Glyphs, into surface: inout Surface,
    rect: Rect
) {}
