/// What a demo fleet is like and where it sends to.
package struct DemoConfiguration: Sendable {
    /// Where a looptop listens: `http://host[:port]`, port 4318 if none is given.
    package var endpoint: String
    /// How many agents work, 1 or more. Their sub-agents come on top.
    package var agents: Int
    /// The same seed gives the same work.
    package var seed: UInt64
    /// How fast they work: 2 is twice as fast as life. Above 0.
    package var rate: Double
    /// How long the fleet works, in seconds; nil is until it is told to stop.
    package var duration: Int?
    /// The Authorization header of every request; nil for none.
    package var authorization: String?

    package init(
        endpoint: String = "http://127.0.0.1:4318", agents: Int = 6, seed: UInt64 = 1, rate: Double = 1,
        duration: Int? = nil, authorization: String? = nil
    ) {
        self.endpoint = endpoint
        self.agents = agents
        self.seed = seed
        self.rate = rate
        self.duration = duration
        self.authorization = authorization
    }
}

/// Why a demo fleet can't start or go on. `description` is a sentence for the user.
package enum DemoError: Error, Equatable, CustomStringConvertible {
    case unusableEndpoint(String)
    case noAgents(Int)
    case unusableRate(Double)
    /// No connection to host and port within the time that is tried.
    case nothingListens(String)
    /// The receiver answered with an error.
    case refused(path: String, status: Int, answer: String)

    package var description: String {
        switch self {
        case .unusableEndpoint(let text):
            "The endpoint '\(text)' can't be used: give it as http://HOST:PORT, such as http://127.0.0.1:4318."
        case .noAgents(let count):
            "A fleet of \(count) agents can't work: give --agents a number of 1 or more."
        case .unusableRate(let rate):
            "A rate of \(rate) can't be used: give --rate a number above 0, such as 1 or 2.5."
        case .nothingListens(let address):
            "Nothing listens on \(address). Start looptop in another terminal first, or name its address with --endpoint."
        case .refused(let path, let status, let answer):
            "The receiver refused a request to \(path) with status \(status)\(answer.isEmpty ? "." : ": \(answer)")"
        }
    }
}
