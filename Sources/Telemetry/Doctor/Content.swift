// Prompts and responses in spans and records, and what turns their capture on.

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
        "mlflow.spanInputs", "mlflow.spanOutputs", "haystack.agent.step.llm.input", "haystack.component.input",
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
        guard case .string(let id) = value else { return value.isBlank }
        guard !id.isEmpty else { return true }
        guard batch.strings.length(of: id) <= 24 else { return false }
        return batch.text(id) == "{}" || Redaction.isMark(batch.text(id))
    }

    /// Is there a prompt or a response whose text was taken out?
    mutating func isRedacted(in attributes: Slice) -> Bool {
        if keys.isEmpty { keys = [UInt8](repeating: 0, count: batch.strings.count) }
        return attributes.range.contains { place in
            guard case .string(let id) = batch.attributes[place].value, batch.strings.length(of: id) <= 24,
                isContentKey(batch.attributes[place].key)
            else { return false }
            return Redaction.isMark(batch.text(id))
        }
    }

    /// The switch of what made a span or a record of a scope with some attributes; nil where none is known.
    func contentSwitch(ofScope scope: UInt32, _ attributes: Slice) -> ContentSwitch? {
        let scope = batch.scopes[Int(scope)]
        let service = batch.resources[Int(scope.resource)].attributes.range
            .first { batch.text(batch.attributes[$0].key) == "service.name" }
            .flatMap { batch.string(batch.attributes[$0].value) }
        return ContentSwitch(
            scope: batch.text(scope.name), service: service ?? "",
            keys: attributes.range.lazy.map { batch.text(batch.attributes[$0].key) })
    }
}

/// What stands in the place of a text that its sender left out.
enum Redaction {
    private static let words: Set<String> = ["redacted", "omitted", "hidden", "masked", "filtered", "removed"]

    /// `<REDACTED>`, `[redacted]`, `__REDACTED__` and the like.
    static func isMark(_ text: String) -> Bool {
        let letters = text.lowercased().drop { !$0.isLetter }
        guard let last = letters.lastIndex(where: \.isLetter) else { return false }
        let word = String(letters[...last])
        // A bare word may be what was said; that in brackets is not.
        return words.contains(word) && (word.utf8.count < text.utf8.count || word == "redacted")
    }
}

/// What turns the capture of prompts and responses on.
enum ContentSwitch: Hashable, Sendable {
    case genAI, claudeCode, codex, geminiCLI, copilotChat, openInference, traceloop, pydanticAI, vercel, haystack

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
        case .haystack: "HAYSTACK_CONTENT_TRACING_ENABLED=true"
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
        } else if scope == "haystack" {
            self = .haystack
        } else if scope.hasPrefix("org.springframework") {
            // Spring AI writes them to its application's own log only.
            return nil
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
