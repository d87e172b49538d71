package import Screen
package import Telemetry

/// Everything that the screen shows and where the user is in it, as a value.
///
/// The program around it supplies what `overviewRequest`, `openTrace` and `openSpan` ask for after every message.
package struct DashboardModel: Hashable, Sendable {
    package internal(set) var size: Size
    package internal(set) var glyphs: Glyphs
    package internal(set) var themeName: String
    package internal(set) var addresses: [String]
    /// The port that it has for gRPC besides; nil for none.
    package let grpcPort: Int?
    /// What the header warns of all the time; nil for nothing.
    package let exposure: String?
    /// Warnings from the start; the first screen without data lists them.
    package internal(set) var warnings: [String]
    /// A sentence in place of the hints until the next key.
    package internal(set) var notice: String?

    package internal(set) var clock = Timestamp.unset
    /// The figures that are shown; nil before the first.
    package internal(set) var overview: Overview?
    package internal(set) var flow = Flow.live

    package internal(set) var windowSeconds: Int
    /// Id or name of the agent that everything is limited to.
    package internal(set) var agent: String?
    /// The attribute that traces and log records are limited to.
    package internal(set) var filter: AttributeFilter?
    /// What the list of agents is grouped by.
    package internal(set) var agentGrouping = AgentGrouping.none
    /// The attribute that was last asked for to group by.
    package internal(set) var groupingAttribute: String?
    /// Grows while attributes are looked for.
    private var surveyRound = 0

    package internal(set) var screen = TopScreen.dashboard
    package internal(set) var depth = Depth.top
    package internal(set) var overlay: Overlay?
    package internal(set) var focus = Panel.traces
    package internal(set) var isZoomed = false

    package internal(set) var tasks = TasksPanelState()
    package internal(set) var tools = ScrollState()
    package internal(set) var tokens = ScrollState()
    package internal(set) var traces = TracesPanelState()
    package internal(set) var traceView: TraceView?
    package internal(set) var detailView: DetailView?
    /// The steps from trace to trace that led to the one on the screen.
    package internal(set) var wayBack: [FollowedFrom] = []

    package internal(set) var metrics = MetricsScreenState()
    package internal(set) var logs = LogsScreenState()
    package internal(set) var doctor = DoctorScreenState()

    package init(settings: DashboardSettings) {
        size = settings.size
        glyphs = settings.glyphs
        themeName = settings.themeName
        addresses = settings.addresses
        grpcPort = settings.grpcPort
        exposure = settings.exposure
        warnings = settings.notices
        notice = settings.notices.first.map { first in
            settings.notices.count == 1 ? first : "\(first) (and \(settings.notices.count - 1) more)"
        }
        windowSeconds = settings.windowSeconds
        agent = settings.agent
        filter = settings.filter
    }
}

// What the model asks for.
extension DashboardModel {
    /// What the next overview must hold.
    package var overviewRequest: OverviewRequest {
        var request = OverviewRequest()
        request.windowSeconds = windowSeconds
        request.agent = agent
        request.graphColumns = graphColumns
        request.wantsRuns = showsAgentList || showsAgentLoads
        if showsAgentList { request.grouping = agentGrouping.attribute }
        if case .search(let prompt) = overlay { request.wantsAttributeNames = prompt.target.isOfAttributes }
        request.surveyRound = surveyRound
        request.traces = traces.request(page: tracePage, search: traceSearch)
        request.traces.attribute = filter
        return request
    }

    /// The trace whose tree must be supplied: the one drilled into, or the selected one where the dashboard shows it.
    package var openTrace: TraceID? {
        switch depth {
        case .top: screen == .dashboard && showsWaterfallPanel ? selectedTrace : nil
        case .waterfall(let trace): trace
        case .detail(let place): place.trace
        }
    }

    /// Gives the tree of a trace away to be brought up to date, if the model has it; it must be given back by
    /// `DashboardMessage.tree`. A second copy would cost more than all that is new.
    package mutating func takeTree(of trace: TraceID) -> TraceTree? {
        guard traceView?.trace == trace else { return nil }
        defer { traceView?.tree = nil }
        return traceView?.tree
    }

