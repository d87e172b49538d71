import CNcurses
import Glibc
import Synchronization

/// Wakes the thread that waits in `Terminal.nextEvents` or in `wait`, from any thread.
package final class WakePipe: Sendable {
    /// The end that is polled.
    let readEnd: Int32
    let writeEnd: Int32
    /// A byte is on its way: another one would say nothing new.
    private let isPending = Atomic<Bool>(false)

    package init() throws(TerminalError) {
        var (first, second): (Int32, Int32) = (-1, -1)
        guard cn_pipe(&first, &second) else { throw .noPipe(errno) }
        (readEnd, writeEnd) = (first, second)
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Wakes the waiting thread, or the next wait if nobody waits now. Cheap to call often.
    package func wake() {
        guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var byte: UInt8 = 0
        // A full pipe wakes as well.
        _ = write(writeEnd, &byte, 1)
    }

    /// Waits for a wake-up, for a time in milliseconds at most (nil: without end). A signal may end it early.
    package func wait(timeout milliseconds: Int? = nil) {
        var polled = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        _ = poll(&polled, 1, pollTimeout(milliseconds))
        drain()
    }

    /// Takes what came. The flag falls first: a wake-up during this is either read here or comes again.
    func drain() {
        isPending.store(false, ordering: .sequentiallyConsistent)
        var bytes: [UInt8] = Array(repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) > 0 {}
    }
}

/// A timeout as `poll` takes it: -1 waits without end.
func pollTimeout(_ milliseconds: Int?) -> Int32 {
    guard let milliseconds else { return -1 }
    return Int32(clamping: max(0, milliseconds))
}
