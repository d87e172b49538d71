package import Telemetry

// The report as text for people: the figures of the JSON document in aligned tables. Unknown is blank, an estimate has
// a ≈ before it. It is for reading; programs take the JSON.

/// The figures as lines of text, each ended by a newline.
package func reportText(_ figures: ReportFigures) -> String {
    let period = "last \(figures.windowSeconds) s"
    var lines = heading(figures)
    lines += ingestTable(figures.ingest).lines
    lines += summaryLines(figures, period: period)
    lines += sectionLines(figures.totals, figures.totalDurations, period: "in total")
    lines += sectionLines(figures.window, figures.windowDurations, period: period)
    lines += traceTable(figures.traces).lines
    lines += warningLines(figures.warnings)
    return lines.map { $0 + "\n" }.joined()
}

private func heading(_ figures: ReportFigures) -> [String] {
    var lines = ["looptop report" + (figures.generatedAt.isSet ? " of \(rfc3339(figures.generatedAt))" : "")]
    if let filter = figures.filter {
        let unknown = filter.isKnown ? "" : ", of which nothing was received"
        lines.append("only agent \(label(filter.id, filter.name))\(unknown)")
    }
    return lines
}

private func warningLines(_ warnings: [String]) -> [String] {
    warnings.isEmpty ? [] : ["", "WARNINGS"] + warnings.map { "  " + printable($0) }
}

private func ingestTable(_ ingest: IngestCounts) -> TextTable {
    var table = TextTable(title: "RECEIVED", columns: ["accepted", "duplicate", "rejected", "evicted", "retained", ""])
    func row(_ records: IngestCounts.Records, _ name: String, isRetained: Bool) -> [String] {
        [countText(records.accepted), countText(records.duplicate), countText(records.rejected)]
            + (isRetained ? [countText(records.evicted + records.leftOut), countText(records.retained)] : ["", ""])
            + [name]
    }
    let requests = ingest.requests
    table.rows = [
        [countText(requests.accepted), "", countText(requests.rejected), "", "", "requests"],
        row(ingest.spans, "spans", isRetained: true),
        row(ingest.metricPoints, "metric points", isRetained: false),
        row(ingest.logRecords, "log records", isRetained: true),
    ]
    return table
}

/// An id with its name, where they differ.
private func label(_ id: String, _ name: String) -> String {
    printable(name.isEmpty || name == id ? id : "\(id) (\(name))")
}

private func summaryLines(_ figures: ReportFigures, period: String) -> [String] {
    var table = TextTable(title: "SUMMARY", columns: ["in total", period, ""])
    table.rows = zip(summary(figures.totals), summary(figures.window)).map { total, window in
        [total.text, window.text, total.name]
    }
    return table.lines
}

private func summary(_ section: Section) -> [(text: String, name: String)] {
    [
        (countText(section.tasks.active), "tasks active"),
        (countText(section.tasks.completed), "tasks completed"),
        (countText(section.tasks.failed), "tasks failed"),
        (countText(section.tasks.other), "tasks ended otherwise"),
        (countText(section.toolCalls.total), "tool calls"),
        (countText(section.toolCalls.ok), "tool calls ok"),
        (countText(section.toolCalls.failed), "tool calls failed"),
        (countText(section.toolCalls.other), "tool calls ended otherwise"),
        (shareText(section.toolCalls.successRate), "tool success rate"),
        (shareText(section.cacheHitRate), "tool cache hit rate"),
        (countText(section.toolRetries), "tool retries"),
        (countText(section.modelCalls), "model calls"),
        (countText(section.modelCallsFailed), "model calls failed"),
        (countText(section.tokens.input), "tokens in"),
        (countText(section.tokens.output), "tokens out"),
        (countText(section.tokens.total), "tokens"),
        (countText(section.tokens.cacheRead), "tokens read from a cache"),
        (countText(section.tokens.cacheWrite), "tokens written to a cache"),
        (countText(section.tokens.reasoning), "tokens of reasoning"),
        (decimalText(section.tokensPerSecond, decimals: 1), "tokens per second"),
        (section.tokenSource == .none ? "" : section.tokenSource.rawValue, "source of the token figures"),
        (costText(section.costUSD), "cost"),
    ]
}

