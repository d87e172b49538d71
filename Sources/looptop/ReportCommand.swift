import ArgumentParser
import Report
import Telemetry

/// `looptop report`: the report of recorded files.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", _superCommandName: "looptop",
        abstract: "Prints the report of recorded OTLP files and folders.",
        discussion: """
            Files are OTLP/JSON, JSON Lines or protobuf requests, plain or compressed. Exit status: 0 when everything \
            was read, 1 when a file could not be read or decoded, 2 when none could, 64 when an option is wrong.
            """)

    @Flag(help: "Print JSON (docs/report.md) instead of text.") var json = false
    @Option(help: ArgumentHelp(Settings.agent.purpose, valueName: "ID")) var agent: String?
    @Option(help: ArgumentHelp(Settings.limit.purpose, valueName: "N")) var limit: String?
    @Option(help: ArgumentHelp(Settings.reportWindow.purpose, valueName: "SECONDS")) var window: String?
    @Argument(help: ArgumentHelp("Files and folders.", valueName: "FILE")) var files: [String]

    func run() throws {
        try orFail {
            let request = try self.request
            var input = RecordedInput()
            for file in files { input.read(file) }
            var store = input.makeStore()
            let figures = store.report(request, at: store.newestTime ?? .unset)
            if json {
                write(reportJSON(figures, pretty: true) + "\n", to: 1)
            } else if !input.isEmpty {
                write(reportText(figures), to: 1)
            }
            guard input.exitStatus == 0 else {
                input.failures.forEach(complain)
                throw ExitCode(input.exitStatus)
            }
        }
    }

    /// What the options ask for.
    var request: ReportRequest {
        get throws(SettingError) {
            var request = ReportRequest()
            request.agent = try Settings.agent.value(agent, [:])
            request.limit = try Settings.limit.value(limit, [:]) ?? request.limit
            request.windowSeconds = try Settings.reportWindow.value(window, [:]) ?? request.windowSeconds
            return request
        }
    }
}
