// What few traces have lies apart: the others don't take room for it.

/// What few traces have.
struct RareParts: Sendable {
    /// Calls that several spans report, by what these share.
    var twins: [Int: [Int32]] = [:]
    /// Tool calls that don't say how they came out.
    var unheard: [Unheard] = []
    /// Tool calls that hooks say began, and none of which has come back.
    var toolStarts: [ToolStart] = []
    /// Spans that began and have not arrived.
    var announced: [Int32] = []
    /// Whose work it is as its log records say: spans may not say it before they end. And when the record was.
    var told: (agent: AgentIndex, at: Timestamp) = (.none, .unset)
    /// Spans that have not arrived and have children that have, by their places.
    var waiting: [Int32: Waiting] = [:]
    /// The seconds that spans count in which came long after they ended, or before.
    var lateSeconds: [Int32: Int64] = [:]
    /// The parents of spans that don't hang under them: these were folded, or are below the spans themselves.
    var strays: [Int32: SpanID] = [:]
    /// Its oldest spans, when there were too many.
    var folded = FoldedSpans()
    /// The link of its earliest linked local root or agent's span.
    var link: CallLink?
    /// The agent that the earliest such span of it says called its own, `none` if no span says it; and when that began.
    var parent: (agent: AgentIndex, at: Timestamp) = (.none, .unset)
    /// The trace that it is listed under as linked to it.
    var target: TraceID?
    /// Tasks without a span of their own that a marker ended.
    var closedTasks: [ClosedTask] = []
    /// Its tasks were silent for so long that they were given up: who ran them, and the second that it was counted in.
    /// A new sign of life takes that back.
    var timedOut: [TimedOutTask] = []

    static let none = RareParts()

    /// Estimated bytes that they take.
    var byteCount: Int {
        MemoryLayout<RareParts>.stride + 48 + twins.capacity * 96 + unheard.capacity * MemoryLayout<Unheard>.stride
            + toolStarts.capacity * MemoryLayout<ToolStart>.stride
            + announced.capacity * MemoryLayout<Int32>.stride
            + waiting.capacity * MemoryLayout<(Int32, Waiting)>.stride * 4 / 3
            + (lateSeconds.capacity + strays.capacity) * 22 + folded.byteCount
            + closedTasks.capacity * MemoryLayout<ClosedTask>.stride
            + timedOut.capacity * MemoryLayout<TimedOutTask>.stride
    }
}
