// What the logs screen shows: the rows around the view, and one record with all that is kept of it.

/// Which log records the logs screen wants to show.
package struct LogsRequest: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        /// The last of the list, whichever record that is.
        case newest
        case oldest
        /// This record; when it is gone or left out, the one that stands in its place.
        case record(LogID)
        /// The next record of WARN or above behind this one, or the last before it; this one when there is none.
        case graveAfter(LogID)
        case graveBefore(LogID)
    }

    /// Limits it to one agent: by its id, or by its name where no id equals it.
    package var agent: String?
    /// Only records in whose body, event name or attribute values this text occurs, whatever its case; empty for all.
    package var search: String
    /// Only records that are at least as grave; those without a severity count as information.
    package var minimum = LogLevel.unset
    /// Only records that have this attribute, of their own or of their resource.
    package var attribute: AttributeFilter?

    package var selection = Selection.newest
    /// The first visible record; moved as little as needed to see the selected one. Nil: the end of the list.
    package var top: LogID?
    package var rowCount = 50
    /// Counts the records that arrived after this one.
    package var seen: UInt64?
    /// The record whose detail is wanted.
    package var opened: LogID?
    /// Grows from question to question while records are looked through.
    package var round = 0

    package init(agent: String? = nil, search: String = "") {
        self.agent = agent
        self.search = search
    }
}

/// The wanted log records.
package struct LogsFigures: Hashable, Sendable {
    /// How far the records were looked through for a filter.
    package enum Progress: Hashable, Sendable {
        case complete
        /// Looked at so many, of so many.
        case searching(looked: Int, of: Int)
    }

    /// Records that the filter lets through, as far as that is known.
    package var total = 0
    package var progress = Progress.complete
    /// Place of `rows[0]` in the list, the oldest record being 0.
    package var firstRow = 0
    package var rows: [LogRow] = []
    /// Places of the first visible and of the selected record; nil when there is none.
    package var top: Int?
    package var selected: Int?
    /// The number of the last arrival, and how many in the list arrived after the one asked for.
    package var arrivals: UInt64 = 0
    package var arrivedSince = 0
    package var opened: LogDetail?
    /// Records that had to make room for others since the start.
    package var evicted = 0

    package init() {}
}

/// A record in the list.
package struct LogRow: Hashable, Sendable {
    package var id: LogID
    /// When it happened, else when it was seen, as the sender says; unset where it says neither.
    package var time = Timestamp.unset
    package var level = LogLevel.unset
    package var agent = ""
    /// Empty for a record that reports no event.
    package var event = ""
    /// The body in one line, cut to some hundred bytes.
    package var line = ""
    /// Attributes that matter, for the rest of the line.
    package var fields: [AttributeText] = []

    package init(id: LogID) { self.id = id }
}

/// Everything that is kept of a log record.
package struct LogDetail: Hashable, Sendable {
    package var id: LogID
    package var time = Timestamp.unset
    package var observed = Timestamp.unset
    /// 1 to 24; 0 when nothing tells it.
    package var severity = 0
    package var severityText = ""
    package var agent = AgentName(id: "", name: "")
    package var event = ""
    /// Texts as they are; maps and arrays as JSON on lines of their own.
    package var body = ""
    /// How long the body was before it was cut, in bytes; nil if it is whole.
    package var bodyLength: Int?
    package var traceID = TraceID(high: 0, low: 0)
    package var spanID = SpanID.zero
    /// Is its span among those retained?
    package var spanIsRetained = false
    package var attributes: [AttributeText] = []
    package var resource: [AttributeText] = []
    package var scopeName = ""
    package var scopeVersion = ""
    package var droppedAttributes = 0

    package init(id: LogID) { self.id = id }
}
