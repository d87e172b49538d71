// A run told as Looopy's code does today: a root agent[<id>], loop.start over the whole loop, loop.iteration from 0,
// usage in gen_ai.usage.*, outcomes only in the span status, and a sub-agent in a trace of its own with the same session.id.

import Telemetry

struct CurrentDialect {
    private var random: Randomness
    private let trace: TraceID
    private let identity: DraftAttributes
    private let session: DraftAttributes
    private var spans: [SpanDraft] = []

    /// All spans of a run and of the runs that it delegates.
    static func spans(of run: Run, random: inout Randomness) -> [SpanDraft] {
        let trace = random.traceID()
        var teller = CurrentDialect(run, random: random, trace: trace)
        teller.tell(run)
        random = teller.random
        return teller.spans
    }

    private init(_ run: Run, random: Randomness, trace: TraceID) {
        self.random = random
        self.trace = trace
        identity = [("agent.id", .string(run.agent)), ("agent.task.id", .string(run.taskID))]
        session = [("session.id", .string(run.sessionID))]
    }

    private mutating func draft(
        _ name: String, _ type: String, _ start: Timestamp, _ end: Timestamp, under parent: SpanID
    ) -> SpanDraft {
        SpanDraft(
            traceID: trace, spanID: random.spanID(), parentID: parent, name: name,
            scope: type == "agent" ? "looopy-agent" : "looopy", start: start, end: end,
            attributes: identity + [("langfuse.observation.type", .string(type))])
    }

    private mutating func tell(_ run: Run) {
        var root = draft("agent[\(run.agent)]", "agent", run.start, run.end, under: .zero)
        root.attributes +=
            session + [
                ("agent.turn.number", .int(run.turn)), ("input", .string(run.prompt)),
                ("agent.turn.count", .int(run.turn)),
            ]
        root.events = [
            EventDraft(name: "messages.loaded", time: run.start, attributes: [("count", .int(run.turn * 2))])
        ]
        root.finish(run.outcome)
        root.log(Logbook.lines(of: run), of: run)
        var loop = draft("loop.start", "event", run.start.advanced(by: 1000), run.end, under: root.spanID)
        loop.attributes += session + [("input", .string(run.prompt))]
        loop.finish(run.outcome)
        for iteration in run.iterations { tell(iteration, of: run, under: loop.spanID) }
        spans += [loop, root]
    }

    private mutating func tell(_ iteration: Iteration, of run: Run, under parent: SpanID) {
        // Delegating renames the iteration, not the tool's span.
        let name =
            iteration.delegations.first.map { "agent.invoke[agent__\($0.run.agent)__invoke]" } ?? "loop.iteration"
        var span = draft(name, "chain", iteration.start, iteration.end, under: parent)
        span.attributes += session + [("agent.iteration", .int(iteration.number - 1))]
        span.log(Logbook.lines(of: iteration), of: run)
        for call in iteration.calls { tell(call, of: run, under: span.spanID) }
        for call in iteration.tools { tell(call, of: run, under: span.spanID) }
        for delegation in iteration.delegations { tell(delegation, of: run, under: span.spanID) }
        if iteration.calls.last?.requested.isEmpty == true {
            // An iteration that only asks for tools ends unset.
            span.finish(iteration.calls.last?.outcome ?? .ok)
        }
        spans.append(span)
    }

    private mutating func tell(_ call: ModelCall, of run: Run, under parent: SpanID) {
        var span = draft("llm.call", "generation", call.start, call.end, under: parent)
        span.attributes += [
            ("gen_ai.prompt", .string(#"[{"role":"user","content":"\#(run.prompt)"}]"#)),
            ("langfuse.prompt.name", .string("\(run.persona.name)-system")), ("langfuse.prompt.version", .int(3)),
            ("tools.available", .strings(run.persona.tools.map(\.name))),
        ]
        if call.outcome == .ok { span.attributes += Self.usage(of: call) }
        span.finish(call.outcome)
        span.log(Logbook.lines(of: call, in: run), of: run)
        spans.append(span)
    }

    private static func usage(of call: ModelCall) -> DraftAttributes {
        let names = call.requested.map { "\"\($0)\"" }.joined(separator: ",")
        return [
            ("llm.finish_reason", .string(call.requested.isEmpty ? "stop" : "tool_calls")),
            ("llm.tool_calls", .string("[\(names)]")), ("gen_ai.response.model", .string(call.model.name)),
            ("gen_ai.usage.prompt_tokens", .int(call.inputTokens)),
            ("gen_ai.usage.completion_tokens", .int(call.outputTokens)),
            ("gen_ai.usage.total_tokens", .int(call.inputTokens + call.outputTokens)),
            ("gen_ai.usage.cache_creation_input_tokens", .int(0)),
            ("gen_ai.usage.cache_read_input_tokens", .int(call.cachedTokens)),
        ]
    }

    private mutating func tell(_ call: ToolCall, of run: Run, under parent: SpanID) {
        var span = draft("tool.execute", "tool", call.start, call.end, under: parent)
        span.attributes += [
            ("agent.tool.name", .string(call.tool.name)), ("agent.tool.call_id", .string(call.id)),
            ("input", .string(call.arguments)),
        ]
        if call.outcome == .ok { span.attributes.append(("output", .string(#"{"bytes":\#(call.resultSize)}"#))) }
        span.finish(call.outcome)
        span.log(Logbook.lines(of: call), of: run)
        spans.append(span)
    }

    private mutating func tell(_ delegation: Delegation, of caller: Run, under parent: SpanID) {
        let run = delegation.run
        var span = draft("tool.execute", "tool", run.start, run.end, under: parent)
        span.attributes += [
            ("agent.tool.name", .string("agent__\(run.agent)__invoke")),
            ("agent.tool.call_id", .string(delegation.callID)),
            ("input", .string(#"{"prompt":"\#(run.prompt)"}"#)),
        ]
        span.finish(run.outcome)
        span.log(Logbook.lines(of: delegation), of: caller)
        spans.append(span)
        spans += Self.spans(of: run, random: &random)
    }
}
