import Screen
package import Telemetry

/// The logs screen: a live tail, and one record of it.
package struct LogsScreenState: Hashable, Sendable {
    package var figures: LogsFigures?
    package var search = ""

    func request(of model: DashboardModel) -> LogsRequest { LogsRequest(agent: model.agent, search: search) }
}

extension DashboardModel {
    mutating func receive(_ figures: LogsFigures) { logs.figures = figures }

    mutating func moveInLogs(_ motion: Motion) {}
    mutating func openInLogs() {}

    /// One step out of what is open on the screen; false when there is none.
    mutating func stepBackInLogs() -> Bool { false }
}

extension Canvas {
    mutating func drawLogs(_ model: DashboardModel, screen: ScreenLayout) {}
}
