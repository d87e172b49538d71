/// What a sender has to show to be heard. Its text never appears in a sentence.
package struct AccessToken: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// Nil when the text is empty or can't stand in a header: visible ASCII, 4 KiB at the most.
    package init?(_ text: String) {
        bytes = Array(text.utf8)
        let isVisible = bytes.allSatisfy { (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }
        guard isVisible, (1...4_096).contains(bytes.count) else { return nil }
    }

    package var description: String { "(a token)" }

    /// The value of the header that shows it.
    package var headerValue: String { "Bearer " + String(decoding: bytes, as: UTF8.self) }

    /// Why the values of a request's Authorization headers don't open the door; nil when they do.
    func refusal(of values: [String]) -> Refusal? {
        guard let value = values.first, values.count == 1 else { return .noToken }
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .noToken }
        let shown = Array(parts[1].utf8.drop { $0 == UInt8(ascii: " ") })
        return isEqualInConstantTime(shown, to: bytes) ? nil : .wrongToken
    }
}

/// Whether two secrets are the same. How long it takes depends on the length of what is shown alone: nobody learns from it
/// how much of a guess was right, nor how long the secret is.
func isEqualInConstantTime(_ shown: [UInt8], to secret: [UInt8]) -> Bool {
    guard !secret.isEmpty else { return shown.isEmpty }
    var difference = shown.count ^ secret.count
    for (place, byte) in shown.enumerated() { difference |= Int(byte ^ secret[place % secret.count]) }
    return difference == 0
}

extension Refusal {
    static let noToken = Refusal(.unauthenticated, TokenSentence.missing)
    static let wrongToken = Refusal(.unauthenticated, TokenSentence.wrong)
}

/// What is said of a request without the right token: whoever counts refusals tells these by their beginning.
package enum TokenSentence {
    package static let missing = "a token is needed: send the header Authorization: Bearer TOKEN"
    package static let wrong = "the token is not the one that is asked for here"

    package static let all = [missing, wrong]
}
