// What the spans of a request add to the figures is added up before it comes to these: of many the work, the name and the
// second are the same, and to find a row with its windows costs more than a sum.

/// What was gathered of the spans of one agent by one emitter.
struct AgentGathering: Sendable {
    var agent: AgentIndex
    var emitter: EmitterIndex
    var sums = Gathering()

    /// It is looked through for each contribution: with more agents than so many, all are to be settled.
    static let limit = 16
}

/// Contributions that are added up, but for taking back: sums of those that belong to one row and one second.
struct Gathering: Sendable {
    /// What contributions have in common that become one.
    private struct Key: Hashable {
        var second: Int64
        var work: Contribution.Work
        var name: Name
        var provider: Name

        init(_ contribution: borrowing Contribution) {
            (second, work) = (contribution.second, contribution.work)
            (name, provider) = (contribution.name, contribution.provider)
        }
    }

    /// Tokens that flow in one second.
    struct Flow: Sendable {
        var second: Int64
        var tokens: TokenFlow
    }

    private var keys: [Key] = []
    /// In the order in which their rows came first.
    private(set) var contributions: [Contribution] = []
    private(set) var flows: [Flow] = []

    /// It is looked through for each contribution: with more in it, it is to be emptied.
    private static let limit = 32

    var isEmpty: Bool { contributions.isEmpty && flows.isEmpty }
    var isFull: Bool { contributions.count >= Self.limit || flows.count >= Self.limit }

    /// Adds a contribution, without the flow of its tokens.
    mutating func add(_ contribution: borrowing Contribution) {
        let key = Key(contribution)
        if let place = keys.lastIndex(of: key) {
            contributions[place].add(contribution)
        } else {
            keys.append(key)
            contributions.append(copy contribution)
        }
    }

    mutating func add(_ flow: Flow) {
        if let place = flows.lastIndex(where: { $0.second == flow.second }) {
            flows[place].tokens.add(flow.tokens)
        } else {
            flows.append(flow)
        }
    }

    mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        contributions.removeAll(keepingCapacity: true)
        flows.removeAll(keepingCapacity: true)
    }
}

extension Contribution {
    /// Takes in what belongs to the same row and second.
    fileprivate mutating func add(_ other: borrowing Contribution) {
        summary.add(other.summary)
        cached &+= other.cached
        lookups &+= other.lookups
        durations.add(other.durations)
        firstTokens.add(other.firstTokens)
    }

    /// The seconds in which its tokens flow, each as often as there is a share in it.
    func forEachFlow(_ body: (Gathering.Flow) -> Void) {
        for share in TokenSpread.shares(of: summary.tokens.input, from: start, to: end) {
            body(Gathering.Flow(second: share.second, tokens: TokenFlow(input: share.tokens, output: 0)))
        }
        for share in TokenSpread.shares(of: summary.tokens.output, from: start, to: end) {
            body(Gathering.Flow(second: share.second, tokens: TokenFlow(input: 0, output: share.tokens)))
        }
    }
}
