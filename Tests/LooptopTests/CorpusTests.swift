import Foundation
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

    @Test func `every recorded client is in the list`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Corpus.folder.path)
        #expect(names.filter { !$0.contains(".") }.sorted() == Corpus.clients)
        #expect(Self.accepted.values.joined().allSatisfy { Corpus.clients.contains($0.client) })
    }
}
