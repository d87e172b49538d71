/// Where the concepts lie among a record's attributes: of each that is present its attribute, and the rank of its key.
///
/// Records of a kind mostly have the same keys in the same order: what was found for one holds for the next.
struct ConceptPlaces: Sendable {
    /// Records with the same keys.
    private struct Kind: Sendable {
        /// The attributes of the first of them; none where they are not all in use, which makes a record a kind of its own.
        var model = Slice.empty
        var present: ConceptSet = []
    }

    private var kinds = [Kind](repeating: Kind(), count: Self.kindCount)
    /// The kind of the record that is read; and its concepts.
    private var kind = 0
    private(set) var present: ConceptSet = []
    // Those of a kind behind those of the other. In flat arrays: to look into a larger value would copy it.
    private var places = [Int32](repeating: 0, count: Self.kindCount * Self.room)
    private var ranks = [UInt8](repeating: 0, count: Self.kindCount * Self.room)
    private var base = 0

    /// Kinds that are remembered.
    private static let kindCount = 4
    /// More than there are concepts.
    private static let room = 80

    /// The attribute that says a concept that is present, counted from the record's first.
    @inline(__always)
    func place(_ concept: Concept) -> Int { Int(places[base + concept.rawValue]) }

    /// The rank of the key that says a concept that is present.
    @inline(__always)
    func rank(_ concept: Concept) -> UInt8 { ranks[base + concept.rawValue] }

    /// Takes what was found for a record with the same keys, all of them in use; false if none is remembered.
    mutating func recall(_ attributes: Slice, of batch: borrowing Batch) -> Bool {
        if batch.haveSameKeys(kinds[kind].model, attributes) { return true }
        for other in kinds.indices where batch.haveSameKeys(kinds[other].model, attributes) {
            kind = other
            base = other * Self.room
            present = kinds[other].present
            return true
        }
        return false
    }

    /// Begins anew, in the place of a kind: in turn, but for a record that is a kind of its own.
    mutating func begin() {
        if !kinds[kind].model.isEmpty { kind = (kind + 1) % Self.kindCount }
        base = kind * Self.room
        present = []
        kinds[kind].model = .empty
    }

    /// Notes a key of a concept; the stronger of two counts.
    mutating func note(_ concept: Concept, at place: Int, rank: UInt8) {
        guard !present.contains(concept) || rank < ranks[base + concept.rawValue] else { return }
        present.insert(concept)
        ranks[base + concept.rawValue] = rank
        places[base + concept.rawValue] = Int32(place)
    }

    /// Remembers what was noted for records with the same keys as these, all of them in use.
    mutating func remember(_ attributes: Slice) { kinds[kind] = Kind(model: attributes, present: present) }
}

extension Batch {
    /// Are all of some attributes in use: none of them blank?
    func isFilled(_ attributes: Slice) -> Bool {
        for place in attributes.range where self.attributes[place].value.isBlank { return false }
        return true
    }

    /// Have some attributes the keys of others, in their order?
    func haveSameKeys(_ first: Slice, _ second: Slice) -> Bool {
        guard first.count == second.count else { return false }
        let distance = Int(second.start) - Int(first.start)
        for place in first.range where attributes[place].key != attributes[place + distance].key { return false }
        return true
    }
}
