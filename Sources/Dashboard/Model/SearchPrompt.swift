/// A line being typed. What it searches narrows with every letter; Esc gives back what was there.
package struct SearchPrompt: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        case traces, waterfall, metrics, logs
        /// An attribute to filter by, in place of a text to search.
        case filter
        /// An attribute to group the list of agents by.
        case grouping

        /// Can what is typed be completed to the name of an attribute?
        var isOfAttributes: Bool {
            switch self {
            case .filter, .grouping: true
            case .traces, .waterfall, .metrics, .logs: false
            }
        }
    }

    package var target: Target
    package var text: String
    /// The search before the prompt was opened.
    package var before: String
    /// Who was chosen in the list of agents that the prompt was opened from.
    var agent: String?

    init(target: Target, text: String) {
        self.target = target
        self.text = text
        self.before = text
    }

    /// The longest text worth searching for.
    private static let limit = 200

    /// Adds typed or pasted text. Line breaks and other control characters become spaces: only Enter submits.
    mutating func insert(_ addition: String) {
        let printable = addition.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        var cleaned = String.UnicodeScalarView()
        cleaned.append(contentsOf: printable)
        text = String((text + String(cleaned)).prefix(Self.limit))
    }

    mutating func eraseLast() { if !text.isEmpty { text.removeLast() } }
    mutating func eraseAll() { text = "" }
}
