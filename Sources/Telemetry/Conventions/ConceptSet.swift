/// Some of the concepts, one bit each: what a span says is asked dozens of times.
struct ConceptSet: Sendable, ExpressibleByArrayLiteral {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ concepts: some Sequence<Concept>) { for concept in concepts { insert(concept) } }

    init(arrayLiteral concepts: Concept...) { self.init(concepts) }

    @inline(__always)
    func contains(_ concept: Concept) -> Bool {
        let place = concept.rawValue
        return (place < 64 ? low >> UInt64(place) : high >> UInt64(place - 64)) & 1 != 0
    }

    @inline(__always)
    mutating func insert(_ concept: Concept) {
        let place = concept.rawValue
        if place < 64 { low |= 1 << UInt64(place) } else { high |= 1 << UInt64(place - 64) }
    }

    @inline(__always)
    func isDisjoint(with other: ConceptSet) -> Bool { low & other.low | high & other.high == 0 }
}
