import OTLPReceiver
import Synchronization
import Telemetry

/// What a receiver handed over, instead of a store.
final class Recorder: Sendable {
    struct Seen: Equatable {
        var spans: [Int] = []
        var points: [Int] = []
        var logs: [Int] = []
        /// The path's signal, where it was another one than the request's.
        var misdirected: [Signal] = []
        var rejections: [String] = []
        var closings: [String] = []
        var reports: [ReportRequest] = []
    }

    private let state = Mutex(Seen())
    /// What every batch is answered with.
    let summary: IngestSummary
    let reportBody: [UInt8]

    init(summary: IngestSummary = IngestSummary(), reportBody: [UInt8] = Array(#"{"schema":1}"#.utf8)) {
        self.summary = summary
        self.reportBody = reportBody
    }

    var seen: Seen { state.withLock { $0 } }

    /// Requests handed over.
    var ingested: Int { seen.spans.count }

    var hooks: ReceiverHooks {
        ReceiverHooks(
            ingest: { batch in
                self.state.withLock { seen in
                    seen.spans.append(batch.spans.count)
                    seen.points.append(batch.points.count + batch.histograms.count + batch.summaries.count)
                    seen.logs.append(batch.logs.count)
                    if let signal = batch.misdirected { seen.misdirected.append(signal) }
                }
                return self.summary
            },
            rejected: { reason in self.state.withLock { $0.rejections.append(reason) } },
            closed: { reason in self.state.withLock { $0.closings.append(reason) } },
            report: { request in
                self.state.withLock { $0.reports.append(request) }
                return self.reportBody
            })
    }
}
