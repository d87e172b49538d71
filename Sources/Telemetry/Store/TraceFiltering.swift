// Which traces have an attribute. Spans' attributes lie packed, and are read when somebody asks, the newest traces
// first: a question reads no more than `TraceScan.step` bytes that it has not read for the same filter before.

/// What is known of traces for an attribute filter.
struct TraceScan: Sendable {
    /// Packed bytes that one question reads; about a hundredth of a second's work.
    static let step = 4 << 20

    let filter: AttributeFilter
    fileprivate var readings = ReadTraces()
    /// Were all traces read to their end, when it was asked last?
    var isComplete = false

    init(filter: AttributeFilter) { self.filter = filter }

    func matches(_ trace: TraceEntry) -> Bool { readings.isFound(in: trace) }
}

extension Store {
    /// Reads on for a filter, as far as one question may.
    mutating func scanTraces(_ filter: AttributeFilter) -> TraceScan {
        var scan = traceScan.flatMap { $0.filter == filter ? $0 : nil } ?? TraceScan(filter: filter)
        traceScan = nil
        let keys = filter.keys.compactMap(ledger.symbols.find)
        scan.isComplete = readOn(TraceScan.step, &scan.readings) { has(filter, keys, $0, $1) }
        traceScan = scan
        return scan
    }

    /// Has one of the spans that are packed from some place to another the attribute, or its resource?
    private func has(_ filter: AttributeFilter, _ keys: [Symbol], _ trace: TraceEntry, _ bytes: Range<Int>) -> Bool {
        var source: UInt32?
        for node in trace.nodes where node.isReceived && bytes.contains(Int(node.packed)) {
            if node.source != source {
                source = node.source
                if ledger.resources[trace.resource(of: node)].has(filter) { return true }
            }
            if keys.isEmpty { continue }
            if packedSpan(trace.packed(node), has: keys, value: filter.value, ledger.symbols) { return true }
        }
        return false
    }
}

/// Has a packed span one of some attributes with a value?
private func packedSpan(
    _ bytes: ArraySlice<UInt8>, has keys: [Symbol], value: String, _ symbols: SymbolTable
) -> Bool {
    var reader = PackedReader(bytes)
    _ = reader.spanHead()
    return reader.attributesHave(keys, value: value, symbols)
}
