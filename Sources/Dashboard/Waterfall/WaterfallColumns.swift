/// How a waterfall's width is shared out: the tree, tokens, durations, a gap, the time axis. What is 0 is not shown.
struct WaterfallColumns: Hashable, Sendable {
    var tree: Int
    var tokens: Int
    var duration: Int
    var axis: Int

    /// Below this width there is no axis, below the second no duration.
    private static let smallestWithAxis = 36
    private static let smallestWithDuration = 24
    private static let smallestWithTokens = 100
    /// A figure of six columns and a blank before it.
    private static let figure = 7
    static let gap = 1

    init(width: Int) {
        let width = max(0, width)
        tokens = width >= Self.smallestWithTokens ? Self.figure : 0
        duration = width >= Self.smallestWithDuration ? Self.figure : 0
        guard width >= Self.smallestWithAxis else {
            tree = width - duration
            axis = 0
            return
        }
        tree = min(60, max(18, width * 2 / 5))
        axis = width - tree - tokens - duration - Self.gap
    }

    var durationColumn: Int { tree + tokens }
    var axisColumn: Int { tree + tokens + duration + Self.gap }
}
