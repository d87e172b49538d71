/// Which log records the logs screen wants to show.
package struct LogsRequest: Hashable, Sendable {
    /// Limits it to one agent: by its id, or by its name where no id equals it.
    package var agent: String?
    /// Only records in which this text occurs, whatever its case; empty for all.
    package var search: String

    package init(agent: String? = nil, search: String = "") {
        self.agent = agent
        self.search = search
    }
}

/// The wanted log records.
package struct LogsFigures: Hashable, Sendable {
    package init() {}
}
