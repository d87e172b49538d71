import ArgumentParser
import Demo
import OTLPReceiver
import Telemetry
import Testing

@testable import looptop

@Suite struct SettingsTests {
    private func configuration(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> Configuration {
        try Configuration(ProgramOptions.parse(arguments), from: SettingSources(environment: environment))
    }

    @Test func `without options the defaults hold`() throws {
        let configuration = try configuration([])
        #expect(configuration == Configuration())
        #expect(configuration.httpPort == 4318)
        #expect(configuration.grpcPort == 4317)
        #expect(configuration.bind == nil)
    }

    @Test func `the command line wins over the environment, which wins over the default`() throws {
        let environment = ["LOOPTOP_HTTP_PORT": "5000", "LOOPTOP_THEME": "nord", "LOOPTOP_ASCII": "1"]
        let configuration = try configuration(["--http-port", "6000"], environment)
        #expect(configuration.httpPort == 6000)
        #expect(configuration.theme == "nord")
        #expect(configuration.isASCII)
        #expect(configuration.windowSeconds == 300)
    }

    @Test func `gRPC has a port of its own, another one, or none`() throws {
        #expect(try configuration(["--grpc-port", "0"]).grpcPort == 0)
        #expect(try configuration(["--no-grpc"]).grpcPort == nil)
        #expect(try configuration([], ["LOOPTOP_NO_GRPC": "1"]).grpcPort == nil)
        #expect(try configuration(["--grpc-port", "5000", "--no-grpc"]).grpcPort == nil)
    }

    /// What a file of settings gives with these options and variables.
    private func configuration(
        file text: String, _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) throws -> Configuration {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "mine.toml")
        let options = try ProgramOptions.parse(["--config", path] + arguments)
        let sources = try withExtendedLifetime(folder) {
            try SettingSources(environment: environment, chosen: options.config)
        }
        return try Configuration(options, from: sources)
    }

    @Test func `the environment wins over the user's file, which wins over the default`() throws {
        let text = "http-port = 1\ngrpc-port = 2\nmemory = \"64MiB\"\nascii = true\nbind = [\"::1\", \"10.0.0.1\"]"
        let configuration = try configuration(
            file: text, ["--http-port", "11"], ["LOOPTOP_GRPC_PORT": "12", "LOOPTOP_MEMORY": ""])
        #expect(configuration.httpPort == 11)
        #expect(configuration.grpcPort == 12)
        #expect(configuration.memory == 64 << 20)
        #expect(configuration.isASCII)
        #expect(configuration.bind == ["::1", "10.0.0.1"])
        #expect(configuration.windowSeconds == 300)
    }

