import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import OTLPReceiver

private let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

/// The standard limits, some of them changed.
private func limits(_ change: (inout ReceiverLimits) -> Void) -> ReceiverLimits {
    var limits = ReceiverLimits()
    change(&limits)
    return limits
}

/// A frame as it stands on the wire (RFC 9113, 4.1).
private func frame(
    _ type: UInt8, flags: UInt8 = 0, stream: UInt8 = 0, _ payload: some Collection<UInt8> = [UInt8]()
) -> [UInt8] {
    let length = payload.count
    let head = [UInt8(length >> 16), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags, 0, 0, 0, stream]
    return head + payload
}

private enum FrameType {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9
}

@Suite struct ProtocolDetectorTests {
    @Test func `The first bytes tell what a connection speaks, as soon as they can`() {
        for length in 0..<preface.count {
            #expect(SpokenProtocol(ByteBuffer(bytes: preface.prefix(length)).readableBytesView) == nil)
            if length > 0 {
                let other = preface.prefix(length - 1) + [0]
                #expect(SpokenProtocol(ByteBuffer(bytes: other).readableBytesView) == .http1)
            }
        }
        #expect(SpokenProtocol(ByteBuffer(bytes: preface).readableBytesView) == .http2)
        #expect(SpokenProtocol(ByteBuffer(bytes: preface + [0, 0]).readableBytesView) == .http2)
        #expect(SpokenProtocol(ByteBuffer(string: "POST /v1/traces").readableBytesView) == .http1)
        #expect(SpokenProtocol(ByteBuffer(string: "PRI * HTTP/1.1\r\n\r\nSM\r\n\r\n").readableBytesView) == .http1)
    }

    @Test func `The preface may come byte by byte`() throws {
        let wire = try Wire()
        for byte in preface { _ = try wire.send([byte]) }
        #expect(wire.recorder.seen.rejections == [])
        #expect(wire.isOpen)
    }

    @Test func `HTTP/2 in the middle of HTTP/1 is refused`() throws {
        let wire = try Wire()
        _ = try wire.send(request(body: JSONBody.span))
        let answer = try? wire.send(preface)
        #expect(answer?.hasPrefix("HTTP/1.1 400 Bad Request\r\n") == true)
        #expect(!wire.isOpen)
    }
}

@Suite struct HTTP2SettingsTests {
    @Test func `A client is told its limits`() throws {
        let settings = try HTTP2Wire().settings
        let values = Dictionary(settings.map { ($0.parameter, $0.value) }) { $1 }
        #expect(values[.maxConcurrentStreams] == 100)
        #expect(values[.maxHeaderListSize] == 64 << 10)
        #expect(values[.initialWindowSize] ?? 0 >= 4 << 20)
    }

    @Test(arguments: [4 << 10, 64 << 10, 1 << 20]) func `Headers may be as long as the limit says, and no longer`(
        limit: Int
    ) throws {
        let limits = limits { $0.headerBytes = limit }
        let settings = try HTTP2Wire(limits: limits).settings
        #expect(settings.contains(HTTP2Setting(parameter: .maxHeaderListSize, value: limit)))
        for (length, isTaken) in [(limit - 500, true), (limit, false)] {
            let wire = try Wire(limits: limits)
            // A limit holds once the client says that it knows it.
            let acknowledged = frame(FrameType.settings) + frame(FrameType.settings, flags: 1)
            try wire.channel.writeInbound(ByteBuffer(bytes: preface + acknowledged))
            let block = [0x83, 0x86, 0x84] + field("x-long", [UInt8](repeating: 0x79, count: length))
            for part in parts(of: block) where wire.isOpen {
                _ = try? wire.channel.writeInbound(ByteBuffer(bytes: part))
            }
            #expect(wire.isOpen == isTaken)
            // A request to `/` that names no type is refused by what it says, not by its headers.
            let reason = isTaken ? "No Content-Type is not taken" : "the HTTP/2 connection was ended"
            #expect(wire.recorder.seen.rejections.map { $0.hasPrefix(reason) } == [true])
        }
    }

