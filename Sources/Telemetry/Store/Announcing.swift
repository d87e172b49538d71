// A span that began: some SDKs send a marker (Logfire's `pending_span`), long before the span itself comes. Its
// placeholder then has a name, a role and a start, and its place in the tree.

extension TraceEntry {
    /// Takes in the marker of a span that began. The marker is its child; the span's own parent is an attribute.
    mutating func announce(
        _ marker: SpanRecord, reader: inout BatchReader, ledger: inout Ledger, _ unsettled: inout Unsettled
    ) {
        let known = place(of: marker.parentID)
        if let known, !nodes[Int(known)].traits.isDisjoint(with: [.received, .announced]) { return }
        let resource = reader.resource(ofScope: marker.scope, ledger: &ledger)
        reader.look(at: marker.attributes)
        let place = known ?? append(marker.parentID)
        ledger.resources.retain(resource)
        let nameFacts = reader.facts(ofName: marker.name)
        nodes[Int(place)].introduce(marker, nameFacts, reader: &reader, ledger: &ledger)
        nodes[Int(place)].traits.insert(.announced)
        nodes[Int(place)].resource = resource
        nodes[Int(place)].serviceAgent = ledger.resources[resource].agent
        nodes[Int(place)].parentID = reader.string(.pendingParent).flatMap { SpanID($0) } ?? .zero
        announced.append(place)
        if !start.isSet || marker.start < start { start = marker.start }
        hang(place, isNew: known == nil)
        noteArrival(at: place, record: -1, in: &unsettled)
    }

    /// The span itself came: what its marker told gives way.
    mutating func forgetAnnouncement(at place: Int32, ledger: inout Ledger) {
        let node = nodes[Int(place)]
        guard node.traits.contains(.announced) else { return }
        node.releaseOwn(in: &ledger)
        nodes[Int(place)].traits.subtract([.announced, .wrapper, .agentByRun])
        announced.removeAll { $0 == place }
    }
}
