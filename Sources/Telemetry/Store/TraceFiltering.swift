// Which traces have an attribute. Spans' attributes lie packed, and are read when somebody asks, the newest traces
// first: a question reads no more than `TraceScan.step` bytes that it has not read for the same filter before.

/// What is known of traces for an attribute filter.
struct TraceScan: Sendable {
    /// Packed bytes that one question reads; about a hundredth of a second's work.
    static let step = 4 << 20

    private struct Finding: Sendable {
        /// Whose finding it is: places are used again.
        var sequence: UInt64
        /// How often its spans had been folded: then it is read anew.
        var foldings: Int
        /// How much of the trace's packed bytes was read.
        var bytesRead = 0
        var isMatch = false
    }

    let filter: AttributeFilter
    /// By the trace's place.
    private var findings: [Int32: Finding] = [:]
    /// Were all traces read to their end, when it was asked last?
    var isComplete = false

    init(filter: AttributeFilter) { self.filter = filter }

    func matches(_ trace: TraceEntry) -> Bool { finding(of: trace)?.isMatch ?? false }

    /// Where reading goes on in a trace; nil when nothing is left to be found out.
    func unread(of trace: TraceEntry) -> Int? {
        guard let finding = finding(of: trace) else { return 0 }
        return finding.isMatch || finding.bytesRead >= trace.arena.count ? nil : finding.bytesRead
    }

    mutating func note(_ trace: TraceEntry, readTo end: Int, isMatch: Bool) {
        findings[trace.slot] = Finding(
            sequence: trace.sequence, foldings: trace.folded.times, bytesRead: end, isMatch: isMatch)
        if end < trace.arena.count && !isMatch { isComplete = false }
    }

    /// Forgets traces that are gone, when they abound.
    mutating func forget(besides traces: [TraceEntry], kept count: Int) {
        guard findings.count > 2 * count + 64 else { return }
        findings = findings.filter { traces[$0.key].sequence == $0.value.sequence }
    }

    private func finding(of trace: TraceEntry) -> Finding? {
        findings[trace.slot].flatMap {
            $0.sequence == trace.sequence && $0.foldings == trace.folded.times ? $0 : nil
        }
    }
}

extension Store {
    /// Reads on for a filter, as far as one question may.
    mutating func scanTraces(_ filter: AttributeFilter) -> TraceScan {
        var scan = traceScan.flatMap { $0.filter == filter ? $0 : nil } ?? TraceScan(filter: filter)
        traceScan = nil
        let keys = filter.keys.compactMap(ledger.symbols.find)
        var left = TraceScan.step
        scan.isComplete = true
        for slot in order.newestFirst() {
            let trace = traces[slot]
            guard let first = scan.unread(of: trace) else { continue }
            guard left > 0 else {
                scan.isComplete = false
                break
            }
            let end = min(trace.arena.count, first + left)
            left -= end - first
            scan.note(trace, readTo: end, isMatch: has(filter, keys, trace, first..<end))
        }
        scan.forget(besides: traces, kept: order.count)
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
            let packed = trace.arena[Int(node.packed)..<Int(node.packed) + Int(node.packedCount)]
            if packedSpan(packed, has: keys, value: filter.value, ledger.symbols) { return true }
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
