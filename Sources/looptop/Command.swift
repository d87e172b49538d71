import ArgumentParser

/// The program's version.
let programVersion = "0.1.0"

/// `looptop`: the dashboard, or with `--headless` the receiver alone.
@main
struct Looptop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "looptop",
        abstract: "Shows running AI agents live, from the OpenTelemetry data they send.",
        discussion: """
            Point an agent's OTLP exporter to http://127.0.0.1:4318 (or :4317 for gRPC; each port takes both) and watch \
            its tasks, tools, tokens and traces.
            Each option can also be given by the environment variable in brackets, and without its dashes by the file \
            ~/.config/looptop/config.toml. In the dashboard, ? shows all keys.

            Ends with 0 on q, Ctrl-C, SIGTERM and SIGHUP; with 1 when it can't start or go on; with 2 when the \
            token or the certificates can't be used; with 64 when an option is wrong.
            """,
        version: programVersion,
        subcommands: [ReportCommand.self, DemoCommand.self])

    @OptionGroup var options: ProgramOptions

    /// A subcommand gets its own arguments only. ArgumentParser would look in all of them for the options of this
    /// command first, and so take `--json`, `--agent` and `--window` away from `looptop report`.
    static func main() {
        let (command, arguments) = command(in: Array(CommandLine.arguments.dropFirst()))
        command.main(arguments)
    }

    /// The command that is meant, and the arguments for it.
    static func command(in arguments: [String]) -> (command: any ParsableCommand.Type, arguments: [String]) {
        let named = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        guard let named else { return (Looptop.self, arguments) }
        return (named, Array(arguments.dropFirst()))
    }

    func run() throws {
        returnLargeBlocks()
        try orFail {
            let environment = environmentVariables()
            let sources = try SettingSources(environment: environment, chosen: options.config)
            let configuration = try Configuration(options, from: sources)
            switch try mode(sources) {
            case .listThemes: listThemes(configuration, environment)
            case .headless(let reporting): try runHeadless(configuration, reporting)
            case .dashboard: try runDashboard(configuration, environment: environment)
            }
        }
    }

    /// What the flags choose.
    enum Mode: Hashable {
        case dashboard, listThemes
        case headless(Reporting)
    }

    func mode(_ sources: SettingSources) throws -> Mode {
        if options.showing.listThemes { return .listThemes }
        let chosen = options.headless
        let every = try Settings.reportEvery.value(chosen.reportEvery, sources)
        if chosen.jsonl { return .headless(Reporting(layout: .json, everySeconds: every ?? 1)) }
        if chosen.headless { return .headless(Reporting(layout: chosen.json ? .json : .text, everySeconds: every)) }
        if chosen.json || chosen.reportEvery != nil {
            throw Failure.usage("\(chosen.json ? "--json" : "--report-every") needs --headless.")
        }
        return .dashboard
    }

    private func listThemes(_ configuration: Configuration, _ environment: [String: String]) {
        let files = ThemeFiles(
            chosen: configuration.themesDirectory, environment: environment, binary: ThemeFiles.binaryPath)
        write(files.names.map { $0 + "\n" }.joined(), to: 1)
    }
}