    @Test func `the user's file is found in the usual place`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("stall-after = 7", to: "looptop/config.toml")
        let sources = try SettingSources(environment: ["XDG_CONFIG_HOME": folder.path], chosen: nil)
        #expect(try Configuration(ProgramOptions.parse([]), from: sources).stallAfter == 7)
        #expect(try SettingSources(environment: ["XDG_CONFIG_HOME": "/nowhere"], chosen: nil).file == nil)
        #expect(try SettingSources(environment: [:], chosen: nil).file == nil)
    }

    @Test func `a mistake in the user's file is told with its line`() throws {
        let wrong = #expect(throws: SettingError.self) { try configuration(file: "\nwindow = \"2m\"") }
        #expect(
            wrong?.description.hasSuffix(
                "mine.toml:2: window can't be \"2m\"; use 1m, 5m, 15m or 60m (or 60, 300, 900 or 3600 seconds).")
                == true)
        let unknown = #expect(throws: Failure.self) { try configuration(file: "them = \"nord\"") }
        #expect(unknown?.sentence.hasSuffix("mine.toml:1: them: unknown setting; did you mean \"theme\"?") == true)
        #expect(throws: Failure.usage("The settings in /nowhere can't be read: No such file or directory.")) {
            try SettingSources(environment: ["LOOPTOP_CONFIG": "/nowhere"], chosen: nil)
        }
    }

    @Test func `a token in the file gives way to one in the environment`() throws {
        let text = "auth-token-file = \"t\""
        #expect(try configuration(file: text).access.token == .file("t"))
        let told = try configuration(file: text, [], ["LOOPTOP_AUTH_TOKEN": "s3cret"]).access
        #expect(told.token == AccessToken("s3cret").map(TokenSource.given))
    }

    @Test func `what a variable can give, the user's file can give, but for its own place`() {
        let help = Looptop.helpMessage()
        let variables = Set(help.matches(of: /LOOPTOP_[A-Z_]+/).map { String($0.output) })
        let names = Settings.namesInFile.map { "LOOPTOP_" + $0.uppercased().replacing("-", with: "_") }
        #expect(Set(names) == variables.subtracting(["LOOPTOP_CONFIG"]))
        #expect(names.count == Set(names).count)
    }

    @Test func `an empty variable is no value`() throws {
        #expect(try configuration([], ["LOOPTOP_HTTP_PORT": "", "LOOPTOP_NO_SYNC": ""]) == Configuration())
    }

    @Test func `every option of the program has its variable`() throws {
        let configuration = try configuration(
            [],
            [
                "LOOPTOP_HTTP_PORT": "0", "LOOPTOP_GRPC_PORT": "5", "LOOPTOP_BIND": "::1, 10.0.0.1",
                "LOOPTOP_MEMORY": "64MiB",
                "LOOPTOP_MAX_SERIES": "500",
                "LOOPTOP_AGENT": "a", "LOOPTOP_WHERE": "tenant=acme", "LOOPTOP_WINDOW": "15m",
                "LOOPTOP_THEME": "x.toml",
                "LOOPTOP_THEMES_DIR": "/t", "LOOPTOP_COLOR": "256", "LOOPTOP_ASCII": "yes", "LOOPTOP_NO_SYNC": "on",
            ])
        var expected = Configuration()
        expected.httpPort = 0
        expected.grpcPort = 5
        expected.bind = ["::1", "10.0.0.1"]
        expected.memory = 64 << 20
        expected.maxSeries = 500
        expected.agent = "a"
        expected.filter = AttributeFilter("tenant=acme")
        expected.windowSeconds = 900
        expected.theme = "x.toml"
        expected.themesDirectory = "/t"
        expected.color = .indexed256
        expected.isASCII = true
        expected.synchronizesOutput = false
        #expect(configuration == expected)
    }

    @Test func `limits have options and variables, the command line first`() throws {
        let configuration = try configuration(
            ["--max-body", "8MiB", "--max-events", "0", "--header-timeout", "3"],
            ["LOOPTOP_MAX_BODY": "9MiB", "LOOPTOP_MAX_CONNECTIONS": "7", "LOOPTOP_MAX_ATTRIBUTE_LENGTH": "1KiB"])
        #expect(configuration.limits.receiver.bodyBytes == 8 << 20)
        #expect(configuration.limits.receiver.connections == 7)
        #expect(configuration.limits.receiver.headerSeconds == 3)
        let store = Store.Limits(configuration)
        #expect(store.record.events == 0)
        #expect(store.record.attributeLength == 1_024)
        #expect(store.record.attributes == RecordLimits().attributes)
    }

    @Test func `each limit has one option, and its standard value is allowed`() {
        let names = Limits.all.compactMap(\.rule?.name)
        #expect(names.count == Set(names).count)
        for limit in Limits.all {
            guard let rule = limit.rule else { continue }
            let text = limit.unit == .bytes ? sizeText(limit.standard) : "\(limit.standard)"
            #expect(rule.parse(text) == limit.standard, "\(rule.name)")
        }
    }

    @Test func `every option of a limit reaches it`() throws {
        let moved = Limits.all.filter { limit in
            guard case .fixed = limit.place else { return limit.rule != nil }
            return false
        }
        for limit in moved {
            let name = try #require(limit.rule?.name)
            let value = limit.standard + (limit.unit == .bytes ? 1 << 10 : 1)
            let text = limit.unit == .bytes ? sizeText(value) : "\(value)"
            let configuration = try configuration(["--\(name)", text])
            switch limit.place {
            case .receiver(let path): #expect(configuration.limits.receiver[keyPath: path] == value, "\(name)")
            case .store(let path): #expect(Store.Limits(configuration)[keyPath: path] == value, "\(name)")
            case .fixed: break
            }
        }
    }

    @Test func `a token comes from the command line, else from the environment`() throws {
        let environment = ["LOOPTOP_AUTH_TOKEN": "other", "LOOPTOP_CORS_ORIGIN": "http://a.example, http://b.example"]
        let told = try configuration(["--auth-token", "s3cret"], environment).access
        #expect(told.token == AccessToken("s3cret").map(TokenSource.given))
        #expect(told.origins == AllowedOrigins(["http://a.example", "http://b.example"]))
        #expect(try configuration([], environment).access.token == AccessToken("other").map(TokenSource.given))
        #expect(try configuration(["--auth-token-file", "t"], environment).access.token == .file("t"))
        let both = try configuration(["--auth-token-file", "t", "--auth-token", "x"]).access
        #expect(throws: Failure.access("Give the token by --auth-token or by --auth-token-file, not by both.")) {
            try both.rules()
        }
    }

    @Test func `a token that is not allowed is not repeated`() throws {
        let places = [(["--auth-token", "my s3cret"], [:]), ([], ["LOOPTOP_AUTH_TOKEN": "my s3cret"])]
        for (arguments, environment) in places {
            let error = #expect(throws: SettingError.self) { try configuration(arguments, environment) }
            #expect(error?.description.contains("s3cret") == false)
            #expect(error?.description.hasSuffix("can't be this; use visible ASCII characters without spaces.") == true)
        }
    }

    @Test func `a token's file is read without its last line end`() throws {
        let folder = try TemporaryFolder()
        for (content, token) in [("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), ("s3cret", "s3cret")] {
            let path = try folder.write(content, to: "token")
            #expect(try configuration(["--auth-token-file", path]).access.rules().token == AccessToken(token))
        }
        for (content, problem) in [("", "is empty"), ("\n", "is empty"), ("a b", "does not hold visible ASCII")] {
            let path = try folder.write(content, to: "token")
            let error = #expect(throws: Failure.self) {
                try configuration(["--auth-token-file", path]).access.rules()
            }
            #expect(error?.sentence.contains(problem) == true)
            #expect(error?.status == 2)
        }
        #expect(throws: Failure.access("--auth-token-file: /nowhere can't be read: No such file or directory.")) {
            try configuration(["--auth-token-file", "/nowhere"]).access.rules()
        }
    }

    @Test(arguments: [
        (["--tls-cert", "/x"], "--tls-cert needs --tls-key."), (["--tls-key", "/x"], "--tls-key needs --tls-cert."),
        (["--tls-client-ca", "/x"], "--tls-client-ca needs --tls-cert and --tls-key."),
        (
            ["--tls-cert", "/nowhere", "--tls-key", "/nowhere"],
            "--tls-cert: /nowhere can't be read: No such file or directory."
        ),
    ])
    func `TLS needs its files`(arguments: [String], sentence: String) throws {
        #expect(throws: Failure.access(sentence)) { try configuration(arguments).access.tls() }
    }

    @Test func `addresses can be repeated or separated by commas`() throws {
        #expect(
            try configuration(["--bind", "::1,10.0.0.1", "--bind", "127.0.0.1"]).bind == [
                "::1", "10.0.0.1", "127.0.0.1",
            ])
    }

    @Test(arguments: [
        (["--grpc-port", "x"], "--grpc-port can't be \"x\"; use a number from 0 to 65535."),
        (["--http-port", "65536"], "--http-port can't be \"65536\"; use a number from 0 to 65535."),
        (["--http-port=-1"], "--http-port can't be \"-1\"; use a number from 0 to 65535."),
        (["--http-port", "80x"], "--http-port can't be \"80x\"; use a number from 0 to 65535."),
        (["--window", "2m"], "--window can't be \"2m\"; use 1m, 5m, 15m or 60m (or 60, 300, 900 or 3600 seconds)."),
        (["--color", "8"], "--color can't be \"8\"; use auto, never, 16, 256 or truecolor."),
        (["--memory", "12"], "--memory can't be \"12\"; use a size from 1MiB to 1TiB, such as 256MiB or 2GiB."),
        (["--max-series", "99"], "--max-series can't be \"99\"; use a number from 100 to 1000000."),
        (["--bind", ","], "--bind can't be \",\"; use IP addresses, separated by commas."),
        (
            ["--where", "acme"],
            "--where can't be \"acme\"; use a key and a value, such as tenant=acme or custom.user_id=42."
        ),
        (
            ["--cors-origin", "app.example"],
            "--cors-origin can't be \"app.example\"; use origins such as http://localhost:3000, separated by commas, or *."
        ),
        (
            ["--max-body", "1TiB"],
            "--max-body can't be \"1TiB\"; use a size from 1KiB to 2GiB, such as 8MiB."
        ),
        (["--agent", ""], "--agent can't be \"\"; use an agent's id or name."),
    ])
    func `a value that is not allowed is named with what is`(arguments: [String], sentence: String) throws {
        let error = #expect(throws: SettingError.self) { try configuration(arguments) }
        #expect(error?.description == sentence)
    }

    @Test func `a variable that is not allowed is named`() throws {
        let error = #expect(throws: SettingError.self) { try configuration([], ["LOOPTOP_ASCII": "maybe"]) }
        #expect(error?.description == "LOOPTOP_ASCII can't be \"maybe\"; use 1 or 0.")
    }

    @Test(
        arguments: [
            ("1048576", 1 << 20), ("1MiB", 1 << 20), ("256MiB", 256 << 20), ("256 mib", 256 << 20), ("2G", 2 << 30),
            ("3gb", 3_000_000_000), ("1TiB", 1 << 40), ("1024GiB", 1 << 40), ("1025GiB", nil), ("1MB", nil),
            ("1048575", nil), ("", nil), ("MiB", nil), ("-1MiB", nil), ("1.5GiB", nil),
            ("99999999999999999999TiB", nil),
            ("1099511627776TiB", nil), ("5XiB", nil),
        ] as [(String, Int?)])
    func `a size is a number with a unit`(text: String, bytes: Int?) {
        #expect(byteCount(text) == bytes)
    }
}

