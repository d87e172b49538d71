// What the dashboard's panels show at one moment: a copy of a few rows, taken in time proportional to what is shown.

/// What the overview shall hold.
package struct OverviewRequest: Hashable, Sendable {
    /// Length of the window in seconds, 1 to 3,600.
    package var windowSeconds = 300
    /// Limits everything to one agent: by its id, or by its name where no id equals it.
    package var agent: String?
    /// Into how many equal parts the window is cut for the graphs; at least 1.
    package var graphColumns = 60
    package var traces = TraceListRequest()
    /// Are the durations of the agents' runs wanted?
    package var wantsRuns = false
    /// The attribute that agents are grouped by: its values are wanted for each of them.
    package var grouping: String?
    /// Are the names of the attributes wanted that there are?
    package var wantsAttributeNames = false
    /// Grows from question to question while attributes are looked for.
    package var surveyRound = 0

    package init() {}
}

/// Which rows of the trace list are wanted.
package struct TraceListRequest: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        /// The row at this place, 0 being the newest; clamped to the list.
        case index(Int)
        /// This trace, wherever it is now; the newest when it is gone.
        case trace(TraceID)
    }

    package var selection = Selection.index(0)
    /// Place of the first wanted row; moved as little as needed to hold the selected row.
    package var firstRow = 0
    package var rowCount = 50
    /// Only traces in whose name, agents, session, task or id this text occurs, whatever its case; empty for all.
    package var search = ""
    /// Only traces in which a span or a resource has this attribute.
    package var attribute: AttributeFilter?
    /// Grows from question to question while traces are looked through for the attribute.
    package var round = 0

    package init() {}
}

/// The dashboard's figures at one moment.
package struct Overview: Hashable, Sendable {
    package var now = Timestamp.unset
    package var startedAt = Timestamp.unset
    package var windowSeconds = 300
    /// The agent that the filter found; nil without a filter. An unknown agent keeps the text that was asked for.
    package var filter: AgentFilter?
    package var ingest = IngestCounts()
    package var health = HealthFigures()
    /// Over the last 10 seconds.
    package var spansPerSecond = 0.0
    /// Bytes that the retained telemetry takes, and how many it may take.
    package var retainedBytes = 0
    package var memoryLimit = 0
    /// When the newest data came; nil before any.
    package var lastArrival: Timestamp?

    /// All agents seen, by id, whatever the filter: the list to pick from. Figures are of the window.
    package var agents: [AgentFigures] = []
    /// The names of the attributes that there are, sorted; empty unless they were asked for, or values of one.
    package var attributeNames: [String] = []
    /// Is there anything that was not yet looked through for attributes?
    package var isSurveying = false

    package var tasks = TaskOverview()
    /// Figures of the window under the filter.
    package var window = Section()
    /// Tool outcomes by part of the window, oldest first.
    package var toolHistory: [CallCounts] = []
    package var tokenHistory = TokenHistory()
    package var traces = TraceList()

    package init() {}
}

/// The agent that a filter stands for.
package struct AgentFilter: Hashable, Sendable {
    package var id: String
    package var name: String
    /// False when no such agent was seen (yet).
    package var isKnown: Bool

    package init(id: String, name: String, isKnown: Bool) {
        self.id = id
        self.name = name
        self.isKnown = isKnown
    }
}

/// Tasks that run, and the last ones that ended.
package struct TaskOverview: Hashable, Sendable {
    package var counts = TaskCounts()
    /// Sub-agents below their callers, the tasks of one session together; else longest running first. At most 200.
    package var active: [ActiveTask] = []
    /// Last ended first; at most 50.
    package var finished: [FinishedTask] = []

    package init() {}
}

