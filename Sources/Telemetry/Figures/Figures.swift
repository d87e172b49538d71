// The figures: what panels draw and reports print. One vocabulary for both, so that they can't disagree.
// Definitions of what is counted are in docs/report.md; unknown is nil, never 0. Durations are milliseconds.

/// Tokens of model calls. A kind that no call reported is nil.
package struct TokenCounts: Hashable, Sendable {
    /// All input, what was read from and written to a cache included.
    package var input: Int64?
    /// All output, reasoning included.
    package var output: Int64?
    /// Of the input: read from a cache.
    package var cacheRead: Int64?
    /// Of the input: written to a cache.
    package var cacheWrite: Int64?
    /// Of the output: reasoning.
    package var reasoning: Int64?
    /// Of calls that reported only how many there were in all: in `total`, and in neither input nor output.
    package var unsplit: Int64?

    package init(
        input: Int64? = nil, output: Int64? = nil, cacheRead: Int64? = nil, cacheWrite: Int64? = nil,
        reasoning: Int64? = nil, unsplit: Int64? = nil
    ) {
        self.input = input
        self.output = output
        self.cacheRead = cacheRead
        self.cacheWrite = cacheWrite
        self.reasoning = reasoning
        self.unsplit = unsplit
    }

    /// All tokens; nil when none are known.
    package var total: Int64? {
        input == nil && output == nil && unsplit == nil ? nil : (input ?? 0) &+ (output ?? 0) &+ (unsplit ?? 0)
    }
}

/// Tasks by how they stand.
package struct TaskCounts: Hashable, Sendable {
    /// Running at this moment, whatever the window.
    package var active = 0
    package var completed = 0
    package var failed = 0
    /// Ended neither way: cancelled, paused, timed out.
    package var other = 0

    package init(active: Int = 0, completed: Int = 0, failed: Int = 0, other: Int = 0) {
        self.active = active
        self.completed = completed
        self.failed = failed
        self.other = other
    }
}

/// Tool calls by outcome.
package struct CallCounts: Hashable, Sendable {
    package var ok = 0
    package var failed = 0
    /// Rejected, cancelled, paused or unknown.
    package var other = 0

    package init(ok: Int = 0, failed: Int = 0, other: Int = 0) {
        self.ok = ok
        self.failed = failed
        self.other = other
    }

    package var total: Int { ok &+ failed &+ other }

    /// `ok / (ok + failed)`, 0 to 1; nil when that sum is 0.
    package var successRate: Double? {
        ok == 0 && failed == 0 ? nil : Double(ok) / (Double(ok) + Double(failed))
    }
}

