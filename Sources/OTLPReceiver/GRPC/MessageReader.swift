import NIOCore

/// Puts the one message of a unary call together from the bytes of its DATA frames, which may be cut anywhere.
///
/// A message has a prefix of five bytes: whether it is compressed, and its length, most significant byte first (gRPC
/// over HTTP/2, "Length-Prefixed-Message").
struct MessageReader: Hashable {
    /// The most bytes that the message may have.
    let limit: Int
    /// Whether the message is compressed; known once the prefix is there.
    private(set) var isCompressed = false
    private var prefix: [UInt8] = []
    /// As the prefix says.
    private var length = 0
    private var message: [UInt8] = []

    private static let prefixLength = 5

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes what came next. Refuses a second message, a prefix that is none, and a length over the limit as soon as
    /// it is seen.
    mutating func take(_ bytes: ByteBufferView) throws(Refusal) {
        var rest = bytes
        if prefix.count < Self.prefixLength {
            let part = rest.prefix(Self.prefixLength - prefix.count)
            prefix += part
            rest = rest.dropFirst(part.count)
            guard prefix.count == Self.prefixLength else { return }
            try readPrefix()
        }
        guard rest.count <= length - message.count else {
            throw Refusal(.unimplemented, "an Export call carries one message, this one carries more")
        }
        message.append(contentsOf: rest)
    }

    private mutating func readPrefix() throws(Refusal) {
        guard prefix[0] <= 1 else {
            throw Refusal(.badFraming, "a message begins with 0 or 1, this one with \(prefix[0])")
        }
        isCompressed = prefix[0] == 1
        length = prefix[1...].reduce(0) { $0 << 8 | Int($1) }
        guard length <= limit else {
            throw Refusal(.tooLarge, "the message of \(length) bytes is over the limit of \(limit) bytes")
        }
        // A declared length is only believed up to 1 MiB; from there on the array grows as bytes come.
        message.reserveCapacity(min(length, 1 << 20))
    }

    /// The whole message, still compressed if it is.
    func whole() throws(Refusal) -> [UInt8] {
        guard !prefix.isEmpty else {
            throw Refusal(.unimplemented, "an Export call carries one message, this one carries none")
        }
        guard prefix.count == Self.prefixLength, message.count == length else {
            throw Refusal(.badFraming, "the call ended in the middle of its message")
        }
        return message
    }
}

/// A message behind its prefix, not compressed.
func framed(_ message: [UInt8]) -> [UInt8] {
    let length = UInt32(message.count)
    return [0] + stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> UInt32($0)) } + message
}
