import Telemetry

@testable import Dashboard
@testable import Screen

// Trees as a test writes them, and pictures as a test reads them.

/// A moment by milliseconds after the start of all test traces.
func at(_ milliseconds: Double) -> Timestamp {
    Timestamp(nanoseconds: 1_700_000_000_000_000_000 + UInt64(milliseconds * 1e6))
}

/// A span of a test tree: depth, role, name, start and end in milliseconds (nil while it runs).
struct TestSpan {
    var depth: Int
    var role: Role
    var name: String
    var start: Double
    var end: Double?
    var subject = ""
    var isError = false
    var hasErrorBelow = false
    var isMatch = true
    var isPlaceholder = false
    var tokens: Int64?
    var events: [Double] = []

    init(_ depth: Int, _ role: Role, _ name: String, _ start: Double, _ end: Double?) {
        (self.depth, self.role, self.name, self.start, self.end) = (depth, role, name, start, end)
    }

    func with(_ change: (inout TestSpan) -> Void) -> TestSpan {
        var copy = self
        change(&copy)
        return copy
    }
}

extension TraceTree {
    /// A tree from its rows in order. Span ids count from 1.
    init(_ spans: [TestSpan], state: TraceState = .ok) {
        self.init(traceID: TraceID(high: 1, low: 1))
        figures.state = state
        var path: [Int] = []
        for (index, span) in spans.enumerated() {
            path.removeSubrange(min(span.depth, path.count)...)
            var line = TreeLine(
                SpanID(UInt64(index + 1)), parent: Int32(path.last ?? -1), depth: Int32(span.depth),
                start: at(span.start))
            (line.isError, line.isOpen) = (span.isError, span.isPlaceholder || span.end == nil)
            var row = SpanRow(
                role: span.role, state: span.isPlaceholder ? .placeholder : .ended, end: span.end.map(at) ?? .unset)
            (row.hasErrorBelow, row.isMatch) = (span.hasErrorBelow, span.isMatch)
            (row.tokens, row.events) = (span.tokens, span.events.map(at))
            (row.name, row.subject) = (span.name, span.subject)
            lines.append(line)
            rows[index] = row
            for ancestor in path { lines[ancestor].descendants += 1 }
            path.append(index)
        }
        findMarked()
        start = lines.map(\.start).min() ?? .unset
        end = rows.values.map(\.end).max() ?? .unset
        revision = 1
    }
}

/// A waterfall as text.
func picture(
    _ tree: TraceTree, width: Int, height: Int, now: Double = 0, state: WaterfallState = WaterfallState(),
    glyphs: Glyphs = .unicode, search: String = ""
) -> String {
    var surface = Surface(size: Size(width: width, height: height))
    renderWaterfall(
        state, tree: tree, now: at(now), theme: .builtIn, glyphs: glyphs, isFocused: true, search: search,
        into: &surface, rect: surface.bounds)
    return surface.text()
}
