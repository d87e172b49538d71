/// How much the receiver takes, over HTTP and gRPC together. What is beyond is refused with a reason, and counted.
package struct ReceiverLimits: Hashable, Sendable {
    /// Connections open at once; one more is closed.
    package var connections = 1_024
    /// Requests that have begun and are not answered; one more is told to come again.
    package var requests = 1_024
    /// Requests in flight on one HTTP/2 connection; one that has more is ended.
    package var streams = 100
    /// PING, SETTINGS and other frames that carry no request, of one HTTP/2 connection in a second. Some clients measure
    /// their line with a PING for every answer.
    package var controlFrames = 2_000
    /// Requests that may be cancelled on one HTTP/2 connection in 30 seconds.
    package var resets = 200
    /// Bytes of a request's headers, all of them; a single one may have half of it.
    package var headerBytes = 64 << 10
    /// Headers of a request.
    package var headers = 128
    /// Bytes of a body as it comes.
    package var bodyBytes = 64 << 20
    /// Bytes of a body once it is inflated.
    package var inflatedBytes = 64 << 20
    /// Bytes that may come out of each byte of a compressed body, once a MiB has come out.
    package var inflationRatio = 200
    /// Bytes of all bodies being received, inflated ones included; beyond it a request is told to come again.
    package var bytesInFlight = 64 << 20
    /// Seconds from the connection, or from the first byte of a request, to the end of its headers. A TLS handshake is
    /// part of it.
    package var headerSeconds = 10
    /// Seconds from a request's headers to the end of its body.
    package var bodySeconds = 60
    /// Seconds that a connection may stay without a request. Exporters keep one for their next interval, often a minute.
    package var idleSeconds = 600

    package init() {}
}
