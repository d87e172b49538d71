import CMalloc
import Glibc
import Telemetry

// The few things that the program asks the system for itself.

/// What time it is.
func currentTime() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: UInt64(max(0, time.tv_sec)) * 1_000_000_000 + UInt64(time.tv_nsec))
}

/// Milliseconds of a clock that is never set, for intervals.
func monotonicMilliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
}

/// The environment variables that the process was started with. (The C library's own list is a global that any thread
/// may change, which Swift does not let us read.)
func environmentVariables() -> [String: String] {
    guard let bytes = try? readFile("/proc/self/environ") else { return [:] }
    var variables: [String: String] = [:]
    for entry in bytes.split(separator: 0) {
        let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { continue }
        variables[String(decoding: parts[0], as: UTF8.self)] = String(decoding: parts[1], as: UTF8.self)
    }
    return variables
}

/// Lets so many descriptors be open at once, as far as the system allows it; gives how many may be.
func allowDescriptors(_ count: Int) -> Int {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return count }
    guard limit.rlim_cur < rlim_t(count) else { return Int(clamping: limit.rlim_cur) }
    // Up to the hard limit, everybody may.
    limit.rlim_cur = min(limit.rlim_max, rlim_t(count))
    setrlimit(resource, &limit)
    return Int(clamping: limit.rlim_cur)
}

/// What is freed goes back to the system from now on, if it was large: after one large request the process is no larger
/// than what is kept. To be called before anything large is taken.
func returnLargeBlocks() { cmalloc_return_blocks(1 << 20) }

/// Gives back what is free now, in between what is not; takes about a millisecond for 100 MiB.
@Sendable func returnFreePages() { cmalloc_return_free_pages() }

/// Writes all of a text to a file descriptor; what can't be written, to a closed pipe for instance, is lost.
@discardableResult
func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}

/// Writes a sentence to stderr, after the program's name.
func complain(_ sentence: String) { write("looptop: \(sentence)\n", to: STDERR_FILENO) }
