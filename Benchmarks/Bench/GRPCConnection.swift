/// A connection that speaks just enough of HTTP/2 (RFC 9113) and gRPC to export one request after the other.
struct GRPCConnection: Requesting {
    private let connection: Connection
    private var stream: UInt32 = 1
    /// Bytes that the server still takes on the connection.
    private var window = 65_535
    private var unread: [UInt8] = []

    init(port: Int) {
        connection = Connection(port: port)
        connection.send(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(.settings, on: 0, []))
        // The server's windows come with its settings, before anything is sent.
        while window < 1 << 20 { handle(readFrame()) }
    }

    mutating func send(_ message: [UInt8]) {
        let body = [0] + bigEndian(UInt32(message.count)) + message
        while window < body.count { handle(readFrame()) }
        window -= body.count
        var frames = frame(.headers, flags: 0x4, on: stream, Self.headers)
        let limit = 16_384
        for start in stride(from: 0, to: body.count, by: limit) {
            let end = min(start + limit, body.count)
            frames += frame(.data, flags: end == body.count ? 0x1 : 0, on: stream, Array(body[start..<end]))
        }
        connection.send(frames)
    }

    /// Reads up to the trailers of the last request. What they say is not looked at: whether all spans were taken is counted
    /// where they arrive.
    mutating func readAnswer() {
        while true {
            let frame = readFrame()
            handle(frame)
            guard frame.stream == stream, frame.kind == FrameKind.headers.rawValue, frame.flags & 0x1 != 0 else {
                continue
            }
            stream += 2
            return
        }
    }

    /// Literal fields without indexing (RFC 7541, 6.2.2), names and values as they are.
    private static let headers: [UInt8] = {
        let fields = [
            (":method", "POST"), (":scheme", "http"), (":authority", "localhost"),
            (":path", "/opentelemetry.proto.collector.trace.v1.TraceService/Export"),
            ("content-type", "application/grpc"), ("te", "trailers"),
        ]
        return fields.flatMap { name, value in
            [0, UInt8(name.utf8.count)] + name.utf8 + [UInt8(value.utf8.count)] + value.utf8
        }
    }()

    // MARK: Frames

    private enum FrameKind: UInt8 {
        case data = 0, headers = 1, reset = 3, settings = 4, ping = 6, goAway = 7, windowUpdate = 8
    }

    private struct Frame {
        var kind: UInt8
        var flags: UInt8
        var stream: UInt32
        var payload: [UInt8]
    }

    private func frame(_ kind: FrameKind, flags: UInt8 = 0, on stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        bigEndian(UInt32(payload.count)).dropFirst() + [kind.rawValue, flags] + bigEndian(stream) + payload
    }

    private mutating func readFrame() -> Frame {
        let head = take(9)
        let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
        return Frame(kind: head[3], flags: head[4], stream: number(head[5...]), payload: take(length))
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        while unread.count < count { unread += connection.read() }
        defer { unread.removeFirst(count) }
        return Array(unread[..<count])
    }

    private mutating func handle(_ frame: Frame) {
        switch FrameKind(rawValue: frame.kind) {
        case .windowUpdate where frame.stream == 0: window += Int(number(frame.payload[...]))
        case .settings where frame.flags & 0x1 == 0: connection.send(self.frame(.settings, flags: 0x1, on: 0, []))
        case .ping where frame.flags & 0x1 == 0: connection.send(self.frame(.ping, flags: 0x1, on: 0, frame.payload))
        case .reset, .goAway: preconditionFailure("the server reset a stream or went away")
        case .data, .headers, .settings, .ping, .windowUpdate, nil: break
        }
    }

    private func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
