import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2

@testable import OTLPReceiver

/// What came back on a stream.
struct StreamAnswer: Equatable {
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// Of a refused call they are the headers.
    var trailers: [String: String] = [:]
    var isEnded = false
    var reset: HTTP2ErrorCode?

    /// The status of a call; nil when none came.
    var status: Int? { (trailers["grpc-status"] ?? headers["grpc-status"]).flatMap { Int($0) } }
    var message: String? { trailers["grpc-message"] ?? headers["grpc-message"] }
}

/// One HTTP/2 connection without a socket: the frames of a client go in, what the server sends is gathered by stream.
final class HTTP2Wire {
    let recorder: Recorder
    let service: Service
    let server = EmbeddedChannel()
    private let client = EmbeddedChannel()
    private var lastStream = -1
    private(set) var answers: [HTTP2StreamID: StreamAnswer] = [:]
    /// Why the server ended the connection; nil while it has not.
    private(set) var goAway: HTTP2ErrorCode?
    private(set) var settings: HTTP2Settings = []
    /// How many bytes the server allows besides the first 64 KiB, by stream.
    private(set) var allowance: [HTTP2StreamID: Int] = [:]

    convenience init(_ recorder: Recorder = Recorder(), bodyLimit: Int = 1_000) throws {
        var limits = ReceiverLimits()
        (limits.bodyBytes, limits.inflatedBytes, limits.bytesInFlight) = (bodyLimit, bodyLimit, 4 * bodyLimit)
        try self.init(recorder, limits: limits)
    }

    init(
        _ recorder: Recorder = Recorder(), limits: ReceiverLimits, access: AccessRules = AccessRules()
    ) throws {
        self.recorder = recorder
        service = Service(hooks: recorder.hooks, limits: limits, access: access, machine: Machine { [] })
        try addConnectionHandlers(to: server.pipeline.syncOperations, service: service)
        try client.pipeline.syncOperations.addHandler(NIOHTTP2Handler(mode: .client))
        for channel in [server, client] {
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 4_317)).wait()
        }
        try exchange()
    }

    deinit {
        for channel in [client, server] { _ = try? channel.finish(acceptAlreadyClosed: true) }
    }

    // MARK: Calls

    static let traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"

    /// Sends a request and gives what came back.
    func call(_ path: String, _ headers: HPACKHeaders, _ body: [UInt8]) throws -> StreamAnswer {
        let stream = try open(path, headers)
        if let answer = answers[stream], answer.isEnded { return answer }
        return try send(body, on: stream, isLast: true)
    }

    func call(_ path: String, _ body: [UInt8]) throws -> StreamAnswer { try call(path, [:], body) }

    /// Begins a request.
    func open(_ path: String = traces, _ extra: HPACKHeaders = [:], isLast: Bool = false) throws -> HTTP2StreamID {
        lastStream += 2
        let stream = HTTP2StreamID(lastStream)
        var fields = [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
            ("content-type", "application/grpc"), ("te", "trailers"),
        ]
        for field in extra {
            if let place = fields.firstIndex(where: { $0.0 == field.name }) {
                fields[place].1 = field.value
            } else {
                fields.append((field.name, field.value))
            }
        }
        let headers = HPACKHeaders(fields)
        try send(.headers(.init(headers: headers, endStream: isLast)), on: stream)
        return stream
    }

    /// Sends a part of a request's body and gives what has come back on its stream.
    @discardableResult
    func send(_ bytes: [UInt8], on stream: HTTP2StreamID, isLast: Bool = false) throws -> StreamAnswer {
        try send(.data(.init(data: .byteBuffer(ByteBuffer(bytes: bytes)), endStream: isLast)), on: stream)
        return answers[stream] ?? StreamAnswer()
    }

    func send(_ payload: HTTP2Frame.FramePayload, on stream: HTTP2StreamID) throws {
        // Without waiting for it to be written: what has no room in a window waits.
        client.writeAndFlush(HTTP2Frame(streamID: stream, payload: payload), promise: nil)
        try exchange()
    }

    /// Lets time pass for the server.
    func wait(_ time: TimeAmount) throws {
        server.embeddedEventLoop.advanceTime(by: time)
        try exchange()
    }

    // MARK: Bytes

    /// Carries bytes both ways until there are none.
    private func exchange() throws {
        var isQuiet = false
        while !isQuiet {
            isQuiet = true
            while let bytes = try client.readOutbound(as: ByteBuffer.self) {
                try server.writeInbound(bytes)
                isQuiet = false
            }
            while let bytes = try server.readOutbound(as: ByteBuffer.self) {
                try client.writeInbound(bytes)
                isQuiet = false
            }
        }
        while let frame = try client.readInbound(as: HTTP2Frame.self) { note(frame) }
    }

    private func note(_ frame: HTTP2Frame) {
        var answer = answers[frame.streamID] ?? StreamAnswer()
        switch frame.payload {
        case .headers(let block):
            let fields = Dictionary(block.headers.map { ($0.name, $0.value) }) { $0 + "," + $1 }
            if answer.headers.isEmpty { answer.headers = fields } else { answer.trailers = fields }
            answer.isEnded = block.endStream
        case .data(let data):
            if case .byteBuffer(let bytes) = data.data { answer.body += bytes.readableBytesView }
            answer.isEnded = data.endStream
        case .rstStream(let code): answer.reset = code
        case .goAway(_, let code, _): return goAway = code
        case .settings(.settings(let settings)): return self.settings = settings
        case .windowUpdate(let increment): return allowance[frame.streamID, default: 0] += increment
        default: return
        }
        answers[frame.streamID] = answer
    }
}
