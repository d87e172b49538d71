// Attribute values as numbers and truths, whatever type they were sent in: agents send "true", "1521" and 12.0 alike.

extension Batch {
    /// The value as a whole number; nil if it is none.
    func int(_ value: AttributeValue) -> Int64? {
        switch value {
        case .int(let value): value
        case .double(let value): Int64(exactly: value.rounded())
        case .string(let id): Int64(text(id)) ?? Double(text(id)).flatMap { Int64(exactly: $0.rounded()) }
        case .bool, .bytes, .array, .map, .absent: nil
        }
    }

    /// The value as a finite number; nil if it is none.
    func double(_ value: AttributeValue) -> Double? {
        let number: Double? =
            switch value {
            case .int(let value): Double(value)
            case .double(let value): value
            case .string(let id): Double(text(id))
            case .bool, .bytes, .array, .map, .absent: nil
            }
        return number.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The value as a truth; nil if it is none.
    func bool(_ value: AttributeValue) -> Bool? {
        switch value {
        case .bool(let value): return value
        case .string(let id):
            switch text(id).lowercased() {
            case "true", "success", "ok", "1": return true
            case "false", "error", "failure", "failed", "0": return false
            default: return nil
            }
        case .int(0): return false
        case .int(1): return true
        case .int, .double, .bytes, .array, .map, .absent: return nil
        }
    }

    /// The value as text: strings as they are, numbers in digits, the first element of an array; nil for the rest.
    func string(_ value: AttributeValue) -> String? {
        switch value {
        case .string(let id): text(id)
        case .int(let value): String(value)
        case .double(let value): String(value)
        case .bool(let value): String(value)
        case .array(let slice): slice.isEmpty ? nil : string(values[slice.range.lowerBound])
        case .bytes, .map, .absent: nil
        }
    }
}

extension AttributeValue {
    /// Is nothing said by it?
    var isBlank: Bool {
        switch self {
        case .absent: true
        case .string(let id): id.isEmpty
        case .bool, .int, .double, .bytes, .array, .map: false
        }
    }
}

extension String {
    /// Without the quotes that make it a text of JSON: MLflow writes all values of its own so.
    var unquoted: String {
        utf8.count > 2 && utf8.first == UInt8(ascii: "\"") && utf8.last == UInt8(ascii: "\"")
            ? String(dropFirst().dropLast()) : self
    }
}

/// The number behind a key in a text of JSON, without reading the rest: `{"cached_tokens": 12}` gives 12.
func number(behind key: String, inJSON text: String) -> Int64? {
    decimal(behind: key, inJSON: text).flatMap { Int64(exactly: $0.rounded()) }
}

/// The same for numbers that may have a fraction. Looks at the beginning of long texts only.
func decimal(behind key: String, inJSON text: String) -> Double? {
    firstValue(behind: key, inJSON: text) { rest in
        let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 || [0x2e, 0x65, 0x45, 0x2d, 0x2b].contains($0) }
        return Double(String(decoding: digits, as: UTF8.self))
    }
}

/// All numbers of a map of numbers: `{"input": 0.5, "output": 0.25}` gives 0.75. Nil where there is none. Looks at the
/// beginning of long texts only.
func sumOfNumbers(inJSON text: String) -> Double? {
    let text = String(decoding: text.utf8.prefix(4_096), as: UTF8.self)
    let numbers = text.split(separator: ",").compactMap { member in
        member.split(separator: ":").last.flatMap { Double($0.filter { !$0.isWhitespace && $0 != "}" }) }
    }
    return numbers.isEmpty ? nil : numbers.reduce(0, +)
}

/// The text behind a key, where nothing in it is escaped: `{"model": "gpt-4o"}` gives `gpt-4o`. Looks at the beginning of
/// long texts only.
func word(behind key: String, inJSON text: String) -> String? {
    firstValue(behind: key, inJSON: text) { rest in
        guard rest.first == UInt8(ascii: "\"") else { return nil }
        let word = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        return rest[word.endIndex...].first == UInt8(ascii: "\"") ? String(decoding: word, as: UTF8.self) : nil
    }
}

/// What is read behind the first of a text's keys of this name that has such a value.
private func firstValue<Value>(
    behind key: String, inJSON text: String, read: (ArraySlice<UInt8>) -> Value?
) -> Value? {
    let bytes = Array(text.utf8.prefix(65_536))
    let quoted = Array("\"\(key)\"".utf8)
    guard bytes.count > quoted.count else { return nil }
    for start in 0...(bytes.count - quoted.count) where bytes[start...].starts(with: quoted) {
        let rest = bytes[(start + quoted.count)...].drop(while: isBlank)
        // The word may be a value: then no colon follows.
        guard rest.first == UInt8(ascii: ":") else { continue }
        if let value = read(rest.dropFirst().drop(while: isBlank)) { return value }
    }
    return nil
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }
