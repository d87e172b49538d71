/// Rows by their keys. Most tables have a few rows, which are searched from the one that was asked for last; of more the
/// places are kept. Rows are never taken out.
struct RowTable<Key: Hashable & Sendable, Row: Sendable>: Sendable {
    private(set) var keys: [Key] = []
    private var rows: [Row] = []
    private var places: [Key: Int32] = [:]
    private var last = 0

    private static var scanLimit: Int { 8 }

    var count: Int { keys.count }

    /// Visits all rows.
    mutating func forEach(_ body: (inout Row) -> Void) { for place in rows.indices { body(&rows[place]) } }

    /// The row of a key; a new one where there is none.
    subscript(key: Key, default new: @autoclosure () -> Row) -> Row {
        get { place(of: key).map { rows[$0] } ?? new() }
        _modify {
            let place = place(of: key) ?? append(key, new())
            last = place
            yield &rows[place]
        }
    }

    subscript(key: Key) -> Row? { place(of: key).map { rows[$0] } }

    func has(_ key: Key) -> Bool { place(of: key) != nil }

    private func place(of key: Key) -> Int? {
        if last < keys.count, keys[last] == key { return last }
        if keys.count > Self.scanLimit { return places[key].map { Int($0) } }
        return keys.firstIndex(of: key)
    }

    private mutating func append(_ key: Key, _ row: Row) -> Int {
        keys.append(key)
        rows.append(row)
        if keys.count > Self.scanLimit {
            let isFirst = keys.count == Self.scanLimit + 1
            for place in (isFirst ? 0 : keys.count - 1)..<keys.count { places[keys[place]] = Int32(place) }
        }
        return keys.count - 1
    }
}

extension RowTable: Sequence {
    func makeIterator() -> some IteratorProtocol<(key: Key, value: Row)> {
        zip(keys, rows).lazy.map { (key: $0.0, value: $0.1) }.makeIterator()
    }
}
