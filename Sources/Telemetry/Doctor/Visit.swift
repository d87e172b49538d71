/// A batch on the doctor's table.
struct Visit: Sendable {
    let now: Timestamp
    /// Times after this one are from the future, those before the other are old. Recorded data is of any age.
    let latest: Timestamp
    let earliest: Timestamp
    /// The emitters of the batch's resources, by place.
    let patients: [Int]
    /// What each resource brought.
    var brought: [Brought]
    /// The tracestate that was read last: most spans have the same one.
    private var lastState: (id: StringID, sampling: Sampling?) = (.empty, nil)

    struct Brought: Sendable {
        var spans = 0
        var points = 0
        var records = 0
        var isEmpty: Bool { spans == 0 && points == 0 && records == 0 }
    }

    /// How far ahead a sender's clock may be, and how old data may be, in nanoseconds.
    private static let tolerance: Int64 = 5_000_000_000
    private static let oldAge: Int64 = 3_600_000_000_000

    init(_ batch: Batch, now: Timestamp, isRecorded: Bool, doctor: inout Doctor) {
        self.now = now
        latest = isRecorded ? Timestamp(nanoseconds: .max) : now.advanced(by: Self.tolerance)
        earliest = isRecorded ? .unset : now.advanced(by: -Self.oldAge)
        patients = batch.emitterNames.map { doctor.patient($0, at: now) }
        brought = [Brought](repeating: Brought(), count: patients.count)
    }

    /// How a span was sampled, if it was.
    mutating func sampling(of state: StringID, in batch: borrowing Batch) -> Sampling? {
        if state != lastState.id { lastState = (state, Sampling(traceState: batch.text(state))) }
        return lastState.sampling
    }

    func patient(ofScope scope: UInt32, in batch: borrowing Batch) -> Int {
        patients[Int(batch.scopes[Int(scope)].resource)]
    }
}
