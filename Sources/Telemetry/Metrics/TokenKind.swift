/// What a token count counts.
package enum TokenKind: Hashable, Sendable, CaseIterable {
    case input, output, total, cacheRead, cacheWrite, reasoning

    /// By the words that emitters use; nil for others.
    package init?(word: String) {
        switch word.folded.filter({ $0 != "." && $0 != "-" }) {
        case "input", "prompt": self = .input
        case "output", "completion": self = .output
        case "total": self = .total
        case "cacheread", "cached", "cachedinput", "cache": self = .cacheRead
        case "cachewrite", "cachecreation", "cachewriteinput": self = .cacheWrite
        case "reasoning", "reasoningoutput", "thought", "thoughts": self = .reasoning
        default: return nil
        }
    }
}
