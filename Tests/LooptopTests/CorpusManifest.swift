import Foundation
import Telemetry

@testable import looptop

/// What a recorded client did, and what a report says of it: each figure under a name that a reader understands.
typealias NamedFigures = [String: String]

/// The recorded clients of Tests/Fixtures/corpus.
enum Corpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/corpus")

    /// One folder a client.
    static let clients = [
        "agent-framework", "agno-openinference", "chat-sdks-official", "claude-code-hooks", "google-adk",
        "langgraph-genai", "langgraph-traceloop", "looopy-js-http-json", "looopy-js-http-json-gzip",
        "looopy-js-http-pb", "looopy-py-grpc", "looopy-py-http-json", "looopy-py-http-pb-gzip",
        "openai-agents-traceloop", "otelcol-filelog-http-gzip", "pydantic-ai", "rotel-forward-http",
        "smolagents-openinference",
    ]

    /// The figures that a client's manifest gives: what was sent, each call once, and what ran.
    static func manifest(of client: String) throws -> NamedFigures {
        let file = folder.appending(path: "\(client)/manifest.json")
        return try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: file)).figures
    }

    /// The figures that a report of its files gives.
    static func report(of client: String) -> NamedFigures {
        var input = RecordedInput()
        input.read(folder.appending(path: client).path)
        var store = input.makeStore()
        return figures(&store)
    }

    /// The figures that a report of its metrics alone gives; nil where it sent none.
    static func reportOfMetrics(of client: String) -> NamedFigures? {
        var input = RecordedInput()
        input.read(folder.appending(path: client).path)
        let metrics = input.batches.filter { !$0.points.isEmpty }
        guard !metrics.isEmpty else { return nil }
        var store = Store(startedAt: .unset)
        for batch in metrics { _ = store.ingest(batch, at: .unset) }
        return figures(&store)
    }

    private static func figures(_ store: inout Store) -> NamedFigures {
        var request = ReportRequest()
        request.limit = 10_000
        return store.report(request, at: store.newestTime ?? .unset).named
    }
}

/// The parts of a manifest.json that a report can be held to; Tests/Fixtures/corpus/README.md says what they are.
private struct Manifest: Decodable {
    struct Expected: Decodable {
        var spans, traces, span_errors, metric_points, log_records: Int
        var llm: [String: ModelCalls]
        var tools: [String: Results]
    }

    /// What the model server and the tools counted. The collector's log files come from no agent: nothing ran there.
    struct Truth: Decodable {
        var tools: [String: Results]?
        var tasks: Results?
        var agents: [String: Int]?
    }

    struct ModelCalls: Decodable {
        var calls, failed, input, output: Int
    }

    struct Results: Decodable {
        var ok: Int?
        var failed: Int?
        var inWords: String { "\(ok ?? 0) ok, \(failed ?? 0) failed" }
    }

    var expected: Expected
    var truth: Truth?
}

extension Manifest {
    var figures: NamedFigures {
        var figures = [
            "spans": "\(expected.spans)", "traces": "\(expected.traces)", "errors": "\(expected.span_errors)",
            "metric points": "\(expected.metric_points)", "log records": "\(expected.log_records)",
        ]
        let all = expected.llm.values
        figures["model calls"] = calls(all.map(\.calls).reduce(0, +), failed: all.map(\.failed).reduce(0, +))
        figures["tokens"] = tokens(all.map(\.input).reduce(0, +), all.map(\.output).reduce(0, +))
        for (name, row) in expected.llm {
            figures["calls of \(name)"] = calls(row.calls, failed: row.failed)
            figures["tokens of \(name)"] = tokens(row.input, row.output)
        }
        for (name, row) in truth?.tools ?? expected.tools { figures["tool \(name)"] = row.inWords }
        let tasks = truth?.tasks
        figures["tasks"] = "0 active, \(tasks?.ok ?? 0) completed, \(tasks?.failed ?? 0) failed, 0 other"
        for (name, count) in truth?.agents ?? [:] { figures["tasks of \(name)"] = "\(count)" }
        return figures
    }
}

extension ReportFigures {
    fileprivate var named: NamedFigures {
        var figures = [
            "spans": "\(ingest.spans.accepted)", "traces": "\(traces.count)",
            "errors": "\(traces.map(\.errors).reduce(0, +))", "metric points": "\(ingest.metricPoints.accepted)",
            "log records": "\(ingest.logRecords.accepted)",
        ]
        figures["model calls"] = calls(totals.modelCalls, failed: totals.modelCallsFailed)
        figures["tokens"] = tokens(Int(totals.tokens.input ?? 0), Int(totals.tokens.output ?? 0))
        for row in totals.models {
            figures["calls of \(row.model ?? "?")"] = calls(row.calls, failed: row.failed)
            figures["tokens of \(row.model ?? "?")"] = tokens(Int(row.tokens.input ?? 0), Int(row.tokens.output ?? 0))
        }
        for row in totals.tools {
            let other = row.calls.other == 0 ? "" : ", \(row.calls.other) other"
            figures["tool \(row.name)"] = "\(row.calls.ok) ok, \(row.calls.failed) failed\(other)"
        }
        let tasks = totals.tasks
        figures["tasks"] =
            "\(tasks.active) active, \(tasks.completed) completed, \(tasks.failed) failed, \(tasks.other) other"
        for agent in totals.agents {
            let tasks = agent.tasks
            figures["tasks of \(agent.name)"] = "\(tasks.active + tasks.completed + tasks.failed + tasks.other)"
        }
        return figures
    }
}

private func calls(_ calls: Int, failed: Int) -> String { "\(calls), \(failed) failed" }

private func tokens(_ input: Int, _ output: Int) -> String { "\(input) in, \(output) out" }
