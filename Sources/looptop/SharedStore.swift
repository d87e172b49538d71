import OTLP
import OTLPReceiver
import Synchronization
import Telemetry

/// The store, shared between the receiver's thread and the one that draws: one lock, held for one question at a time.
final class SharedStore: Sendable {
    private let store: Mutex<Store>
    /// How often something came in, and how often it had when `takeChange` was asked last.
    private let changes = Atomic<UInt64>(0)
    private let taken = Atomic<UInt64>(0)
    /// Called on the receiver's thread when something came in.
    private let changed: @Sendable () -> Void
    /// Called there at most once a minute, while data comes in: what was evicted leaves room in between what is kept.
    private let tidy: @Sendable () -> Void
    /// The second of the last time.
    private let tidied: Atomic<Int64>

    init(
        limits: Store.Limits, startedAt: Timestamp, tidy: @escaping @Sendable () -> Void = returnFreePages,
        changed: @escaping @Sendable () -> Void
    ) {
        store = Mutex(Store(limits: limits, startedAt: startedAt))
        self.changed = changed
        self.tidy = tidy
        tidied = Atomic(startedAt.second)
    }

    /// Takes in what a request carried.
    func ingest(_ batch: Batch, at now: Timestamp) -> IngestSummary {
        defer {
            noteChange()
            tidyIfDue(at: now)
        }
        return store.withLock { $0.ingest(batch, at: now) }
    }

    private func tidyIfDue(at now: Timestamp) {
        let last = tidied.load(ordering: .relaxed)
        // The clock may be set back.
        guard now.second >= last + 60 || now.second < last else { return }
        tidied.store(now.second, ordering: .relaxed)
        tidy()
    }

    /// Counts a request that was refused, and keeps the reason, a clause, for the doctor.
    func refuse(_ reason: String, at now: Timestamp) {
        store.withLock { $0.refuse(reason, as: Self.ailment(of: reason), at: now) }
        noteChange()
    }

    /// Reasons that have advice of their own.
    private static func ailment(of reason: String) -> Ailment {
        if reason.hasSuffix(DecodingError.idInBase64) { return .idsInBase64 }
        return TokenSentence.all.contains(where: reason.hasPrefix) ? .withoutToken : .refused
    }

    /// Counts a connection that was closed for its silence, with the reason, a clause.
    func noteClosed(_ reason: String, at now: Timestamp) {
        store.withLock { $0.noteClosed(reason, at: now) }
        noteChange()
    }

    /// Asks the store something.
    func ask<Answer: Sendable>(_ question: (inout Store) -> Answer) -> Answer {
        store.withLock { store in question(&store) }
    }

    /// Whether anything came in since this was asked last.
    func takeChange() -> Bool {
        let now = changeCount
        return taken.exchange(now, ordering: .acquiringAndReleasing) != now
    }

    /// Grows with everything that comes in.
    var changeCount: UInt64 { changes.load(ordering: .acquiring) }

    private func noteChange() {
        changes.add(1, ordering: .acquiringAndReleasing)
        changed()
    }
}
