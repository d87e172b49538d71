import Screen
package import Telemetry

/// The doctor's screen: what is wrong with the incoming data.
package struct DoctorScreenState: Hashable, Sendable {
    package var diagnosis: Diagnosis?
    package var scroll = ScrollState()
}

extension DashboardModel {
    mutating func receive(_ diagnosis: Diagnosis) { doctor.diagnosis = diagnosis }

    mutating func moveInDoctor(_ motion: Motion) {}
    mutating func openInDoctor() {}
}

extension Canvas {
    mutating func drawDoctor(_ model: DashboardModel, screen: ScreenLayout) {}
}
