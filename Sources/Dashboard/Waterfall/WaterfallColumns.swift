/// How a waterfall's width is shared out: the tree, tokens, durations, a gap, the time axis. What is 0 is not shown.
struct WaterfallColumns: Hashable, Sendable {
    var tree: Int
    var tokens: Int
    var duration: Int
    var axis: Int

    init(tree: Int, tokens: Int, duration: Int, axis: Int) {
        (self.tree, self.tokens, self.duration, self.axis) = (tree, tokens, duration, axis)
    }

    /// Below this width there is no axis, below the second no duration.
    private static let smallestWithAxis = 36
    private static let smallestWithDuration = 24
    private static let smallestWithTokens = 100
    /// A figure of six columns and a blank before it.
    private static let figure = 7
    static let gap = 2

    /// The shares of a width; their sum and the gap are the width.
    init(width: Int) {
        let width = max(0, width)
        let tokens = width >= Self.smallestWithTokens ? Self.figure : 0
        let duration = width >= Self.smallestWithDuration ? Self.figure : 0
        let hasAxis = width >= Self.smallestWithAxis
        let tree = hasAxis ? min(60, max(18, width * 2 / 5)) : width - duration
        let axis = hasAxis ? width - tree - tokens - duration - Self.gap : 0
        self.init(tree: tree, tokens: tokens, duration: duration, axis: axis)
    }

    var durationColumn: Int { tree + tokens }
    var axisColumn: Int { tree + tokens + duration + Self.gap }
}
