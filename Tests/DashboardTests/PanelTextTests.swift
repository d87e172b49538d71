import Screen
import Telemetry
import Testing

@testable import Dashboard

/// What panels say where there is little to say, or little room.
@Suite struct PanelTextTests {
    /// A dashboard that shows a changed overview.
    private func screen(
        _ width: Int, _ height: Int, keys: String = "", _ change: (inout Overview) -> Void
    ) -> String {
        var session = Session(width, height)
        session.type(keys)
        var overview = Sample.overview(session.model.overviewRequest)
        change(&overview)
        session.send(.overview(overview))
        return session.screen
    }

    @Test func `Names of models and tools are told apart by their ends`() {
        let text = screen(80, 24) {
            let names = ["claude-sonnet-4", "claude-sonnet-4-5"]
            $0.window.models = names.map { ModelFigures(model: $0) }
            $0.window.tools = names.map { ToolFigures(name: $0 + "-tool") }
        }
        let starts = text.split(separator: "\n").filter { $0.contains("clau") }
        #expect(starts.count >= 2)
        #expect(!text.contains("claude-sonn…"))
    }
}