    @Test func `A lower limit of headers holds before a client knows it`() throws {
        let wire = try Wire(limits: limits { $0.headerBytes = 4 << 10 })
        try wire.channel.writeInbound(ByteBuffer(bytes: preface + frame(FrameType.settings)))
        let block = [0x83, 0x86, 0x84] + field("x-long", [UInt8](repeating: 0x79, count: 4 << 10))
        for part in parts(of: block) { try wire.channel.writeInbound(ByteBuffer(bytes: part)) }
        #expect(wire.recorder.seen.rejections == ["the headers are too large"])
        #expect(wire.isOpen)
    }

    /// A literal field without indexing (RFC 7541, 6.2.2).
    private func field(_ name: String, _ value: [UInt8]) -> [UInt8] {
        var (rest, length) = (value.count - 127, [UInt8(127)])
        while rest > 127 {
            length.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return [0, UInt8(name.utf8.count)] + Array(name.utf8) + length + [UInt8(rest)] + value
    }

    /// HEADERS and CONTINUATION of 16 KiB each.
    private func parts(of block: [UInt8]) -> [[UInt8]] {
        let starts = stride(from: 0, to: block.count, by: 16 << 10)
        return starts.map { start in
            let end = min(start + 16 << 10, block.count)
            let type = start == 0 ? FrameType.headers : FrameType.continuation
            let flags: UInt8 = (start == 0 ? 1 : 0) | (end == block.count ? 4 : 0)
            return frame(type, flags: flags, stream: 1, block[start..<end])
        }
    }

    @Test func `There may be as many headers as the limit says, and no more`() throws {
        let wire = try HTTP2Wire(limits: limits { $0.headers = 16 })
        func extra(_ count: Int) -> HPACKHeaders { HPACKHeaders((0..<count).map { ("x-\($0)", "1") }) }
        // Two are in every call.
        #expect(try wire.call(HTTP2Wire.traces, extra(14), framed(protobufSpan)).status == 0)
        #expect(try wire.call(HTTP2Wire.traces, extra(15), framed(protobufSpan)).status == 8)
        var json = extra(15)
        json.add(name: "content-type", value: "application/json")
        let http = try wire.open("/v1/traces", json)
        #expect(wire.answers[http]?.headers[":status"] == "431")
        #expect(wire.recorder.seen.rejections == ["the headers are too large", "the headers are too large"])
        #expect(wire.goAway == nil && wire.recorder.ingested == 1)
    }

    @Test func `The windows are wide enough for a request of 4 MiB, and are widened again`() throws {
        let wire = try HTTP2Wire(bodyLimit: 8 << 20)
        #expect(wire.allowance[.rootStream] ?? 0 >= 4 << 20)
        for _ in 0..<6 {
            let stream = try wire.open()
            try wire.send([0, 0, 0x40, 0, 0], on: stream)
            for _ in 0..<256 { try wire.send([UInt8](repeating: 0, count: 16 << 10), on: stream) }
            // Zeros are no message; that they came is the point.
            #expect(try wire.send([], on: stream, isLast: true).status == 3)
        }
        #expect(wire.goAway == nil)
    }
}

/// What a hostile client sends after the preface and its settings.
private struct Flood: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var testDescription: String { name }
}

@Suite struct HTTP2DefenceTests {
    /// `:method: POST`, `:scheme: http`, `:path: /` of HPACK's static table.
    private static let block: [UInt8] = [0x83, 0x86, 0x84]

