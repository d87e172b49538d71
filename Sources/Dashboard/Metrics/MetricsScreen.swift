import Screen
package import Telemetry

/// The metrics screen: every instrument, and the series of one of them.
package struct MetricsScreenState: Hashable, Sendable {
    package var figures: MetricsFigures?
    package var search = ""

    func request(of model: DashboardModel) -> MetricsRequest {
        MetricsRequest(windowSeconds: model.windowSeconds, agent: model.agent)
    }
}

extension DashboardModel {
    mutating func receive(_ figures: MetricsFigures) { metrics.figures = figures }

    mutating func moveInMetrics(_ motion: Motion) {}
    mutating func openInMetrics() {}

    /// One step out of what is open on the screen; false when there is none.
    mutating func stepBackInMetrics() -> Bool { false }
}

extension Canvas {
    mutating func drawMetrics(_ model: DashboardModel, screen: ScreenLayout) {}
}
