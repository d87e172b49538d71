/// Writes JSON (RFC 8259) on one line, or indented by two spaces a level.
struct JSONWriter {
    /// How the text is laid out.
    enum Layout {
        case line, indented
    }

    private let layout: Layout
    private var output: [UInt8] = []
    private var depth = 0

    init(layout: Layout) { self.layout = layout }

    /// The text of a value.
    static func text(of value: JSONValue, layout: Layout) -> String {
        var writer = JSONWriter(layout: layout)
        writer.write(value)
        return String(decoding: writer.output, as: UTF8.self)
    }

    private mutating func write(_ value: JSONValue) {
        switch value {
        case .null: put("null")
        case .integer(let value): put(String(value))
        case .number(let value): put(numeral(of: value))
        case .string(let value): writeString(value)
        case .array(let elements):
            writeList(elements, between: ("[", "]")) { $0.write($1) }
        case .object(let fields):
            writeList(fields, between: ("{", "}")) { writer, field in
                writer.writeString(field.name)
                writer.put(writer.layout == .indented ? ": " : ":")
                writer.write(field.value)
            }
        }
    }

    private mutating func writeList<Element>(
        _ elements: [Element], between brackets: (String, String), _ writeElement: (inout JSONWriter, Element) -> Void
    ) {
        put(brackets.0)
        depth += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { put(",") }
            breakLine()
            writeElement(&self, element)
        }
        depth -= 1
        if !elements.isEmpty { breakLine() }
        put(brackets.1)
    }

    private mutating func breakLine() {
        guard layout == .indented else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func put(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func writeString(_ text: String) {
        output.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            if let escape = escape(of: scalar) {
                put(escape)
            } else {
                output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

/// The shortest digits that read back as the same number; JSON has no word for what is not finite.
private func numeral(of value: Double) -> String {
    guard value.isFinite else { return "null" }
    let digits = value.description
    return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
}

/// How a character is escaped; nil when it may stand as it is.
///
/// RFC 8259, section 7, demands it for `"`, `\` and U+0000 to U+001F. The others are escaped too because a report is
/// also printed on terminals, which obey C1 controls, and read as lines, which U+2028 and U+2029 break.
private func escape(of scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x22: return "\\\""
    case 0x5C: return "\\\\"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029:
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return nil
    }
}
