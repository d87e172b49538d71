// A pull reader of JSON (RFC 8259): who calls knows what should come next and asks for it. A member or element that is
// null is passed over, as proto3's JSON mapping takes null for absent.

import Telemetry

/// Reads one JSON text from front to back. The body goes along as an argument, as in `FieldReader`.
struct JSONReader {
    /// The next byte to read.
    private(set) var position = 0
    /// The text of a string with escapes, undone.
    private(set) var scratch: [UInt8] = []
    private let names = NameTable.shared

    /// How deep objects and arrays may nest in what is passed over; more than the deepest value that is read needs.
    private static let deepestSkip = 512

    /// Where the reader stands in an object or an array.
    struct Container {
        fileprivate var isFirst = true
    }

    func fault(_ reason: Fault.Reason) -> Fault { Fault(offset: position, reason: reason) }

    /// What to throw when the next byte is not what should come.
    func unexpected(_ body: Bytes, wanted: Fault.Wanted) -> Fault {
        position < body.count ? fault(.unexpected(body[position], wanted: wanted)) : fault(.endOfText)
    }

    /// The next byte that is not white space, not yet consumed; nil at the end of the text.
    @inline(__always)
    mutating func peek(_ body: Bytes) -> UInt8? {
        while position < body.count {
            let byte = body[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return nil
    }

    @inline(__always)
    mutating func consume(_ byte: UInt8, _ body: Bytes, wanted: Fault.Wanted) throws(Fault) {
        guard peek(body) == byte else { throw unexpected(body, wanted: wanted) }
        position += 1
    }

    /// Moves over bytes that the caller has seen.
    @inline(__always)
    mutating func advance(by count: Int) { position += count }

    mutating func end(_ body: Bytes) throws(Fault) {
        guard peek(body) == nil else { throw fault(.trailingText) }
    }

    // MARK: Objects and arrays

    @inline(__always)
    mutating func openObject(_ body: Bytes) throws(Fault) -> Container {
        try consume(UInt8(ascii: "{"), body, wanted: .object)
        return Container()
    }

    @inline(__always)
    mutating func openArray(_ body: Bytes) throws(Fault) -> Container {
        try consume(UInt8(ascii: "["), body, wanted: .array)
        return Container()
    }

    /// The name of the next member that is not null, with its value still to be read; nil at the object's end.
    @inline(__always)
    mutating func nextMember(_ object: inout Container, _ body: Bytes) throws(Fault) -> Name? {
        while try hasNext(&object, body, closing: UInt8(ascii: "}"), else: .commaOrBrace) {
            let name = try name(body)
            if try !skipNull(body) { return name }
        }
        return nil
    }

    /// Whether there is another element that is not null.
    @inline(__always)
    mutating func nextElement(_ array: inout Container, _ body: Bytes) throws(Fault) -> Bool {
        while try nextElementOrNull(&array, body) {
            if try !skipNull(body) { return true }
        }
        return false
    }

    /// Whether there is another element, null or not.
    @inline(__always)
    mutating func nextElementOrNull(_ array: inout Container, _ body: Bytes) throws(Fault) -> Bool {
        try hasNext(&array, body, closing: UInt8(ascii: "]"), else: .commaOrBracket)
    }

    @inline(__always)
    private mutating func hasNext(
        _ container: inout Container, _ body: Bytes, closing: UInt8, else wanted: Fault.Wanted
    ) throws(Fault) -> Bool {
        let byte = peek(body)
        if byte == closing {
            position += 1
            return false
        }
        if container.isFirst {
            container.isFirst = false
            return true
        }
        try consume(UInt8(ascii: ","), body, wanted: wanted)
        return true
    }

    @inline(__always)
    private mutating func name(_ body: Bytes) throws(Fault) -> Name {
        guard peek(body) == UInt8(ascii: "\"") else { throw unexpected(body, wanted: .key) }
        let name =
            switch try string(body) {
            case .plain(let range): names.name(of: body.extracting(range))
            case .escaped: names.name(of: scratch.span)
            }
        try consume(UInt8(ascii: ":"), body, wanted: .colon)
        return name
    }

    // MARK: Strings

    /// Where the text of a string is.
    enum Text {
        /// In the body, as it stands.
        case plain(Range<Int>)
        /// In `scratch`, until the next string is read.
        case escaped
    }

    /// A string. It is not checked to be UTF-8.
    @inline(__always)
    mutating func string(_ body: Bytes) throws(Fault) -> Text {
        try consume(UInt8(ascii: "\""), body, wanted: .string)
        let start = position
        try passPlainText(body)
        if body[position] == UInt8(ascii: "\"") {
            position += 1
            return .plain(start..<position - 1)
        }
        try unescape(body, from: start)
        return .escaped
    }

    /// Moves to the next quote or backslash, eight bytes at a time (bithacks' "determine if a word has a byte less
    /// than n"); the lowest byte that is marked is marked rightly.
    @inline(__always)
    private mutating func passPlainText(_ body: Bytes) throws(Fault) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        while body.count - position >= 8 {
            // Bounds are checked by the load; every bit pattern is a number.
            let raw = unsafe body.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            let word = UInt64(littleEndian: raw)
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let marked =
                (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word))
                & (ones &* 0x80)
            if marked != 0 {
                position += marked.trailingZeroBitCount / 8
                break
            }
            position += 8
        }
        while position < body.count {
            let byte = body[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            guard byte >= 0x20 else { throw fault(.controlCharacter) }
            position += 1
        }
        throw fault(.endOfText)
    }

    /// Goes on at the first backslash of a string, and copies its text to `scratch`.
    private mutating func unescape(_ body: Bytes, from start: Int) throws(Fault) {
        scratch.removeAll(keepingCapacity: true)
        var start = start
        while true {
            // The buffer lies within the span of the body.
            body.extracting(start..<position).withUnsafeBufferPointer { scratch.append(contentsOf: $0) }
            if body[position] == UInt8(ascii: "\"") {
                position += 1
                return
            }
            try escape(body)
            start = position
            try passPlainText(body)
        }
    }

    /// One escape, from its backslash on.
    private mutating func escape(_ body: Bytes) throws(Fault) {
        guard position + 1 < body.count else { throw fault(.endOfText) }
        let letter = body[position + 1]
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(letter)
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"): return try unicodeEscape(body)
        default: throw fault(.badEscape)
        }
        position += 2
    }

