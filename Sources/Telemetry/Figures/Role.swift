/// What a span does, as far as an agent's work goes.
package enum Role: UInt8, Hashable, Sendable, CaseIterable {
    case other, agent, iteration, llm, tool

    /// The word that reports use.
    package var name: String {
        switch self {
        case .other: "other"
        case .agent: "agent"
        case .iteration: "iteration"
        case .llm: "llm"
        case .tool: "tool"
        }
    }
}
