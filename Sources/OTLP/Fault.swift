/// The bytes of a body. (`Span` alone is a word of tracing.)
typealias Bytes = Swift.Span<UInt8>

/// What the decoders throw: a trivial value, so that it costs nothing where it isn't thrown.
struct Fault: Error {
    /// The byte at which decoding stopped.
    var offset: Int
    var reason: Reason

    enum Reason {
        case bodyTooLarge
        case batchTooLarge(limit: Int)
        case notUTF8
        case tooDeep(limit: Int)
        case wrongIDLength(bytes: Int, expected: Int)

        // Protobuf.
        case truncated
        case varintTooLong
        case badTag
        case unevenPackedLength

        // JSON.
        case endOfText
        case unexpected(UInt8, wanted: Wanted)
        case controlCharacter
        case badEscape
        case badNumber
        case notIntegral
        case outOfRange
        case badHex
        case wrongDigitCount(digits: Int, expected: Int)
        case idInBase64
        case badBase64
        case trailingText
    }

    /// What a JSON reader was looking for.
    enum Wanted: String {
        case value = "a value"
        case object = "an object"
        case array = "an array"
        case string = "a string"
        case number = "a number"
        case bool = "true or false"
        case key = "a key in quotes"
        case colon = "a colon"
        case commaOrBrace = "a comma or a closing brace"
        case commaOrBracket = "a comma or a closing bracket"
        case literal = "true, false or null"
    }
}

extension Fault.Reason: CustomStringConvertible {
    /// A clause that follows the place.
    var description: String {
        switch self {
        case .bodyTooLarge: "the body is larger than 4 GiB"
        case .batchTooLarge(let limit): "what it stands for takes more than \(limit) bytes"
        case .notUTF8: "the string is not UTF-8"
        case .tooDeep(let limit): "values are nested more than \(limit) levels deep"
        case .wrongIDLength(let bytes, let expected): "the id has \(bytes) bytes instead of \(expected)"
        case .truncated: "the body ends within a field"
        case .varintTooLong: "a number is longer than 10 bytes"
        case .badTag: "the field's tag is not valid"
        case .unevenPackedLength: "the length of packed numbers is not a multiple of their size"
        case .endOfText: "the text ends too early"
        case .unexpected(let byte, let wanted): "expected \(wanted.rawValue), found \(Self.quoted(byte))"
        case .controlCharacter: "a control character stands in a string"
        case .badEscape: "the escape in the string is not valid"
        case .badNumber: "the number is not valid"
        case .notIntegral: "the number is not a whole number"
        case .outOfRange: "the number does not fit the field"
        case .badHex: "the id is not written in hex digits"
        case .wrongDigitCount(let digits, let expected): "the id has \(digits) characters instead of \(expected)"
        case .idInBase64: DecodingError.idInBase64
        case .badBase64: "the bytes are not base64"
        case .trailingText: "text follows the end of the request"
        }
    }

    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7E: "'\(Character(UnicodeScalar(byte)))'"
        default: "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}

/// How deep values may nest within an attribute's value, the outermost one counted.
package let deepestValue = 64
