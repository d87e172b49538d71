/// What is remembered of the telemetry, and for how long.
package struct Store: Sendable {
    /// How much is kept.
    package struct Limits: Hashable, Sendable {
        /// Bytes for all retained data.
        package var memory = 256 << 20
        /// A task is stalled after so many seconds without a sign, and timed out after `timeOutAfter`.
        package var stallAfter = 60
        package var timeOutAfter = 1_800

        package init() {}
    }

    package init(limits: Limits = Limits(), startedAt: Timestamp) {}

    /// Takes in what a request carried.
    package mutating func ingest(_ batch: borrowing Batch, at now: Timestamp) -> IngestSummary { IngestSummary() }

    /// Counts a request that was refused before anything of it was taken in.
    package mutating func countRejectedRequest() {}

    /// Adds a sentence to the report's warnings (each once, a bounded number).
    package mutating func warn(_ sentence: String) {}

    /// The figures for the panels.
    package mutating func overview(_ request: OverviewRequest, at now: Timestamp) -> Overview { Overview() }

    /// A trace as a tree; nil when it is not retained. `agent` as in `OverviewRequest`.
    package mutating func tree(of id: TraceID, agent: String?, at now: Timestamp) -> TraceTree? { nil }

    /// The revision of a trace: what `tree(of:)` would give has changed when this has. Nil when it is not retained.
    package func revision(of id: TraceID) -> UInt64? { nil }

    /// Everything kept of a span; nil when it is not retained.
    package func detail(of span: SpanID, in trace: TraceID) -> SpanDetail? { nil }

    /// The figures for a report.
    package mutating func report(_ request: ReportRequest, at now: Timestamp) -> ReportFigures { ReportFigures() }

    /// The newest time in any span, point or record; "now" of a report on recorded files.
    package var newestTime: Timestamp? { nil }
}
