import NIOCore
import NIOHTTP2

/// How much a client may do on an HTTP/2 connection.
enum HTTP2Limits {
    /// Requests in flight on a connection.
    static let concurrentStreams = 100
    /// Bytes that may come on a stream, and on a connection, before we say that more may come: wide enough that no
    /// usual request waits. What is kept of them is bounded by `Room`.
    static let streamWindow = 8 << 20
    static let connectionWindow = 16 << 20
    /// Of a frame; the data of larger ones need not wait for their end, but that of unknown ones does.
    static let frameBytes = 32 << 10
    /// Of a request, all names and values together; exporters need a few hundred bytes.
    static let headerBytes = 16 << 10

    static func connection(_ limits: ReceiverLimits) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: concurrentStreams),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .maxFrameSize, value: frameBytes),
            HTTP2Setting(parameter: .maxHeaderListSize, value: min(headerBytes, limits.headerBytes)),
        ]
        configuration.maximumSequentialContinuationFrames = 5
        configuration.maximumBufferedControlFrames = 1_000
        // What a client had sent before it saw that its request is refused is passed over.
        configuration.maximumRecentlyResetStreams = 2 * concurrentStreams
        // Some clients measure their line with a PING for every answer.
        configuration.controlFrameRateLimit.maximumCount = 2_000
        configuration.controlFrameRateLimit.windowLength = .seconds(1)
        return configuration
    }

    static var stream: NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.streamResetFrameRateLimit.maximumCount = 2 * concurrentStreams
        configuration.streamResetFrameRateLimit.windowLength = .seconds(30)
        configuration.streamErrorRateLimit.maximumCount = 2 * concurrentStreams
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
        streamConfiguration: HTTP2Limits.stream)
    try pipeline.addHandlers([frames, HTTP2ConnectionHandler(service: service, clock: clock)])
}
