extension Store {
    /// The instruments, and the series of the one that is asked for.
    package mutating func metrics(_ request: MetricsRequest, at now: Timestamp) -> MetricsFigures { MetricsFigures() }
}
