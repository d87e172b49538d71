import NIOCore
import NIOEmbedded
import NIOHTTP1
import Telemetry

@testable import OTLPReceiver

/// One connection without a socket: request text in, response text out.
final class Wire {
    let recorder: Recorder
    let service: Service
    let channel = EmbeddedChannel()

    convenience init(
        _ recorder: Recorder = Recorder(), bodyLimit: Int = 1_000, machineAddresses: Set<String> = ["192.168.7.7"]
    ) throws {
        var limits = ReceiverLimits()
        (limits.bodyBytes, limits.inflatedBytes) = (bodyLimit, bodyLimit)
        try self.init(recorder, limits: limits, machineAddresses: machineAddresses)
    }

    init(
        _ recorder: Recorder = Recorder(), limits: ReceiverLimits, access: AccessRules = AccessRules(),
        machineAddresses: Set<String> = ["192.168.7.7"]
    ) throws {
        self.recorder = recorder
        let machine = Machine { machineAddresses }
        service = Service(hooks: recorder.hooks, limits: limits, access: access, machine: machine)
        try addConnectionHandlers(to: channel.pipeline.syncOperations, service: service)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 4_318)).wait()
    }

    deinit {
        // A test may have closed it already.
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    /// Sends bytes and gives everything that came back.
    func send(_ bytes: [UInt8]) throws -> String {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        return try received()
    }

    func send(_ text: String) throws -> String { try send(Array(text.utf8)) }

    /// What came back since the last time.
    func received() throws -> String {
        var all = ByteBuffer()
        while var part = try channel.readOutbound(as: ByteBuffer.self) { all.writeBuffer(&part) }
        return String(decoding: all.readableBytesView, as: UTF8.self)
    }

    /// Lets time pass.
    func wait(seconds: Int) { channel.embeddedEventLoop.advanceTime(by: .seconds(Int64(seconds))) }

    /// Whether the server still takes requests here.
    var isOpen: Bool { channel.isActive }
}

extension Service {
    /// Whether nobody holds any bytes of bodies.
    var hasAllRoom: Bool { RoomShare(of: room)?.claim(limits.bytesInFlight) == .granted }
}

/// A request as it stands on the wire; the length is added.
func request(
    _ method: String = "POST", _ path: String = "/v1/traces", _ headers: [String] = ["Content-Type: application/json"],
    body: [UInt8]
) -> [UInt8] {
    let head = ["\(method) \(path) HTTP/1.1", "Host: localhost", "Content-Length: \(body.count)"] + headers
    return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
}

func request(
    _ method: String = "POST", _ path: String = "/v1/traces", _ headers: [String] = ["Content-Type: application/json"],
    body: String = ""
) -> [UInt8] {
    request(method, path, headers, body: Array(body.utf8))
}

/// Export requests with one span, one gauge point and one log record, in OTLP/JSON.
enum JSONBody {
    static let span =
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","#
        + #""spanId":"eee19b7ec3c1b174","name":"agent.loop"}]}]}]}"#
    static let point =
        #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"load","gauge":{"dataPoints":[{"asInt":"3"}]}}]}]}]}"#
    static let record = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":9}]}]}]}"#
}

/// One span with a trace id, a span id and the name "a", in protobuf.
let protobufSpan: [UInt8] = {
    func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(content.count)] + content }
    let span = field(1, Array(1...16)) + field(2, Array(1...8)) + field(5, [0x61])
    return field(1, field(2, field(2, span)))
}()

/// One gauge point of a metric named "a", in protobuf.
let protobufPoint: [UInt8] = {
    func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(content.count)] + content }
    let point = [3 << 3 | 1] + [UInt8](repeating: 1, count: 8) + [6 << 3 | 1, 3, 0, 0, 0, 0, 0, 0, 0]
    return field(1, field(2, field(2, field(1, [0x61]) + field(5, field(1, point)))))
}()

/// One log record with a time and a severity, in protobuf.
let protobufRecord: [UInt8] = {
    func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(content.count)] + content }
    let record = [1 << 3 | 1] + [UInt8](repeating: 1, count: 8) + [2 << 3, 9]
    return field(1, field(2, field(2, record)))
}()
