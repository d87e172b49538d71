extension Batch {
    /// A value as people read it: strings as they are, the rest as JSON.
    func plainText(_ value: AttributeValue) -> String {
        if case .string(let id) = value { return text(id) }
        var text = ""
        writeJSON(value, to: &text)
        return text
    }

    private func writeJSON(_ value: AttributeValue, to text: inout String) {
        switch value {
        case .absent: text += "null"
        case .string(let id): writeQuoted(self.text(id), to: &text)
        case .bool(let value): text += String(value)
        case .int(let value): text += String(value)
        case .double(let value): text += String(value)
        case .bytes(let id): text += "<\(strings.length(of: id)) bytes>"
        case .array(let slice):
            text += "["
            for (number, place) in slice.range.enumerated() {
                if number > 0 { text += ", " }
                writeJSON(values[place], to: &text)
            }
            text += "]"
        case .map(let slice):
            text += "{"
            for (number, place) in slice.range.enumerated() {
                if number > 0 { text += ", " }
                writeQuoted(self.text(entries[place].key), to: &text)
                text += ": "
                writeJSON(entries[place].value, to: &text)
            }
            text += "}"
        }
    }
}

/// Writes a text in quotes, with quotes and backslashes escaped. Control characters are the screen's to deal with.
func writeQuoted(_ content: String, to text: inout String) {
    text += "\""
    for character in content {
        if character == "\"" || character == "\\" { text += "\\" }
        text.append(character)
    }
    text += "\""
}
