// The `data` oneof of a metric, and what is set within it, in the order in which a decoder meets them.

import Telemetry

extension Batch {
    /// Starts or continues the metric's data; data of another kind that was there before is dropped (the last member
    /// of a oneof wins). The metric is the last one, so its points are the last ones.
    mutating func setKind(_ kind: MetricKind, of metric: inout MetricRecord) {
        if metric.kind.isSameMember(as: kind) { return }
        points.removeLast(Int(metric.points.count))
        metric.points.count = 0
        metric.kind = kind
    }
}

extension MetricKind {
    var hasTemporality: Bool {
        switch self {
        case .sum, .histogram, .exponentialHistogram: true
        case .unspecified, .gauge, .summary: false
        }
    }

    var isSum: Bool {
        if case .sum = self { true } else { false }
    }

    func isSameMember(as other: MetricKind) -> Bool {
        switch (self, other) {
        case (.unspecified, .unspecified), (.gauge, .gauge), (.sum, .sum), (.histogram, .histogram),
            (.exponentialHistogram, .exponentialHistogram), (.summary, .summary):
            true
        default: false
        }
    }

    mutating func setTemporality(_ temporality: Temporality) {
        switch self {
        case .sum(_, let isMonotonic): self = .sum(temporality, isMonotonic: isMonotonic)
        case .histogram: self = .histogram(temporality)
        case .exponentialHistogram: self = .exponentialHistogram(temporality)
        case .unspecified, .gauge, .summary: break
        }
    }

    mutating func setMonotonic(_ isMonotonic: Bool) {
        if case .sum(let temporality, _) = self { self = .sum(temporality, isMonotonic: isMonotonic) }
    }
}
