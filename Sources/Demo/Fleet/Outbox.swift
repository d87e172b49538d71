import Telemetry

/// What waits to be sent, each item until its time has come.
struct Outbox<Item> {
    /// Those that are due first at the end.
    private var waiting: [(due: Timestamp, place: Int, item: Item)] = []
    private var count = 0

    mutating func add(_ items: [Item], due: (Item) -> Timestamp) {
        for item in items {
            count += 1
            waiting.append((due(item), count, item))
        }
        // Places break ties, so that the order does not depend on how the sort treats equals.
        waiting.sort { ($0.due, $0.place) > ($1.due, $1.place) }
    }

    /// What is due up to a moment, in order; it waits no longer.
    mutating func take(until moment: Timestamp) -> [Item] {
        var items: [Item] = []
        while let next = waiting.last, next.due <= moment {
            waiting.removeLast()
            items.append(next.item)
        }
        return items
    }
}

extension Outbox: Sendable where Item: Sendable {}
