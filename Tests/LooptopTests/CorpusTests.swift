import Foundation
import Telemetry
import Testing

@testable import looptop

/// A figure of the report that is not the manifest's, and why that is right.
private struct Difference: Hashable, CustomStringConvertible {
    var client: String
    var figure: String
    var manifest: String?
    var report: String?

    init(_ client: String, _ figure: String, manifest: String?, report: String?) {
        (self.client, self.figure, self.manifest, self.report) = (client, figure, manifest, report)
    }

    var description: String { "\(client), \(figure): manifest \(manifest ?? "-"), report \(report ?? "-")" }
}

@Suite("The figures of real clients are what their model server and their tools counted")
struct CorpusTests {
    /// All of them: one that no longer occurs fails the test too.
    private static let accepted: [String: [Difference]] = [
        "agno swallows the error of its fourth run and says so only on the span: what was sent is a failure": [
            Difference(
                "agno-openinference", "tasks", manifest: "0 active, 4 completed, 0 failed, 0 other",
                report: "0 active, 3 completed, 1 failed, 0 other")
        ],
        "the manifest counts outer runs only; a run that was handed off to another agent is a task too": [
            Difference(
                "openai-agents-traceloop", "tasks", manifest: "0 active, 4 completed, 1 failed, 0 other",
                report: "0 active, 5 completed, 1 failed, 0 other"),
            Difference("openai-agents-traceloop", "tasks of researcher", manifest: nil, report: "1"),
        ],
        "the root span of the last run was never sent: for all that is known, it still runs": [
            Difference(
                "smolagents-openinference", "tasks", manifest: "0 active, 3 completed, 1 failed, 0 other",
                report: "1 active, 3 completed, 0 failed, 0 other")
        ],
        "only the root names the agent; of the run without one the service stands in": [
            Difference("smolagents-openinference", "tasks of smol", manifest: "4", report: "3"),
            Difference("smolagents-openinference", "tasks of smolagents-demo", manifest: nil, report: "1"),
        ],
    ]

    @Test(arguments: Corpus.clients)
    func `the report is what the manifest says`(client: String) throws {
        let manifest = try Corpus.manifest(of: client)
        let report = Corpus.report(of: client)
        let names = Set(manifest.keys).union(report.keys)
        let different = names.filter { manifest[$0] != report[$0] }.map {
            Difference(client, $0, manifest: manifest[$0], report: report[$0])
        }
        let accepted = Self.accepted.values.joined().filter { $0.client == client }
        for difference in Set(different).subtracting(accepted) { Issue.record("\(difference)") }
        for difference in Set(accepted).subtracting(different) { Issue.record("no longer so: \(difference)") }
    }

    /// Of what spans are sampled from, counters tell in full.
    @Test(arguments: Corpus.clients)
    func `metrics alone, where they tell of tokens, tools or tasks, tell the same`(client: String) throws {
        guard let metrics = Corpus.reportOfMetrics(of: client) else { return }
        let manifest = try Corpus.manifest(of: client).filter { $0.value != "0 in, 0 out" }
        for kind in ["tokens", "tool ", "tasks"] {
            let told = metrics.filter { $0.key.hasPrefix(kind) && !Self.isNothing($0.value) }
            #expect(told == manifest.filter { $0.key.hasPrefix(kind) } || told.isEmpty)
        }
        #expect(metrics["tokens"] == manifest["tokens"])
    }

    private static func isNothing(_ figure: String) -> Bool {
        ["0", "0 in, 0 out", "0 active, 0 completed, 0 failed, 0 other"].contains(figure)
    }

    @Test func `what all clients did together is the sum of what each did`() {
        var input = RecordedInput()
        input.read(Corpus.folder.path)
        let parts = Corpus.clients.map { client in
            var input = RecordedInput()
            input.read(Corpus.folder.appending(path: client).path)
            return totals(input)
        }
        let all = totals(input)
        func sum(_ figure: (Section) -> Int) -> Int { parts.map(figure).reduce(0, +) }
        #expect(all.tasks.active == sum(\.tasks.active))
        #expect(all.tasks.completed == sum(\.tasks.completed))
        #expect(all.tasks.failed == sum(\.tasks.failed))
        #expect(all.toolCalls.ok == sum(\.toolCalls.ok))
        #expect(all.toolCalls.failed == sum(\.toolCalls.failed))
        #expect(all.modelCalls == sum(\.modelCalls))
        #expect(all.modelCallsFailed == sum(\.modelCallsFailed))
        #expect(Int(all.tokens.total ?? 0) == sum { Int($0.tokens.total ?? 0) })
    }

    private func totals(_ input: RecordedInput) -> Section {
        var store = input.makeStore()
        return store.report(ReportRequest(), at: store.newestTime ?? .unset).totals
    }

    @Test func `every recorded client is in the list`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Corpus.folder.path)
        #expect(names.filter { !$0.contains(".") }.sorted() == Corpus.clients)
        #expect(Self.accepted.values.joined().allSatisfy { Corpus.clients.contains($0.client) })
    }
}
