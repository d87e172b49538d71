// A run told as Looopy's observability design has it: agent.loop with agent.loop.iteration, llm.call, tool.execute and
// agent.invoke below it, a sub-agent in its caller's trace, outcomes and sizes in attributes, and span events.

import Telemetry

struct SeedDialect {
    private var random: Randomness
    private let trace: TraceID
    private var spans: [SpanDraft] = []

    /// All spans of a run and of the runs that it delegates.
    static func spans(of run: Run, random: inout Randomness) -> [SpanDraft] {
        var teller = SeedDialect(random: random, trace: random.traceID())
        teller.random = random
        teller.tell(run, under: .zero)
        random = teller.random
        return teller.spans
    }

    private init(random: Randomness, trace: TraceID) {
        self.random = random
        self.trace = trace
    }

    private mutating func draft(_ name: String, _ start: Timestamp, _ end: Timestamp, under parent: SpanID) -> SpanDraft
    {
        SpanDraft(
            traceID: trace, spanID: random.spanID(), parentID: parent, name: name, scope: "looopy", start: start,
            end: end)
    }

    private mutating func tell(_ run: Run, under parent: SpanID) {
        var span = draft("agent.loop", run.start, run.end, under: parent)
        span.attributes = [
            ("agent.id", .string(run.agent)), ("task.id", .string(run.taskID)),
            ("prompt.length", .int(run.prompt.count)),
        ]
        if run.outcome == .ok {
            span.attributes += [
                ("result.length", .int(run.resultLength)), ("iterations.total", .int(run.iterations.count)),
            ]
        }
        span.finish(run.outcome)
        span.measurement = .run(run)
        span.log(Logbook.lines(of: run), of: run)
        for iteration in run.iterations { tell(iteration, of: run, under: span.spanID) }
        spans.append(span)
    }

    private mutating func tell(_ iteration: Iteration, of run: Run, under parent: SpanID) {
        var span = draft("agent.loop.iteration", iteration.start, iteration.end, under: parent)
        span.attributes = [("iteration.number", .int(iteration.number))]
        span.log(Logbook.lines(of: iteration), of: run)
        for call in iteration.calls { tell(call, of: run, under: span.spanID) }
        for call in iteration.tools { tell(call, of: run, under: span.spanID) }
        for delegation in iteration.delegations { tell(delegation, of: run, under: span.spanID) }
        spans.append(span)
    }

    private mutating func tell(_ call: ModelCall, of run: Run, under parent: SpanID) {
        var span = draft("llm.call", call.start, call.end, under: parent)
        span.attributes = [
            ("llm.provider", .string(call.model.provider)), ("llm.model", .string(call.model.name)),
            ("llm.messages.count", .int(call.messages)), ("llm.tools.count", .int(run.persona.tools.count)),
        ]
        switch call.outcome {
        case .ok:
            let isFinal = call.requested.isEmpty
            span.attributes += [
                ("llm.response.finish_reason", .string(isFinal ? "stop" : "tool_calls")),
                ("llm.usage.prompt_tokens", .int(call.inputTokens)),
                ("llm.usage.completion_tokens", .int(call.outputTokens)),
                ("llm.usage.total_tokens", .int(call.inputTokens + call.outputTokens)),
                ("llm.tool_calls.count", .int(call.requested.count)),
            ]
            span.events = Self.streaming(call)
            let type = DraftValue.string(isFinal ? "final" : "tool_calls")
            span.events.append(
                EventDraft(name: "llm.response.received", time: call.end, attributes: [("response.type", type)]))
        case .failed: span.finish(call.outcome)
        }
        span.measurement = .model(call)
        span.log(Logbook.lines(of: call, in: run), of: run)
        spans.append(span)
    }

    /// The answer's stream: its start at the first token, up to eight chunks, its end.
    private static func streaming(_ call: ModelCall) -> [EventDraft] {
        let chunks = min(8, max(1, call.outputTokens / 60))
        let step = call.end.since(call.firstToken) / Int64(chunks)
        let texts = (0..<chunks).map { index in
            EventDraft(
                name: "llm.streaming.chunk", time: call.firstToken.advanced(by: step * Int64(index)),
                attributes: [
                    ("chunk.index", .int(index)), ("chunk.size", .int(call.outputTokens * 4 / chunks)),
                ])
        }
        return [EventDraft(name: "llm.streaming.start", time: call.firstToken)] + texts
            + [EventDraft(name: "llm.streaming.complete", time: call.end)]
    }

    private mutating func tell(_ call: ToolCall, of run: Run, under parent: SpanID) {
        var span = draft("tool.execute", call.start, call.end, under: parent)
        span.attributes = [
            ("tool.name", .string(call.tool.name)), ("tool.call_id", .string(call.id)),
            ("tool.provider", .string(call.tool.provider)), ("tool.success", .bool(call.outcome == .ok)),
            ("tool.execution_time_ms", .int(Int(call.end.since(call.start) / 1_000_000))),
            ("tool.cached", .bool(call.cache == .hit)),
        ]
        span.events = Self.lookup(call) + Self.retries(call)
        span.finish(call.outcome)
        span.events.append(
            EventDraft(
                name: "tool.execution.complete", time: call.end, attributes: [("result.size", .int(call.resultSize))]))
        span.measurement = .tool(call)
        span.log(Logbook.lines(of: call), of: run)
        spans.append(span)
    }

    private static func lookup(_ call: ToolCall) -> [EventDraft] {
        if call.cache == .none { return [] }
        let hit = DraftValue.string(call.cache == .hit ? "true" : "false")
        return [
            EventDraft(
                name: "cache.lookup", time: call.start,
                attributes: [("cache.key", .string("\(call.tool.name):\(call.arguments)")), ("cache.hit", hit)])
        ]
    }

    private static func retries(_ call: ToolCall) -> [EventDraft] {
        call.retryTimes.enumerated().map { index, time in
            EventDraft(
                name: "tool.retry", time: time,
                attributes: [("retry.attempt", .int(index + 1)), ("retry.delay_ms", .int(100 << index))])
        }
    }

    private mutating func tell(_ delegation: Delegation, of run: Run, under parent: SpanID) {
        var span = draft("agent.invoke", delegation.run.start, delegation.run.end, under: parent)
        span.attributes = [
            ("agent.id", .string(delegation.run.agent)), ("agent.type", .string("sub-agent")),
            ("parent.task_id", .string(run.taskID)),
        ]
        span.log(Logbook.lines(of: delegation), of: run)
        span.finish(delegation.run.outcome)
        if delegation.run.outcome == .ok {
            span.events.append(EventDraft(name: "agent.invocation.complete", time: delegation.run.end))
        }
        tell(delegation.run, under: span.spanID)
        spans.append(span)
    }
}
