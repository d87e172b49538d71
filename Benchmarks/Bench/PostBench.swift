import Deflate
import OTLP
import OTLPReceiver
import Synchronization
import Telemetry

/// CPU time of everything between the socket and the store for a span, by encoding: the process's less that of the
/// client's thread. Beside it the same of a server that only looks at each byte of a body once and answers.
func postRows() throws -> [Row] {
    let floor = try floorTime()
    let plain = try storedTime(.protobuf)
    let others = try [PostFormat.gzip, .json, .grpc].map { (format: $0, time: try storedTime($0)) }
    let rate = Int((1_000_000 / plain).rounded())
    let plainRows = [
        Row(
            name: "POST to store, protobuf, 4 connections", figure: "\(decimal(plain)) µs/span", goal: "1.00 µs/span",
            reference: "\(decimal(floor)) µs/span (floor)", ratio: decimal(plain / floor), ratioGoal: "2.50"),
        Row(name: "  of one core, all of its time", figure: "\(rate) spans/s", goal: "900000 spans/s"),
    ]
    return plainRows
        + others.map { format, time in
            Row(
                name: "POST to store, \(format.rawValue)", figure: "\(decimal(time)) µs/span",
                reference: "\(decimal(plain)) µs/span (protobuf)", ratio: decimal(time / plain),
                ratioGoal: format.goal)
        }
}

/// How a request is sent.
enum PostFormat: String {
    case protobuf, gzip
    case json = "JSON"
    case grpc = "gRPC"

    /// The most times of plain protobuf that it may take.
    var goal: String { self == .grpc ? "1.60" : "2.50" }

    fileprivate func request(_ batch: Batch) -> [UInt8] {
        let body = encodeExportRequest(batch, of: .traces, in: self == .json ? .json : .protobuf)
        let sent = self == .gzip ? Compression.gzip(body) : body
        return self == .grpc ? sent : postHead(self, length: sent.count) + sent
    }
}

private let spansOfRequest = 512
private let requestCount = 400

/// Microseconds a span, stored.
private func storedTime(_ format: PostFormat) throws -> Double {
    let now = sampleEnd(spansOfRequest * requestCount)
    let store = Mutex(Store(startedAt: sampleStart))
    let taken = Atomic<Int>(0)
    let receiver = try startReceiver { batch in
        let summary = store.withLock { $0.ingest(batch, at: now) }
        taken.add(summary.accepted, ordering: .relaxed)
        return summary
    }
    defer { receiver.stop() }
    let time = time(of: requests(format), to: receiver.addresses[0].port, format)
    precondition(taken.load(ordering: .relaxed) == spansOfRequest * requestCount)
    return time
}

/// Microseconds a span of a server that reads each byte once.
private func floorTime() throws -> Double {
    let server = try ScanningServer()
    let requests = requests(.protobuf)
    let time = time(of: requests, to: server.port, .protobuf)
    // Bodies without their heads.
    let scanned = try server.stop()
    precondition(scanned > requests.reduce(0) { $0 + $1.count } * 99 / 100, "not all bytes were read")
    return time
}

private func requests(_ format: PostFormat) -> [[UInt8]] {
    (0..<requestCount).map { format.request(sampleRequest(spans: spansOfRequest, number: $0)) }
}

private func time(of requests: [[UInt8]], to port: Int, _ format: PostFormat) -> Double {
    switch format {
    case .grpc: time(of: requests, over: (0..<4).map { _ in GRPCConnection(port: port) })
    case .protobuf, .gzip, .json: time(of: requests, over: (0..<4).map { _ in Connection(port: port) })
    }
}

/// Whatever sends requests one after the other.
protocol Requesting {
    mutating func send(_ bytes: [UInt8])
    mutating func readAnswer()
}

extension Connection: Requesting {}

private func time(of requests: [[UInt8]], over given: [some Requesting]) -> Double {
    var connections = given
    let start = cpuTime() - threadTime()
    for round in stride(from: 0, to: requests.count, by: connections.count) {
        for place in connections.indices { connections[place].send(requests[round + place]) }
        for place in connections.indices { connections[place].readAnswer() }
    }
    return (cpuTime() - threadTime() - start) / Double(spansOfRequest * requests.count) / 1000
}

private func startReceiver(_ ingest: @escaping @Sendable (Batch) -> IngestSummary) throws -> Receiver {
    var configuration = ReceiverConfiguration()
    configuration.port = 0
    configuration.addresses = ["127.0.0.1"]
    let hooks = ReceiverHooks(
        ingest: ingest, rejected: { fatalError("a request was refused: \($0)") }, report: { _ in [] })
    return try Receiver.start(configuration, hooks: hooks)
}

func postHead(_ format: PostFormat, length: Int) -> [UInt8] {
    var lines = ["POST /v1/traces HTTP/1.1", "Host: localhost", "Content-Length: \(length)"]
    lines.append("Content-Type: application/\(format == .json ? "json" : "x-protobuf")")
    if format == .gzip { lines.append("Content-Encoding: gzip") }
    return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
}
