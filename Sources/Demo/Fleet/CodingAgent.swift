// The member of the cast that is no Looopy agent: Claude Code in a terminal. Only tables.

extension Model {
    static let sonnet = Model(provider: "anthropic", name: "claude-sonnet-4-5", speed: 50...85, firstToken: 0.6...2.2)
    static let haiku = Model(provider: "anthropic", name: "claude-haiku-4-5", speed: 90...170, firstToken: 0.3...0.9)
}

extension Tool {
    /// A tool of the program's own, which has no cache.
    private static func own(
        _ name: String, _ seconds: ClosedRange<Double>, successRate: Double, failing failure: String
    ) -> Tool {
        Tool(
            name: name, provider: "local", seconds: seconds, successRate: successRate, hitRate: 0, arguments: ["{}"],
            failures: [failure])
    }

    static let bash = own("Bash", 0.4...24, successRate: 0.88, failing: "Command failed with exit code 1")
    static let read = own("Read", 0.005...0.05, successRate: 0.99, failing: "File does not exist.")
    static let edit = own("Edit", 0.01...0.09, successRate: 0.95, failing: "String to replace not found in file.")
    static let grep = own("Grep", 0.02...0.4, successRate: 1, failing: "")
}

extension Persona {
    static let claudeCode = Persona(
        name: "claude-code", models: [.sonnet, .sonnet, .haiku], tools: [.bash, .bash, .read, .edit, .grep],
        delegates: [],
        assignments: [
            Assignment(word: "migrate-tests", prompt: "Move the remaining XCTest cases to swift-testing."),
            Assignment(word: "trace-leak", prompt: "Memory grows by 2 MB an hour. Find out where."),
            Assignment(word: "tidy-makefile", prompt: "Make the targets of the Makefile say what they do."),
        ])
}
