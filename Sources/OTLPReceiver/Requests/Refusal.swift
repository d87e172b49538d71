import OTLP

/// Why a request is refused, for a program and for a person.
struct Refusal: Error, Hashable {
    var kind: RefusalKind
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

    /// Bodies in flight take all the room there is for them.
    static let noRoom = Refusal(.noRoom, "too many large requests at once: send it again")
}
