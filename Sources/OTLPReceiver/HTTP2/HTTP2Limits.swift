import NIOCore
import NIOHPACK
import NIOHTTP2

/// How much a client may do on an HTTP/2 connection, as frames go.
enum HTTP2Limits {
    /// Bytes that may come on a stream, and on a connection, before we say that more may come: wide enough that no
    /// usual request waits. What is kept of them is bounded by `Room`.
    static let streamWindow = 8 << 20
    static let connectionWindow = 16 << 20
    /// Of a frame; the data of larger ones need not wait for their end, but that of unknown ones does.
    static let frameBytes = 32 << 10
    /// What clients put into a frame who were not told of a larger size (RFC 9113, 6.5.2).
    private static let usualFrameBytes = 16 << 10

    /// Of a request's headers, until a client acknowledges the limit: NIO's own.
    static let unacknowledgedHeaderBytes = HPACKDecoder.defaultMaxHeaderListSize

    static func connection(_ limits: ReceiverLimits) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .maxFrameSize, value: frameBytes),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerBytes),
        ]
        // As many as headers within the limit take, and one for their end.
        configuration.maximumSequentialContinuationFrames = limits.headerBytes / usualFrameBytes + 1
        configuration.maximumBufferedControlFrames = 1_000
        // What a client had sent before it saw that its request is refused is passed over.
        configuration.maximumRecentlyResetStreams = 2 * limits.streams
        configuration.controlFrameRateLimit.maximumCount = limits.controlFrames
        configuration.controlFrameRateLimit.windowLength = .seconds(1)
        return configuration
    }

    static func stream(_ limits: ReceiverLimits) -> NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.streamResetFrameRateLimit.maximumCount = limits.resets
        configuration.streamResetFrameRateLimit.windowLength = .seconds(30)
        configuration.streamErrorRateLimit.maximumCount = limits.resets
        configuration.streamErrorRateLimit.windowLength = .seconds(30)
        return configuration
    }
}

/// The handlers of an HTTP/2 connection, from the socket inwards, behind what is there already.
func addHTTP2Handlers(
    to pipeline: ChannelPipeline.SynchronousOperations, service: Service, clock: RequestClock
) throws {
    let frames = NIOHTTP2Handler(
        mode: .server, connectionConfiguration: HTTP2Limits.connection(service.limits),
        streamConfiguration: HTTP2Limits.stream(service.limits))
    try pipeline.addHandlers([frames, HTTP2ConnectionHandler(service: service, clock: clock)])
}
