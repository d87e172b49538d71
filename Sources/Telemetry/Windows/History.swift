package import DequeModule

/// What happened in an interval of a `History`, as far as a later interval can be put together with it.
package protocol HistoryValue: Sendable {
    /// Takes in what happened after it, or at the same time.
    mutating func merge(_ later: Self)

    /// Heap bytes that the value holds beside its own size.
    var byteCount: Int { get }
}

/// What came in over the last hour, interval by interval.
///
/// Bounded: beyond `maxBuckets`, or the bytes that it may take, the older half is put together in pairs. So the last
/// minutes stay as fine as they came, and what is long ago gets coarse before it is gone.
package struct History<Value: HistoryValue>: Sendable {
    /// What was told of an interval: the seconds after `from`, up to and with `through`.
    package struct Bucket: Sendable {
        package var from: Int64
        package var through: Int64
        package var value: Value

        /// How many seconds it takes; at least one.
        var seconds: Double { Double(max(1, through &- from)) }
    }

    /// By rising end.
    package private(set) var buckets: Deque<Bucket> = []
    /// The earliest second of anything ever; nil before the first.
    package private(set) var firstSecond: Int64?
    private var heapBytes = 0

    package static var maxBuckets: Int { 256 }
    /// So many are kept whatever they take.
    package static var minBuckets: Int { 8 }

    package init() {}

    /// Heap bytes held.
    package var byteCount: Int { heapBytes + buckets.count * MemoryLayout<Bucket>.stride }

    /// Adds what happened after `from`, up to and with `through`. What ended more than an hour before `now` is left out.
    /// - Parameter allowance: the bytes that it should not take more than.
    package mutating func add(_ value: Value, from: Int64, through: Int64, now: Int64, allowance: Int) {
        let through = min(through, now)
        let from = min(from, through - 1)
        expire(now: now)
        guard through > now - Int64(rollingSeconds) else { return }
        firstSecond = min(firstSecond ?? from, from)
        insert(Bucket(from: from, through: through, value: value))
        if buckets.count > Self.maxBuckets || (byteCount > allowance && buckets.count > Self.minBuckets) { coarsen() }
    }

    /// Forgets what ended more than an hour before `now`.
    package mutating func expire(now: Int64) {
        while let first = buckets.first, first.through <= now - Int64(rollingSeconds) {
            heapBytes -= first.value.byteCount
            buckets.removeFirst()
        }
    }

    private mutating func insert(_ bucket: Bucket) {
        var place = buckets.count
        while place > 0, buckets[place - 1].through > bucket.through { place -= 1 }
        if place > 0, buckets[place - 1].through == bucket.through, buckets[place - 1].from == bucket.from {
            heapBytes -= buckets[place - 1].value.byteCount
            buckets[place - 1].value.merge(bucket.value)
            heapBytes += buckets[place - 1].value.byteCount
        } else {
            buckets.insert(bucket, at: place)
            heapBytes += bucket.value.byteCount
        }
    }

    private mutating func coarsen() {
        let older = buckets.count / 2
        var coarse: Deque<Bucket> = []
        coarse.reserveCapacity(buckets.count - older / 2)
        for place in buckets.indices {
            if place < older, place % 2 == 1, var pair = coarse.popLast() {
                pair.from = min(pair.from, buckets[place].from)
                pair.through = buckets[place].through
                pair.value.merge(buckets[place].value)
                coarse.append(pair)
            } else {
                coarse.append(buckets[place])
            }
        }
        buckets = coarse
        heapBytes = buckets.reduce(0) { $0 + $1.value.byteCount }
    }
}

/// A window cut into equal parts, oldest first.
package struct WindowParts: Hashable, Sendable {
    /// The window is the `seconds` up to and with this second.
    package var now: Int64
    package var seconds: Int
    package var count: Int

    package init(now: Int64, seconds: Int, count: Int) {
        self.now = now
        self.seconds = min(max(1, seconds), rollingSeconds)
        self.count = min(max(1, count), self.seconds)
    }

    /// The window is what comes after this second.
    var start: Int64 { now - Int64(seconds) }
    var secondsPerPart: Double { Double(seconds) / Double(count) }

    /// The part that a second lies in, if it is in the window.
    func part(of second: Int64) -> Int? {
        guard second > start, second <= now else { return nil }
        return Int(second - start - 1) * count / seconds
    }

    /// When a part ends, in seconds from the window's start.
    func end(_ part: Int) -> Double { Double(part + 1) * secondsPerPart }
}

extension History {
    /// The buckets that end within a window.
    package func buckets(in window: WindowParts) -> [Bucket] {
        buckets.filter { $0.through > window.start && $0.through <= window.now }
    }

    /// Shares out what was told by the window's end to the parts in which it happened, evenly over its interval.
    /// - Parameter body: takes a part, the share of the bucket that lies in it, and the bucket.
    package func spread(over window: WindowParts, _ body: (Int, Double, Bucket) -> Void) {
        for bucket in buckets where bucket.through > window.start && bucket.through <= window.now {
            let from = max(0, Double(bucket.from &- window.start))
            let to = min(Double(window.seconds), Double(bucket.through - window.start))
            guard to > from else { continue }
            let first = min(window.count - 1, Int(from / window.secondsPerPart))
            for part in first..<window.count {
                let start = Double(part) * window.secondsPerPart
                if start >= to { break }
                let overlap = min(to, window.end(part)) - max(from, start)
                if overlap > 0 { body(part, overlap / bucket.seconds, bucket) }
            }
        }
    }

    /// How many seconds of a part are told of: those after the first thing ever happened, up to the last that was told.
    /// Zero where nothing is known.
    func toldSeconds(of part: Int, in window: WindowParts) -> Double {
        guard let firstSecond, let last = buckets.last(where: { $0.through <= window.now })?.through else { return 0 }
        let start = max(window.end(part - 1), Double(firstSecond &- window.start))
        return max(0, min(window.end(part), Double(last - window.start)) - start)
    }
}
