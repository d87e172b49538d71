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

    /// Decodes an export and hands it over.
    func answer(_ export: Export, body: [UInt8]) -> Answer {
        let encoding = export.encoding
        do throws(Refusal) {
            let (signal, batch) = try decode(export, body: body)
            let summary = hooks.ingest(batch)
            let response = encodeExportResponse(to: signal, partial: PartialSuccess(summary), in: encoding)
            return Answer(status: .ok, contentType: encoding.mediaType, body: response)
        } catch {
            return .refusal(error.kind, error.sentence, in: .status(encoding))
        }
    }

    func answer(_ request: ReportRequest) -> Answer {
        Answer(status: .ok, contentType: "application/json", body: hooks.report(request))
            .with("Cache-Control", "no-store")
    }

    /// The answer to a body beyond the limit.
    func tooLarge(in form: RefusalForm) -> Answer {
        .refusal(.tooLarge, "the body is over the limit of \(bodyLimit) bytes", in: form)
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
            throw Refusal(.badRequest, "the \(signal.rawValue) request cannot be decoded \(place(of: error))")
        }
    }

    private func inflated(_ body: [UInt8], _ compression: ContentEncoding?) throws(Refusal) -> [UInt8] {
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
            throw Refusal(.badRequest, "the request cannot be decoded \(place(of: error))")
        }
        throw Refusal(.badRequest, "the body has none of resourceSpans, resourceMetrics and resourceLogs at its top")
    }
}

/// Where and why decoding stopped, as the end of a sentence.
private func place(of error: DecodingError) -> String {
    error.path.isEmpty
        ? "at byte \(error.offset): \(error.reason)"
        : "at byte \(error.offset), in \(error.path): \(error.reason)"
}

/// Why an export is refused once its body is there.
private struct Refusal: Error {
    var kind: RefusalKind
    var sentence: String

    init(_ kind: RefusalKind, _ sentence: String) {
        self.kind = kind
        self.sentence = sentence
    }
}

extension PartialSuccess {
    /// Nil when everything was taken in.
    fileprivate init?(_ summary: IngestSummary) {
        guard summary.rejected > 0 else { return nil }
        self.init(rejected: summary.rejected, message: summary.reason ?? "")
    }
}
