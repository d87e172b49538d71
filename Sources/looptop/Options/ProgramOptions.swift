import ArgumentParser
import Telemetry

/// What the command line says about receiving and drawing, as it was written.
struct ProgramOptions: ParsableArguments {
    @Option(name: .customLong(Settings.httpPort.name), help: Settings.httpPort.help("PORT")) var httpPort: String?
    @Option(name: .customLong(Settings.grpcPort.name), help: Settings.grpcPort.help("PORT")) var grpcPort: String?
    @Flag(name: .customLong(Settings.noGRPC.name), help: Settings.noGRPC.help) var noGRPC = false
    @Option(name: .customLong(Settings.bind.name), help: Settings.bind.help("ADDRESS")) var bind: [String] = []
    @Option(name: .customLong(Settings.memory.name), help: Settings.memory.help("SIZE")) var memory: String?
    @Option(name: .customLong(Settings.stallAfter.name), help: Settings.stallAfter.help("SECONDS"))
    var stallAfter: String?
    @Option(name: .customLong(Settings.maxSeries.name), help: Settings.maxSeries.help("COUNT")) var maxSeries: String?
    @Option(name: .customLong(Settings.agent.name), help: Settings.agent.help("AGENT")) var agent: String?
    @Option(name: .customLong(Settings.filter.name), help: Settings.filter.help("KEY=VALUE")) var filter: String?
    @Option(name: .customLong(Settings.panelWindow.name), help: Settings.panelWindow.help("PERIOD"))
    var window: String?
    @Option(name: .customLong(Settings.theme.name), help: Settings.theme.help("NAME|FILE")) var theme: String?
    @Option(name: .customLong(Settings.themesDirectory.name), help: Settings.themesDirectory.help("FOLDER"))
    var themesDirectory: String?
    @Option(name: .customLong(Settings.color.name), help: Settings.color.help("COLOURS")) var color: String?
    @Flag(name: .customLong(Settings.ascii.name), help: Settings.ascii.help) var ascii = false
    @Flag(name: .customLong(Settings.noSync.name), help: Settings.noSync.help) var noSync = false
    @Option(name: .customLong(Settings.config.name), help: Settings.config.help("FILE")) var config: String?

    @OptionGroup(title: "Who may send and read") var access: AccessOptions
    @OptionGroup(title: "Limits (docs/limits.md)") var limits: LimitOptions

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
        httpPort = try Settings.httpPort.value(options.httpPort, sources) ?? httpPort
        grpcPort = try Settings.grpcPort.value(options.grpcPort, sources) ?? grpcPort
        if try Settings.noGRPC.isOn(options.noGRPC, sources) { grpcPort = nil }
        let bound = options.bind.isEmpty ? nil : options.bind.joined(separator: ",")
        bind = try Settings.bind.value(bound, sources)
        access = try AccessSettings(options.access, from: sources)
        limits = try options.limits.moved(sources)
        memory = try Settings.memory.value(options.memory, sources)
        stallAfter = try Settings.stallAfter.value(options.stallAfter, sources)
        maxSeries = try Settings.maxSeries.value(options.maxSeries, sources)
        agent = try Settings.agent.value(options.agent, sources)
        filter = try Settings.filter.value(options.filter, sources)
        windowSeconds = try Settings.panelWindow.value(options.window, sources) ?? windowSeconds
        theme = try Settings.theme.value(options.theme, sources)
        themesDirectory = try Settings.themesDirectory.value(options.themesDirectory, sources)
        color = try Settings.color.value(options.color, sources) ?? color
        isASCII = try Settings.ascii.isOn(options.ascii, sources)
        synchronizesOutput = try !Settings.noSync.isOn(options.noSync, sources)
    }
}
