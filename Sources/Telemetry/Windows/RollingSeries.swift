import DequeModule

/// How far back one-second buckets go: one hour.
package let rollingSeconds = 3_600

/// A quantity over time: a bucket for each second of the last hour in which there was any, and the total since the start.
///
/// The clock is an argument, in seconds since the epoch. It may go back: a window always ends at the `now` that it is
/// asked for. Only what is older than an hour at the latest `now` is gone.
package struct RollingSeries<Value: AdditiveValue>: Sendable {
    private struct Bucket: Sendable {
        var second: Int64
        var value: Value

        /// Gives by how many bytes the value has grown.
        @inline(__always)
        mutating func change(_ body: (inout Value) -> Void) -> Int {
            let before = value.byteCount
            body(&value)
            return value.byteCount - before
        }
    }

    /// The sum of the buckets that exist in the `length` seconds up to `through`.
    private struct Window: Sendable {
        var length: Int64
        var through: Int64
        var sum: Value

        func holds(_ second: Int64) -> Bool { second > through - length && second <= through }

        mutating func change(_ body: (inout Value) -> Void) { body(&sum) }
    }

    /// Everything since the start, expired seconds included.
    package private(set) var total = Value()
    /// The earliest second of any value ever; nil before the first.
    package private(set) var firstSecond: Int64?
    /// By rising second, none twice and none of zero.
    private var buckets: Deque<Bucket> = []
    /// The second of the first bucket; `max` without one.
    private var oldest = Int64.max
    private var window: Window?
    /// What the values in `buckets` hold on the heap.
    private var heapBytes = 0

    package init() {}

    /// The latest second that has a bucket.
    package var lastSecond: Int64? { buckets.last?.second }

    /// Heap bytes held.
    package var byteCount: Int {
        heapBytes + buckets.count * MemoryLayout<Bucket>.stride + total.byteCount + (window?.sum.byteCount ?? 0)
    }

    /// Adds a value to the total and, within the last hour of `now`, to its second. Seconds may come in any order, but
    /// not from the future: who has one of those uses `now` in its place.
    package mutating func add(_ value: Value, second: Int64, now: Int64) {
        change(.add, second: second, now: now) { $0.add(value) }
    }

    /// Takes a value out again that was added with this second. When the second has expired, only the total changes.
    package mutating func subtract(_ value: Value, second: Int64, now: Int64) {
        change(.subtract, second: second, now: now) { $0.subtract(value) }
    }

    /// What `add` and `subtract` do, in place: for values that are much larger than what is added to them. `body` adds or
    /// subtracts, as the sign says.
    @inline(__always)
    mutating func change(_ sign: Sign, second: Int64, now: Int64, _ body: (inout Value) -> Void) {
        if sign == .add { firstSecond = min(firstSecond ?? second, second) }
        expire(now: now)
        body(&total)
        guard second > now - Int64(rollingSeconds), changeBucket(sign, second, body) else { return }
        if window?.holds(second) == true { window?.change(body) }
    }

    /// False when there is nothing in that second, nor then.
    @inline(__always)
    private mutating func changeBucket(_ sign: Sign, _ second: Int64, _ body: (inout Value) -> Void) -> Bool {
        let place = place(ofSecond: second)
        if place < buckets.count, buckets[place].second == second {
            heapBytes += buckets[place].change(body)
            if sign == .subtract, buckets[place].value.isZero {
                buckets.remove(at: place)
                noteOldest()
            }
            return true
        }
        guard sign == .add else { return false }
        var value = Value()
        body(&value)
        guard !value.isZero else { return false }
        buckets.insert(Bucket(second: second, value: value), at: place)
        oldest = min(oldest, second)
        heapBytes += value.byteCount
        return true
    }

    private mutating func noteOldest() { oldest = buckets.first?.second ?? .max }

    /// Notes a second in which there was nothing to add.
    mutating func note(second: Int64) { firstSecond = min(firstSecond ?? second, second) }

    /// Forgets the seconds up to one: windows that reach further back begin after it.
    mutating func forget(through second: Int64) {
        window = nil
        defer { noteOldest() }
        while let first = buckets.first, first.second <= second {
            heapBytes -= first.value.byteCount
            buckets.removeFirst()
        }
    }

    /// Forgets the seconds that are more than an hour before `now`.
    package mutating func expire(now: Int64) {
        // Looking at the first bucket would copy it.
        guard oldest <= now - Int64(rollingSeconds) else { return }
        defer { noteOldest() }
        while let first = buckets.first, first.second <= now - Int64(rollingSeconds) {
            if window?.holds(first.second) == true { window?.sum.subtract(first.value) }
            heapBytes -= first.value.byteCount
            buckets.removeFirst()
        }
    }

    /// The sum over the seconds after `now - seconds`, up to and with `now`; `seconds` from 1 to 3,600.
    ///
    /// One sum is kept and moved on from call to call, at the cost of the seconds that passed; any other is made anew
    /// from its buckets. `caching` makes this one the one that is kept.
    package mutating func sum(last seconds: Int, now: Int64, caching: Bool = false) -> Value {
        let length = Int64(clamped(seconds))
        if let through = window?.through, window?.length == length, through <= now, now - through < length {
            move(through, to: now, length: length)
            return window?.sum ?? Value()
        }
        let sum = sum(from: now - length + 1, through: now)
        if caching { window = Window(length: length, through: now, sum: sum) }
        return sum
    }

    /// The sum of the seconds after one, up to and with another, as far as they are held.
    package func sum(after first: Int64, through last: Int64) -> Value {
        first < last ? sum(from: first + 1, through: last) : Value()
    }

    /// The latest second that is held, up to and with `last`, with a value that is wanted.
    package func lastSecond(through last: Int64, where isWanted: (Value) -> Bool) -> Int64? {
        buckets.last { $0.second <= last && isWanted($0.value) }?.second
    }

    /// The earliest second that is held with a value that is wanted.
    package func firstSecond(where isWanted: (Value) -> Bool) -> Int64? {
        buckets.first { isWanted($0.value) }?.second
    }

    /// The window of `sum(last:now:)` cut into `count` equal parts, oldest first; nil where a part lies wholly before
    /// the first value ever.
    ///
    /// A second is never split: it counts in the part in which it begins, so with more parts than seconds some parts
    /// have none. Who draws rates asks for no more parts than seconds.
    package func parts(_ count: Int, last seconds: Int, now: Int64) -> [Value?] {
        guard count > 0 else { return [] }
        let length = clamped(seconds)
        let start = now - Int64(length) + 1
        var parts = (0..<count).map { part -> Value? in
            let lastOffset = ((part + 1) * length - 1) / count
            guard let firstSecond, start + Int64(lastOffset) >= firstSecond else { return nil }
            return Value()
        }
        var place = place(ofSecond: start)
        while place < buckets.count, buckets[place].second <= now {
            let part = Int(buckets[place].second - start) * count / length
            parts[part]?.add(buckets[place].value)
            place += 1
        }
        return parts
    }
}

extension RollingSeries {
    private func clamped(_ seconds: Int) -> Int { min(max(seconds, 1), rollingSeconds) }

    /// Moves the kept window on: adds the seconds that came into it, takes out those that left.
    private mutating func move(_ through: Int64, to now: Int64, length: Int64) {
        guard now > through else { return }
        let entered = sum(from: through + 1, through: now)
        let left = sum(from: through - length + 1, through: now - length)
        window?.sum.add(entered)
        window?.sum.subtract(left)
        window?.through = now
    }

    private func sum(from first: Int64, through last: Int64) -> Value {
        var sum = Value()
        var place = place(ofSecond: first)
        while place < buckets.count, buckets[place].second <= last {
            sum.add(buckets[place].value)
            place += 1
        }
        return sum
    }

    /// The place of the first bucket that is not before `second`. Nearly always that is the end.
    private func place(ofSecond second: Int64) -> Int {
        var high = buckets.count
        while high > 0, high > buckets.count - 4, buckets[high - 1].second >= second { high -= 1 }
        guard high == buckets.count - 4 else { return high }
        return buckets.partitioningIndex { $0.second >= second }
    }
}
