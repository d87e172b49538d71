import Report
import Synchronization
import Telemetry

/// The report that was asked for last. It serves those who ask the same in the same moment: requests for reports that
/// come by the hundred on one connection would else keep the receiver's thread for seconds.
///
/// It says itself when it was made, and is never older than what came in.
final class RecentReport: Sendable {
    private struct Kept {
        var request: ReportRequest
        var changes: UInt64
        var at: Timestamp
        var json: [UInt8]
    }

    /// Nanoseconds for which nothing but the clock goes on.
    private static let moment: Int64 = 50_000_000
    private let kept = Mutex<Kept?>(nil)

    /// A report as JSON.
    func json(_ request: ReportRequest, of store: SharedStore, at now: Timestamp) -> [UInt8] {
        // Before the store is asked: what comes in meanwhile may be in the report, and makes it old all the same.
        let changes = store.changeCount
        if let json = find(request, changes: changes, at: now) { return json }
        let json = Array(reportJSON(store.ask { $0.report(request, at: now) }, pretty: false).utf8)
        kept.withLock { $0 = Kept(request: request, changes: changes, at: now, json: json) }
        return json
    }

    private func find(_ request: ReportRequest, changes: UInt64, at now: Timestamp) -> [UInt8]? {
        kept.withLock { kept in
            guard let kept, kept.request == request, kept.changes == changes else { return nil }
            return (0..<Self.moment).contains(now.since(kept.at)) ? kept.json : nil
        }
    }
}
