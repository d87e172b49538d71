// Compressed bodies and files, inflated under a limit that is counted while inflating: a body of a few kilobytes may
// claim gigabytes, and nobody knows before looking.

/// How a body was compressed, as HTTP names it (RFC 9110, 8.4.1).
package enum ContentEncoding: String, Hashable, Sendable {
    /// RFC 1952, one member or several.
    case gzip
    /// RFC 1950 (zlib), and raw RFC 1951, which some senders mean by the same name.
    case deflate
}

/// Why a body could not be inflated. Offsets count bytes of the compressed body.
package enum InflateError: Error, Hashable, CustomStringConvertible {
    /// More than `limit` bytes come out.
    case tooLarge(limit: Int)
    /// More than `ratio` bytes come out of each byte that goes in.
    case tooDense(ratio: Int)
    /// The caller has no room for what comes out.
    case noRoom
    /// The bytes at or shortly before `offset` are not what they say they are.
    case corrupt(offset: Int, reason: String)
    /// The body ends before its compressed data does.
    case truncated

    package var description: String {
        switch self {
        case .tooLarge(let limit): "the body inflates to more than \(limit) bytes"
        case .tooDense(let ratio): "the body inflates to more than \(ratio) times its size"
        case .noRoom: "there is no room for what the body inflates to"
        case .corrupt(let offset, let reason): "the compressed body is corrupt at byte \(offset): \(reason)"
        case .truncated: "the compressed body ends too early"
        }
    }
}

/// How much may come out of a body.
package struct InflationLimits: Hashable, Sendable {
    /// The most bytes.
    package var bytes: Int
    /// The most bytes for each one that went in, so that a bomb is known long before it has reached `bytes`. Looked at
    /// from a MiB on: what is small may be as dense as it likes.
    package var ratio: Int

    static let ratioFrom = 1 << 20

    package init(bytes: Int, ratio: Int = .max) {
        (self.bytes, self.ratio) = (bytes, ratio)
    }
}

/// Inflates a whole body.
///
/// Memory stays near what comes out: the result and one block of 64 KiB, never past `limit` by more than that block.
/// Zero bytes after the last gzip member are padding; anything else behind the data is an error.
///
/// - Parameter limit: the most bytes that may come out.
package func inflate(_ body: [UInt8], encoding: ContentEncoding, limit: Int) throws(InflateError) -> [UInt8] {
    try inflate(body.span, encoding: encoding, limits: InflationLimits(bytes: limit))
}

/// Inflates a whole body that need not lie in an array; the same otherwise.
///
/// - Parameter claim: asked for room before so many bytes more are kept; without it, the body is refused.
package func inflate(
    _ body: borrowing Span<UInt8>, encoding: ContentEncoding, limits: InflationLimits,
    claim: (_ bytes: Int) -> Bool = { _ in true }
) throws(InflateError) -> [UInt8] {
    let format = Format(encoding, head: body)
    return try body.withUnsafeBufferPointer { (input) throws(InflateError) in
        var stream = InflateStream(input, format: format)
        return try stream.readAll(limits, claim: claim)
    }
}

/// Whether a file begins as gzip does.
package func isGzip(_ head: borrowing Span<UInt8>) -> Bool {
    head.count >= 3 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 0x08
}

/// Whether a file begins as zlib does (RFC 1950, 2.2): method 8, a window of at most 32 KiB, and the check bits.
package func isZlib(_ head: borrowing Span<UInt8>) -> Bool {
    guard head.count >= 2 else { return false }
    let (method, flags) = (head[0], head[1])
    let check = (Int(method) << 8 | Int(flags)) % 31
    return method & 0x0f == 8 && method >> 4 <= 7 && check == 0
}

/// Whether a file begins as gzip does.
package func isGzip(_ head: [UInt8]) -> Bool { isGzip(head.span) }

/// Whether a file begins as zlib does.
package func isZlib(_ head: [UInt8]) -> Bool { isZlib(head.span) }

/// What zlib is told to expect.
enum Format {
    case gzip, zlib, raw

    init(_ encoding: ContentEncoding, head: borrowing Span<UInt8>) {
        switch encoding {
        case .gzip: self = .gzip
        case .deflate: self = head.count < 2 || isZlib(head) ? .zlib : .raw
        }
    }
}
