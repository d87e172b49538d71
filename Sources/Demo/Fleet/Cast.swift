// Who the agents are, what they are asked and which tools they have. Only tables.

/// A model and how fast it is.
struct Model: Hashable, Sendable {
    let provider: String
    let name: String
    /// Output tokens a second.
    let speed: ClosedRange<Double>
    /// Seconds to the first token.
    let firstToken: ClosedRange<Double>

    static let gpt4o = Model(provider: "openai", name: "gpt-4o", speed: 60...110, firstToken: 0.3...1.4)
    static let claude = Model(provider: "anthropic", name: "claude-sonnet-4", speed: 50...85, firstToken: 0.6...2.2)
    static let mini = Model(provider: "openai", name: "gpt-4o-mini", speed: 90...160, firstToken: 0.2...0.8)
}

/// A tool, how long it takes and how often it succeeds.
struct Tool: Hashable, Sendable {
    let name: String
    let provider: String
    let seconds: ClosedRange<Double>
    let successRate: Double
    /// How often its cache has the answer; 0 where it has no cache.
    let hitRate: Double
    let arguments: [String]
    let failures: [String]

    static let search = Tool(
        name: "search", provider: "mcp", seconds: 0.3...2.8, successRate: 0.97, hitRate: 0.3,
        arguments: [
            #"{"query":"swift nio backpressure"}"#, #"{"query":"otlp partial success semantics"}"#,
            #"{"query":"release notes ncurses 6.5"}"#, #"{"query":"p99 latency regression checklist"}"#,
        ],
        failures: ["search backend returned 502", "no results within 3 s"])
    static let fetch = Tool(
        name: "web.fetch", provider: "mcp", seconds: 0.2...7, successRate: 0.86, hitRate: 0.2,
        arguments: [
            #"{"url":"https://opentelemetry.io/docs/specs/otlp/"}"#,
            #"{"url":"https://www.rfc-editor.org/rfc/rfc9110"}"#,
            #"{"url":"https://example.com/changelog"}"#,
        ],
        failures: ["timeout after 7 s", "HTTP 404", "HTTP 503", "certificate has expired"])
    static let readFile = Tool(
        name: "read_file", provider: "local", seconds: 0.004...0.06, successRate: 0.98, hitRate: 0.45,
        arguments: [
            #"{"path":"Sources/Server/Router.swift"}"#, #"{"path":"README.md"}"#,
            #"{"path":"Tests/RouterTests.swift"}"#, #"{"path":"docs/plan.md"}"#,
        ],
        failures: ["ENOENT: no such file"])
    static let writeFile = Tool(
        name: "write_file", provider: "local", seconds: 0.006...0.09, successRate: 0.99, hitRate: 0,
        arguments: [#"{"path":"Sources/Server/Router.swift"}"#, #"{"path":"docs/summary.md"}"#],
        failures: ["EACCES: permission denied"])
    static let shell = Tool(
        name: "shell", provider: "local", seconds: 0.4...24, successRate: 0.82, hitRate: 0,
        arguments: [
            #"{"command":"swift test --filter RouterTests"}"#, #"{"command":"git diff --stat"}"#,
            #"{"command":"kubectl get pods -A"}"#, #"{"command":"rg -n 'TODO' Sources"}"#,
        ],
        failures: ["exit status 1: 2 tests failed", "exit status 127: command not found", "killed after 24 s"])
    static let calculator = Tool(
        name: "calculator", provider: "local", seconds: 0.001...0.008, successRate: 0.995, hitRate: 0.1,
        arguments: [#"{"expression":"(1840 - 1312) / 1840"}"#, #"{"expression":"0.97 ** 12"}"#],
        failures: ["division by zero"])
}

/// What an agent is asked: a short word for its id, and the text.
struct Assignment: Hashable, Sendable {
    let word: String
    let prompt: String
}

/// What kind of agent one is.
struct Persona: Hashable, Sendable {
    let name: String
    let models: [Model]
    let tools: [Tool]
    /// Names of the personas it may delegate to.
    let delegates: [String]
    let assignments: [Assignment]

    /// The six that a fleet is made of, in this order, again from the start when more are wanted.
    static let cast = [researcher, coder, planner, reviewer, ops, claudeCode]

    /// The persona of this name, or a writer, who only works for others.
    static func named(_ name: String) -> Persona { cast.first { $0.name == name } ?? writer }

    static let researcher = Persona(
        name: "researcher", models: [.claude, .gpt4o], tools: [.search, .fetch, .calculator], delegates: ["writer"],
        assignments: [
            Assignment(word: "compare-vector-stores", prompt: "Compare three vector stores for 10 M embeddings."),
            Assignment(word: "otlp-survey", prompt: "Which SDKs send OTLP/JSON by default? Name sources."),
            Assignment(word: "battery-prices", prompt: "Summarise battery cell prices since 2020, with a table."),
        ])
    static let coder = Persona(
        name: "coder", models: [.claude, .claude, .mini], tools: [.readFile, .writeFile, .shell, .search],
        delegates: ["reviewer"],
        assignments: [
            Assignment(word: "fix-flaky-router-test", prompt: "RouterTests fails one time in twenty. Find out why."),
            Assignment(word: "add-retry-after", prompt: "Answer 503 with Retry-After when the queue is full."),
            Assignment(word: "port-to-swift-6", prompt: "Make the Server target build in Swift 6 mode."),
        ])
    static let planner = Persona(
        name: "planner", models: [.gpt4o], tools: [.search, .readFile, .calculator],
        delegates: ["researcher", "writer"],
        assignments: [
            Assignment(word: "plan-release-2.4", prompt: "Plan the 2.4 release: what, who, when."),
            Assignment(word: "split-billing", prompt: "Break the billing rewrite into steps of a day."),
        ])
    static let reviewer = Persona(
        name: "reviewer", models: [.gpt4o, .claude], tools: [.readFile, .shell, .search], delegates: [],
        assignments: [
            Assignment(word: "review-pr-418", prompt: "Review pull request 418 for races and missing tests."),
            Assignment(word: "review-pr-421", prompt: "Review pull request 421. The author asks about naming."),
        ])
    static let ops = Persona(
        name: "ops", models: [.mini, .gpt4o], tools: [.shell, .fetch, .calculator], delegates: [],
        assignments: [
            Assignment(word: "disk-alert-db3", prompt: "db3 is at 91 % disk. Find what grew and propose a fix."),
            Assignment(word: "rotate-certs", prompt: "Rotate the staging certificates and check each service."),
        ])
    static let writer = Persona(
        name: "writer", models: [.gpt4o], tools: [.readFile, .writeFile], delegates: [],
        assignments: [Assignment(word: "summary", prompt: "Write the findings up for people who were not there.")])
}
