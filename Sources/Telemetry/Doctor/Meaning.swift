// What is missing in spans that are sound by themselves: prompts and responses, and the agent.

extension Store {
    /// Looks at what a batch's spans became in their traces.
    mutating func examineMeaning(_ batch: Batch, _ visit: Visit) {
        var content = ContentLook(batch)
        noteContentOfRecords(batch, visit, &content)
        var lacksContent = visit.patients.map { !doctor[$0].hasContent }
        for span in batch.spans {
            let resource = Int(batch.scopes[Int(span.scope)].resource)
            guard lacksContent[resource] || span.parentID.isZero, let slot = slots[span.traceID] else { continue }
            let patient = visit.patients[resource]
            if span.parentID.isZero { noteUnnamedAgent(of: traces[Int(slot)], patient, visit.now) }
            guard lacksContent[resource] else { continue }
            noteContent(of: span, in: slot, patient, visit.now, &content)
            lacksContent[resource] = !doctor[patient].hasContent
        }
    }

    private func isModelCall(_ span: SpanRecord, in trace: TraceEntry) -> Bool {
        trace.place(of: span.spanID).map { trace.nodes[Int($0)].role == .llm } ?? false
    }

    private mutating func noteContent(
        of span: SpanRecord, in slot: Int32, _ patient: Int, _ now: Timestamp, _ content: inout ContentLook
    ) {
        if content.isSeen(in: span) { return noteContentSeen(patient) }
        guard isModelCall(span, in: traces[Int(slot)]), !content.isEmbedding(span) else { return }
        guard let known = doctor[patient].contentSwitch ?? content.contentSwitch(of: span) else { return }
        doctor[patient].contentSwitch = known
        let id = FindingID(.contentNotCaptured, of: doctor[patient].name, detail: known.text)
        let example = FindingExample(trace: span.traceID, text: content.batch.text(span.name))
        doctor.findings.note(id, at: now, example: example)
    }

    private mutating func noteContentOfRecords(_ batch: Batch, _ visit: Visit, _ content: inout ContentLook) {
        for log in batch.logs {
            let patient = visit.patient(ofScope: log.scope, in: batch)
            if !doctor[patient].hasContent, content.isSeen(in: log.attributes) { noteContentSeen(patient) }
        }
    }

    /// Content comes after all: calls without any had none.
    private mutating func noteContentSeen(_ patient: Int) {
        doctor[patient].hasContent = true
        guard let known = doctor[patient].contentSwitch else { return }
        doctor.findings.remove(FindingID(.contentNotCaptured, of: doctor[patient].name, detail: known.text))
    }

    /// Notes a trace that ended without a span that names an agent, though there was work for one. A program that is an
    /// agent by itself need not say so.
    private mutating func noteUnnamedAgent(of trace: TraceEntry, _ patient: Int, _ now: Timestamp) {
        let service = doctor[patient].name.service
        guard !Self.agentPrograms.contains(where: service.hasPrefix) else { return }
        guard !trace.calls.isEmpty, trace.nodes.count <= 10_000, !trace.nodes.contains(where: namesAgent) else { return }
        let example = FindingExample(trace: trace.id, text: "")
        doctor.findings.note(FindingID(.noAgent, of: doctor[patient].name), at: now, example: example)
    }

    /// Beginnings of the services that are agents.
    private static let agentPrograms = [
        "claude-code", "codex", "gemini-cli", "qwen-code", "copilot-chat", "github-copilot", "goose",
    ]

    private func namesAgent(_ node: SpanNode) -> Bool {
        guard node.isReceived else { return false }
        let resource = ledger.resources[node.resource]
        return !node.ownAgent.isNone || ledger.agents[resource.agent].id != resource.service
    }
}

/// Looks for prompts and responses among attributes; each string of the batch is looked at once.
struct ContentLook {
    let batch: Batch
    /// 0 before a string was looked at, 1 for no content key, 2 for one.
    private var keys: [UInt8] = []

    private static let names: Set<String> = [
        "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.prompt", "gen_ai.completion", "input.value",
        "output.value", "input", "output", "ai.prompt", "ai.prompt.messages", "ai.response.text",
        "ai.response.toolCalls", "ai.response.object", "traceloop.entity.input", "traceloop.entity.output",
        "langfuse.observation.input", "langfuse.observation.output", "user_prompt", "prompt", "response",
        "gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response", "gen_ai.system_instructions",
        "pydantic_ai.all_messages", "all_messages_events", "events", "request_text", "response_text",
    ]
    private static let prefixes = [
        "llm.input_messages.", "llm.output_messages.", "gen_ai.prompt.", "gen_ai.completion.", "llm.prompts",
    ]
    private static let eventNames: Set<String> = [
        "gen_ai.content.prompt", "gen_ai.content.completion", "gen_ai.system.message", "gen_ai.user.message",
        "gen_ai.assistant.message", "gen_ai.choice", "gen_ai.client.inference.operation.details",
    ]

