// What is known of a span that its children name and that has not arrived, kept as they come: there may be thousands.

/// When the work below a placeholder took place.
struct Waiting: Sendable {
    var firstStart: Timestamp
    /// Of what is no marker.
    var lastStart = Timestamp.unset
    /// The place of the last marker that says that the work is over; -1 without one.
    var marker: Int32 = -1
}

extension TraceEntry {
    /// Placeholders of which it is kept: many more than a trace at work has.
    private static let waitingLimit = 1_000

    /// Notes a span below a parent that has not arrived; and that none waits for the span itself any more.
    mutating func noteWaiting(_ place: Int32) {
        if hasRareParts, !rare.waiting.isEmpty { rare.waiting[place] = nil }
        let parent = nodes[place].parent
        guard parent >= 0, !nodes[parent].isReceived else { return }
        let node = nodes[place]
        guard rare.waiting.count < Self.waitingLimit || rare.waiting[node.parent] != nil else { return }
        var entry = rare.waiting[node.parent] ?? Waiting(firstStart: node.start)
        entry.firstStart = min(entry.firstStart, node.start)
        if !node.traits.contains(.endMarker) {
            entry.lastStart = max(entry.lastStart, node.start)
        } else if entry.marker < 0 || isLater(place, than: entry.marker) {
            entry.marker = place
        }
        rare.waiting[node.parent] = entry
    }

    private func isLater(_ one: Int32, than other: Int32) -> Bool {
        let (a, b) = (nodes[one], nodes[other])
        return a.end == b.end ? a.id > b.id : a.end > b.end
    }

    /// When the work below a placeholder began.
    func earliestStart(below root: Int32) -> Timestamp { rare.waiting[root]?.firstStart ?? start }

    /// The marker that says that the work below a placeholder is over, if there is one and nothing began after it.
    func lastEndMarker(below root: Int32) -> Int32? {
        guard let entry = rare.waiting[root], entry.marker >= 0 else { return nil }
        return nodes[entry.marker].end > entry.lastStart ? entry.marker : nil
    }
}
