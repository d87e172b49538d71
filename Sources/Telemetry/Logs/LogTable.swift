/// A log record as it is kept: what lists and filters look at, and the rest packed.
struct KeptLog: Sendable {
    var id: LogID
    /// As sent; either may be unset.
    var time = Timestamp.unset
    var observed = Timestamp.unset
    /// Zero where it is in none.
    var traceID = TraceID(high: 0, low: 0)
    var spanID = SpanID.zero
    /// 1 to 24; 0 is unset.
    var severity: UInt8 = 0
    /// Does the record name its agent? Otherwise that follows from its span, as far as that is known, or its service.
    var namesAgent = false
    var severityText = Symbol.empty
    var eventName = Symbol.empty
    var scope = Symbol.empty
    var scopeVersion = Symbol.empty
    var resource = ResourceIndex(index: 0)
    var agent = AgentIndex.none
    /// At whose cost room is made: the agent as it was known on arrival.
    var owner = AgentIndex.none
    var droppedAttributes: UInt32 = 0
    /// The body, then the attributes.
    var packed: [UInt8] = []

    // The owner's records and those of the trace, in order of arrival; -1 is none.
    fileprivate var previousOfOwner: Int32 = -1
    fileprivate var nextOfOwner: Int32 = -1
    fileprivate(set) var previousOfTrace: Int32 = -1
    fileprivate var nextOfTrace: Int32 = -1

    init(id: LogID) { self.id = id }

    var level: LogLevel { LogLevel(severity: Int(severity)) }

    /// Estimated bytes that it takes, with its places in the lists and the room that growing tables leave free.
    var byteCount: Int { MemoryLayout<KeptLog>.stride * 3 / 2 + packed.count + 128 }
}

/// The log records that are kept, by time, by owner and by trace.
struct LogTable: Sendable {
    /// A list of records, linked through them.
    private struct Chain: Sendable {
        var first: Int32 = -1
        var last: Int32 = -1
        var bytes = 0
    }

    private var records: [KeptLog] = []
    private var free: [Int32] = []
    private(set) var order = LogOrder()
    private var owners: [AgentIndex: Chain] = [:]
    private var traces: [TraceID: Chain] = [:]
    /// Estimated bytes of all records.
    private(set) var byteCount = 0
    /// How many records have arrived.
    private(set) var arrivals: UInt64 = 0

    var count: Int { order.count }

    subscript(_ slot: Int32) -> KeptLog {
        get { records[Int(slot)] }
        _modify { yield &records[Int(slot)] }
    }

    /// The place of the next record to arrive.
    mutating func nextID(at time: Timestamp) -> LogID {
        arrivals += 1
        return LogID(time: time, sequence: arrivals)
    }

    @discardableResult
    mutating func insert(_ record: KeptLog) -> Int32 {
        let slot = free.popLast() ?? Int32(records.count)
        if Int(slot) == records.count { records.append(record) } else { records[Int(slot)] = record }
        order.insert(LogOrder.Entry(id: record.id, slot: slot))
        byteCount += record.byteCount
        linkToOwner(slot)
        if !record.traceID.isZero { linkToTrace(slot) }
        return slot
    }

    /// Takes a record out, and gives it back.
    mutating func remove(_ slot: Int32) -> KeptLog {
        let record = records[Int(slot)]
        order.remove(record.id)
        byteCount -= record.byteCount
        unlinkFromOwner(record)
        if !record.traceID.isZero { unlinkFromTrace(record) }
        records[Int(slot)] = KeptLog(id: .first)
        free.append(slot)
        return record
    }

    /// The agent that takes most: it has to make room, so that a chatty one can't push out a quiet one.
    var largestOwner: AgentIndex? { owners.max { $0.value.bytes < $1.value.bytes }?.key }

    /// An agent's oldest arrival.
    func first(of owner: AgentIndex) -> Int32? { owners[owner]?.first }

    /// The record that arrived last of those in a trace; those before it are linked from it.
    func last(in trace: TraceID) -> Int32? { traces[trace]?.last }

    private mutating func linkToOwner(_ slot: Int32) {
        let record = records[Int(slot)]
        var chain = owners[record.owner] ?? Chain()
        records[Int(slot)].previousOfOwner = chain.last
        if chain.last >= 0 { records[Int(chain.last)].nextOfOwner = slot } else { chain.first = slot }
        chain.last = slot
        chain.bytes += record.byteCount
        owners[record.owner] = chain
    }

    private mutating func unlinkFromOwner(_ record: KeptLog) {
        guard var chain = owners[record.owner] else { return }
        let (previous, next) = (record.previousOfOwner, record.nextOfOwner)
        if previous >= 0 { records[Int(previous)].nextOfOwner = next } else { chain.first = next }
        if next >= 0 { records[Int(next)].previousOfOwner = previous } else { chain.last = previous }
        chain.bytes -= record.byteCount
        owners[record.owner] = chain.first < 0 ? nil : chain
    }

    private mutating func linkToTrace(_ slot: Int32) {
        let trace = records[Int(slot)].traceID
        var chain = traces[trace] ?? Chain()
        records[Int(slot)].previousOfTrace = chain.last
        if chain.last >= 0 { records[Int(chain.last)].nextOfTrace = slot } else { chain.first = slot }
        chain.last = slot
        traces[trace] = chain
    }

    private mutating func unlinkFromTrace(_ record: KeptLog) {
        guard var chain = traces[record.traceID] else { return }
        let (previous, next) = (record.previousOfTrace, record.nextOfTrace)
        if previous >= 0 { records[Int(previous)].nextOfTrace = next } else { chain.first = next }
        if next >= 0 { records[Int(next)].previousOfTrace = previous } else { chain.last = previous }
        traces[record.traceID] = chain.first < 0 ? nil : chain
    }
}
