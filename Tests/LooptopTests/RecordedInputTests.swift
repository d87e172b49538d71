import Foundation
import Telemetry
import Testing

@testable import looptop

@Suite struct RecordedInputTests {
    private let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/corpus")
    private let oneLog = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"5"}]}]}]}"#

    @Test func `the whole corpus is read, and what is no telemetry in it is skipped`() throws {
        var input = RecordedInput()
        input.read(corpus.path)
        #expect(input.failures == [])
        #expect(input.exitStatus == 0)
        let folders = try FileManager.default.contentsOfDirectory(atPath: corpus.path).filter { !$0.contains(".") }
        #expect(folders.count == 18)
        var expected = (spans: 0, points: 0, logs: 0)
        for folder in folders {
            let manifest = corpus.appending(path: "\(folder)/manifest.json")
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: manifest)) as? [String: Any]
            let counts = try #require(object?["expected"] as? [String: Any])
            expected.spans += counts["spans"] as? Int ?? 0
            expected.points += counts["metric_points"] as? Int ?? 0
            expected.logs += counts["log_records"] as? Int ?? 0
        }
        #expect(input.batches.map(\.spans.count).reduce(0, +) == expected.spans)
        #expect(input.batches.map(\.points.count).reduce(0, +) == expected.points)
        #expect(input.batches.map(\.logs.count).reduce(0, +) == expected.logs)
        #expect(input.skipped.contains { $0.hasSuffix("/manifest.json") })
        #expect(input.skipped.contains { $0.hasSuffix("/tcp-01.grpc.bin") })
        #expect(input.warnings.count == 1)
    }

    @Test func `a folder is read in the order of names, with the folders in it`() throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"resourceSpans":[{},{},{}]}"#, to: "c.json")
        try folder.write(#"{"resourceSpans":[{}]}"#, to: "a")
        try folder.write(#"{"resourceSpans":[{},{}]}"#, to: "b/x.json")
        var input = RecordedInput()
        input.read(folder.path)
        #expect(input.batches.map(\.resources.count) == [1, 2, 3])
    }

    @Test func `a bad file is named with place and reason, and the rest is read`() throws {
        let folder = try TemporaryFolder()
        try folder.write(oneLog, to: "good.json")
        let bad = try folder.write(#"{"resourceSpans": 7}"#, to: "bad.json")
        var input = RecordedInput()
        input.read(folder.path)
        #expect(input.batches.count == 1)
        #expect(input.failures.count == 1)
        #expect(input.failures.first?.hasPrefix("\(bad): At byte 18") == true)
        #expect(input.rejectedRequests == 1)
        #expect(input.exitStatus == 1)
    }

    @Test func `of the bad lines of a file the first is named`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("\(oneLog)\nnonsense\n{\"resourceLogs\":3}\n\(oneLog)\n", to: "all.jsonl")
        var input = RecordedInput()
        input.read(path)
        #expect(input.batches.count == 2)
        #expect(
            input.failures
                == ["\(path), line 2: it is no OTLP request. Nor could 1 more of its lines be decoded."])
        #expect(input.exitStatus == 1)
    }

    @Test func `a file that was named and is not OTLP is a failure`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("{}", to: "manifest.json")
        var input = RecordedInput()
        input.read(path)
        input.read(folder.path + "/none")
        #expect(
            input.failures == [
                "\(path): it has no resourceSpans, resourceMetrics or resourceLogs at the top.",
                "\(folder.path)/none: No such file or directory.",
            ])
        #expect(input.exitStatus == 2)
    }

    @Test func `a folder without telemetry has nothing that could be read`() throws {
        let folder = try TemporaryFolder()
        try folder.write("{}", to: "a.json")
        try folder.write("text", to: "b.txt")
        var input = RecordedInput()
        input.read(folder.path)
        #expect(input.warnings == ["Skipped \(folder.path)/a.json and 1 more: not OTLP."])
        #expect(input.exitStatus == 2)
    }

    @Test func `a damaged compressed file is named`() throws {
        let folder = try TemporaryFolder()
        let good = corpus.appending(path: "looopy-js-http-json-gzip/002.traces.json.gz")
        let damaged = URL(filePath: folder.path).appending(path: "traces.json.gz")
        try Data(contentsOf: good).dropLast(20).write(to: damaged)
        var input = RecordedInput()
        input.read(folder.path)
        #expect(input.failures == ["\(damaged.path): the compressed body ends too early."])
    }
}
