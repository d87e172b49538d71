import OTLP

/// Why a request is refused, for a program and for a person.
struct Refusal: Error, Hashable {
    var kind: RefusalKind
    /// A clause without a full stop.
    var sentence: String
    /// Which field is wrong, where it is one.
    var violation: StatusDetail?

    init(_ kind: RefusalKind, _ sentence: String) {
        self.kind = kind
        self.sentence = sentence
    }

    /// In how many seconds the same request may be sent again; nil where that would change nothing.
    var retrySeconds: Int? { kind == .noRoom ? 1 : nil }

    /// What is said of it to a program.
    var detail: StatusDetail? { retrySeconds.map { .retryAfter(seconds: $0) } ?? violation }
}

extension Refusal {
    /// Others have the room that the request's body needs.
    static let noRoom = Refusal(.noRoom, "too many large requests at once: send it again")

    /// The answer to more headers, or longer ones, than are taken.
    static let headersTooLarge = Refusal(.headersTooLarge, "the headers are too large")

    /// The answer to a body beyond the limit.
    static func tooLarge(_ limits: ReceiverLimits) -> Refusal {
        Refusal(.tooLarge, "the body is over the limit of \(limits.bodyBytes) bytes")
    }

    /// The answer to a request too many.
    static func tooMany(_ limits: ReceiverLimits) -> Refusal {
        Refusal(.noRoom, "more than \(limits.requests) requests at once: send it again")
    }

    /// The answer to a request that takes too long to come.
    static func late(_ time: TimeUp, _ limits: ReceiverLimits) -> Refusal {
        switch time {
        case .opening, .headers:
            Refusal(.timeout, "the headers of the request did not come within \(limits.headerSeconds) s")
        case .body, .idle:
            Refusal(.timeout, "the body of the request did not come within \(limits.bodySeconds) s")
        }
    }

    /// Nil when there was room.
    init?(_ claim: RoomClaim, _ limits: ReceiverLimits) {
        switch claim {
        case .granted: return nil
        case .full: self = .noRoom
        case .never:
            self.init(
                .tooLarge, "the body, inflated, is over the limit of \(limits.bytesInFlight) bytes for all of them")
        }
    }
}

/// Why a connection is closed on which there is no request, a clause.
func silence(_ time: TimeUp, _ limits: ReceiverLimits) -> String {
    time == .opening
        ? "nothing came on it for \(limits.headerSeconds) s" : "no request came on it for \(limits.idleSeconds) s"
}
