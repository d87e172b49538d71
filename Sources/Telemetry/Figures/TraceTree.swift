// A trace laid out for the waterfall: one row a span, depth first, siblings by start.

/// A trace as a tree of rows.
package struct TraceTree: Hashable, Sendable {
    package var traceID: TraceID
    /// Grows with every change of the trace; equal revisions of one trace are equal trees.
    package var revision: UInt64 = 0
    package var figures: TraceFigures
    /// Earliest start and latest end of its spans. What runs ends at "now".
    package var start = Timestamp.unset
    package var end = Timestamp.unset
    package var rows: [SpanRow] = []
    /// Spans that came and have no rows any more: of a trace that has too many, the oldest.
    package var folded = 0
    /// Traces that its spans called; rows of them stand among those of the spans.
    package var called: [CalledTrace] = []
    /// Who called it.
    package var caller: TraceCaller?
    /// The texts that rows point to, each once.
    package var texts: [String] = []

    package init(traceID: TraceID) {
        self.traceID = traceID
        self.figures = TraceFigures(traceID: traceID)
    }

    /// A row's text.
    package func text(_ index: Int32) -> String { texts[Int(index)] }
}

/// A trace that a span of another one called.
package struct CalledTrace: Hashable, Sendable {
    package var traceID: TraceID
    /// The agent's name.
    package var agent = ""
    /// Its task id, or the trace's name where it has none.
    package var task = ""
    package var state: TraceState

    package init(traceID: TraceID, state: TraceState) {
        self.traceID = traceID
        self.state = state
    }

    /// Has its end not been seen?
    package var isRunning: Bool { state == .running || state == .stalled }
}

/// The trace that called another one.
package struct TraceCaller: Hashable, Sendable {
    package var traceID: TraceID
    /// The agent's name.
    package var agent: String

    package init(traceID: TraceID, agent: String) {
        self.traceID = traceID
        self.agent = agent
    }
}

extension TraceTree {
    /// What stands for a span's id in the row of a called trace: the same as long as that trace lives.
    package static func rowID(ofCalled trace: TraceID) -> SpanID { SpanID(trace.high ^ trace.low) }

    /// The called trace that a row stands for; nil for a span's.
    package func called(by row: SpanRow) -> CalledTrace? {
        guard case .called(let place) = row.state, called.indices.contains(Int(place)) else { return nil }
        return called[Int(place)]
    }
}

/// A span in the tree, or a trace that one called.
package struct SpanRow: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        case ended
        /// A parent that has not arrived: it runs, and is known only by its children.
        case placeholder
        /// No span: a trace that its parent called, by its place in `TraceTree.called`.
        case called(Int32)
    }

    package var spanID: SpanID
    /// The row of its parent; -1 for a local root.
    package var parent: Int32
    package var depth: Int32
    /// Rows below this one that belong to it, at any depth.
    package var descendants: Int32
    /// Is it the last child of its parent?
    package var isLastChild: Bool
    package var role: Role
    package var state: State
    package var start: Timestamp
    /// Unset while it runs.
    package var end: Timestamp
    /// Is its status ERROR, or did the tool say that the call failed?
    package var isError: Bool
    /// Is there such a one among its descendants?
    package var hasErrorBelow: Bool
    /// Does it belong to the agent that is filtered for? True without a filter. An ancestor of another agent is false.
    package var isMatch: Bool
    /// In `TraceTree.texts`: the span's name; what it is about (the tool, the model, the agent), empty if nothing; its agent.
    package var name: Int32
    package var subject: Int32
    package var agent: Int32
    /// Input and output tokens of a model call; nil if it is none or reported none.
    package var tokens: Int64?
    /// Times of its first span events; at most 32.
    package var events: [Timestamp]

    package init(
        spanID: SpanID, parent: Int32, depth: Int32, role: Role, state: State, start: Timestamp, end: Timestamp
    ) {
        self.spanID = spanID
        self.parent = parent
        self.depth = depth
        self.descendants = 0
        self.isLastChild = false
        self.role = role
        self.state = state
        self.start = start
        self.end = end
        self.isError = false
        self.hasErrorBelow = false
        self.isMatch = true
        self.name = 0
        self.subject = 0
        self.agent = 0
        self.tokens = nil
        self.events = []
    }
}

/// Everything that is kept of one span.
package struct SpanDetail: Hashable, Sendable {
    package var traceID: TraceID
    package var spanID: SpanID
    package var parentID: SpanID = .zero
    package var name = ""
    package var role = Role.other
    package var kind = SpanKind.unspecified
    package var state = SpanRow.State.ended
    package var status = StatusCode.unset
    package var statusMessage = ""
    package var start = Timestamp.unset
    package var end = Timestamp.unset
    package var agent: AgentName?
    package var taskID: String?
    package var sessionID: String?
    /// From a model call's start to its first token; nil where nothing says it.
    package var timeToFirstTokenMs: Double?
    /// What matters most for its role first, then the rest as sent.
    package var attributes: [AttributeText] = []
    package var events: [EventDetail] = []
    package var links: [LinkDetail] = []
    /// Its last log records, by time; at most 50.
    package var logs: [SpanLog] = []
    package var resource: [AttributeText] = []
    package var scopeName = ""
    package var scopeVersion = ""
    package var droppedAttributes = 0
    package var droppedEvents = 0
    package var droppedLinks = 0
    /// How it is counted, a sentence each: "counted under its caller", for instance.
    package var notes: [String] = []

    package init(traceID: TraceID, spanID: SpanID) {
        self.traceID = traceID
        self.spanID = spanID
    }
}

/// An attribute as text.
package struct AttributeText: Hashable, Sendable {
    package var key: String
    /// Strings as they are, the rest as JSON.
    package var value: String
    /// Is it one of those that matter most for the span's role?
    package var isKey: Bool
    /// How long it was before it was cut, in bytes; nil if it is whole.
    package var fullLength: Int?

    package init(key: String, value: String, isKey: Bool = false, fullLength: Int? = nil) {
        self.key = key
        self.value = value
        self.isKey = isKey
        self.fullLength = fullLength
    }
}

/// A span event in the detail.
package struct EventDetail: Hashable, Sendable {
    package var name: String
    /// From the span's start.
    package var offsetMs: Double
    package var attributes: [AttributeText]

    package init(name: String, offsetMs: Double, attributes: [AttributeText]) {
        self.name = name
        self.offsetMs = offsetMs
        self.attributes = attributes
    }
}

/// A log record in the detail.
package struct SpanLog: Hashable, Sendable {
    package var id: LogID
    package var level: LogLevel
    /// From the span's start; nil when the record has no time.
    package var offsetMs: Double?
    /// Empty for a record that reports no event.
    package var event = ""
    /// The body in one line.
    package var line = ""

    package init(id: LogID, level: LogLevel) {
        self.id = id
        self.level = level
    }
}

/// A span link in the detail.
package struct LinkDetail: Hashable, Sendable {
    package var traceID: TraceID
    package var spanID: SpanID
    package var attributes: [AttributeText]
    /// Is the linked span among those retained?
    package var isRetained: Bool

    package init(traceID: TraceID, spanID: SpanID, attributes: [AttributeText], isRetained: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.attributes = attributes
        self.isRetained = isRetained
    }
}
