/// A text that the store keeps once, however often it occurs. Zero is the empty text.
struct Symbol: Hashable, Sendable {
    var index: UInt32

    static let empty = Symbol(index: 0)
    var isEmpty: Bool { index == 0 }
}

/// The texts that retained telemetry shares: names, keys, values that repeat.
///
/// Every use is counted; a trace uses a text once, however often it occurs in it (`SymbolUses`). A text whose last user
/// is evicted leaves its place to another, so the table is bounded by the memory budget like everything that points into
/// it. Figures that outlive eviction keep plain strings instead.
struct SymbolTable: Sendable {
    private struct Entry {
        var text: String
        var uses: UInt32
        /// The trace that used it last, by its place in the store from 1; 0 for none.
        var user: UInt32 = 0
    }

    private var entries = [Entry(text: "", uses: 1)]
    private var free: [UInt32] = []
    private var indices: [String: UInt32] = [:]
    /// Estimated heap bytes of the table.
    private(set) var byteCount = 0
    /// The trace whose uses are noted, and these. Without one, every use is counted.
    private(set) var user: UInt32 = 0
    private var uses = SymbolUses()

    /// What a text costs beside its bytes: the string, its heap header, its place in the dictionary.
    private static let overhead = 112

    /// How many different texts are kept, the empty one not counted.
    var count: Int { indices.count }

    /// The symbol of a text, with one more use.
    mutating func retain(_ text: String) -> Symbol {
        if text.isEmpty { return .empty }
        let symbol = indices[text].map { Symbol(index: $0) } ?? insert(text)
        retain(symbol)
        return symbol
    }

    /// One more use of a symbol.
    mutating func retain(_ symbol: Symbol) {
        let place = Int(symbol.index)
        guard place > 0 else { return }
        guard user > 0 else { return entries[place].uses &+= 1 }
        guard entries[place].user != user else { return }
        entries[place].user = user
        entries[place].uses &+= 1
        uses.symbols.append(symbol)
    }

    /// One use less; the last one frees the text.
    mutating func release(_ symbol: Symbol) {
        guard !symbol.isEmpty else { return }
        let place = Int(symbol.index)
        entries[place].uses &-= 1
        guard entries[place].uses == 0 else { return }
        byteCount -= entries[place].text.utf8.count + Self.overhead
        indices[entries[place].text] = nil
        entries[place] = Entry(text: "", uses: 0)
        free.append(symbol.index)
    }

    /// The symbol of a text; nil when it is not in use.
    func find(_ text: String) -> Symbol? { text.isEmpty ? .empty : indices[text].map { Symbol(index: $0) } }

    func text(_ symbol: Symbol) -> String { entries[Int(symbol.index)].text }

    /// The text, or nil for the empty symbol.
    func textIfAny(_ symbol: Symbol) -> String? { symbol.isEmpty ? nil : entries[Int(symbol.index)].text }

    private mutating func insert(_ text: String) -> Symbol {
        byteCount += text.utf8.count + Self.overhead
        let entry = Entry(text: text, uses: 0)
        let index = free.popLast() ?? UInt32(entries.count)
        if Int(index) == entries.count { entries.append(entry) } else { entries[Int(index)] = entry }
        indices[text] = index
        return Symbol(index: index)
    }
}

/// The texts that a trace uses, each as often as it is counted for it: once, as a rule.
struct SymbolUses: Sendable {
    fileprivate var symbols: [Symbol] = []
    /// How many there were when doubles were looked for last.
    private var thinned = 0

    var byteCount: Int { symbols.capacity * MemoryLayout<Symbol>.stride }

    /// Gives back what doubling took too much.
    mutating func trim() { symbols.trim() }

    /// Spans of several traces in turn make doubles: they are given back when the list has doubled.
    mutating func thin(in table: inout SymbolTable) {
        guard symbols.count > 2 * thinned + 64 else { return }
        var kept: Set<Symbol> = []
        symbols.removeAll { symbol in
            let isFirst = kept.insert(symbol).inserted
            if !isFirst { table.release(symbol) }
            return !isFirst
        }
        thinned = symbols.count
    }
}

extension SymbolTable {
    /// Counts the uses that follow for a trace, until `close`.
    mutating func open(_ uses: inout SymbolUses, of slot: Int32) {
        swap(&self.uses, &uses)
        user = UInt32(slot) + 1
    }

    /// Gives a trace its uses back.
    mutating func close(_ uses: inout SymbolUses) {
        swap(&self.uses, &uses)
        user = 0
    }

    /// A trace's uses are noted anew; those before are still to be given back.
    mutating func renew(_ uses: SymbolUses, of slot: Int32) {
        for symbol in uses.symbols where entries[Int(symbol.index)].user == UInt32(slot) + 1 {
            entries[Int(symbol.index)].user = 0
        }
    }

    /// Gives back all that a trace used: its place may be another's from now on.
    mutating func release(_ uses: SymbolUses, of slot: Int32) {
        for symbol in uses.symbols {
            let place = Int(symbol.index)
            if entries[place].user == UInt32(slot) + 1 { entries[place].user = 0 }
            release(symbol)
        }
    }
}
