/// A record's contents as texts.
struct LogContents {
    let body: UnpackedValue
    let attributes: [AttributeText]
    private let entries: [AttributeText]
    private let event: String
    private let symbols: SymbolTable

    init(_ record: KeptLog, _ ledger: Ledger) {
        let unpacked = UnpackedLog(record.packed[...])
        symbols = ledger.symbols
        body = unpacked.body
        event = ledger.symbols.text(record.eventName)
        attributes = Self.texts(unpacked.attributes, ledger.symbols)
        if case .map(let entries) = unpacked.body {
            self.entries = Self.texts(entries, ledger.symbols)
        } else {
            entries = []
        }
    }

    private static func texts(_ attributes: [UnpackedAttribute], _ symbols: SymbolTable) -> [AttributeText] {
        attributes.map { attribute in
            let key = symbols.text(attribute.key)
            return AttributeText(
                key: key, value: attribute.value.text(symbols), isKey: ConceptTable.byKey[key] != nil,
                fullLength: attribute.value.fullLength)
        }
    }

    /// The body in one line: its text, else the message that stands among its fields, else the whole as JSON. Empty when
    /// it only repeats the event's name.
    var line: String {
        let text = bodyLine
        return !event.isEmpty && (text == event || text.hasSuffix("." + event)) ? "" : text
    }

    private var bodyLine: String {
        switch body {
        case .absent: oneLine(message ?? "")
        case .map: oneLine(message ?? body.text(symbols))
        case .symbol, .text, .bool, .int, .double, .bytes, .array: oneLine(body.text(symbols))
        }
    }

    private var message: String? {
        for key in LogField.message.keys {
            if let field = (entries + attributes).first(where: { $0.key == key && !$0.value.isEmpty }) {
                return field.value
            }
        }
        return nil
    }

    /// The body as the detail shows it.
    var pretty: String {
        switch body {
        case .map, .array: body.prettyJSON(symbols)
        case .absent, .symbol, .text, .bool, .int, .double, .bytes: body.text(symbols)
        }
    }

    /// What else a row says: of a record whose line is only a name, all that is short; of others, what is of interest.
    func fields(besides line: String) -> [AttributeText] {
        let isBare = line.isEmpty
        let candidates = (entries + attributes).filter { field in
            !LogFieldUse.identity.contains(field.key) && field.value.utf8.count <= 120 && field.value != line
        }
        let wanted = candidates.filter { isBare || ($0.isKey || LogFieldUse.key.contains($0.key)) }
        return Array(wanted.filter { !$0.value.isEmpty }.prefix(8))
    }

    private func oneLine(_ text: String) -> String {
        let cut = text.utf8.count > 512 ? String(decoding: text.utf8.prefix(512), as: UTF8.self) : text
        return cut.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

/// Which attributes rows show.
private enum LogFieldUse {
    /// What says whose the record is, and what its own columns say.
    static let identity: Set<String> = {
        let fields = LogField.allCases.flatMap(\.keys)
        let concepts: [Concept] = [
            .agentType, .provider, .operationName, .serviceName, .serviceVersion, .serviceInstance, .environment,
        ]
        let times = ["event.timestamp", "timestamp", "time", "version", "trace_flags"]
        return Set(fields + concepts.flatMap(\.keys) + times)
    }()

    static let key: Set<String> = [
        "error", "err", "exception.type", "exception.message", "toolName", "task_id", "taskId", "status_code",
        "duration_ms",
    ]
}

extension UnpackedValue {
    /// Maps and arrays with each element on a line of its own.
    func prettyJSON(_ symbols: SymbolTable) -> String {
        var text = ""
        writePretty(to: &text, symbols, indent: 0)
        return text
    }

    private func writePretty(to text: inout String, _ symbols: SymbolTable, indent: Int) {
        let inner = "\n" + String(repeating: "  ", count: min(indent + 1, 20))
        let outer = "\n" + String(repeating: "  ", count: min(indent, 20))
        switch self {
        case .array(let elements) where !elements.isEmpty:
            for (number, element) in elements.enumerated() {
                text += (number == 0 ? "[" : ",") + inner
                element.writePretty(to: &text, symbols, indent: indent + 1)
            }
            text += outer + "]"
        case .map(let entries) where !entries.isEmpty:
            for (number, entry) in entries.enumerated() {
                text += (number == 0 ? "{" : ",") + inner
                writeQuoted(symbols.text(entry.key), to: &text)
                text += ": "
                entry.value.writePretty(to: &text, symbols, indent: indent + 1)
            }
            text += outer + "}"
        default: writeJSON(to: &text, symbols)
        }
    }
}
