import Synchronization

/// What all connections share, of HTTP and of gRPC: how many there are, how many requests, and the bytes of their bodies.
final class Room: Sendable {
    private struct Taken {
        var connections = 0
        var requests = 0
        var bytes = 0
    }

    let limits: ReceiverLimits
    private let taken = Mutex(Taken())

    init(_ limits: ReceiverLimits) {
        self.limits = limits
    }

    /// A connection comes; false when there are as many as may be. Each that came in leaves once.
    func enter() -> Bool {
        taken.withLock { taken in
            guard taken.connections < limits.connections else { return false }
            taken.connections += 1
            return true
        }
    }

    /// A connection that came in is closed.
    func leave() {
        taken.withLock { $0.connections -= 1 }
    }

    fileprivate func begin() -> Bool {
        taken.withLock { taken in
            guard taken.requests < limits.requests else { return false }
            taken.requests += 1
            return true
        }
    }

    fileprivate func end() {
        taken.withLock { $0.requests -= 1 }
    }

    fileprivate func claim(_ bytes: Int, besides own: Int) -> RoomClaim {
        taken.withLock { taken in
            guard taken.bytes + bytes > limits.bytesInFlight else {
                taken.bytes += bytes
                return .granted
            }
            return own + bytes > limits.bytesInFlight ? .never : .full
        }
    }

    fileprivate func release(_ bytes: Int) {
        taken.withLock { $0.bytes -= bytes }
    }
}

/// Whether there is room for more bytes.
enum RoomClaim: Hashable {
    case granted
    /// Others have it; it comes back when they are answered.
    case full
    /// The request alone is more than all may take together.
    case never
}

/// What one request takes of the room: a place among the requests, and the bytes of its body, as it came and inflated.
/// All of it is given back when nobody holds this any more. Belongs to one event loop.
final class RoomShare {
    private let room: Room
    private var bytes = 0

    /// Nil when there are as many requests as may be.
    init?(of room: Room) {
        guard room.begin() else { return nil }
        self.room = room
    }

    deinit {
        room.release(bytes)
        room.end()
    }

    /// Takes room for so many bytes more; none of it unless granted.
    func claim(_ more: Int) -> RoomClaim {
        let answer = room.claim(more, besides: bytes)
        if answer == .granted { bytes += more }
        return answer
    }
}
