// A trace laid out for the waterfall: one line a span, depth first, siblings by start.

/// A trace as a tree of lines, and what those of them say that were asked for.
package struct TraceTree: Hashable, Sendable {
    package var traceID: TraceID
    /// Grows with every change of the trace; equal revisions of one trace are equal trees.
    package var revision: UInt64 = 0
    package var figures: TraceFigures
    /// Earliest start and latest end of its spans. What runs ends at "now".
    package var start = Timestamp.unset
    package var end = Timestamp.unset
    package var lines: [TreeLine] = []
    /// What lines say, by their numbers: only those that are seen.
    package var rows: [Int: SpanRow] = [:]
    /// Spans that came and have no lines any more: of a trace that has too many, the oldest.
    package var folded = 0
    /// Traces that its spans called; lines of them stand among those of the spans.
    package var called: [CalledTrace] = []
    /// Who called it.
    package var caller: TraceCaller?
    /// Lines of what failed and of called traces, in order.
    var marked: [Int32] = []
    /// Of which state of the trace the lines are.
    var layout = LayoutState()

    package init(traceID: TraceID) {
        self.traceID = traceID
        self.figures = TraceFigures(traceID: traceID)
    }

    /// The lines of what failed itself.
    package var errors: [Int] { marked.map { Int($0) }.filter { lines[$0].isError } }

    /// Did anything fail that has a line?
    package var hasErrors: Bool { marked.contains { lines[Int($0)].isError } }

    /// Lists the lines that failed or are called traces, after lines were given or changed one by one.
    package mutating func findMarked() { marked = lines.marked }
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

    /// The called trace that a line stands for; nil for a span's.
    package func called(at line: Int) -> CalledTrace? {
        guard lines.indices.contains(line), let number = lines[line].called else { return nil }
        return called.indices.contains(number) ? called[number] : nil
    }

    /// The line of its parent; nil for a local root.
    package func parent(of line: Int) -> Int? {
        let parent = Int(lines[line].parent)
        return lines.indices.contains(parent) && parent != line ? parent : nil
    }

    /// Is a line the last one of its parent? Then what follows all that is below it stands less deep.
    package func isLastChild(_ line: Int) -> Bool {
        let next = line + 1 + Int(lines[line].descendants)
        return !lines.indices.contains(next) || lines[next].depth < lines[line].depth
    }
}

/// Where a span, or a trace that one called, stands in the tree. Plain data, so that a hundred thousand are moved at once.
package struct TreeLine: Hashable, Sendable {
    package var spanID: SpanID
    package var start: Timestamp
    /// The place of the span in its trace; of a called trace -1 less its number in `TraceTree.called`.
    var place: Int32
    /// The line of its parent; -1 for a local root.
    package var parent: Int32
    package var depth: Int32
    /// Lines below this one that belong to it, at any depth.
    package var descendants: Int32 = 0
    /// Is its status ERROR, or did the tool say that the call failed?
    package var isError = false
    /// Has its end not been seen?
    package var isOpen = false
    /// Is its start that of the trace, for want of anything that is known of it?
    var isStartUnknown = false

    /// The line of a span.
    package init(_ span: SpanID, parent: Int32, depth: Int32, start: Timestamp) {
        self.init(span, place: 0, parent: parent, depth: depth, start: start)
    }

    init(_ span: SpanID, place: Int32, parent: Int32, depth: Int32, start: Timestamp) {
        self.spanID = span
        self.start = start
        self.place = place
        self.parent = parent
        self.depth = depth
    }

    /// The number of the called trace in `TraceTree.called`; nil for a span.
    package var called: Int? { place < 0 ? -1 - Int(place) : nil }

    /// Did it fail, or is it a called trace?
    var isMarked: Bool { isError || place < 0 }
}

extension [TreeLine] {
    /// The lines that failed or are called traces.
    var marked: [Int32] { indices.filter { self[$0].isMarked }.map { Int32($0) } }
}

/// What a line of the tree says.
package struct SpanRow: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        case ended
        /// A parent that has not arrived: it runs, and is known only by its children.
        case placeholder
        /// No span: a trace that its parent called, by its place in `TraceTree.called`.
        case called(Int32)
    }

    package var role: Role
    package var state: State
    /// Unset while it runs.
    package var end: Timestamp
    /// Did something below it fail?
    package var hasErrorBelow = false
    /// Does it belong to the agent that is filtered for? True without a filter. An ancestor of another agent is false.
    package var isMatch = true
    package var name = ""
    /// What it is about (the tool, the model, the agent), if its name does not say so; empty if nothing.
    package var subject = ""
    /// Its agent's name.
    package var agent = ""
    /// Input and output tokens of a model call; nil if it is none or reported none.
    package var tokens: Int64?
    /// Times of its first span events; at most 32.
    package var events: [Timestamp] = []

    package init(role: Role, state: State, end: Timestamp) {
        self.role = role
        self.state = state
        self.end = end
    }
}

/// What the dashboard shows of an open trace's lines.
package struct TreeRowsRequest: Hashable, Sendable {
    /// The lines that are seen.
    package var lines: [Int] = []
    /// As in `OverviewRequest`.
    package var agent: String?
    /// What is searched for, whatever its case; empty for nothing.
    package var search = ""

    package init() {}
}

/// The answer: what the lines say, and all lines of which name, subject or agent has what is searched for.
package struct TreeRows: Hashable, Sendable {
    package var traceID: TraceID
    package var rows: [Int: SpanRow] = [:]
    package var matches: [Int] = []

    package init(traceID: TraceID) { self.traceID = traceID }
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