@Suite struct CommandLineTests {
    private func parse(_ arguments: [String]) throws -> any ParsableCommand {
        let (command, rest) = Looptop.command(in: arguments)
        return try command.parseAsRoot(rest)
    }

    private func mode(_ arguments: [String]) throws -> Looptop.Mode {
        let command = try #require(try parse(arguments) as? Looptop)
        return try command.mode([:])
    }

    @Test func `flags choose what the program does`() throws {
        #expect(try mode([]) == .dashboard)
        #expect(try mode(["--list-themes"]) == .listThemes)
        #expect(try mode(["--headless"]) == .headless(Reporting(layout: .text, everySeconds: nil)))
        #expect(
            try mode(["--headless", "--json", "--report-every", "5"])
                == .headless(Reporting(layout: .json, everySeconds: 5)))
        #expect(try mode(["--jsonl"]) == .headless(Reporting(layout: .json, everySeconds: 1)))
        #expect(try mode(["--jsonl", "--report-every", "3"]) == .headless(Reporting(layout: .json, everySeconds: 3)))
    }

    @Test func `flags that mean nothing for the dashboard are refused`() {
        #expect(throws: Failure.usage("--json needs --headless.")) { try mode(["--json"]) }
        #expect(throws: Failure.usage("--report-every needs --headless.")) { try mode(["--report-every", "1"]) }
        #expect(throws: SettingError.self) { try mode(["--headless", "--report-every", "0"]) }
    }

    @Test func `the report's options belong to the report`() throws {
        let arguments = ["report", "--json", "--agent", "a", "--limit", "7", "--window", "60", "x", "y"]
        let command = try #require(try parse(arguments) as? ReportCommand)
        #expect(command.json)
        #expect(command.files == ["x", "y"])
        let request = try command.request
        #expect(request.agent == "a")
        #expect(request.limit == 7)
        #expect(request.windowSeconds == 60)
    }

    @Test(arguments: [["--limit", "0"], ["--limit", "10001"], ["--window", "0"], ["--window", "3601"]])
    func `a report's limits are checked`(options: [String]) throws {
        let command = try #require(try parse(["report"] + options + ["x"]) as? ReportCommand)
        #expect(throws: SettingError.self) { try command.request }
    }

    @Test func `the demo's options are checked`() throws {
        let arguments = ["demo", "--agents", "3", "--seed", "9", "--rate", "0.5", "--duration", "10"]
        let command = try #require(try parse(arguments) as? DemoCommand)
        let fleet = try command.fleet
        #expect(fleet.endpoint == "http://127.0.0.1:4318")
        #expect((fleet.agents, fleet.seed, fleet.rate, fleet.duration ?? 0) == (3, 9, 0.5, 10))
        for wrong in [["--agents", "0"], ["--rate", "0"], ["--rate", "nan"], ["--seed=-1"], ["--duration", "x"]] {
            let command = try #require(try parse(["demo"] + wrong) as? DemoCommand)
            #expect(throws: SettingError.self) { try command.fleet }
        }
    }
}
