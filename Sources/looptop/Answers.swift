import Dashboard
import Telemetry

/// What the model was given last for what it asks, so that the store is asked again only for what can be different.
struct Answers {
    /// What may be out of date.
    enum Scope: Hashable {
        /// Data came in, or time went by.
        case everything
        /// The user did something: only other questions need answers.
        case whatChanged
    }

    private struct TreeQuestion: Hashable {
        var trace: TraceID
        var agent: String?
        var revision: UInt64?
    }

    private struct DetailQuestion: Hashable {
        var place: SpanPlace
        var revision: UInt64?
    }

    private var overview: OverviewRequest?
    private var tree: TreeQuestion?
    private var detail: DetailQuestion?
    private var metrics: MetricsRequest?
    private var logs: LogsRequest?
    private var hasDiagnosis = false

    init() {}

    /// Gives the model what it asks for. An answer can make it ask for something else, another trace for instance:
    /// three rounds are enough for overview, tree and detail to settle.
    mutating func supply(_ model: inout DashboardModel, _ scope: Scope, from store: SharedStore) {
        if scope == .everything { forget() }
        for _ in 0..<3 where supplyOnce(&model, from: store) == .none { return }
    }

    /// Time went by, or data came in: what depends on either is asked for anew.
    private mutating func forget() {
        overview = nil
        metrics = nil
        logs = nil
        hasDiagnosis = false
    }

    private enum Supplied {
        case none, some
    }

    private mutating func supplyOnce(_ model: inout DashboardModel, from store: SharedStore) -> Supplied {
        let messages = [
            overviewAnswer(model.overviewRequest, from: store),
            treeAnswer(model.openTrace, agent: model.overviewRequest.agent, from: store),
            detailAnswer(model.openSpan, from: store),
            metricsAnswer(model.metricsRequest, from: store),
            logsAnswer(model.logsRequest, from: store),
            diagnosisAnswer(isWanted: model.wantsDiagnosis, from: store),
        ].compactMap(\.self)
        for message in messages { _ = update(&model, message) }
        return messages.isEmpty ? .none : .some
    }

    private mutating func overviewAnswer(_ request: OverviewRequest, from store: SharedStore) -> DashboardMessage? {
        guard request != overview else { return nil }
        overview = request
        return .overview(store.ask { $0.overview(request, at: currentTime()) })
    }

    private mutating func treeAnswer(
        _ trace: TraceID?, agent: String?, from store: SharedStore
    ) -> DashboardMessage? {
        guard let trace else {
            tree = nil
            return nil
        }
        let question = TreeQuestion(trace: trace, agent: agent, revision: store.ask { $0.revision(of: trace) })
        guard question != tree else { return nil }
        tree = question
        return .tree(store.ask { $0.tree(of: trace, agent: agent, at: currentTime()) })
    }

    private mutating func detailAnswer(_ place: SpanPlace?, from store: SharedStore) -> DashboardMessage? {
        guard let place else {
            detail = nil
            return nil
        }
        let question = DetailQuestion(place: place, revision: store.ask { $0.revision(of: place.trace) })
        guard question != detail else { return nil }
        detail = question
        return .detail(store.ask { $0.detail(of: place.span, in: place.trace) })
    }

    private mutating func metricsAnswer(_ request: MetricsRequest?, from store: SharedStore) -> DashboardMessage? {
        guard request != metrics else { return nil }
        metrics = request
        return request.map { request in .metrics(store.ask { $0.metrics(request, at: currentTime()) }) }
    }

    private mutating func logsAnswer(_ request: LogsRequest?, from store: SharedStore) -> DashboardMessage? {
        guard request != logs else { return nil }
        logs = request
        return request.map { request in .logs(store.ask { $0.logs(request) }) }
    }

    private mutating func diagnosisAnswer(isWanted: Bool, from store: SharedStore) -> DashboardMessage? {
        guard isWanted != hasDiagnosis else { return nil }
        hasDiagnosis = isWanted
        return isWanted ? .diagnosis(store.ask { $0.diagnosis(at: currentTime()) }) : nil
    }
}
