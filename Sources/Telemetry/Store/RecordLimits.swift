// What is kept of one record, and what is left out of it. Figures are made before anything is left out.

/// How much of a span or a log record is kept.
package struct RecordLimits: Hashable, Sendable {
    /// Attributes of a span, of an event, of a link and of a log record.
    package var attributes = 128
    /// Bytes of a value; of a longer one the beginning is kept, and its length.
    package var attributeLength = 16_384
    /// Events and links of a span.
    package var events = 128
    package var links = 128

    package init() {}
}

/// What was left out of records.
struct Excess: Hashable, Sendable {
    var attributes = 0
    var events = 0
    var links = 0
    /// Values that were cut.
    var values = 0

    mutating func add(_ other: Excess) {
        attributes += other.attributes
        events += other.events
        links += other.links
        values += other.values
    }
}

extension BatchReader {
    /// The attributes that are kept of a record's: those that carry a concept first, then the others, in their order.
    func kept(_ attributes: Slice, of array: [Attribute]) -> [Int] {
        let limit = limits.attributes
        // Where there are thousands, those behind are not looked at.
        let candidates = attributes.range.prefix(8 * limit)
        var (telling, others): ([Int], [Int]) = ([], [])
        for place in candidates {
            if hasConcept(array[place].key) { telling.append(place) } else { others.append(place) }
        }
        telling = Array(telling.prefix(limit))
        return (telling + others.prefix(limit - telling.count)).sorted()
    }
}
