extension UnpackedValue {
    /// The value as people read it: strings as they are, the rest as JSON.
    func text(_ symbols: SymbolTable) -> String {
        switch self {
        case .absent: return ""
        case .symbol(let symbol): return symbols.text(symbol)
        case .text(let text, _): return text
        default:
            var text = ""
            writeJSON(to: &text, symbols)
            return text
        }
    }

    /// How long it was before it was cut, in bytes; nil if it is whole.
    var fullLength: Int? {
        if case .text(_, let fullLength) = self { fullLength } else { nil }
    }

    func writeJSON(to text: inout String, _ symbols: SymbolTable) {
        switch self {
        case .absent: text += "null"
        case .symbol(let symbol): writeQuoted(symbols.text(symbol), to: &text)
        case .text(let content, _): writeQuoted(content, to: &text)
        case .bool(let value): text += String(value)
        case .int(let value): text += String(value)
        case .double(let value): text += String(value)
        case .bytes(let prefix, let count): writeBytes(prefix, of: count, to: &text)
        case .array(let elements):
            text += "["
            for (number, element) in elements.enumerated() {
                if number > 0 { text += ", " }
                element.writeJSON(to: &text, symbols)
            }
            text += "]"
        case .map(let entries):
            text += "{"
            for (number, entry) in entries.enumerated() {
                if number > 0 { text += ", " }
                writeQuoted(symbols.text(entry.key), to: &text)
                text += ": "
                entry.value.writeJSON(to: &text, symbols)
            }
            text += "}"
        }
    }

    /// How many there are, and the first of them in hex.
    private func writeBytes(_ prefix: [UInt8], of count: Int, to text: inout String) {
        text += "<\(count) bytes"
        if !prefix.isEmpty { text += ": " }
        for byte in prefix { text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        text += count > prefix.count ? "…>" : ">"
    }
}
