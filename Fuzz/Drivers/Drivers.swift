import OTLP
import Telemetry

extension Driver {
    /// All of them; `scripts/fuzz` has the seeds of each.
    static var all: [Driver] {
        [
            Driver("protobuf-traces") { feed($0, $1) { checkDecoding($0, of: .traces, in: .protobuf) } },
            Driver("protobuf-metrics") { feed($0, $1) { checkDecoding($0, of: .metrics, in: .protobuf) } },
            Driver("protobuf-logs") { feed($0, $1) { checkDecoding($0, of: .logs, in: .protobuf) } },
            Driver("json-traces") { feed($0, $1) { checkDecoding($0, of: .traces, in: .json) } },
            Driver("json-metrics") { feed($0, $1) { checkDecoding($0, of: .metrics, in: .json) } },
            Driver("json-logs") { feed($0, $1) { checkDecoding($0, of: .logs, in: .json) } },
            Driver("inflate") { feed($0, $1, checkInflation) },
            Driver("http1") { feed($0, $1, checkConnection) },
            Driver("http2") { feed($0, $1, checkConnection) },
            Driver("theme") { feed($0, $1, checkTheme) },
            Driver("settings") { feed($0, $1, checkSettings) },
            Driver("store") { feed($0, $1, checkStore) },
            Driver("store-requests") { feed($0, $1, checkStoreOfRequests) },
        ]
    }
}
