package import Telemetry

/// Where and how much the receiver takes.
package struct ReceiverConfiguration: Hashable, Sendable {
    /// IP literals, or `localhost` for both loopback addresses. Nil listens on loopback: 127.0.0.1 and, where the host
    /// has IPv6, ::1.
    package var addresses: [String]?
    /// The port for HTTP on all addresses; 0 takes one free port for all of them.
    package var port = 4318
    /// The port for gRPC likewise; nil for none.
    package var grpcPort: Int? = 4317
    package var limits = ReceiverLimits()
    package var access = AccessRules()
    /// Nil for plain text.
    package var tls: TLSFiles?

    package init() {}
}

/// What the receiver asks of the program around it. Called on the receiver's own thread, one call at a time, before
/// the answer to the request goes out.
package struct ReceiverHooks: Sendable {
    /// Takes in what a request carried.
    package var ingest: @Sendable (Batch) -> IngestSummary
    /// A request was refused before anything of it was taken in; `reason` is a sentence. Reads (GET) are not, but for
    /// those of whom may not read.
    package var rejected: @Sendable (_ reason: String) -> Void
    /// A connection was closed on which there was no request for too long; `reason` is a clause.
    package var closed: @Sendable (_ reason: String) -> Void
    /// The body of `GET /api/v1/report`: JSON.
    package var report: @Sendable (ReportRequest) -> [UInt8]

    package init(
        ingest: @escaping @Sendable (Batch) -> IngestSummary,
        rejected: @escaping @Sendable (_ reason: String) -> Void,
        closed: @escaping @Sendable (_ reason: String) -> Void = { _ in },
        report: @escaping @Sendable (ReportRequest) -> [UInt8]
    ) {
        self.ingest = ingest
        self.rejected = rejected
        self.closed = closed
        self.report = report
    }
}
