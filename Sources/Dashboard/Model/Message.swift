package import Screen
package import Telemetry

/// What the dashboard is told.
package enum DashboardMessage: Hashable, Sendable {
    case input(InputEvent)
    /// The answer to `DashboardModel.overviewRequest`.
    case overview(Overview)
    /// The tree of `DashboardModel.openTrace`; nil when it is not retained.
    case tree(TraceTree?)
    /// The answer to `DashboardModel.treeRowsRequest`.
    case treeRows(TreeRows)
    /// The detail of `DashboardModel.openSpan`; nil when it is not retained.
    case detail(SpanDetail?)
    /// The answer to `DashboardModel.metricsRequest`.
    case metrics(MetricsFigures)
    /// The answer to `DashboardModel.logsRequest`.
    case logs(LogsFigures)
    /// What is wrong with the incoming data.
    case diagnosis(Diagnosis)
    /// How many spans have been accepted by now: all that a paused view is told of what goes on.
    case accepted(spans: Int)
    /// What time it is now.
    case clock(Timestamp)
    /// Another theme is in use: its name.
    case themeChanged(String)
    /// A sentence for the user; it stays until the next key.
    case notice(String)
}

/// What the dashboard asks of the program around it.
package enum DashboardEffect: Hashable, Sendable {
    case quit
    /// Give the terminal back and stop the process, as Ctrl-Z does.
    case suspend
    /// Paint every cell again.
    case redraw
    /// Take the next theme, and tell with `themeChanged`.
    case nextTheme
}
