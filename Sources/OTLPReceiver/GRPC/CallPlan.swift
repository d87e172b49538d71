import Inflate
import NIOHPACK
import OTLP
import Telemetry

/// What is done with a call: known from its headers, before its message comes.
enum CallPlan: Hashable {
    case export(Signal)
    /// `grpc.health.v1.Health/Check`.
    case health
    case refuse(Refusal)
}

/// OTLP's services.
let exportServices: [String: Signal] = [
    "opentelemetry.proto.collector.trace.v1.TraceService": .traces,
    "opentelemetry.proto.collector.metrics.v1.MetricsService": .metrics,
    "opentelemetry.proto.collector.logs.v1.LogsService": .logs,
]

/// The methods that are served.
private let methods: [String: CallPlan] = {
    let exports = exportServices.map { ("/\($0)/Export", CallPlan.export($1)) }
    return Dictionary(uniqueKeysWithValues: exports + [("/grpc.health.v1.Health/Check", .health)])
}()

/// How messages may be compressed.
let acceptedCallEncodings = "identity,gzip"

/// What the headers of a call say.
struct CallHead: Hashable {
    var plan: CallPlan
    /// How messages are compressed that say they are.
    var compression: ContentEncoding?
    /// How long the client waits for the answer; nil for ever.
    var timeout: CallTimeout?
    /// Whether what is refused is an export, so that it is counted: a probe for other services is none.
    var isExport: Bool

    /// - Parameters:
    ///   - path: the method, as `:path` has it.
    ///   - headers: those of a POST with a content type of gRPC.
    init(path: String, headers: HPACKHeaders) {
        isExport = !path.hasPrefix("/grpc.")
        let timeout = headers.first(name: "grpc-timeout")
        self.timeout = timeout.flatMap { CallTimeout($0) }
        let encoding = headers.first(name: "grpc-encoding") ?? "identity"
        compression = encoding == "gzip" ? .gzip : nil
        plan = methods[path] ?? .refuse(Self.unknown(path))
        if encoding != "identity", encoding != "gzip" {
            let sentence = "grpc-encoding \(quoted(encoding)) is not taken: send gzip or identity"
            plan = .refuse(Refusal(.unimplemented, sentence))
        }
        if let timeout, self.timeout == nil {
            plan = .refuse(Refusal(.badFraming, "grpc-timeout \(quoted(timeout)) is not a timeout"))
        }
    }

    /// Whether a path is one that only gRPC has.
    static func isMethod(_ path: String) -> Bool {
        path.hasPrefix("/opentelemetry.proto.collector.") || path.hasPrefix("/grpc.")
    }

    private static func unknown(_ path: String) -> Refusal {
        let sentence = "\(quoted(path)) is not served: Export of OTLP's TraceService, MetricsService and LogsService is"
        return Refusal(.unimplemented, sentence)
    }
}

/// Whether a content type is that of gRPC with messages in protobuf.
func isGRPC(contentType: String) -> Bool {
    switch contentType {
    case "application/grpc", "application/grpc+proto": return true
    default:
        let type = contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        return type == "application/grpc" || type == "application/grpc+proto"
    }
}
