import Telemetry

/// A report in which every field is set, and one agent's trace has failed.
func sampleFigures() -> ReportFigures {
    var figures = ReportFigures()
    figures.generatedAt = Timestamp(nanoseconds: 1_767_225_600_000_000_001)
    figures.windowSeconds = 60
    figures.filter = AgentFilter(id: "a-1", name: "researcher", isKnown: true)
    figures.ingest.requests.accepted = 1_234
    figures.ingest.requests.rejected = 1
    figures.ingest.spans = records(accepted: 56_789, duplicate: 2, rejected: 3, evicted: 4, retained: 5)
    figures.ingest.metricPoints = records(accepted: 6, duplicate: 7, rejected: 8, evicted: 0, retained: 0)
    figures.ingest.logRecords = records(accepted: 9, duplicate: 10, rejected: 11, evicted: 12, retained: 13)
    figures.totals = sampleSection()
    figures.totalDurations = [sampleDuration()]
    figures.traces = [sampleTrace()]
    figures.warnings = ["The clock of \"host\" is 5 s ahead."]
    return figures
}

private func records(
    accepted: Int, duplicate: Int, rejected: Int, evicted: Int, retained: Int
) -> IngestCounts.Records {
    var records = IngestCounts.Records()
    records.accepted = accepted
    records.duplicate = duplicate
    records.rejected = rejected
    records.evicted = evicted
    records.retained = retained
    return records
}

private func sampleSection() -> Section {
    var section = Section()
    section.agents = [sampleAgent()]
    section.tasks = TaskCounts(active: 1, completed: 2, failed: 3, other: 4)
    section.toolCalls = CallCounts(ok: 3, failed: 1, other: 2)
    section.toolRetries = 2
    section.cacheHitRate = 0.25
    section.tools = [sampleTool()]
    section.modelCalls = 7
    section.modelCallsFailed = 1
    section.tokens = TokenCounts(input: 1_000, output: 200, cacheRead: 400, cacheWrite: 50, reasoning: 20)
    section.tokensPerSecond = 12.5
    section.costUSD = 0.0123
    section.tokenSource = .spans
    section.models = [sampleModel()]
    return section
}

private func sampleAgent() -> AgentFigures {
    var agent = AgentFigures(id: "a-1", name: "researcher")
    agent.services = ["api", "worker"]
    agent.tasks = TaskCounts(active: 1, completed: 2, failed: 3, other: 4)
    agent.toolCalls = CallCounts(ok: 3, failed: 1, other: 2)
    agent.tokens = TokenCounts(input: 1_000, output: 200)
    return agent
}

private func sampleTool() -> ToolFigures {
    var tool = ToolFigures(name: "検索", provider: "mcp")
    tool.calls = CallCounts(ok: 3, failed: 1, other: 2)
    tool.cached = 1
    tool.retries = 2
    tool.p50Ms = 12.34
    tool.p95Ms = 1_250
    return tool
}

private func sampleModel() -> ModelFigures {
    var model = ModelFigures(model: nil, provider: "openai")
    model.calls = 7
    model.failed = 1
    model.tokens = TokenCounts(input: 1_000, output: 200)
    model.p50Ms = 900
    model.p95Ms = 2_000
    model.durationsAreEstimates = true
    return model
}

private func sampleDuration() -> DurationFigures {
    var duration = DurationFigures(role: .llm, name: "chat", agentID: "a-1")
    duration.count = 7
    duration.p50Ms = 900.5
    duration.p95Ms = 2_000
    duration.p99Ms = 2_100
    return duration
}

private func sampleTrace() -> TraceFigures {
    var trace = TraceFigures(traceID: TraceID(high: 0x0102_0304_0506_0708, low: 0xF))
    trace.name = "agent.loop"
    trace.agents = [AgentName(id: "a-1", name: "researcher"), AgentName(id: "b", name: "b")]
    trace.sessionID = "s-1"
    trace.state = .timedOut
    trace.startedAt = Timestamp(seconds: 1_767_225_599)
    trace.durationMs = 1_500.25
    trace.spans = 12
    trace.errors = 1
    trace.tokens = TokenCounts(input: 1_000)
    return trace
}
