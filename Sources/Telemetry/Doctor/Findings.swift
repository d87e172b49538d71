/// What was found so far, each kind of each emitter once with a count. Bounded: findings beyond `limit` are only counted.
struct Findings: Sendable {
    static let limit = 500
    /// Refusals with reasons of their own; those beyond are counted under one reason.
    private static let reasonLimit = 50
    /// Bytes of a detail or an example that are kept.
    private static let textLimit = 300

    private var entries: [FindingID: Finding] = [:]
    /// Reasons of refusals without their numbers, and the finding of each.
    private var refusals: [String: FindingID] = [:]
    /// Cases that had no place.
    private(set) var overflow = 0

    var all: some Collection<Finding> { entries.values }

    /// Bytes that they take, about.
    var byteCount: Int { entries.count * (2 * MemoryLayout<Finding>.stride + Self.textLimit) }

    /// Counts cases of an ailment, of an instance where it is not all of the service's. The example is that of the first.
    mutating func note(
        _ id: FindingID, of instance: String = "", count: Int = 1, at now: Timestamp,
        example: @autoclosure () -> FindingExample = .init()
    ) {
        guard count > 0 else { return }
        if var known = entries[id] {
            known.count &+= count
            known.last = max(known.last, now)
            known.afflicted = known.afflicted.with(Afflicted(instance))
            entries[id] = known
            return
        }
        guard entries.count < Self.limit else {
            overflow &+= count
            return
        }
        var example = example()
        example.text = bounded(example.text, to: Self.textLimit)
        var finding = Finding(id, count: count, first: now, last: now, example: example)
        finding.afflicted = Afflicted(instance)
        entries[id] = finding
    }

    /// Notes what goes on without being countable: once, and when it was seen last.
    mutating func mark(
        _ id: FindingID, at now: Timestamp, example: @autoclosure () -> FindingExample = .init()
    ) {
        guard let known = entries[id] else { return note(id, at: now, example: example()) }
        entries[id]?.last = max(known.last, now)
    }

    /// Counts a request that was refused. Reasons that differ only in a place or a number are one.
    mutating func noteRefusal(_ reason: String, at now: Timestamp) {
        let reason = bounded(reason, to: Self.textLimit)
        note(refusal(reason, shape: Self.shape(of: reason)), at: now)
    }

    private mutating func refusal(_ reason: String, shape: String) -> FindingID {
        if let known = refusals[shape] { return known }
        guard refusals.count < Self.reasonLimit else {
            return FindingID(.refused, of: .unknown, detail: "for other reasons")
        }
        let id = FindingID(.refused, of: .unknown, detail: reason)
        refusals[shape] = id
        return id
    }

    mutating func remove(_ id: FindingID) { entries[id] = nil }

    /// A text with zeros in place of its numbers.
    private static func shape(of text: String) -> String {
        var shape = ""
        for scalar in text.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            if !isDigit { shape.unicodeScalars.append(scalar) } else if shape.last != "0" { shape.append("0") }
        }
        return shape
    }
}
