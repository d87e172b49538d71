extension Batch {
    /// A value as people read it: strings as they are, the rest as JSON.
    func plainText(_ value: AttributeValue) -> String { cutText(value, to: .max).text }

    /// The beginning of a value's text, and how long all of it is.
    func cutText(_ value: AttributeValue, to limit: Int) -> CutText {
        var text = CutText(limit: limit)
        if case .string(let id) = value {
            text.fullLength = strings.length(of: id)
            text.text =
                limit == .max ? self.text(id) : String(decoding: strings.bytes(of: id).prefix(limit), as: UTF8.self)
        } else {
            writeJSON(value, to: &text)
        }
        return text
    }

    private func writeJSON(_ value: AttributeValue, to text: inout CutText) {
        switch value {
        case .absent: text += "null"
        case .string(let id): text.quote(strings.bytes(of: id))
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
                text.quote(strings.bytes(of: entries[place].key))
                text += ": "
                writeJSON(entries[place].value, to: &text)
            }
            text += "}"
        }
    }
}

/// The beginning of a text that is being written, and how long all of it is, in bytes.
struct CutText: Sendable {
    var text = ""
    var fullLength = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    static func += (text: inout CutText, more: String) {
        text.fullLength += more.utf8.count
        if text.text.utf8.count < text.limit { text.text += more }
    }

    /// Writes a text in quotes.
    mutating func quote(_ content: ArraySlice<UInt8>) {
        let room = limit - text.utf8.count
        if room > 0 { writeQuoted(String(decoding: content.prefix(room), as: UTF8.self), to: &text) }
        fullLength += content.count + 2
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

extension AttributeValue {
    var isCollection: Bool {
        switch self {
        case .map, .array: true
        case .absent, .string, .bool, .int, .double, .bytes: false
        }
    }
}

extension Batch {
    /// Is it a map or an array with more in it than a value may take? Then it is kept as the beginning of its text.
    func isLong(_ value: AttributeValue, limit: Int) -> Bool {
        switch value {
        case .map, .array: size(value, upTo: limit) > limit
        case .absent, .string, .bool, .int, .double, .bytes: false
        }
    }

    /// About how many bytes a value takes; counting ends beyond the limit.
    private func size(_ value: AttributeValue, upTo limit: Int) -> Int {
        var size = 8
        switch value {
        case .string(let id), .bytes(let id): size += strings.length(of: id)
        case .array(let slice):
            for place in slice.range where size <= limit { size += self.size(values[place], upTo: limit - size) }
        case .map(let slice):
            for place in slice.range where size <= limit {
                size += strings.length(of: entries[place].key) + self.size(entries[place].value, upTo: limit - size)
            }
        case .absent, .bool, .int, .double: break
        }
        return size
    }
}
