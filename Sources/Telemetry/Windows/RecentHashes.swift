/// What came lately, by hashes, to know it when it comes again. Bounded: what came longer ago than `limit` others is taken
/// for new.
struct RecentHashes: Sendable {
    let limit: Int
    private var hashes: Set<Int> = []
    /// A ring, the oldest at `next` once it is full.
    private var ring: [Int] = []
    private var next = 0

    /// Bytes held, about: each hash stands in the ring and in the set.
    var byteCount: Int { ring.count * 3 * MemoryLayout<Int>.stride }

    init(limit: Int) { self.limit = limit }

    /// Remembers a hash; false if it is known already.
    mutating func insert(_ hash: Int) -> Bool {
        guard hashes.insert(hash).inserted else { return false }
        if ring.count < limit {
            ring.append(hash)
        } else {
            hashes.remove(ring[next])
            ring[next] = hash
            next = (next + 1) % limit
        }
        return true
    }
}
