package import Telemetry

// The report as JSON, schema 1 of docs/report.md: every field always there, in the order of that page.

/// The figures as one JSON document, on one line or indented for people.
package func reportJSON(_ figures: ReportFigures, pretty: Bool) -> String {
    JSONWriter.text(of: json(figures), layout: pretty ? .indented : .line)
}

private func json(_ figures: ReportFigures) -> JSONValue {
    [
        "schema": .integer(1),
        "generated_at": json(figures.generatedAt),
        "window_seconds": JSONValue(figures.windowSeconds),
        "filter": ["agent_id": JSONValue(figures.filter?.id)],
        "ingest": json(figures.ingest),
        "totals": json(figures.totals, durations: figures.totalDurations),
        "window": json(figures.window, durations: figures.windowDurations),
        "traces": .array(figures.traces.map(json)),
        "warnings": JSONValue(figures.warnings),
    ]
}

private func json(_ time: Timestamp) -> JSONValue { time.isSet ? .string(rfc3339(time)) : .null }

private func json(_ ingest: IngestCounts) -> JSONValue {
    [
        "requests": [
            "accepted": JSONValue(ingest.requests.accepted), "rejected": JSONValue(ingest.requests.rejected),
        ],
        "spans": retained(ingest.spans),
        "metric_points": [
            "accepted": JSONValue(ingest.metricPoints.accepted),
            "duplicate": JSONValue(ingest.metricPoints.duplicate),
            "rejected": JSONValue(ingest.metricPoints.rejected),
        ],
        "log_records": retained(ingest.logRecords),
    ]
}

private func retained(_ records: IngestCounts.Records) -> JSONValue {
    [
        "accepted": JSONValue(records.accepted), "duplicate": JSONValue(records.duplicate),
        "rejected": JSONValue(records.rejected), "evicted": JSONValue(records.evicted + records.leftOut),
        "retained": JSONValue(records.retained),
    ]
}

private func json(_ section: Section, durations: [DurationFigures]) -> JSONValue {
    [
        "agents": .array(section.agents.map(json)),
        "tasks": json(section.tasks),
        "tools": [
            "calls": JSONValue(section.toolCalls.total),
            "ok": JSONValue(section.toolCalls.ok),
            "failed": JSONValue(section.toolCalls.failed),
            "other": JSONValue(section.toolCalls.other),
            "success_rate": JSONValue(section.toolCalls.successRate),
            "cache_hit_rate": JSONValue(section.cacheHitRate),
            "retries": JSONValue(section.toolRetries),
            "by_name": .array(section.tools.map(json)),
        ],
        "llm": [
            "calls": JSONValue(section.modelCalls),
            "failed": JSONValue(section.modelCallsFailed),
            "tokens": json(section.tokens),
            "tokens_per_second": JSONValue(section.tokensPerSecond),
            "cost_usd": JSONValue(section.costUSD),
            "source": .string(section.tokenSource.rawValue),
            "by_model": .array(section.models.map(json)),
        ],
        "durations": .array(durations.map(json)),
    ]
}

private func json(_ agent: AgentFigures) -> JSONValue {
    [
        "id": .string(agent.id),
        "name": .string(agent.name),
        "services": JSONValue(agent.services),
        "tasks": json(agent.tasks),
        "tool_calls": [
            "ok": JSONValue(agent.toolCalls.ok), "failed": JSONValue(agent.toolCalls.failed),
            "other": JSONValue(agent.toolCalls.other),
        ],
        "tokens": json(agent.tokens),
        "cost_usd": JSONValue(agent.costUSD),
    ]
}

private func json(_ tasks: TaskCounts) -> JSONValue {
    [
        "active": JSONValue(tasks.active), "completed": JSONValue(tasks.completed),
        "failed": JSONValue(tasks.failed), "other": JSONValue(tasks.other),
    ]
}

private func json(_ tokens: TokenCounts) -> JSONValue {
    [
        "input": JSONValue(tokens.input), "output": JSONValue(tokens.output), "total": JSONValue(tokens.total),
        "cache_read": JSONValue(tokens.cacheRead), "cache_write": JSONValue(tokens.cacheWrite),
        "reasoning": JSONValue(tokens.reasoning),
    ]
}

private func json(_ tool: ToolFigures) -> JSONValue {
    [
        "name": .string(tool.name),
        "provider": JSONValue(tool.provider),
        "calls": JSONValue(tool.calls.total),
        "ok": JSONValue(tool.calls.ok),
        "failed": JSONValue(tool.calls.failed),
        "other": JSONValue(tool.calls.other),
        "cached": JSONValue(tool.cached),
        "retries": JSONValue(tool.retries),
        "p50_ms": JSONValue(tool.p50Ms),
        "p95_ms": JSONValue(tool.p95Ms),
    ]
}

private func json(_ model: ModelFigures) -> JSONValue {
    [
        "model": JSONValue(model.model),
        "provider": JSONValue(model.provider),
        "calls": JSONValue(model.calls),
        "failed": JSONValue(model.failed),
        "tokens": json(model.tokens),
        "p50_ms": JSONValue(model.p50Ms),
        "p95_ms": JSONValue(model.p95Ms),
        "ttft_p50_ms": JSONValue(model.timeToFirstTokenP50Ms),
    ]
}

private func json(_ duration: DurationFigures) -> JSONValue {
    [
        "role": .string(duration.role.name),
        "name": .string(duration.name),
        "agent_id": .string(duration.agentID),
        "count": JSONValue(duration.count),
        "p50_ms": JSONValue(duration.p50Ms),
        "p95_ms": JSONValue(duration.p95Ms),
        "p99_ms": JSONValue(duration.p99Ms),
    ]
}

private func json(_ trace: TraceFigures) -> JSONValue {
    [
        "trace_id": .string(trace.traceID.description),
        "name": .string(trace.name),
        "agent_ids": JSONValue(trace.agents.map(\.id).sorted()),
        "session_id": JSONValue(trace.sessionID),
        "task_id": JSONValue(trace.taskID),
        "state": .string(trace.state.rawValue),
        "started_at": json(trace.startedAt),
        "duration_ms": .number(trace.durationMs),
        "spans": JSONValue(trace.spans),
        "errors": JSONValue(trace.errors),
        "tokens": json(trace.tokens),
        "cost_usd": JSONValue(trace.costUSD),
    ]
}
