import Inflate
import NIOHTTP1
import OTLP
import Telemetry

/// Requests to answers, without sockets: plan by the head, then answer with the body.
struct Service: Sendable {
    let hooks: ReceiverHooks
    let gate: Gate
    /// Nil for plain text.
    let tls: TLSServer?
    /// Shared by everything that listens.
    let room: Room

    var limits: ReceiverLimits { room.limits }

    init(
        hooks: ReceiverHooks, limits: ReceiverLimits = ReceiverLimits(), access: AccessRules = AccessRules(),
        tls: TLSServer? = nil, machine: Machine = .this
    ) {
        self.hooks = hooks
        self.tls = tls
        gate = Gate(rules: access, machine: machine)
        room = Room(limits)
    }

    func plan(_ head: HTTPRequestHead) -> Plan {
        if let answer = gate.preflight(head) { return .reply(answer) }
        if let refusal = gate.refusal(of: head) {
            var answer = Answer.refusal(refusal, in: RefusalForm(head))
            // Who may not even read is counted too.
            answer.rejection = refusal.sentence
            return .refuse(answer)
        }
        return Plan(head, isOwnHost: gate.machine.isNamed)
    }

    /// Decodes an export and hands it over, and gives the response message in the encoding of the request. Room for what
    /// comes out of a compressed body is taken from the request's share.
    func take(_ export: Export, body: [UInt8], share: RoomShare) throws(Refusal) -> [UInt8] {
        let (signal, batch) = try decode(export, body: body, share: share)
        let summary = hooks.ingest(batch)
        return encodeExportResponse(to: signal, partial: PartialSuccess(summary), in: export.encoding)
    }

    /// Takes an export in and answers it over HTTP.
    func answer(_ export: Export, body: [UInt8], share: RoomShare) -> Answer {
        let encoding = export.encoding
        do throws(Refusal) {
            let response = try take(export, body: body, share: share)
            return Answer(status: .ok, contentType: encoding.mediaType, body: response)
        } catch {
            return .refusal(error, in: .status(encoding))
        }
    }

    /// Does what is planned with a whole request.
    func answer(_ plan: Plan, body: [UInt8], share: RoomShare) -> Answer {
        switch plan {
        case .export(let export): answer(export, body: body, share: share)
        case .report(let request): answer(request)
        case .reply(let answer), .refuse(let answer): answer
        }
    }

    func answer(_ request: ReportRequest) -> Answer {
        Answer(status: .ok, contentType: "application/json", body: hooks.report(request))
            .with("Cache-Control", "no-store")
    }

    /// Takes room for bytes of a body that have come.
    func claim(_ bytes: Int, of share: RoomShare) throws(Refusal) {
        if let refusal = Refusal(share.claim(bytes), limits) { throw refusal }
    }

    private func decode(_ export: Export, body: [UInt8], share: RoomShare) throws(Refusal) -> (Signal, Batch) {
        let plain = try inflated(body, export.compression, share)
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
    func inflated(
        _ body: [UInt8], _ compression: ContentEncoding?, _ share: RoomShare
    ) throws(Refusal) -> [UInt8] {
        guard let compression else { return body }
        let most = InflationLimits(bytes: limits.inflatedBytes, ratio: limits.inflationRatio)
        var claim = RoomClaim.granted
        do throws(InflateError) {
            return try inflate(body.span, encoding: compression, limits: most) { bytes in
                claim = share.claim(bytes)
                return claim == .granted
            }
        } catch {
            switch error {
            case .tooLarge, .tooDense: throw Refusal(.tooLarge, "\(error), the limit")
            case .noRoom: throw Refusal(claim, limits) ?? .noRoom
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
