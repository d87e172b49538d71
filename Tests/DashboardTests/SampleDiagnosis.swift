import Telemetry

@testable import Dashboard

extension Sample {
    static let unsound: Diagnosis = {
        var diagnosis = Diagnosis()
        diagnosis.findings = [
            finding(
                .refused, of: "",
                detail: "Content-Type \"text/plain\" is not taken: send application/x-protobuf or "
                    + "application/json", count: 3, ago: 4),
            finding(.negativePoint, of: "looopy/worker-2", count: 12, ago: 30, text: "metric tool.executions"),
            finding(.clockAhead, of: "collector-x", count: 1_204, ago: 1, trace: 12, text: "llm.call: 42 s ahead"),
            finding(
                .endBeforeStart, of: "collector-x", count: 12, ago: 7, trace: 11,
                text: "tool: ended 2 s before it began"),
            finding(
                .temporalityChanged, of: "codex_cli_rs", detail: "codex.tool.call came as delta after cumulative",
                count: 1, ago: 75),
            finding(.silentAgent, of: "研究代理", detail: "2 min", count: 1, ago: 0, trace: 3, text: "a task that runs"),
            finding(
                .contentNotCaptured, of: "claude-code",
                detail: "OTEL_LOG_USER_PROMPTS=1", count: 88, ago: 12, trace: 9, text: "claude_code.llm_request"),
        ]
        diagnosis.overflow = 2
        return diagnosis
    }()

    static let sound: Diagnosis = {
        var diagnosis = Diagnosis()
        diagnosis.ingest.requests.accepted = 1_402
        diagnosis.ingest.spans.accepted = 48_211
        diagnosis.ingest.metricPoints.accepted = 7_800
        diagnosis.ingest.logRecords.accepted = 312
        diagnosis.emitters = [
            emitter("claude-code", requests: 402, spans: 6_211, points: 1_800, records: 312, ago: 3),
            emitter("looopy/worker-1", requests: 1_000, spans: 42_000, points: 6_000, records: 0, ago: 0),
        ]
        return diagnosis
    }()

    static func finding(
        _ ailment: Ailment, of service: String, detail: String = "", count: Int, ago seconds: Double,
        trace: Int? = nil, text: String = ""
    ) -> Finding {
        let name = service.split(separator: "/").map(String.init)
        let emitter = EmitterName(service: name.first ?? "", instance: name.count > 1 ? name[1] : "")
        var finding = Finding(
            FindingID(ailment, of: emitter, detail: detail), count: count, first: ago(seconds + 120),
            last: ago(seconds), example: FindingExample(trace: trace.map(traceID), text: text))
        if !emitter.instance.isEmpty { finding.afflicted = .instance(emitter.instance) }
        return finding
    }

    static func emitter(
        _ name: String, requests: Int, spans: Int, points: Int, records: Int, ago seconds: Double
    ) -> EmitterHealth {
        var health = EmitterHealth(name: EmitterName(service: name))
        (health.requests, health.spans, health.points, health.records) = (requests, spans, points, records)
        health.lastArrival = ago(seconds)
        return health
    }
}
