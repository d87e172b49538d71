/// When to draw: what a key changes at once, what data changes at most ten times a second, what time changes once a
/// second, and nothing otherwise. Times are milliseconds of one clock.
struct FramePace: Hashable {
    /// Shortest time between two frames that data asks for.
    static let dataInterval = 100
    /// Time between two frames that only time asks for.
    static let tickInterval = 1_000

    /// New data is waiting to be drawn.
    private(set) var hasNewData = false
    /// When figures were drawn last.
    private var drawnAt: Int?

    /// Notes that data came in.
    mutating func noteData() { hasNewData = true }

    /// Are new figures due?
    func isDue(at now: Int, ticks: Bool) -> Bool { remaining(at: now, ticks: ticks) == 0 }

    /// Milliseconds until new figures are due; nil while nothing will make them so.
    func remaining(at now: Int, ticks: Bool) -> Int? {
        guard let interval = hasNewData ? Self.dataInterval : ticks ? Self.tickInterval : nil else { return nil }
        return drawnAt.map { max(0, $0 + interval - now) } ?? 0
    }

    /// Notes that new figures were drawn.
    mutating func noteFigures(at now: Int) {
        hasNewData = false
        drawnAt = now
    }
}
