/// A text that the store keeps once, however often it occurs. Zero is the empty text.
struct Symbol: Hashable, Sendable {
    var index: UInt32

    static let empty = Symbol(index: 0)
    var isEmpty: Bool { index == 0 }
}

/// The texts that retained telemetry shares: names, keys, values that repeat.
///
/// Every use is counted. A text whose last user is evicted leaves its place to another, so the table is bounded by the
/// memory budget like everything that points into it. Figures that outlive eviction keep plain strings instead.
struct SymbolTable: Sendable {
    private var texts: [String] = [""]
    private var uses: [UInt32] = [1]
    private var free: [UInt32] = []
    private var indices: [String: UInt32] = [:]
    /// Estimated heap bytes of the table.
    private(set) var byteCount = 0

    /// What a text costs beside its bytes: the string, its heap header, its place in the dictionary.
    private static let overhead = 96

    /// How many different texts are kept, the empty one not counted.
    var count: Int { indices.count }

    /// The symbol of a text, with one more use.
    mutating func retain(_ text: String) -> Symbol {
        if text.isEmpty { return .empty }
        if let index = indices[text] {
            uses[Int(index)] &+= 1
            return Symbol(index: index)
        }
        return insert(text)
    }

    /// One more use of a symbol.
    mutating func retain(_ symbol: Symbol) {
        if !symbol.isEmpty { uses[Int(symbol.index)] &+= 1 }
    }

    /// One use less; the last one frees the text.
    mutating func release(_ symbol: Symbol) {
        guard !symbol.isEmpty else { return }
        let place = Int(symbol.index)
        uses[place] &-= 1
        guard uses[place] == 0 else { return }
        byteCount -= texts[place].utf8.count + Self.overhead
        indices[texts[place]] = nil
        texts[place] = ""
        free.append(symbol.index)
    }

    /// The symbol of a text that is kept; the empty one for any other.
    func find(_ text: String) -> Symbol { indices[text].map(Symbol.init) ?? .empty }

    func text(_ symbol: Symbol) -> String { texts[Int(symbol.index)] }

    /// The text, or nil for the empty symbol.
    func textIfAny(_ symbol: Symbol) -> String? { symbol.isEmpty ? nil : texts[Int(symbol.index)] }

    private mutating func insert(_ text: String) -> Symbol {
        byteCount += text.utf8.count + Self.overhead
        let index: UInt32
        if let reused = free.popLast() {
            index = reused
            texts[Int(index)] = text
            uses[Int(index)] = 1
        } else {
            index = UInt32(texts.count)
            texts.append(text)
            uses.append(1)
        }
        indices[text] = index
        return Symbol(index: index)
    }
}