    /// What must be supplied of the lines of that tree; nil while there is none.
    package var treeRowsRequest: TreeRowsRequest? {
        guard let view = traceView, view.trace == openTrace, let tree = view.tree else { return nil }
        var request = TreeRowsRequest()
        request.lines = view.waterfall.visibleRows(of: tree, rows: spanRows)
        request.agent = agent
        request.search = view.search
        return request
    }

    /// The span whose detail must be supplied.
    package var openSpan: SpanPlace? {
        switch depth {
        case .top, .waterfall: nil
        case .detail(let place): place
        }
    }

    /// What the metrics screen must be supplied with; nil while it is not shown.
    package var metricsRequest: MetricsRequest? { isShown(.metrics) ? metrics.request(of: self) : nil }

    /// What the logs screen must be supplied with; nil while it is not shown.
    package var logsRequest: LogsRequest? { isShown(.logs) ? logs.request(of: self) : nil }

    /// Must the doctor's findings be supplied?
    package var wantsDiagnosis: Bool { isShown(.doctor) }

    private func isShown(_ screen: TopScreen) -> Bool { depth == .top && self.screen == screen }

    /// Does the picture change by time alone? Ages and rates do, once there is data, and not while it is paused.
    package var ticks: Bool {
        switch flow {
        case .live: hasData
        case .paused: false
        }
    }
}

// What follows from it.
extension DashboardModel {
    /// "Now" of everything that is shown.
    var now: Timestamp { flow.pause?.at ?? max(clock, overview?.now ?? .unset) }

    /// Is the list of agents seen, also while an attribute is asked for?
    var showsAgentList: Bool {
        switch overlay {
        case .agents: true
        case .search(let prompt): prompt.target == .grouping
        case .help, nil: false
        }
    }

    /// Attributes are looked for from answer to answer.
    mutating func noteSurvey(_ overview: Overview) {
        if overview.isSurveying { surveyRound += 1 }
    }

    /// Has anything arrived yet?
    var hasData: Bool { overview?.lastArrival != nil }

    /// The search of the trace list, the one being typed included.
    var traceSearch: String {
        switch overlay {
        case .search(let prompt) where prompt.target == .traces: prompt.text
        case .search, .help, .agents, nil: traces.search
        }
    }

    /// The selected row of the trace list, if it was fetched.
    var selectedTrace: TraceID? { overview?.traces.selected.flatMap { overview?.traces.trace(at: $0) } }

    /// Does the dashboard at this size show the selected trace's waterfall?
    var showsWaterfallPanel: Bool { dashboardLayout?.rect(of: .waterfall) != nil }

    /// Who takes the keys.
    var context: KeyContext {
        switch overlay {
        case .help: .help
        case .agents: .agents
        case .search: .prompt
        case nil:
            switch depth {
            case .top: screen.keyContext
            case .waterfall: .waterfall
            case .detail: .detail
            }
        }
    }

    var dashboardLayout: DashboardLayout? { DashboardLayout(size: size, focus: focus, isZoomed: isZoomed) }

    var traceLayout: TraceLayout? { TraceLayout(size: size, hasDetail: openSpan != nil) }

    /// Rows of traces that the panel shows.
    var tracePage: Int { rows(of: .traces) }

    /// Rows of tasks that the panel shows.
    var taskPage: Int { rows(of: .tasks) }

    /// Rows of a panel below its heading; where it is not seen, those that it will have when it is.
    private func rows(of panel: Panel) -> Int {
        let seen =
            dashboardLayout?.rect(of: panel) == nil
            ? DashboardLayout(size: size, focus: panel, isZoomed: false) : dashboardLayout
        return max(1, (seen?.inside(panel).height ?? 0) - 1)
    }

    /// Rows of spans that are seen: without the ruler.
    var spanRows: Int {
        let chart =
            switch depth {
            case .top: dashboardLayout?.inside(.waterfall)
            case .waterfall, .detail: traceLayout?.chart
            }
        return max(0, (chart?.height ?? 0) - 1)
    }

    /// A part of the window for every column of the token graph (of the tools' history where there is no such graph),
    /// but none shorter than a second.
    private var graphColumns: Int {
        let tokens = TokenPanelLayout.graphWidth(inside: dashboardLayout?.inside(.tokens).width ?? 0)
        let columns = tokens > 0 ? tokens : dashboardLayout?.inside(.tools).width ?? 0
        return max(1, min(columns, windowSeconds))
    }
}
