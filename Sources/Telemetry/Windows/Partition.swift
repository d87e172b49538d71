extension RandomAccessCollection where Index == Int {
    /// The place of the first element that a test holds for, in a collection in which it holds for none before and all behind;
    /// the end where it holds for none. Found by halving.
    ///
    /// - Parameter start: where to begin; the beginning where nothing is said.
    @inline(__always)
    package func partitioningIndex(from start: Int? = nil, where isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (start ?? startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