/// A task that runs.
package struct ActiveTask: Hashable, Sendable {
    package var agentID: String
    package var agentName: String
    /// The sender's task id, or the trace id where it has none.
    package var taskID: String
    package var sessionID: String?
    package var traceID: TraceID
    /// The span (or the placeholder for it) whose end will end the task.
    package var spanID: SpanID
    package var startedAt: Timestamp
    /// When the last sign of it came in.
    package var lastActivity: Timestamp
    /// Silent for longer than the stall time.
    package var isStalled = false
    /// How many of the tasks above it called one another down to it; 0 when none that is listed called it.
    package var depth = 0
    package var step: TaskStep?
    /// From 1; nil when nothing said so.
    package var iteration: Int?
    package var tokens = TokenCounts()
    package var toolCalls = CallCounts()
    package var modelCalls = 0

    package init(
        agentID: String, agentName: String, taskID: String, traceID: TraceID, spanID: SpanID, startedAt: Timestamp,
        lastActivity: Timestamp
    ) {
        self.agentID = agentID
        self.agentName = agentName
        self.taskID = taskID
        self.traceID = traceID
        self.spanID = spanID
        self.startedAt = startedAt
        self.lastActivity = lastActivity
    }
}

/// What a task does now. Exporters send spans when they end, so this is mostly "what came after what ended last".
package enum TaskStep: Hashable, Sendable {
    /// Known to run: what, and since when.
    case running(Role, name: String, since: Timestamp)
    /// Nothing is known to run; this ended last, at that time.
    case after(Role, name: String, endedAt: Timestamp)
}

/// A task that ended.
package struct FinishedTask: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case completed
        case failed(message: String?)
        case timedOut
        /// Ended neither way.
        case other
    }

    package var agentID: String
    package var agentName: String
    package var taskID: String
    package var sessionID: String?
    package var traceID: TraceID
    package var spanID: SpanID
    package var endedAt: Timestamp
    package var durationMs: Double
    package var outcome: Outcome
    package var iterations: Int?
    package var tokens = TokenCounts()

    package init(
        agentID: String, agentName: String, taskID: String, traceID: TraceID, spanID: SpanID, endedAt: Timestamp,
        durationMs: Double, outcome: Outcome
    ) {
        self.agentID = agentID
        self.agentName = agentName
        self.taskID = taskID
        self.traceID = traceID
        self.spanID = spanID
        self.endedAt = endedAt
        self.durationMs = durationMs
        self.outcome = outcome
    }
}

/// Token rates over the window.
package struct TokenHistory: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        /// Tokens per second, mean over the part.
        package var input = 0.0
        package var output = 0.0
        package init() {}
    }

    /// Oldest first; nil where nothing had been received yet.
    package var parts: [Part?] = []
    /// Tokens per second, input and output together: over the last 10 seconds, over the window (or the time since the
    /// first data, if shorter), and in the busiest part.
    package var current: Double?
    package var mean: Double?
    package var max: Double?

    package init() {}
}

/// How a trace stands: by its local root.
package enum TraceState: String, Hashable, Sendable {
    case running, ok, failed, stalled
    case timedOut = "timed_out"
}

/// A row of the trace list.
package struct TraceFigures: Hashable, Sendable {
    package var traceID: TraceID
    /// The local root's name, or the best known before it arrives.
    package var name = ""
    package var agents: [AgentName] = []
    package var sessionID: String?
    package var taskID: String?
    /// The trace that called it, where one is known and retained.
    package var caller: TraceID?
    package var state = TraceState.running
    package var startedAt = Timestamp.unset
    /// So far, while it runs.
    package var durationMs = 0.0
    /// Spans received (placeholders do not count).
    package var spans = 0
    /// Spans with status ERROR.
    package var errors = 0
    package var tokens = TokenCounts()
    package var costUSD: Double?

    package init(traceID: TraceID) { self.traceID = traceID }
}

/// An agent's id and name.
package struct AgentName: Hashable, Sendable {
    package var id: String
    package var name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// The wanted rows of the trace list, newest first.
package struct TraceList: Hashable, Sendable {
    /// Traces in all, under the filter and the search.
    package var total = 0
    /// Place of `rows[0]` in the list.
    package var firstRow = 0
    package var rows: [TraceFigures] = []
    /// Place of the selected row in the list; nil when it is empty.
    package var selected: Int?
    /// Are there traces that were not yet looked through for the attribute?
    package var isSearching = false

    package init() {}
}
