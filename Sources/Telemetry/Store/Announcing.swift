// A span that began: some SDKs send a marker (Logfire's `pending_span`), long before the span itself comes. Its
// placeholder then has a name, a role and a start, and its place in the tree.

extension TraceEntry {
    /// Spans that are listed as announced: many more than a trace at work has.
    private static let announcedLimit = 1_000

    /// Takes in the marker of a span that began. The marker is its child; the span's own parent is an attribute.
    mutating func announce(
        _ marker: SpanRecord, reader: BatchReader, ledger: inout Ledger, _ unsettled: inout Unsettled
    ) {
        let known = place(of: marker.parentID)
        if let known, !nodes[known].traits.isDisjoint(with: [.received, .announced]) { return }
        ledger.symbols.open(&symbols, of: slot)
        defer { ledger.symbols.close(&symbols) }
        var source = reader.source(ofScope: marker.scope, ledger: &ledger)
        reader.look(at: marker)
        let place = known ?? append(marker.parentID)
        let nameFacts = reader.facts(ofName: marker.name)
        nodes[place].introduce(marker, nameFacts, reader: reader, ledger: &ledger)
        nodes[place].traits.insert(.announced)
        source.said = reader.said(nodes[place].role, nameFacts, ledger: &ledger)
        keep(source, of: place, ledger: &ledger)
        let parentID = reader.string(.pendingParent).flatMap { SpanID($0) } ?? .zero
        if rare.announced.count < Self.announcedLimit { rare.announced.append(place) }
        if !start.isSet || marker.start < start { start = marker.start }
        hang(place, under: parentID, isNew: known == nil)
        noteArrival(at: place, record: -1, in: &unsettled)
    }

    /// The span itself came: what its marker told gives way.
    mutating func forgetAnnouncement(at place: Int32) {
        guard nodes[place].traits.contains(.announced) else { return }
        nodes[place].traits.subtract([.announced, .wrapper, .agentByRun, .part])
        rare.announced.removeAll { $0 == place }
    }
}
