/// What can be summed over time and taken out of the sum again: the value of a second in a `RollingSeries`.
///
/// `add` and `subtract` must be exact inverses, so whole numbers, not floating point: a window's sum lives on for
/// hours of additions and subtractions.
package protocol AdditiveValue: Sendable {
    /// Nothing.
    init()

    mutating func add(_ other: Self)

    /// Takes `other` out again.
    mutating func subtract(_ other: Self)

    /// Is nothing in it?
    var isZero: Bool { get }

    /// Heap bytes that the value holds beside its own size; 0 unless it says otherwise.
    var byteCount: Int { get }
}

extension AdditiveValue {
    package var byteCount: Int { 0 }
}
