import ArgumentParser
import Telemetry

/// What the command line says, as it was written: in groups, in the order in which the help shows them.
struct ProgramOptions: ParsableArguments {
    @OptionGroup(title: "Receiving") var receiving: ReceivingOptions
    @OptionGroup(title: "Showing") var showing: ShowingOptions
    @OptionGroup(title: "Without the dashboard") var headless: HeadlessOptions
    @OptionGroup(title: "Who may send and read") var access: AccessOptions
    @OptionGroup(title: "Limits (docs/limits.md)") var limits: LimitOptions
    @Option(name: .customLong(Settings.config.name), help: Settings.config.help("FILE")) var config: String?
}

/// Where telemetry comes in, and how much of it is kept.
struct ReceivingOptions: ParsableArguments {
    @Option(name: .customLong(Settings.httpPort.name), help: Settings.httpPort.help("PORT")) var httpPort: String?
    @Option(name: .customLong(Settings.grpcPort.name), help: Settings.grpcPort.help("PORT")) var grpcPort: String?
    @Flag(name: .customLong(Settings.noGRPC.name), help: Settings.noGRPC.help) var noGRPC = false
    @Option(name: .customLong(Settings.bind.name), help: Settings.bind.help("ADDRESS")) var bind: [String] = []
    @Option(name: .customLong(Settings.memory.name), help: Settings.memory.help("SIZE")) var memory: String?
    @Option(name: .customLong(Settings.maxSeries.name), help: Settings.maxSeries.help("COUNT")) var maxSeries: String?
    @Option(name: .customLong(Settings.stallAfter.name), help: Settings.stallAfter.help("SECONDS"))
    var stallAfter: String?
}

/// What is drawn, and how.
struct ShowingOptions: ParsableArguments {
    @Option(name: .customLong(Settings.agent.name), help: Settings.agent.help("AGENT")) var agent: String?
    @Option(name: .customLong(Settings.filter.name), help: Settings.filter.help("KEY=VALUE")) var filter: String?
    @Option(name: .customLong(Settings.panelWindow.name), help: Settings.panelWindow.help("PERIOD"))
    var window: String?
    @Option(name: .customLong(Settings.theme.name), help: Settings.theme.help("NAME|FILE")) var theme: String?
    @Option(name: .customLong(Settings.themesDirectory.name), help: Settings.themesDirectory.help("FOLDER"))
    var themesDirectory: String?
    @Flag(help: "List the themes that are found, and exit.") var listThemes = false
    @Option(name: .customLong(Settings.color.name), help: Settings.color.help("COLOURS")) var color: String?
    @Flag(name: .customLong(Settings.ascii.name), help: Settings.ascii.help) var ascii = false
    @Flag(name: .customLong(Settings.noSync.name), help: Settings.noSync.help) var noSync = false
}

/// Receiving alone.
struct HeadlessOptions: ParsableArguments {
    @Flag(help: "Receive without drawing; print a report at the end.") var headless = false
    @Flag(help: "With --headless: print reports as JSON, one line each.") var json = false
    @Flag(help: "Short for --headless --json --report-every 1.") var jsonl = false
    @Option(
        name: .customLong(Settings.reportEvery.name),
        help: ArgumentHelp(
            "With --headless: \(Settings.reportEvery.purpose) (\(Settings.reportEvery.variable))", valueName: "SECONDS")
    )
    var reportEvery: String?
}

/// What the program works with: the command line, the environment, the user's file and the defaults taken together.
struct Configuration: Hashable {
    var httpPort = 4318
    /// Nil for none.
    var grpcPort: Int? = 4317
    /// Nil for loopback.
    var bind: [String]?
    var access = AccessSettings()
    var limits = MovedLimits()
    /// Bytes for all retained telemetry; nil for the store's own limit.
    var memory: Int?
    /// Seconds; nil for the store's own limit.
    var stallAfter: Int?
    /// Nil for the store's own limit.
    var maxSeries: Int?
    var agent: String?
    var filter: AttributeFilter?
    var windowSeconds = 300
    /// A name or a path; nil for the default theme.
    var theme: String?
    var themesDirectory: String?
    var color = ColorChoice.auto
    var isASCII = false
    var synchronizesOutput = true
}

extension Configuration {
    init(_ options: ProgramOptions, from sources: SettingSources) throws(SettingError) {
        let (receiving, showing) = (options.receiving, options.showing)
        httpPort = try Settings.httpPort.value(receiving.httpPort, sources) ?? httpPort
        grpcPort = try Settings.grpcPort.value(receiving.grpcPort, sources) ?? grpcPort
        if try Settings.noGRPC.isOn(receiving.noGRPC, sources) { grpcPort = nil }
        let bound = receiving.bind.isEmpty ? nil : receiving.bind.joined(separator: ",")
        bind = try Settings.bind.value(bound, sources)
        access = try AccessSettings(options.access, from: sources)
        limits = try options.limits.moved(sources)
        memory = try Settings.memory.value(receiving.memory, sources)
        stallAfter = try Settings.stallAfter.value(receiving.stallAfter, sources)
        maxSeries = try Settings.maxSeries.value(receiving.maxSeries, sources)
        agent = try Settings.agent.value(showing.agent, sources)
        filter = try Settings.filter.value(showing.filter, sources)
        windowSeconds = try Settings.panelWindow.value(showing.window, sources) ?? windowSeconds
        theme = try Settings.theme.value(showing.theme, sources)
        themesDirectory = try Settings.themesDirectory.value(showing.themesDirectory, sources)
        color = try Settings.color.value(showing.color, sources) ?? color
        isASCII = try Settings.ascii.isOn(showing.ascii, sources)
        synchronizesOutput = try !Settings.noSync.isOn(showing.noSync, sources)
    }
}
