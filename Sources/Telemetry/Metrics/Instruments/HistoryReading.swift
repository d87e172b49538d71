import DequeModule

// What histories say of a window.

/// So long a level counts that was not told again, in seconds: the time after which Prometheus takes a series for stale.
private let holdSeconds: Int64 = 300

extension SeriesHistory {
    /// By part of the window: mean levels, or what was counted or measured a second.
    func values(_ window: WindowParts) -> [Double?] {
        switch self {
        case .levels(let history): history.means(window)
        case .growth(let history): history.rates(window) { $0.amount }
        case .distributions(let history): history.rates(window) { Double($0.count) }
        }
    }

    /// The figures of the window; all but the current value.
    func summary(_ window: WindowParts) -> SeriesSummary {
        switch self {
        case .levels(let history): history.summary(window)
        case .growth(let history): history.summary(window)
        case .distributions(let history): history.summary(window)
        }
    }

    /// The last level that was told by the end of the window.
    func level(_ window: WindowParts) -> Double? {
        guard case .levels(let history) = self else { return nil }
        return history.buckets.last { $0.through <= window.now }?.value.last
    }

    /// The heat map of measurements; nil for what has none.
    func heatMap(_ window: WindowParts, rows: Int) -> HeatMap? {
        guard case .distributions(let history) = self else { return nil }
        return history.heatMap(window, rows: rows)
    }
}

extension History<Level> {
    /// The mean of what was told in each part; where nothing was, the last level before.
    fileprivate func means(_ window: WindowParts) -> [Double?] {
        var means = [Double?](repeating: nil, count: window.count)
        var held: (value: Double, through: Int64)?
        var place = 0
        for part in means.indices {
            var levels: Level?
            let end = window.start + Int64(window.end(part))
            while place < buckets.count, buckets[place].through <= Swift.min(end, window.now) {
                let bucket = buckets[place]
                if bucket.through > window.start {
                    if levels == nil { levels = bucket.value } else { levels?.merge(bucket.value) }
                }
                held = (bucket.value.last, bucket.through)
                place += 1
            }
            means[part] = levels?.mean ?? held.flatMap { end - $0.through <= holdSeconds ? $0.value : nil }
        }
        return means
    }

    fileprivate func summary(_ window: WindowParts) -> SeriesSummary {
        var summary = SeriesSummary()
        let told = buckets(in: window)
        guard var all = told.first?.value else { return summary }
        for bucket in told.dropFirst() { all.merge(bucket.value) }
        (summary.min, summary.mean, summary.max) = (all.least, all.mean, all.greatest)
        return summary
    }
}

extension History {
    /// What came in a second, by part; nil before there was anything, and after what was told last.
    fileprivate func rates(_ window: WindowParts, of amount: (Value) -> Double) -> [Double?] {
        var amounts = [Double](repeating: 0, count: window.count)
        spread(over: window) { part, share, bucket in amounts[part] += amount(bucket.value) * share }
        return amounts.enumerated().map { part, amount in
            let seconds = toldSeconds(of: part, in: window)
            return seconds > 0 ? amount / seconds : nil
        }
    }

    /// What came in the window, and how much of it a second since there was anything.
    fileprivate func total(_ window: WindowParts, of amount: (Value) -> Double) -> (count: Double, rate: Double)? {
        guard let firstSecond, firstSecond < window.now else { return nil }
        var whole = window
        whole.count = 1
        var count = 0.0
        spread(over: whole) { _, share, bucket in count += amount(bucket.value) * share }
        return (count, count / Double(Swift.min(Int64(window.seconds), window.now - firstSecond)))
    }
}

extension History<Growth> {
    fileprivate func summary(_ window: WindowParts) -> SeriesSummary {
        var summary = SeriesSummary()
        guard let total = total(window, of: { $0.amount }) else { return summary }
        (summary.count, summary.rate, summary.mean) = (total.count, total.rate, total.rate)
        let rates = rates(window) { $0.amount }.compactMap(\.self)
        (summary.min, summary.max) = (rates.min(), rates.max())
        return summary
    }
}

extension History<Distribution> {
    fileprivate func summary(_ window: WindowParts) -> SeriesSummary {
        var summary = SeriesSummary()
        guard let total = total(window, of: { Double($0.count) }) else { return summary }
        (summary.count, summary.rate) = (total.count, total.rate)
        let told = buckets(in: window)
        let count = told.reduce(0) { $0 + Double($1.value.count) }
        let sums = told.compactMap(\.value.sum)
        if count > 0, sums.count == told.count { summary.mean = sums.reduce(0, +) / count }
        let sketch = ValueSketch(merging: told.map(\.value.sketch))
        let isEstimate = told.contains(where: \.value.isEstimate)
        let (least, greatest) = (told.compactMap(\.value.least), told.compactMap(\.value.greatest))
        summary.min = least.count == told.count ? least.min() : sketch.quantile(0)
        summary.max = greatest.count == told.count ? greatest.max() : sketch.quantile(1)
        summary.percentilesAreEstimates = isEstimate
        summary.minIsEstimate = isEstimate && least.count < told.count
        summary.maxIsEstimate = isEstimate && greatest.count < told.count
        (summary.p50, summary.p95, summary.p99) = (sketch.quantile(0.5), sketch.quantile(0.95), sketch.quantile(0.99))
        return summary
    }

    fileprivate func heatMap(_ window: WindowParts, rows: Int) -> HeatMap {
        var map = HeatMap()
        let scale = HeatScale(ValueSketch(merging: buckets(in: window).map(\.value.sketch)).bins.map(\.key), rows: rows)
        map.rows = scale.rows
        map.columns = (0..<window.count).map { part in
            toldSeconds(of: part, in: window) > 0 ? [Double](repeating: 0, count: scale.rows.count) : []
        }
        spread(over: window) { part, share, bucket in
            for bin in bucket.value.sketch.bins where !map.columns[part].isEmpty {
                guard let row = scale.row(of: bin.key) else { continue }
                map.columns[part][row] += Double(bin.count) * share
            }
        }
        return map
    }
}
