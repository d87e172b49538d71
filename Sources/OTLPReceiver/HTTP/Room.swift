import Synchronization

/// What all connections share: how many there are, and the bytes of bodies that are being received.
final class Room: Sendable {
    private struct Taken {
        var connections = 0
        var bodyBytes = 0
    }

    let connections: Int
    let bodyBytes: Int
    private let taken = Mutex(Taken())

    init(connections: Int, bodyBytes: Int) {
        self.connections = connections
        self.bodyBytes = bodyBytes
    }

    /// False when there are as many connections as may be.
    func enter() -> Bool {
        taken.withLock { taken in
            guard taken.connections < connections else { return false }
            taken.connections += 1
            return true
        }
    }

    func leave() {
        taken.withLock { $0.connections -= 1 }
    }

    /// False when there is no room for so many bytes more.
    func claim(_ bytes: Int) -> Bool {
        taken.withLock { taken in
            guard taken.bodyBytes + bytes <= bodyBytes else { return false }
            taken.bodyBytes += bytes
            return true
        }
    }

    func release(_ bytes: Int) {
        taken.withLock { $0.bodyBytes -= bytes }
    }
}
