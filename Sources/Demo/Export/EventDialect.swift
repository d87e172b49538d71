// A run told as Claude Code does without traces: log records with a name, in a conversation that goes on from task to
// task. Nothing says that a turn is over; the next prompt does. Text of prompts is redacted, as it is by default.

import Telemetry

/// A conversation with an agent that tells of its work by event logs only.
struct Conversation {
    private let session: String
    /// How many events it had.
    private var count = 0

    init(random: inout Randomness) { session = random.uuid() }

    /// The records of a run, in order of time. Such an agent has no retries of tools, and asks nobody for help.
    mutating func records(of run: Run, random: inout Randomness) -> [RecordDraft] {
        let prompt = random.uuid()
        var events = [
            Event(
                "user_prompt", run.start,
                [("prompt", .string(run.prompt)), ("prompt_length", .string(String(run.prompt.count)))])
        ]
        for iteration in run.iterations {
            events += iteration.calls.map { Event($0) }
            events += iteration.tools.flatMap { [Event(decisionOn: $0), Event(resultOf: $0)] }
        }
        // Places break ties, so that the order does not depend on how the sort treats equals.
        let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
        return order.map { record(of: events[$0], prompt: prompt) }
    }

    private mutating func record(of event: Event, prompt: String) -> RecordDraft {
        count += 1
        let name = [("event.name", DraftValue.string(event.name))]
        let place: DraftAttributes = [
            ("event.timestamp", .string(event.time.iso8601)), ("event.sequence", .int(count)),
            ("prompt.id", .string(prompt)),
        ]
        return RecordDraft(
            time: event.time, body: "claude_code.\(event.name)", scope: "com.anthropic.claude_code.events",
            attributes: identity + name + place + event.attributes, measurement: event.measurement(in: identity))
    }

    private var identity: DraftAttributes {
        [("session.id", .string(session)), ("terminal.type", .string("tmux"))]
    }
}

/// Something that such an agent tells of.
private struct Event {
    let name: String
    let time: Timestamp
    let attributes: DraftAttributes
    private var call: ModelCall?

    init(_ name: String, _ time: Timestamp, _ attributes: DraftAttributes) {
        self.name = name
        self.time = time
        self.attributes = attributes
    }

    /// A request to the model that ended.
    init(_ call: ModelCall) {
        let basics: DraftAttributes = [
            ("model", .string(call.model.name)),
            ("duration_ms", .int(Int(call.end.since(call.start) / 1_000_000))), ("query_source", .string("main")),
        ]
        switch call.outcome {
        case .ok:
            let usage = SeparateUsage(call)
            self.init("api_request", call.end, basics + usage.counts + [("cost_usd", .double(usage.dollars))])
            self.call = call
        case .failed(let failure):
            let status = failure.message.prefix { $0.isNumber }
            let code: DraftAttributes = status.isEmpty ? [] : [("status_code", .string(String(status)))]
            self.init(
                "api_error", call.end, basics + [("error", .string(failure.message))] + code + [("attempt", .int(1))])
        }
    }

    init(decisionOn call: ToolCall) {
        self.init(
            "tool_decision", call.start,
            Self.subject(call) + [("decision", .string("accept")), ("source", .string("config"))])
    }

    /// Numbers are texts here.
    init(resultOf call: ToolCall) {
        let milliseconds = String(call.end.since(call.start) / 1_000_000)
        var attributes =
            Self.subject(call) + [
                ("success", .string(call.outcome == .ok ? "true" : "false")), ("duration_ms", .string(milliseconds)),
                ("decision_type", .string("accept")), ("decision_source", .string("config")),
                ("tool_result_size_bytes", .string(String(call.resultSize))),
            ]
        if case .failed(let failure) = call.outcome {
            attributes += [("error_type", .string(failure.type)), ("error", .string(failure.message))]
        }
        self.init("tool_result", call.end, attributes)
    }

    private static func subject(_ call: ToolCall) -> DraftAttributes {
        [("tool_name", .string(call.tool.name)), ("tool_use_id", .string("toolu_\(call.id.dropFirst(5))"))]
    }

    func measurement(in identity: DraftAttributes) -> Measurement {
        call.map { .request($0, identity) } ?? .none
    }
}
