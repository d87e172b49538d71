import Inflate
import NIOHTTP1
import OTLP
import Telemetry

/// Requests to answers, without sockets: plan by the head, then answer with the body.
struct Service: Sendable {
    let hooks: ReceiverHooks
    let bodyLimit: Int
    let machine: Machine
    let room: Room

    init(hooks: ReceiverHooks, bodyLimit: Int, machine: Machine, connections: Int = 1_024) {
        self.hooks = hooks
        self.bodyLimit = bodyLimit
        self.machine = machine
        // A few requests of the largest size at once are fine, one from every connection is not.
        room = Room(connections: connections, bodyBytes: 4 * bodyLimit)
    }

    func plan(_ head: HTTPRequestHead) -> Plan {
        Plan(head, isOwnHost: machine.isNamed)
    }

    /// Decodes an export and hands it over, and gives the response message in the encoding of the request.
    func take(_ export: Export, body: [UInt8]) throws(Refusal) -> [UInt8] {
        let (signal, batch) = try decode(export, body: body)
        let summary = hooks.ingest(batch)
        return encodeExportResponse(to: signal, partial: PartialSuccess(summary), in: export.encoding)
    }

    /// Takes an export in and answers it over HTTP.
    func answer(_ export: Export, body: [UInt8]) -> Answer {
        let encoding = export.encoding
        do throws(Refusal) {
            return Answer(status: .ok, contentType: encoding.mediaType, body: try take(export, body: body))
        } catch {
            return .refusal(error, in: .status(encoding))
        }
    }

    /// Does what is planned with a whole request.
    func answer(_ plan: Plan, body: [UInt8]) -> Answer {
        switch plan {
        case .export(let export): answer(export, body: body)
        case .report(let request): answer(request)
        case .health: .healthy
        case .refuse(let answer): answer
        }
    }

    func answer(_ request: ReportRequest) -> Answer {
        Answer(status: .ok, contentType: "application/json", body: hooks.report(request))
            .with("Cache-Control", "no-store")
    }

    /// Why a body beyond the limit is refused.
    var tooLarge: Refusal { Refusal(.tooLarge, "the body is over the limit of \(bodyLimit) bytes") }

    /// The answer to a body beyond the limit.
    func tooLarge(in form: RefusalForm) -> Answer {
        .refusal(tooLarge, in: form)
    }

    private func decode(_ export: Export, body: [UInt8]) throws(Refusal) -> (Signal, Batch) {
        let plain = try inflated(body, export.compression)
        let signal = try signal(of: export, body: plain)
        do throws(DecodingError) {
            var batch = try decodeExportRequest(plain, of: signal, in: export.encoding)
            batch.misdirected = export.pathSignal == signal ? nil : export.pathSignal
            return (signal, batch)
        } catch {
            if error.isTooLarge {
                throw Refusal(.tooLarge, "the \(signal.rawValue) request is too large: \(error.reason)")
            }
            throw .undecodable("the \(signal.rawValue) request", error)
        }
    }

    /// The body without its compression.
    func inflated(_ body: [UInt8], _ compression: ContentEncoding?) throws(Refusal) -> [UInt8] {
        guard let compression else { return body }
        do throws(InflateError) {
            return try inflate(body, encoding: compression, limit: bodyLimit)
        } catch {
            switch error {
            case .tooLarge: throw Refusal(.tooLarge, "\(error), the limit")
            case .corrupt, .truncated: throw Refusal(.badRequest, "\(compression.rawValue): \(error)")
            }
        }
    }

    /// JSON is what its key says, protobuf what its first record looks like; where they leave a doubt, the path says it.
    private func signal(of export: Export, body: [UInt8]) throws(Refusal) -> Signal {
        switch export.encoding {
        case .json: if let named = OTLP.signal(ofJSON: body) { return named }
        case .protobuf: if let told = OTLP.signal(ofProtobuf: body) { return told }
        }
        if let signal = export.pathSignal { return signal }
        // Broken JSON has a better reason than that no key was found.
        do throws(DecodingError) {
            _ = try decodeExportRequest(body, of: .traces, in: export.encoding)
        } catch {
            throw .undecodable("the request", error)
        }
        throw Refusal(.badRequest, "the body has none of resourceSpans, resourceMetrics and resourceLogs at its top")
    }
}

extension Refusal {
    /// Says where and why decoding stopped.
    fileprivate static func undecodable(_ what: String, _ error: DecodingError) -> Refusal {
        let place = error.path.isEmpty ? "at byte \(error.offset)" : "at byte \(error.offset), in \(error.path)"
        var refusal = Refusal(.badRequest, "\(what) cannot be decoded \(place): \(error.reason)")
        refusal.violation = .badRequest(field: error.path, reason: error.reason)
        return refusal
    }
}

extension PartialSuccess {
    /// Nil when everything was taken in.
    fileprivate init?(_ summary: IngestSummary) {
        guard summary.rejected > 0 else { return nil }
        self.init(rejected: summary.rejected, message: summary.reason ?? "")
    }
}