    /// `\uXXXX`, or two of them that make a surrogate pair; a surrogate alone becomes U+FFFD.
    private mutating func unicodeEscape(_ body: Bytes) throws(Fault) {
        let unit = try codeUnit(body, at: position)
        position += 6
        var scalar = UInt32(unit)
        if UTF16.isLeadSurrogate(unit), position + 1 < body.count, body[position] == UInt8(ascii: "\\"),
            body[position + 1] == UInt8(ascii: "u")
        {
            let trail = try codeUnit(body, at: position)
            if UTF16.isTrailSurrogate(trail) {
                scalar = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00)
                position += 6
            }
        }
        scratch.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
    }

    private func codeUnit(_ body: Bytes, at start: Int) throws(Fault) -> UInt16 {
        guard start + 6 <= body.count else { throw fault(.endOfText) }
        var unit: UInt16 = 0
        for index in start + 2..<start + 6 {
            guard let digit = hexDigit(body[index]) else { throw Fault(offset: start, reason: .badEscape) }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    // MARK: Literals and what is passed over

    mutating func bool(_ body: Bytes) throws(Fault) -> Bool {
        switch peek(body) {
        case UInt8(ascii: "t"):
            try literal("true", body)
            return true
        case UInt8(ascii: "f"):
            try literal("false", body)
            return false
        default: throw unexpected(body, wanted: .bool)
        }
    }

    /// Passes over null, if it comes next.
    @inline(__always)
    mutating func skipNull(_ body: Bytes) throws(Fault) -> Bool {
        guard peek(body) == UInt8(ascii: "n") else { return false }
        try literal("null", body)
        return true
    }

    private mutating func literal(_ text: StaticString, _ body: Bytes) throws(Fault) {
        let start = position
        for byte in text.description.utf8 {
            guard position < body.count else { throw fault(.endOfText) }
            guard body[position] == byte else {
                throw Fault(offset: start, reason: .unexpected(body[start], wanted: .literal))
            }
            position += 1
        }
    }

    /// Passes over any value.
    mutating func skip(_ body: Bytes) throws(Fault) {
        try skip(body, depth: 1)
    }

    private mutating func skip(_ body: Bytes, depth: Int) throws(Fault) {
        guard depth <= Self.deepestSkip else { throw fault(.tooDeep(limit: Self.deepestSkip)) }
        guard let first = peek(body) else { throw fault(.endOfText) }
        switch first {
        case UInt8(ascii: "{"):
            var object = try openObject(body)
            while try nextMember(&object, body) != nil { try skip(body, depth: depth + 1) }
        case UInt8(ascii: "["):
            var array = try openArray(body)
            while try nextElement(&array, body) { try skip(body, depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string(body)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool(body)
        case UInt8(ascii: "n"): _ = try skipNull(body)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try number(body)
        default: throw unexpected(body, wanted: .value)
        }
    }
}

/// The value of a hex digit in any case.
@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