private func sectionLines(_ section: Section, _ durations: [DurationFigures], period: String) -> [String] {
    agentTable(section.agents, period).lines + toolTable(section.tools, period).lines
        + modelTable(section.models, period).lines + durationTable(durations, period).lines
}

private func agentTable(_ agents: [AgentFigures], _ period: String) -> TextTable {
    var table = TextTable(
        title: "AGENTS \(period)",
        columns: [
            "active", "completed", "failed", "other", "tools ok", "tools failed", "tools other", "tokens in",
            "tokens out", "cost", "agent",
        ])
    table.rows = agents.map { agent in
        let services = agent.services.isEmpty ? "" : " [\(printable(agent.services.joined(separator: ", ")))]"
        return [
            countText(agent.tasks.active), countText(agent.tasks.completed), countText(agent.tasks.failed),
            countText(agent.tasks.other), countText(agent.toolCalls.ok), countText(agent.toolCalls.failed),
            countText(agent.toolCalls.other), countText(agent.tokens.input), countText(agent.tokens.output),
            costText(agent.costUSD), label(agent.id, agent.name) + services,
        ]
    }
    return table
}

private func toolTable(_ tools: [ToolFigures], _ period: String) -> TextTable {
    var table = TextTable(
        title: "TOOLS \(period)",
        columns: ["calls", "ok", "failed", "other", "rate", "cached", "retries", "p50 ms", "p95 ms", "tool"])
    table.rows = tools.map { tool in
        let isEstimate = tool.durationsAreEstimates
        return [
            countText(tool.calls.total), countText(tool.calls.ok), countText(tool.calls.failed),
            countText(tool.calls.other), shareText(tool.calls.successRate), countText(tool.cached),
            countText(tool.retries), millisecondsText(tool.p50Ms, isEstimate: isEstimate),
            millisecondsText(tool.p95Ms, isEstimate: isEstimate), named(tool.name, by: tool.provider),
        ]
    }
    return table
}

private func modelTable(_ models: [ModelFigures], _ period: String) -> TextTable {
    var table = TextTable(
        title: "MODELS \(period)",
        columns: [
            "calls", "failed", "tokens in", "tokens out", "cache read", "p50 ms", "p95 ms", "first token p50 ms",
            "model",
        ])
    table.rows = models.map { model in
        let isEstimate = model.durationsAreEstimates
        return [
            countText(model.calls), countText(model.failed), countText(model.tokens.input),
            countText(model.tokens.output), countText(model.tokens.cacheRead),
            millisecondsText(model.p50Ms, isEstimate: isEstimate),
            millisecondsText(model.p95Ms, isEstimate: isEstimate),
            millisecondsText(model.timeToFirstTokenP50Ms, isEstimate: model.timeToFirstTokenIsEstimate),
            named(model.model ?? "(unknown)", by: model.provider),
        ]
    }
    return table
}

private func named(_ name: String, by provider: String?) -> String {
    printable(provider.map { "\(name) [\($0)]" } ?? name)
}

private func durationTable(_ durations: [DurationFigures], _ period: String) -> TextTable {
    var table = TextTable(
        title: "DURATIONS \(period)", columns: ["count", "p50 ms", "p95 ms", "p99 ms", "role", "name"])
    table.rows = durations.map { duration in
        let isEstimate = duration.isEstimate
        return [
            countText(duration.count), millisecondsText(duration.p50Ms, isEstimate: isEstimate),
            millisecondsText(duration.p95Ms, isEstimate: isEstimate),
            millisecondsText(duration.p99Ms, isEstimate: isEstimate), duration.role.name,
            named(duration.name, by: duration.agentID.isEmpty ? nil : duration.agentID),
        ]
    }
    return table
}

private func traceTable(_ traces: [TraceFigures]) -> TextTable {
    var table = TextTable(
        title: "TRACES, newest first",
        columns: ["started", "duration ms", "spans", "errors", "tokens", "cost", "state", "trace", "name"])
    table.rows = traces.map { trace in
        let agents = trace.agents.map(\.id).joined(separator: ", ")
        return [
            trace.startedAt.isSet ? rfc3339(trace.startedAt) : "", millisecondsText(trace.durationMs),
            countText(trace.spans), countText(trace.errors), countText(trace.tokens.total), costText(trace.costUSD),
            trace.state.rawValue, trace.traceID.description, named(trace.name, by: agents.isEmpty ? nil : agents),
        ]
    }
    return table
}
