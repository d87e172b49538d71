import ArgumentParser
import Demo
import OTLPReceiver
import Terminal

/// `looptop demo`: simulated agents that send to a running looptop.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", _superCommandName: "looptop",
        abstract: "Runs simulated agents that send OTLP to a running looptop.")

    @Option(help: ArgumentHelp("Where looptop listens.", valueName: "URL")) var endpoint = "http://127.0.0.1:4318"
    @Option(help: ArgumentHelp("How many agents work.", valueName: "N")) var agents = "6"
    @Option(help: ArgumentHelp("The same seed gives the same work.", valueName: "S")) var seed = "1"
    @Option(help: ArgumentHelp("How fast they work; 1 is as in life.", valueName: "R")) var rate = "1"
    @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "S")) var duration: String?

    @OptionGroup var token: TokenOptions

    func run() throws {
        try orFail {
            var fleet = try self.fleet
            fleet.authorization = try TokenSource(token, from: SettingSources(environment: environmentVariables()))?
                .token().headerValue
            let signals = SignalWatch.install(wake: try makeWakePipe())
            do throws(DemoError) {
                try runDemo(fleet) { signals.received != nil }
            } catch {
                throw Failure(error.description)
            }
        }
    }

    /// What the options ask for.
    var fleet: DemoConfiguration {
        get throws(SettingError) {
            DemoConfiguration(
                endpoint: endpoint,
                agents: try Self.agentsRule.value(agents, [:]) ?? 6,
                seed: try Self.seedRule.value(seed, [:]) ?? 1,
                rate: try Self.rateRule.value(rate, [:]) ?? 1,
                duration: try Self.durationRule.value(duration, [:]))
        }
    }

    private static let agentsRule = SettingRule(name: "agents", purpose: "", allowed: "a number from 1 to 1000") {
        number($0, in: 1...1_000)
    }
    private static let seedRule = SettingRule(name: "seed", purpose: "", allowed: "a whole number of 0 or more") {
        UInt64($0)
    }
    private static let rateRule = SettingRule(
        name: "rate", purpose: "", allowed: "a number above 0 and at most 1000, such as 0.5 or 2"
    ) { Double($0).flatMap { $0 > 0 && $0 <= 1_000 ? $0 : nil } }
    private static let durationRule = SettingRule(
        name: "duration", purpose: "", allowed: "a number of seconds from 1 to 86400"
    ) { number($0, in: 1...86_400) }
}
