/// A log record's place in the list: by time, and among equals by arrival.
package struct LogID: Hashable, Sendable, Comparable {
    /// When it happened, as far as that can be believed: never later than it arrived.
    package var time: Timestamp
    /// Counts arrivals.
    package var sequence: UInt64

    package init(time: Timestamp, sequence: UInt64) {
        self.time = time
        self.sequence = sequence
    }

    static let first = LogID(time: .unset, sequence: 0)
    static let last = LogID(time: Timestamp(nanoseconds: .max), sequence: .max)

    package static func < (a: LogID, b: LogID) -> Bool { (a.time, a.sequence) < (b.time, b.sequence) }
}

/// Log records in order, in chunks of some hundred: adding, removing and counting cost a chunk and the number of chunks,
/// wherever the record stands.
struct LogOrder: Sendable {
    struct Entry: Sendable {
        var id: LogID
        var slot: Int32
    }

    /// None of them empty.
    private var chunks: [[Entry]] = []
    private(set) var count = 0

    private static let chunkLimit = 512

    mutating func insert(_ entry: Entry) {
        count += 1
        guard !chunks.isEmpty else {
            chunks = [[entry]]
            return
        }
        let chunk = chunk(for: entry.id)
        let place = place(of: entry.id, in: chunk)
        if chunks[chunk].count < Self.chunkLimit {
            chunks[chunk].insert(entry, at: place)
        } else if place == chunks[chunk].count {
            // At the end, where most arrive, chunks stay full.
            chunks.insert([entry], at: chunk + 1)
        } else {
            chunks[chunk].insert(entry, at: place)
            let half = Array(chunks[chunk][(Self.chunkLimit / 2)...])
            chunks[chunk].removeLast(half.count)
            chunks.insert(half, at: chunk + 1)
        }
    }

    /// Takes a record out, if it is in.
    mutating func remove(_ id: LogID) {
        guard !chunks.isEmpty else { return }
        let chunk = chunk(for: id)
        let place = place(of: id, in: chunk)
        guard place < chunks[chunk].count, chunks[chunk][place].id == id else { return }
        chunks[chunk].remove(at: place)
        count -= 1
        if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
    }

    /// How many stand before a place in the list, whether or not it is taken.
    func rank(of id: LogID) -> Int {
        guard !chunks.isEmpty else { return 0 }
        let chunk = chunk(for: id)
        return chunks[..<chunk].reduce(0) { $0 + $1.count } + place(of: id, in: chunk)
    }

    /// The records with some ranks; ranks that there are not give none.
    func entries(_ ranks: Range<Int>) -> [Entry] {
        var found: [Entry] = []
        var first = 0
        for chunk in chunks {
            let end = first + chunk.count
            if first >= ranks.upperBound { break }
            if end > ranks.lowerBound {
                found += chunk[max(0, ranks.lowerBound - first)..<min(chunk.count, ranks.upperBound - first)]
            }
            first = end
        }
        return found
    }

    /// The last chunk that begins no later.
    private func chunk(for id: LogID) -> Int {
        max(0, chunks.partitioningIndex { $0[0].id > id } - 1)
    }

    /// The first place in a chunk whose record does not stand before.
    private func place(of id: LogID, in chunk: Int) -> Int {
        chunks[chunk].partitioningIndex { $0.id >= id }
    }
}
