import CNcurses
import Glibc

/// Why the program was asked to end.
package enum StopSignal: Hashable, Sendable {
    case terminate, hangup, interrupt

    /// The first one that came since watching began; nil if none did.
    static var received: StopSignal? {
        switch cn_stop_signal() {
        case SIGTERM: .terminate
        case SIGHUP: .hangup
        case SIGINT: .interrupt
        default: nil
        }
    }
}

/// Notes SIGTERM, SIGHUP and SIGINT instead of dying of them. Works without a terminal; one at a time in a process.
///
/// Watching lasts as long as this value: keep it.
package final class SignalWatch: Sendable {
    /// Kept open for the signal handler.
    private let wake: WakePipe

    private init(wake: WakePipe) { self.wake = wake }

    /// Begins to watch: each signal wakes the pipe.
    package static func install(wake: WakePipe) -> SignalWatch {
        cn_watch_stop_signals(wake.writeEnd)
        return SignalWatch(wake: wake)
    }

    deinit { cn_watch_stop_signals(-1) }

    /// The first one that came; nil if none did.
    package var received: StopSignal? { StopSignal.received }
}
