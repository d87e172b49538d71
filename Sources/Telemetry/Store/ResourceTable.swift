/// The position of a resource in the table.
struct ResourceIndex: Hashable, Sendable {
    var index: UInt32
}

/// A resource that retained spans point to.
struct ResourceEntry: Sendable {
    var service = ""
    /// Service and instance: who exports.
    var emitter = EmitterIndex(index: 0)
    var version = ""
    var environment = ""
    /// The agent that stands in where spans name none: the service.
    var agent = AgentIndex.none
    /// The conversation that all of it belongs to; empty where the resource names none.
    var session = ""
    var attributes: [AttributeText] = []
    fileprivate var uses = 0
    fileprivate var key = ""

    var byteCount: Int { attributes.reduce(256) { $0 + $1.key.utf8.count + $1.value.utf8.count + 64 } }
}

/// The resources of retained spans, each kept once, freed with its last span.
struct ResourceTable: Sendable {
    private var entries: [ResourceEntry] = []
    private var free: [UInt32] = []
    private var indices: [String: UInt32] = [:]
    private(set) var byteCount = 0

    subscript(_ index: ResourceIndex) -> ResourceEntry { entries[Int(index.index)] }

    /// The place of a resource, new or known. It is freed when a span that was added is released and none is left.
    mutating func index(of entry: ResourceEntry) -> ResourceIndex {
        var entry = entry
        entry.key = entry.attributes.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "\u{0}")
        if let known = indices[entry.key] { return ResourceIndex(index: known) }
        byteCount += entry.byteCount
        let index: UInt32
        if let reused = free.popLast() {
            index = reused
            entries[Int(index)] = entry
        } else {
            index = UInt32(entries.count)
            entries.append(entry)
        }
        indices[entry.key] = index
        return ResourceIndex(index: index)
    }

    mutating func retain(_ index: ResourceIndex) { entries[Int(index.index)].uses += 1 }

    /// Forgets a resource that no span came to point to.
    mutating func discardIfUnused(_ index: ResourceIndex) {
        guard entries[Int(index.index)].uses == 0 else { return }
        entries[Int(index.index)].uses = 1
        release(index)
    }

    mutating func release(_ index: ResourceIndex) {
        entries[Int(index.index)].uses -= 1
        guard entries[Int(index.index)].uses == 0 else { return }
        byteCount -= entries[Int(index.index)].byteCount
        indices[entries[Int(index.index)].key] = nil
        entries[Int(index.index)] = ResourceEntry()
        free.append(index.index)
    }
}
