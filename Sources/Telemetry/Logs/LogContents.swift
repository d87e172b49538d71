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
    /// What says most comes first, ids come last.
    func fields(besides line: String) -> [AttributeText] {
        let isBare = line.isEmpty
        let candidates = (entries + attributes).filter { field in
            !LogFieldUse.isIdentity(field.key) && field.value.utf8.count <= 120 && field.value != line
        }
        let wanted = candidates.filter { isBare || ($0.isKey || LogFieldUse.key.contains($0.key)) }
        let ranked = wanted.filter { !$0.value.isEmpty }.enumerated()
            .map { (rank: LogFieldUse.rank(of: $1.key), place: $0, field: $1) }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(8).map(\.field)
    }

    private func oneLine(_ text: String) -> String {
        bounded(text, to: 512).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

/// Which attributes rows show.
private enum LogFieldUse {
    /// Does it say whose the record is, or what its own columns say?
    static func isIdentity(_ key: String) -> Bool {
        identity.contains(key) || identityPrefixes.contains { key.hasPrefix($0) }
    }

    /// What it is about, how it went, what it took, the rest, ids: the least comes first.
    static func rank(of key: String) -> Int { ranks[key] ?? (key.hasSuffix(".id") || key.hasSuffix("_id") ? 100 : 50) }

    private static let ranks: [String: Int] = {
        let leading: [Concept] = [
            .model, .toolName, .inputTokens, .outputTokens, .totalTokens, .toolSuccess, .toolStatus, .toolDecision,
            .eventDuration, .errorType, .errorMessage, .costUSD, .cacheReadTokens, .cacheWriteTokens, .reasoningTokens,
        ]
        let ids: [Concept] = [.taskID, .geminiPrompt, .parentTaskID, .parentAgent, .responseID, .toolCallID]
        let ranked = leading.enumerated().map { ($1, $0) } + ids.map { ($0, 100) }
        let keys = ranked.flatMap { concept, rank in concept.keys.map { ($0, rank) } }
        return Dictionary(keys, uniquingKeysWith: min)
    }()

    private static let identityPrefixes = ["user.", "organization.", "terminal.", "event."]

    private static let identity: Set<String> = {
        let fields = LogField.allCases.flatMap(\.keys)
        let concepts: [Concept] = [
            .eventName, .eventSequence, .sessionID, .agentID, .agentName, .agentType, .provider, .operationName,
            .serviceName, .serviceVersion, .serviceInstance, .environment,
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
