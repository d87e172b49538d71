/// Looks for a text whatever its case, in bytes of UTF-8.
struct TextSearch: Hashable, Sendable {
    /// In lower case.
    private let wanted: String
    private let bytes: [UInt8]
    /// A text of ASCII is looked for byte by byte, without making strings.
    private let isASCII: Bool

    init(_ text: String) {
        wanted = text.lowercased()
        bytes = Array(wanted.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    var isEmpty: Bool { bytes.isEmpty }

    func occurs(in text: String) -> Bool { occurs(in: Array(text.utf8)[...]) }

    func occurs(in text: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        guard text.count >= bytes.count else { return false }
        guard isASCII else { return String(decoding: text, as: UTF8.self).lowercased().contains(wanted) }
        for start in text.startIndex...(text.endIndex - bytes.count)
        where lower(text[start]) == first && matches(text, at: start) {
            return true
        }
        return false
    }

    private func matches(_ text: ArraySlice<UInt8>, at start: Int) -> Bool {
        for place in bytes.indices where lower(text[start + place]) != bytes[place] { return false }
        return true
    }

    private func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte }
}

extension PackedReader {
    /// Does a text occur in the value that comes next? When it does, the rest of the value is not read.
    mutating func valueHolds(_ search: TextSearch, _ holds: (Symbol) -> Bool) -> Bool {
        switch beginning() {
        case .symbol(let symbol): holds(symbol)
        case .tag(let tag): valueHolds(tag, search, holds)
        }
    }

    private mutating func valueHolds(_ tag: PackedTag, _ search: TextSearch, _ holds: (Symbol) -> Bool) -> Bool {
        switch tag {
        case .absent: return false
        case .text: return search.occurs(in: raw())
        case .cutText:
            _ = int()
            return search.occurs(in: raw())
        case .bytes:
            _ = int()
            _ = raw()
            return false
        case .false: return search.occurs(in: "false")
        case .true: return search.occurs(in: "true")
        case .int: return search.occurs(in: String(signed()))
        case .double: return search.occurs(in: String(Double(bitPattern: fixed())))
        case .array:
            for _ in 0..<int() where valueHolds(search, holds) { return true }
            return false
        case .map: return attributesHold(search, holds)
        }
    }

    /// Does a text occur in a value of the attributes that come next?
    mutating func attributesHold(_ search: TextSearch, _ holds: (Symbol) -> Bool) -> Bool {
        for _ in 0..<int() {
            _ = symbol()
            if valueHolds(search, holds) { return true }
        }
        return false
    }

    /// Has one of the attributes that come next one of some keys, with a value?
    mutating func attributesHave(_ keys: [Symbol], value wanted: String, _ symbols: SymbolTable) -> Bool {
        var isFound = false
        for _ in 0..<int() {
            if keys.contains(symbol()) {
                if value().text(symbols) == wanted { isFound = true }
            } else {
                visitValue { _ in }
            }
        }
        return isFound
    }
}
