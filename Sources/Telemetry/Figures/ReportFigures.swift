/// What a report shall hold.
package struct ReportRequest: Hashable, Sendable {
    /// Limits `totals`, `window` and `traces` to one agent: by its id, or by its name where no id equals it.
    package var agent: String?
    /// How many traces at the most, 1 to 10,000.
    package var limit = 100
    /// Seconds, 1 to 3,600.
    package var windowSeconds = 300

    package init() {}
}

/// Everything that a report says (docs/report.md).
package struct ReportFigures: Hashable, Sendable {
    package var generatedAt = Timestamp.unset
    package var windowSeconds = 300
    package var filter: AgentFilter?
    package var ingest = IngestCounts()
    package var totals = Section()
    package var totalDurations: [DurationFigures] = []
    package var window = Section()
    package var windowDurations: [DurationFigures] = []
    /// Newest first.
    package var traces: [TraceFigures] = []
    /// What is wrong with the incoming data, one sentence each.
    package var warnings: [String] = []

    package init() {}
}
