import Glibc

/// CPU time of the process so far, in nanoseconds.
func cpuTime() -> Double { time(of: CLOCK_PROCESS_CPUTIME_ID) }

/// CPU time of the calling thread so far, in nanoseconds.
func threadTime() -> Double { time(of: CLOCK_THREAD_CPUTIME_ID) }

private func time(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The least CPU time of a run of the work, in nanoseconds: what disturbs a run only makes it longer.
func leastTime(rounds: Int, _ work: () -> Void) -> Double {
    var least = Double.infinity
    for _ in 0..<rounds {
        let start = cpuTime()
        work()
        least = min(least, cpuTime() - start)
    }
    return least
}