    init(_ batch: Batch) { self.batch = batch }

    mutating func isSeen(in span: SpanRecord) -> Bool {
        isSeen(in: span.attributes)
            || batch.events[span.events.range].contains {
                !$0.attributes.isEmpty && Self.eventNames.contains(batch.text($0.name))
            }
    }

    mutating func isSeen(in attributes: Slice) -> Bool {
        if keys.isEmpty { keys = [UInt8](repeating: 0, count: batch.strings.count) }
        for place in attributes.range where isContentKey(batch.attributes[place].key) {
            if !isRedacted(batch.attributes[place].value) { return true }
        }
        return false
    }

    func isEmbedding(_ span: SpanRecord) -> Bool { batch.text(span.name).lowercased().contains("embed") }

    private mutating func isContentKey(_ key: StringID) -> Bool {
        if keys[Int(key.index)] == 0 {
            let text = batch.text(key)
            let isKey = Self.names.contains(text) || Self.prefixes.contains { text.hasPrefix($0) }
            keys[Int(key.index)] = isKey ? 2 : 1
        }
        return keys[Int(key.index)] == 2
    }

    private func isRedacted(_ value: AttributeValue) -> Bool {
        guard case .string(let id) = value else { return batch.isEmpty(value) }
        guard !id.isEmpty else { return true }
        guard batch.strings.length(of: id) <= 16 else { return false }
        return ["{}", "<REDACTED>", "[REDACTED]", "__REDACTED__", "REDACTED"].contains(batch.text(id))
    }

    /// The switch of what made a span; nil where none is known.
    func contentSwitch(of span: SpanRecord) -> ContentSwitch? {
        let scope = batch.scopes[Int(span.scope)]
        let service = batch.resources[Int(scope.resource)].attributes.range
            .first { batch.text(batch.attributes[$0].key) == "service.name" }
            .flatMap { batch.string(batch.attributes[$0].value) }
        return ContentSwitch(
            scope: batch.text(scope.name), service: service ?? "",
            keys: span.attributes.range.lazy.map { batch.text(batch.attributes[$0].key) })
    }
}

/// What turns the capture of prompts and responses on.
enum ContentSwitch: Hashable, Sendable {
    case genAI, claudeCode, codex, geminiCLI, copilotChat, openInference, traceloop, pydanticAI, vercel

    /// As part of a sentence.
    var text: String {
        switch self {
        case .genAI: "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true"
        case .claudeCode: "OTEL_LOG_USER_PROMPTS=1"
        case .codex: "log_user_prompt = true under [otel] in ~/.codex/config.toml"
        case .geminiCLI: "telemetry.logPrompts in .gemini/settings.json"
        case .copilotChat: "github.copilot.chat.otel.captureContent"
        case .openInference: "OPENINFERENCE_HIDE_INPUTS=false with OPENINFERENCE_HIDE_OUTPUTS=false"
        case .traceloop: "TRACELOOP_TRACE_CONTENT=true"
        case .pydanticAI: "InstrumentationSettings(include_content=True)"
        case .vercel: "recordInputs and recordOutputs in the call's telemetry settings"
        }
    }

    /// By who made the span: the service of those with a name of their own, then the scope, then the span's keys. Nil
    /// for instrumentation of one's own, which has no switch.
    init?(scope: String, service: String, keys: some Collection<String>) {
        if service == "claude-code" || service == "claude-code-desktop" {
            self = .claudeCode
        } else if service.hasPrefix("codex") {
            self = .codex
        } else if service == "gemini-cli" {
            self = .geminiCLI
        } else if service == "copilot-chat" {
            self = .copilotChat
        } else if scope.contains("openinference") {
            self = .openInference
        } else if scope.hasPrefix("pydantic-ai") {
            self = .pydanticAI
        } else if scope == "ai" {
            self = .vercel
        } else if keys.contains(where: { $0.hasPrefix("traceloop.") || $0 == "llm.request.type" }) {
            self = .traceloop
        } else if keys.contains("gen_ai.operation.name"), !keys.contains("gen_ai.client.hook.event") {
            self = .genAI
        } else {
            return nil
        }
    }
}
