import Telemetry

/// What is wrong with a query.
struct QueryError: Error {
    var sentence: String
}

extension ReportRequest {
    /// Reads `agent=ID&limit=N&window=S`, each optional.
    init(query: Substring) throws(QueryError) {
        self.init()
        var seen: Set<String> = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try formDecoded(parts[0])
            let value = try formDecoded(parts.count > 1 ? parts[1] : "")
            guard seen.insert(name).inserted else { throw QueryError(sentence: "\(quoted(name)) is given twice") }
            try set(name, to: value)
        }
    }

    private mutating func set(_ name: String, to value: String) throws(QueryError) {
        switch name {
        case "agent":
            guard !value.isEmpty else { throw QueryError(sentence: "agent is empty: give an agent's id or name") }
            agent = value
        case "limit": limit = try number("limit", value, in: 1...10_000)
        case "window": windowSeconds = try number("window", value, in: 1...3_600)
        default: throw QueryError(sentence: "\(quoted(name)) is not known: a report takes agent, limit and window")
        }
    }

    private func number(_ name: String, _ value: String, in range: ClosedRange<Int>) throws(QueryError) -> Int {
        guard let number = Int(value), range.contains(number) else {
            let sentence = "\(name) is \(quoted(value)): give a number from \(range.lowerBound) to \(range.upperBound)"
            throw QueryError(sentence: sentence)
        }
        return number
    }
}

/// Undoes percent-encoding, and `+` for a space as forms write it.
private func formDecoded(_ text: Substring) throws(QueryError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "+"):
            bytes.append(UInt8(ascii: " "))
        case UInt8(ascii: "%"):
            guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue else {
                throw QueryError(sentence: "\(quoted(String(text))) has a % without two hexadecimal digits")
            }
            bytes.append(high << 4 | low)
        default:
            bytes.append(byte)
        }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
        throw QueryError(sentence: "\(quoted(String(text))) is not UTF-8")
    }
    return decoded
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
