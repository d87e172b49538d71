/// What the metrics screen wants to show.
package struct MetricsRequest: Hashable, Sendable {
    /// Length of the window in seconds, 1 to 3,600.
    package var windowSeconds: Int
    /// Limits it to one agent: by its id, or by its name where no id equals it.
    package var agent: String?

    package init(windowSeconds: Int = 300, agent: String? = nil) {
        self.windowSeconds = windowSeconds
        self.agent = agent
    }
}

/// The instruments that were heard of, and the series of one of them.
package struct MetricsFigures: Hashable, Sendable {
    package init() {}
}