/// An agent in the agent list.
package struct AgentFigures: Hashable, Sendable, Identifiable {
    package var id: String
    package var name: String
    /// Sorted names of the services it was seen in; versions and environments alike.
    package var services: [String] = []
    package var versions: [String] = []
    package var environments: [String] = []
    /// For whom it works: users and tenants, 16 of each at the most.
    package var users: [String] = []
    package var tenants: [String] = []
    /// The values of the attribute that agents are grouped by, sorted; 16 at the most.
    package var groups: [String] = []
    /// Did it ever work? Else only its traces or log records are known: those of a service that is no agent, say.
    package var hasWorked = true
    package var tasks = TaskCounts()
    package var toolCalls = CallCounts()
    package var modelCalls = 0
    package var tokens = TokenCounts()
    package var costUSD: Double?
    /// How long 95 of 100 of its runs took at most; nil where it was not asked for, or none ended.
    package var runsP95Ms: Double?
    /// Does that come from a histogram with wide buckets?
    package var runsAreEstimates = false

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// A tool's row.
package struct ToolFigures: Hashable, Sendable {
    package var name: String
    package var provider: String?
    package var calls = CallCounts()
    package var cached = 0
    package var retries = 0
    package var p50Ms: Double?
    package var p95Ms: Double?
    /// Do the percentiles come from a histogram with wide buckets?
    package var durationsAreEstimates = false

    package init(name: String, provider: String? = nil) {
        self.name = name
        self.provider = provider
    }
}

/// A model's row; `model` is nil for calls that did not name one.
package struct ModelFigures: Hashable, Sendable {
    package var model: String?
    package var provider: String?
    package var calls = 0
    package var failed = 0
    package var tokens = TokenCounts()
    /// What its calls cost; nil where nothing said so.
    package var costUSD: Double?
    package var p50Ms: Double?
    package var p95Ms: Double?
    package var timeToFirstTokenP50Ms: Double?
    /// Does it come from a histogram with wide buckets?
    package var timeToFirstTokenIsEstimate = false
    /// Do the percentiles come from a histogram with wide buckets?
    package var durationsAreEstimates = false

    package init(model: String?, provider: String? = nil) {
        self.model = model
        self.provider = provider
    }
}

/// Durations of the spans of one role and name of one agent.
package struct DurationFigures: Hashable, Sendable {
    package var role: Role
    package var name: String
    package var agentID: String
    package var count = 0
    package var p50Ms: Double?
    package var p95Ms: Double?
    package var p99Ms: Double?
    /// Do the percentiles come from a histogram with wide buckets?
    package var isEstimate = false

    package init(role: Role, name: String, agentID: String) {
        self.role = role
        self.name = name
        self.agentID = agentID
    }
}

/// The share of cached results that a tool provider gave.
package struct CacheFigures: Hashable, Sendable {
    /// Nil when the spans do not name one.
    package var provider: String?
    /// 0 to 1.
    package var hitRate: Double

    package init(provider: String?, hitRate: Double) {
        self.provider = provider
        self.hitRate = hitRate
    }
}

/// Where figures come from: `mixed` where different emitters have different sources.
package enum FigureSource: String, Hashable, Sendable {
    case spans, logs, metrics, mixed, none
}

/// All figures of a period: everything since the start, or a window of it.
package struct Section: Hashable, Sendable {
    /// By id.
    package var agents: [AgentFigures] = []
    package var tasks = TaskCounts()
    package var taskSource = FigureSource.none

    package var toolCalls = CallCounts()
    package var toolSource = FigureSource.none
    package var toolRetries = 0
    /// 0 to 1; nil when nothing said whether it was cached.
    package var cacheHitRate: Double?
    package var cacheByProvider: [CacheFigures] = []
    /// Most calls first, then by name.
    package var tools: [ToolFigures] = []

    package var modelCalls = 0
    package var modelCallsFailed = 0
    package var tokens = TokenCounts()
    /// Tokens by the shorter of the period and the time since the first data; nil without data.
    package var tokensPerSecond: Double?
    package var costUSD: Double?
    package var tokenSource = FigureSource.none
    /// Most calls first, then by name.
    package var models: [ModelFigures] = []

    package init() {}
}

/// What happened to what was sent.
package struct IngestCounts: Hashable, Sendable {
    package struct Requests: Hashable, Sendable {
        package var accepted = 0
        package var rejected = 0
        package init() {}
    }

    package struct Records: Hashable, Sendable {
        package var accepted = 0
        package var duplicate = 0
        package var rejected = 0
        package var evicted = 0
        package var retained = 0
        /// Accepted and not kept: parts of streams, which tell of no work.
        package var leftOut = 0
        package init() {}
    }

    package var requests = Requests()
    package var spans = Records()
    /// Points are folded into series at once: `evicted` and `retained` stay 0.
    package var metricPoints = Records()
    package var logRecords = Records()
    package var tracesEvicted = 0

    package init() {}
}

/// What one `ingest` did with a batch: the sender's partial success is made of it.
package struct IngestSummary: Hashable, Sendable {
    package var accepted = 0
    package var duplicate = 0
    package var rejected = 0
    /// Why records were rejected, a sentence; nil when none was.
    package var reason: String?

    package init() {}
}
