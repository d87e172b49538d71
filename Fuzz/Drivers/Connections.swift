import NIOCore
import NIOEmbedded
import NIOHTTP1
import OTLP
import Synchronization
import Telemetry

@testable import OTLPReceiver

/// A connection of HTTP/1 or, behind its preface, HTTP/2: what it answers to HTTP/1 is HTTP, and when it has ended all
/// of its room is there for others. The first byte of the input says in how large pieces the rest arrives; 0 is at once.
func checkConnection(_ input: [UInt8]) {
    guard let piece = input.first else { return }
    var limits = ReceiverLimits()
    (limits.bodyBytes, limits.inflatedBytes, limits.bytesInFlight) = (1 << 16, 1 << 16, 1 << 18)
    let service = Service(hooks: .counting, limits: limits, machine: Machine { ["192.168.7.7"] })
    let channel = EmbeddedChannel()
    do {
        try addConnectionHandlers(to: channel.pipeline.syncOperations, service: service)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 4_318)).wait()
        try send(input.dropFirst(), in: piece == 0 ? input.count : Int(piece), to: channel)
        if input.dropFirst().first != UInt8(ascii: "P") || input.count < 3 || input[2] != UInt8(ascii: "R") {
            check(answersOf: channel)
        }
        channel.embeddedEventLoop.advanceTime(by: .minutes(20))
        _ = try? channel.finish(acceptAlreadyClosed: true)
    } catch {
        fatalError("the channel failed: \(error)")
    }
    let share = RoomShare(of: service.room)
    precondition(share?.claim(limits.bytesInFlight) == .granted, "room is kept after the connection")
}

/// Sends bytes in pieces, as long as the other side listens.
private func send(_ bytes: ArraySlice<UInt8>, in size: Int, to channel: EmbeddedChannel) throws {
    var rest = bytes
    while !rest.isEmpty, channel.isActive {
        // A parser's error is answered, and then thrown at who writes into an embedded channel.
        _ = try? channel.writeInbound(ByteBuffer(bytes: rest.prefix(size)))
        rest = rest.dropFirst(size)
    }
}

private func check(answersOf channel: EmbeddedChannel) {
    var all = ByteBuffer()
    while let part = try? channel.readOutbound(as: ByteBuffer.self) { all.writeImmutableBuffer(part) }
    precondition(all.readableBytes == 0 || all.readableBytesView.starts(with: "HTTP/1.".utf8), "an answer is not HTTP")
}

extension ReceiverHooks {
    /// Takes everything in, and keeps nothing.
    static var counting: ReceiverHooks {
        ReceiverHooks(
            ingest: { _ in IngestSummary() }, rejected: { precondition(!$0.isEmpty) }, report: { _ in [0x7B, 0x7D] })
    }
}
