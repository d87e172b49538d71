import Foundation
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import OTLP
import Synchronization
import Telemetry
import Testing

@testable import OTLPReceiver

/// Everything that a real gRPC client wrote to its connection, and the messages that were in it.
private struct RecordedStream: CustomTestStringConvertible {
    struct Line: Decodable {
        var file: String
        var transport: String
    }

    struct Manifest: Decodable {
        struct Expected: Decodable {
            var spans: Int
            var metric_points: Int
            var log_records: Int
        }
        var expected: Expected
    }

    var folder: URL
    var testDescription: String { folder.lastPathComponent }

    static func all() throws -> [RecordedStream] {
        let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/corpus")
        let folders = try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
        return folders.map(RecordedStream.init).filter { !$0.streams.isEmpty }
    }

    /// The names of the files with what was written to a connection each.
    var streams: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix("tcp-") && $0.hasSuffix(".grpc.bin") }.sorted()
    }

    func bytes(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: folder.appending(path: name))) }

    var expected: Manifest.Expected {
        get throws {
            let file = try Data(contentsOf: folder.appending(path: "manifest.json"))
            return try JSONDecoder().decode(Manifest.self, from: file).expected
        }
    }

    /// What is in the messages: spans, points and records of each.
    var contents: [[Int]] {
        get throws {
            let lines = try String(contentsOf: folder.appending(path: "requests.jsonl"), encoding: .utf8)
            return try lines.split(separator: "\n").map { line in
                let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
                let name = line.file.split(separator: ".")[1]
                let signal = try #require([Signal.traces, .metrics, .logs].first { $0.rawValue == name })
                return counts(try decodeExportRequest(bytes(line.file), of: signal, in: .protobuf))
            }
        }
    }
}

private func counts(_ batch: Batch) -> [Int] {
    [batch.spans.count, batch.points.count, batch.logs.count]
}

@Suite struct RecordedStreamTests {
    @Test func `There are recordings`() throws {
        #expect(try RecordedStream.all().count == 3)
    }

    @Test(arguments: try RecordedStream.all())
    private func `What a real client wrote to its connection comes to the recorded batches`(
        recording: RecordedStream
    ) throws {
        let batches = Mutex<[[Int]]>([])
        let recorder = Recorder()
        var hooks = recorder.hooks
        hooks.ingest = { batch in
            batches.withLock { $0.append(counts(batch)) }
            return IngestSummary()
        }
        var configuration = ReceiverConfiguration()
        (configuration.addresses, configuration.port, configuration.grpcPort) = (["127.0.0.1"], 0, 0)
        let receiver = try Receiver.start(configuration, hooks: hooks)
        defer { receiver.stop() }
        for name in recording.streams {
            let socket = try Socket("127.0.0.1", receiver.grpcAddresses[0].port)
            let bytes = try recording.bytes(name)
            // In parts that end in the middle of frames.
            for start in stride(from: 0, to: bytes.count, by: 1_021) {
                try socket.send(Array(bytes[start..<min(start + 1_021, bytes.count)]))
            }
            socket.endSending()
            _ = try socket.readBytes()
        }
        let taken = batches.withLock { $0 }
        #expect(
            taken.sorted { $0.lexicographicallyPrecedes($1) }
                == (try recording.contents.sorted {
                    $0.lexicographicallyPrecedes($1)
                }))
        let expected = try recording.expected
        let totals = taken.reduce([0, 0, 0]) { zip($0, $1).map(+) }
        #expect(totals == [expected.spans, expected.metric_points, expected.log_records])
        #expect(recorder.seen.rejections == [])
    }
}

// One at a time: a port that one test frees must not be the free port of another.
@Suite(.serialized) struct GRPCLiveTests {
    private func start(_ recorder: Recorder, port: Int = 0, grpcPort: Int? = 0) throws -> Receiver {
        var configuration = ReceiverConfiguration()
        (configuration.addresses, configuration.port, configuration.grpcPort) = (["127.0.0.1"], port, grpcPort)
        return try Receiver.start(configuration, hooks: recorder.hooks)
    }

    @Test func `HTTP and gRPC have ports of their own, and each takes both`() throws {
        let recorder = Recorder()
        let receiver = try start(recorder)
        defer { receiver.stop() }
        let ports = [receiver.addresses[0].port, receiver.grpcAddresses[0].port]
        #expect(ports[0] != ports[1])
        let stream = try #require(try RecordedStream.all().first)
        for port in ports {
            let socket = try Socket("127.0.0.1", port)
            try socket.send(request(body: JSONBody.span))
            #expect(try socket.read(until: "{}").hasPrefix("HTTP/1.1 200 OK\r\n"))
            let call = try Socket("127.0.0.1", port)
            try call.send(stream.bytes("tcp-01.grpc.bin"))
            call.endSending()
            _ = try call.readBytes()
        }
        #expect(recorder.ingested == 2 + 2 * (try stream.contents.count))
        #expect(recorder.seen.rejections == [])
    }

    @Test func `Without gRPC nothing listens for it`() throws {
        let receiver = try start(Recorder(), grpcPort: nil)
        defer { receiver.stop() }
        #expect(receiver.grpcAddresses == [])
    }

    @Test func `A taken port for gRPC is named with what to do, and nothing listens`() throws {
        let first = try start(Recorder())
        defer { first.stop() }
        let taken = first.grpcAddresses[0].port
        let free = try start(Recorder(), grpcPort: nil)
        let port = free.addresses[0].port
        free.stop()
        let error = #expect(throws: ReceiverError.self) { try start(Recorder(), port: port, grpcPort: taken) }
        #expect(error?.description.hasPrefix("port \(taken) on 127.0.0.1 is taken by PID ") == true)
        #expect(
            error?.description.hasSuffix("choose another with --grpc-port, or do without gRPC with --no-grpc") == true)
        try start(Recorder(), port: port, grpcPort: nil).stop()
    }
}
