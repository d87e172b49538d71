/// A moment: nanoseconds since the Unix epoch, as OTLP sends it. Zero means "not set".
package struct Timestamp: Hashable, Sendable, Comparable {
    package var nanoseconds: UInt64

    @inlinable package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// A moment by whole seconds since the epoch.
    package init(seconds: UInt64) { self.init(nanoseconds: seconds &* 1_000_000_000) }

    package static let unset = Timestamp(nanoseconds: 0)
    package var isSet: Bool { nanoseconds != 0 }

    /// The second that this moment lies in.
    package var second: Int64 { Int64(nanoseconds / 1_000_000_000) }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Nanoseconds from `start` to this moment; negative when `start` is later. Saturates at the ends of `Int64`.
    package func since(_ start: Timestamp) -> Int64 {
        nanoseconds >= start.nanoseconds
            ? Int64(clamping: nanoseconds - start.nanoseconds)
            : -Int64(clamping: start.nanoseconds - nanoseconds)
    }

    /// This moment moved by some nanoseconds, held within the range of the type.
    package func advanced(by delta: Int64) -> Timestamp {
        let (moved, overflow) =
            delta >= 0
            ? nanoseconds.addingReportingOverflow(delta.magnitude)
            : nanoseconds.subtractingReportingOverflow(delta.magnitude)
        guard overflow else { return Timestamp(nanoseconds: moved) }
        return Timestamp(nanoseconds: delta >= 0 ? .max : 0)
    }
}