    private static let floods = [
        Flood(
            name: "rapid reset",
            bytes: (0..<120).flatMap { number -> [UInt8] in
                let stream = UInt8(number * 2 + 1)
                return frame(FrameType.headers, flags: 4, stream: stream, block)
                    + frame(FrameType.reset, stream: stream, [0, 0, 0, 8])
            } + (0..<120).flatMap { _ in frame(FrameType.reset, stream: 1, [0, 0, 0, 8]) }),
        Flood(
            name: "CONTINUATION without end",
            bytes: frame(FrameType.headers, stream: 1, block)
                + (0..<100).flatMap { _ in frame(FrameType.continuation, stream: 1, []) }),
        Flood(
            name: "more calls in flight than may be",
            bytes: (0..<101).flatMap { frame(FrameType.headers, flags: 4, stream: UInt8($0 * 2 + 1), block) }),
        Flood(
            name: "headers without end",
            bytes: frame(FrameType.headers, stream: 1, block)
                + (0..<5).flatMap { _ in
                    frame(FrameType.continuation, stream: 1, [UInt8](repeating: 0x20, count: 16_000))
                }),
        Flood(
            name: "PING without end",
            bytes: (0..<30).flatMap { _ in frame(FrameType.ping, [UInt8](repeating: 1, count: 8)) }),
        Flood(
            name: "SETTINGS without end",
            bytes: (0..<30).flatMap { _ in frame(FrameType.settings, [0, 3, 0, 0, 0, 100]) }),
        Flood(
            name: "empty DATA without end",
            bytes: frame(FrameType.headers, flags: 4, stream: 1, block)
                + (0..<10).flatMap { _ in frame(FrameType.data, stream: 1) }),
        Flood(
            name: "a window that is too wide",
            bytes: (0..<2).flatMap { _ in frame(FrameType.windowUpdate, [0x7f, 0xff, 0xff, 0xff]) }),
        Flood(name: "a window that is widened by nothing", bytes: frame(FrameType.windowUpdate, [0, 0, 0, 0])),
        Flood(name: "a frame over the limit", bytes: [0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]),
        Flood(name: "data of no stream", bytes: frame(0, stream: 7, [1])),
        Flood(name: "headers that are none", bytes: frame(FrameType.headers, flags: 4, stream: 1, [0xff, 0xff, 0xff])),
    ]

    @Test(arguments: floods) private func `Who floods a connection loses it, once, with a reason`(flood: Flood) throws {
        // Twenty in a second, which every machine is fast enough for.
        let wire = try Wire(limits: limits { $0.controlFrames = 20 })
        _ = try? wire.channel.writeInbound(ByteBuffer(bytes: preface + frame(FrameType.settings)))
        for start in stride(from: 0, to: flood.bytes.count, by: 4_096) where wire.isOpen {
            let part = flood.bytes[start..<min(start + 4_096, flood.bytes.count)]
            _ = try? wire.channel.writeInbound(ByteBuffer(bytes: part))
        }
        #expect(!wire.isOpen)
        let reasons = wire.recorder.seen.rejections.filter { $0.hasPrefix("the HTTP/2 connection was ended") }
        #expect(reasons.count == 1, "\(wire.recorder.seen.rejections)")
        #expect(wire.recorder.ingested == 0)
        #expect(wire.service.hasAllRoom)
    }

    @Test func `A thousand calls one after the other are no flood`() throws {
        let wire = try HTTP2Wire()
        for _ in 0..<1_000 { #expect(try wire.call(HTTP2Wire.traces, framed(protobufSpan)).status == 0) }
        #expect(wire.recorder.ingested == 1_000)
        #expect(wire.goAway == nil)
    }

    @Test func `Two reports at once are one too many`() throws {
        // The client's window has no room for this one, so that it stays unread.
        let wire = try HTTP2Wire(Recorder(reportBody: [UInt8](repeating: 0x20, count: 100_000)))
        let get: HPACKHeaders = [":method": "GET", "content-type": ""]
        let first = try wire.open("/api/v1/report", get, isLast: true)
        let second = try wire.open("/api/v1/report", get, isLast: true)
        #expect(wire.answers[first]?.isEnded == false)
        #expect(wire.answers[second]?.headers[":status"] == "503")
        #expect(wire.recorder.seen.reports.count == 1)
    }
}
