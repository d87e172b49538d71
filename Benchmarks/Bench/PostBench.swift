import Glibc
import OTLP
import OTLPReceiver
import Synchronization
import Telemetry

/// CPU time of everything between the socket and the store for a span: the process's less that of the client's thread.
func postRows() throws -> [Row] {
    let count = 512
    let requests = (0..<400).map { number in
        let body = encodeExportRequest(sampleRequest(spans: count, number: number), of: .traces, in: .protobuf)
        return postHead(length: body.count) + body
    }
    let now = sampleEnd(count * requests.count)
    let store = Mutex(Store(startedAt: sampleStart))
    let taken = Atomic<Int>(0)
    let receiver = try startReceiver { batch in
        let summary = store.withLock { $0.ingest(batch, at: now) }
        taken.add(summary.accepted, ordering: .relaxed)
        return summary
    }
    defer { receiver.stop() }
    let connections = (0..<4).map { _ in Connection(port: receiver.addresses[0].port) }
    let start = cpuTime() - threadTime()
    for round in stride(from: 0, to: requests.count, by: connections.count) {
        for (place, connection) in connections.enumerated() { connection.send(requests[round + place]) }
        for connection in connections { connection.readAnswer() }
    }
    let time = cpuTime() - threadTime() - start
    precondition(taken.load(ordering: .relaxed) == count * requests.count)
    let perSpan = time / Double(count * requests.count) / 1000
    return [Row(name: "POST to store, protobuf, 4 connections", figure: decimal(perSpan) + " µs/span")]
}

private func startReceiver(_ ingest: @escaping @Sendable (Batch) -> IngestSummary) throws -> Receiver {
    var configuration = ReceiverConfiguration()
    configuration.port = 0
    configuration.addresses = ["127.0.0.1"]
    let hooks = ReceiverHooks(
        ingest: ingest, rejected: { fatalError("a request was refused: \($0)") }, report: { _ in [] })
    return try Receiver.start(configuration, hooks: hooks)
}

private func postHead(length: Int) -> [UInt8] {
    let lines = [
        "POST /v1/traces HTTP/1.1", "Host: localhost", "Content-Type: application/x-protobuf",
        "Content-Length: \(length)", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
}

/// A blocking connection to the receiver.
private struct Connection {
    private let socket: Int32

    init(port: Int) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        // The address lies in this frame until the call returns.
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(status == 0, "the receiver does not answer")
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent) }
            precondition(count > 0, "the receiver hung up")
            sent += count
        }
    }

    /// The receiver's answer to a small request is one segment.
    func readAnswer() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(socket, &bytes, bytes.count)
        precondition(count > 12 && bytes[9..<12].elementsEqual("200".utf8), "the receiver did not answer 200")
    }
}
