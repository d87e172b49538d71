package import Telemetry

/// A panel of the dashboard. The number is the key that focuses it.
package enum Panel: Int, Hashable, Sendable, CaseIterable {
    case tasks = 1
    case tools, tokens, traces
    /// The waterfall of the selected trace, where there is room for it.
    case waterfall

    /// As the panel's border says.
    var title: String {
        switch self {
        case .tasks: "Active tasks"
        case .tools: "Tool success rate"
        case .tokens: "LLM token rate"
        case .traces: "Traces"
        case .waterfall: "Waterfall"
        }
    }

    /// Where there is little room.
    var shortTitle: String {
        switch self {
        case .tasks: "Tasks"
        case .tools: "Tools"
        case .tokens: "Tokens"
        case .traces: "Traces"
        case .waterfall: "Waterfall"
        }
    }
}

/// A span of a trace.
package struct SpanPlace: Hashable, Sendable {
    package var trace: TraceID
    package var span: SpanID

    package init(trace: TraceID, span: SpanID) {
        self.trace = trace
        self.span = span
    }
}

/// A screen that keys lead to from anywhere, and that drilling starts from.
package enum TopScreen: Hashable, Sendable, CaseIterable {
    case dashboard, metrics, logs, doctor

    /// Who takes the keys on it.
    var keyContext: KeyContext {
        switch self {
        case .dashboard: .dashboard
        case .metrics: .metrics
        case .logs: .logs
        case .doctor: .doctor
        }
    }
}

/// How deep the user has drilled.
package enum Depth: Hashable, Sendable {
    /// The screen itself.
    case top
    case waterfall(TraceID)
    case detail(SpanPlace)
}

/// What lies over the screen and takes the keys.
package enum Overlay: Hashable, Sendable {
    case help(ScrollState)
    case agents(AgentPickerState)
    case search(SearchPrompt)
}

/// Is the view live, or frozen while receiving goes on?
package enum Flow: Hashable, Sendable {
    case live
    case paused(Pause)

    /// The pause, if it is one.
    package var pause: Pause? {
        switch self {
        case .live: nil
        case .paused(let pause): pause
        }
    }
}

/// A frozen view: whatever is asked for is answered as it was at that moment.
package struct Pause: Hashable, Sendable {
    /// When it was frozen: "now" of everything that is shown.
    package var at: Timestamp
    /// How many spans had been accepted by then.
    package var acceptedSpans: Int
    /// How many came since.
    package var newSpans = 0
}
