import Foundation
import OTLP
import Telemetry
import Testing

@testable import OTLPReceiver

/// What real clients sent over HTTP, with their own headers and chunks.
private struct Recording: CustomTestStringConvertible {
    struct Line: Decodable {
        var file: String
        var transport: String
        var path: String?
        var headers: [[String]]?
    }

    struct Manifest: Decodable {
        struct Expected: Decodable {
            var spans: Int
        }
        var expected: Expected
    }

    var folder: URL
    var lines: [Line]
    var testDescription: String { folder.lastPathComponent }

    static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/corpus")

    /// The folders in which every request came over HTTP.
    static func all() throws -> [Recording] {
        try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil).compactMap { folder in
            let file = folder.appending(path: "requests.jsonl")
            guard FileManager.default.fileExists(atPath: file.path) else { return nil }
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
                try JSONDecoder().decode(Line.self, from: Data($0.utf8))
            }
            return lines.allSatisfy { $0.transport == "http" } ? Recording(folder: folder, lines: lines) : nil
        }
    }

    var manifest: Manifest {
        get throws {
            let file = folder.appending(path: "manifest.json")
            return try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: file))
        }
    }

    func bytes(of line: Line) throws -> [UInt8] {
        let body = try [UInt8](Data(contentsOf: folder.appending(path: line.file)))
        let headers = (line.headers ?? []).map { "\($0[0]): \($0[1])\r\n" }.joined()
        let head = Array("POST \(line.path ?? "/") HTTP/1.1\r\n\(headers)\r\n".utf8)
        guard headers.lowercased().contains("transfer-encoding: chunked") else { return head + body }
        let size = String(body.count, radix: 16)
        return head + Array("\(size)\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
    }
}

@Suite struct CorpusTests {
    @Test func thereAreRecordings() throws {
        #expect(try Recording.all().count > 10)
    }

    @Test(arguments: try Recording.all())
    private func everyRecordedRequestIsTakenIn(_ recording: Recording) throws {
        let wire = try Wire(bodyLimit: 64 << 20)
        for line in recording.lines {
            let answer = try wire.send(recording.bytes(of: line))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(line.file): \(wire.recorder.seen.rejections)")
        }
        #expect(wire.recorder.ingested == recording.lines.count)
        #expect(wire.recorder.seen.spans.reduce(0, +) == (try recording.manifest.expected.spans))
    }
}
