import Foundation
import Inflate
import Telemetry

/// One body that a real client sent.
struct RecordedRequest: CustomStringConvertible {
    var folder: String
    var file: String
    var signal: Signal
    var isJSON: Bool
    var body: [UInt8]

    var description: String { "\(folder)/\(file)" }
}

/// The recorded requests of `Tests/Fixtures/corpus`, by the client's folder.
enum Corpus {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/corpus")

    static func folders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path)
            .filter { !$0.contains(".") }.sorted()
    }

    /// The bodies without compression, in order of arrival.
    static func requests(of folder: String) throws -> [RecordedRequest] {
        let directory = root.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().compactMap { file in
            let parts = file.split(separator: ".").map(String.init)
            guard parts.count >= 3, let signal = Signal(rawValue: parts[1]) else { return nil }
            let bytes = Array(try Data(contentsOf: directory.appending(path: file)))
            let body = parts.last == "gz" ? try inflate(bytes, encoding: .gzip, limit: 64 << 20) : bytes
            return RecordedRequest(folder: folder, file: file, signal: signal, isJSON: parts[2] == "json", body: body)
        }
    }

    /// The totals that were counted when the requests were recorded.
    static func expected(of folder: String) throws -> ExpectedTotals {
        let bytes = try Data(contentsOf: root.appending(path: folder).appending(path: "manifest.json"))
        return try Foundation.JSONDecoder().decode(Manifest.self, from: bytes).expected
    }

    private struct Manifest: Decodable {
        var expected: ExpectedTotals
    }
}

/// `expected` of a manifest, without what the decoders don't know.
struct ExpectedTotals: Decodable, Equatable {
    var requests: [String: Int] = [:]
    var spans = 0
    var traces = 0
    var root_spans = 0
    var span_events = 0
    var span_links = 0
    var span_errors = 0
    var metric_points = 0
    var log_records = 0
    var log_records_with_trace_id = 0
}
