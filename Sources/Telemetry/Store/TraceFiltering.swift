// Which traces have an attribute. Spans' attributes lie packed, and are read when somebody asks, the newest traces
// first: a question reads no more than `TraceScan.step` bytes that it has not read for the same filter before.

/// What is known of traces for an attribute filter.
struct TraceScan: Sendable {
    /// Packed bytes that one question reads; about a hundredth of a second's work.
    static let step = 4 << 20

    struct Finding: Sendable {
        /// Whose finding it is: places are used again.
        var sequence: UInt64
        /// How much of the trace's packed bytes was read.
        var bytesRead = 0
        var isMatch = false
    }

    let filter: AttributeFilter
    /// By the trace's place.
    var findings: [Int32: Finding] = [:]
    /// Were all traces read to their end, when it was asked last?
    var isComplete = false

    func matches(_ trace: TraceEntry) -> Bool {
        findings[trace.slot].map { $0.isMatch && $0.sequence == trace.sequence } ?? false
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
            let trace = traces[Int(slot)]
            var finding = scan.findings[slot] ?? TraceScan.Finding(sequence: trace.sequence)
            if finding.sequence != trace.sequence { finding = TraceScan.Finding(sequence: trace.sequence) }
            guard !finding.isMatch, finding.bytesRead < trace.arena.count else { continue }
            guard left > 0 else {
                scan.isComplete = false
                break
            }
            let end = min(trace.arena.count, finding.bytesRead + left)
            left -= end - finding.bytesRead
            finding.isMatch = has(filter, keys, trace, finding.bytesRead..<end)
            finding.bytesRead = end
            scan.findings[slot] = finding
            if end < trace.arena.count, !finding.isMatch { scan.isComplete = false }
        }
        // Of traces that are gone.
        if scan.findings.count > 2 * order.count + 64 {
            scan.findings = scan.findings.filter { slot, finding in
                traces[Int(slot)].sequence == finding.sequence
            }
        }
        traceScan = scan
        return scan
    }

    /// Has one of the spans that are packed from some place to another the attribute, or its resource?
    private func has(_ filter: AttributeFilter, _ keys: [Symbol], _ trace: TraceEntry, _ bytes: Range<Int>) -> Bool {
        var resource: ResourceIndex?
        for node in trace.nodes where node.isReceived && bytes.contains(Int(node.packed)) {
            if node.resource != resource {
                resource = node.resource
                if ledger.resources[node.resource].has(filter) { return true }
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
    for _ in 0..<4 { _ = reader.unsigned() }
    reader.visitValue { _ in }
    return reader.attributesHave(keys, value: value, symbols)
}
