// How senders are made to send: the settings of common SDKs and agents, as their own documents have them.

/// A line of settings: for the shell, or in a file.
struct SenderSetting: Hashable, Sendable {
    var text: String
    /// Why, or what for; left out where there is no room.
    var comment = ""
}

/// Someone who can send, and what has to be set for it.
struct Sender: Hashable, Sendable {
    var name: String
    /// All of them are needed: where there is no room for all, none is shown.
    var settings: [SenderSetting]
}

extension Sender {
    /// Everyone whose settings are known, those most asked for first.
    ///
    /// - Parameters:
    ///   - address: host and port that looptop listens on, or its URL.
    ///   - grpcPort: the port that it has for gRPC besides; nil for none.
    static func all(address: String, grpcPort: Int? = nil) -> [Sender] {
        let base = address.hasPrefix("https://") ? address : "http://\(address)"
        // Every port takes gRPC; this is where SDKs expect it.
        let orGRPC = grpcPort.map { "or grpc on :\($0)" } ?? "or grpc"
        return [
            Sender(
                name: "Any OTel SDK",
                settings: [
                    SenderSetting(text: "OTEL_EXPORTER_OTLP_ENDPOINT=\(base)"),
                    SenderSetting(text: "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", comment: orGRPC),
                    SenderSetting(text: "OTEL_BSP_SCHEDULE_DELAY=200", comment: "SDKs batch for seconds"),
                ]),
            Sender(
                name: "Looopy",
                settings: [SenderSetting(text: "OTEL_ENABLED=true", comment: "posts to the endpoint as it is")]),
            Sender(
                name: "Claude Code",
                settings: [
                    SenderSetting(text: "CLAUDE_CODE_ENABLE_TELEMETRY=1 OTEL_TRACES_EXPORTER=otlp"),
                    SenderSetting(text: "CLAUDE_CODE_ENHANCED_TELEMETRY_BETA=1", comment: "for traces"),
                    SenderSetting(text: "OTEL_METRICS_EXPORTER=otlp OTEL_LOGS_EXPORTER=otlp"),
                ]),
            codex(base),
            Sender(
                name: "Gemini CLI",
                settings: [
                    SenderSetting(text: "~/.gemini/settings.json: { \"telemetry\": { \"enabled\": true,"),
                    SenderSetting(text: "  \"otlpProtocol\": \"http\", \"traces\": true,"),
                    SenderSetting(text: "  \"otlpEndpoint\": \"\(base)\" } }"),
                ]),
            Sender(
                name: "VS Code Copilot",
                settings: [
                    SenderSetting(text: "github.copilot.chat.otel.enabled: true", comment: "in settings.json"),
                    SenderSetting(text: "github.copilot.chat.otel.otlpEndpoint: \(base)"),
                ]),
            Sender(
                name: "OpenLLMetry",
                settings: [SenderSetting(text: "TRACELOOP_BASE_URL=\(base)", comment: "LangGraph and others")]),
            Sender(
                name: "pydantic-ai",
                settings: [
                    SenderSetting(
                        text: "logfire.configure(send_to_logfire=False)", comment: "with the SDK's endpoint"),
                    SenderSetting(text: "logfire.instrument_pydantic_ai()"),
                ]),
            Sender(
                name: "OpenInference",
                settings: [SenderSetting(text: "as any OTel SDK: an OTLPSpanExporter over HTTP or gRPC")]),
        ]
    }

    private static func codex(_ base: String) -> Sender {
        Sender(
            name: "Codex",
            settings: [
                SenderSetting(text: "[otel.trace_exporter.otlp-http]", comment: "in ~/.codex/config.toml"),
                SenderSetting(text: "endpoint = \"\(base)/v1/traces\""),
                SenderSetting(text: "protocol = \"binary\""),
                SenderSetting(text: "# also exporter (/v1/logs), metrics_exporter (/v1/metrics)"),
            ])
    }
}
