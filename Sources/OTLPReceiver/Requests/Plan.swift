import Inflate
import NIOHTTP1
import OTLP
import Telemetry

/// What is done with a request: known from its head, before its body comes.
enum Plan: Hashable {
    case export(Export)
    case report(ReportRequest)
    /// A question about the receiver itself, and its answer.
    case reply(Answer)
    case refuse(Answer)
}

/// An export request whose body is still to come.
struct Export: Hashable {
    /// The signal that the path names; nil on `/` and on other paths below `/v1/`, where a JSON body names it.
    var pathSignal: Signal?
    var encoding: OTLP.Encoding
    var compression: ContentEncoding?
}

/// The paths that are served.
enum Target: Hashable {
    /// `/v1/traces` and the like, or that below a path of a backend's own: `/api/public/otel/v1/traces` (Langfuse).
    case signal(Signal)
    /// `/`, and any other path below `/v1/`: some exporters post to their endpoint as it was given.
    case unnamed
    case report
    /// `/healthz`, which needs no telemetry and tells none.
    case health
    case unknown

    init(path: Substring) {
        self =
            switch path {
            case _ where path.hasSuffix("/v1/traces"): .signal(.traces)
            case _ where path.hasSuffix("/v1/metrics"): .signal(.metrics)
            case _ where path.hasSuffix("/v1/logs"): .signal(.logs)
            case "/api/v1/report": .report
            case "/healthz": .health
            case "/": .unnamed
            default: path.hasPrefix("/v1/") ? .unnamed : .unknown
            }
    }
}

extension Target {
    /// The methods that are taken there, as a header lists them.
    var methods: String {
        switch self {
        case .signal, .unnamed: "POST"
        case .report, .health: "GET, HEAD"
        case .unknown: "GET, HEAD, POST"
        }
    }
}

private let exportPaths = "/v1/traces, /v1/metrics or /v1/logs"

extension Plan {
    /// - Parameter isOwnHost: whether a Host header names this machine.
    init(_ head: HTTPRequestHead, isOwnHost: (String) -> Bool) {
        let mark = head.uri.utf8.firstIndex(of: UInt8(ascii: "?")) ?? head.uri.endIndex
        let query = head.uri[mark...].dropFirst()
        let form = RefusalForm(head)
        switch (Target(path: head.uri[..<mark]), head.method) {
        case (.signal(let signal), .POST): self = .export(head.headers, pathSignal: signal)
        case (.unnamed, .POST): self = .export(head.headers, pathSignal: nil)
        case (.report, .GET), (.report, .HEAD):
            self = .report(head.headers, query: query, isOwnHost: isOwnHost)
        // A container's health check asks by whatever name it knows, and learns only that this runs.
        case (.health, .GET), (.health, .HEAD): self = .reply(.healthy)
        case (.signal, _), (.unnamed, _):
            let sentence = "OTLP is taken by POST on \(exportPaths); the report is at /api/v1/report"
            self = .notAllowed(sentence, Target.unnamed.methods, form)
        case (.report, _):
            self = .notAllowed("the report is read by GET", Target.report.methods, form)
        case (.health, _):
            self = .notAllowed("health is asked for by GET", Target.health.methods, form)
        case (.unknown, _):
            let sentence = "nothing is at this path: POST OTLP to \(exportPaths), or GET /api/v1/report"
            self = .refuse(.refusal(.notFound, sentence, in: form))
        }
    }

    private static func notAllowed(_ sentence: String, _ allowed: String, _ form: RefusalForm) -> Plan {
        .refuse(.refusal(.methodNotAllowed, sentence, in: form).with("Allow", allowed))
    }

    private static func export(_ headers: HTTPHeaders, pathSignal: Signal?) -> Plan {
        guard let encoding = OTLP.Encoding(contentType: headers) else {
            let given = headers.first(name: "content-type").map { "Content-Type \(quoted($0))" } ?? "No Content-Type"
            let sentence = "\(given) is not taken: send application/x-protobuf or application/json"
            return .refuse(.refusal(.unsupportedType, sentence, in: .status(.json)))
        }
        let form = RefusalForm.status(encoding)
        if pathSignal == nil, encoding == .protobuf {
            let sentence = "a protobuf body does not say which signal it carries: POST it to \(exportPaths)"
            return .refuse(.refusal(.notFound, sentence, in: form))
        }
        switch headers[canonicalForm: "content-encoding"].joined(separator: ", ").lowercased() {
        case "", "identity":
            return .export(Export(pathSignal: pathSignal, encoding: encoding))
        case "gzip", "x-gzip":  // RFC 9110, 8.4.1.3: the same
            return .export(Export(pathSignal: pathSignal, encoding: encoding, compression: .gzip))
        case "deflate":
            return .export(Export(pathSignal: pathSignal, encoding: encoding, compression: .deflate))
        case let other:
            let sentence = "Content-Encoding \(quoted(other)) is not taken: send gzip, deflate or identity"
            return .refuse(.refusal(.unsupportedType, sentence, in: form))
        }
    }

    /// Nil where the request may read: a page of another site whose name was rebound to this machine would ask with that
    /// name.
    private static func read(_ headers: HTTPHeaders, isOwnHost: (String) -> Bool) -> Plan? {
        if headers["host"].count == 1, isOwnHost(headers["host"][0]) { return nil }
        let sentence = "this is for this machine only: ask with localhost or an IP address of it as the host"
        return .refuse(.refusal(.forbidden, sentence, in: .text))
    }

    private static func report(_ headers: HTTPHeaders, query: Substring, isOwnHost: (String) -> Bool) -> Plan {
        if let refusal = read(headers, isOwnHost: isOwnHost) { return refusal }
        do throws(QueryError) {
            return .report(try ReportRequest(query: query))
        } catch {
            return .refuse(.refusal(.badRequest, error.sentence, in: .text))
        }
    }
}

extension OTLP.Encoding {
    /// The encoding that the Content-Type names, its parameters aside; nil when it names another or none.
    init?(contentType headers: HTTPHeaders) {
        let value = headers.first(name: "content-type") ?? ""
        switch value {
        // As nearly every exporter writes them; the rest takes longer.
        case "application/x-protobuf": self = .protobuf
        case "application/json": self = .json
        default:
            switch value.prefix(while: { $0 != ";" }).filter({ $0 != " " && $0 != "\t" }).lowercased() {
            case "application/x-protobuf": self = .protobuf
            case "application/json": self = .json
            default: return nil
            }
        }
    }
}

/// A sender's text in a sentence of ours: printable ASCII, and not long.
func quoted(_ text: String) -> String {
    let printable = text.unicodeScalars.prefix(64).map { (" "..."~").contains($0) ? Character($0) : "?" }
    return "\"\(String(printable))\""
}
