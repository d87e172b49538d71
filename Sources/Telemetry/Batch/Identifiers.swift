/// A trace id: 16 bytes, kept as two words. Zero is not a valid id (W3C Trace Context, section 3.2.2.3).
package struct TraceID: Hashable, Sendable, Comparable {
    package var high: UInt64
    package var low: UInt64

    @inlinable package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package var isZero: Bool { high == 0 && low == 0 }

    package static func < (a: TraceID, b: TraceID) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// A span id: 8 bytes. Zero is not a valid id; as a parent it means "none".
package struct SpanID: Hashable, Sendable, Comparable {
    package var rawValue: UInt64

    @inlinable package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    package static let zero = SpanID(0)
    package var isZero: Bool { rawValue == 0 }

    package static func < (a: SpanID, b: SpanID) -> Bool { a.rawValue < b.rawValue }
}

extension TraceID: CustomStringConvertible, LosslessStringConvertible {
    /// 32 lower-case hex digits.
    package var description: String { hexDigits(of: high) + hexDigits(of: low) }

    /// From 32 hex digits in any case; nil for anything else.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 32,
            let high = word(fromHex: digits[..<16]), let low = word(fromHex: digits[16...])
        else { return nil }
        self.init(high: high, low: low)
    }
}

extension SpanID: CustomStringConvertible, LosslessStringConvertible {
    /// 16 lower-case hex digits.
    package var description: String { hexDigits(of: rawValue) }

    /// From 16 hex digits in any case; nil for anything else.
    package init?(_ text: String) {
        guard let word = word(fromHex: Array(text.utf8)[...]) else { return nil }
        self.init(word)
    }
}

private func hexDigits(of word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

private func word(fromHex digits: ArraySlice<UInt8>) -> UInt64? {
    guard digits.count == 16 else { return nil }
    var word: UInt64 = 0
    for digit in digits {
        guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
        word = word << 4 | UInt64(value)
    }
    return word
}
