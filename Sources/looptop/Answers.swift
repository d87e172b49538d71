import Dashboard
import Telemetry

/// What the model was given last for what it asks, so that the store is asked again only for what can be different.
///
/// While the view is paused, a copy of the store answers: the store as it was at that moment. Telemetry that has come
/// since, or had to go, is not in it.
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
        var revision: UInt64?
        /// What is asked of its lines.
        var rows: TreeRowsRequest?
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

    /// What a paused view is of.
    private struct Moment {
        var store: Store
        let at: Timestamp
    }

    private var moment: Moment?

    init() {}

    /// Gives the model what it asks for. An answer can make it ask for something else, another trace for instance:
    /// three rounds are enough for overview, tree and detail to settle.
    mutating func supply(_ model: inout DashboardModel, _ scope: Scope, from store: SharedStore) {
        hold(model.flow.pause, from: store)
        if scope == .everything {
            if moment == nil { forget() } else { _ = update(&model, .accepted(spans: store.ask { $0.acceptedSpans })) }
        }
        for _ in 0..<3 where supplyOnce(&model, from: store) == .none { return }
    }

    /// Takes hold of the moment at which the view was paused, and lets go of it when it is no more.
    private mutating func hold(_ pause: Pause?, from store: SharedStore) {
        guard moment?.at != pause?.at else { return }
        moment = pause.map { pause in Moment(store: store.ask { $0 }, at: pause.at) }
        forget()
    }

    /// Asks the store, or the moment that the view is held at.
    private mutating func ask<Answer: Sendable>(
        _ store: SharedStore, _ question: (inout Store, Timestamp) -> Answer
    ) -> Answer {
        guard var held = moment else { return store.ask { question(&$0, currentTime()) } }
        // Its only owner, so that no answer copies it.
        moment = nil
        defer { moment = held }
        return question(&held.store, held.at)
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
        var supplied = Supplied.none
        if let overview = overviewAnswer(model.overviewRequest, from: store) {
            _ = update(&model, overview)
            supplied = .some
        }
        if supplyTree(&model, from: store) == .some { supplied = .some }
        let messages = [
            detailAnswer(model.openSpan, from: store),
            metricsAnswer(model.metricsRequest, from: store),
            logsAnswer(model.logsRequest, from: store),
            diagnosisAnswer(isWanted: model.wantsDiagnosis, from: store),
        ].compactMap(\.self)
        for message in messages { _ = update(&model, message) }
        return messages.isEmpty ? supplied : .some
    }

    private mutating func overviewAnswer(_ request: OverviewRequest, from store: SharedStore) -> DashboardMessage? {
        guard request != overview else { return nil }
        overview = request
        return .overview(ask(store) { $0.overview(request, at: $1) })
    }

    /// Brings the tree up to date that the model has, and gives what its lines say that are seen then: of one moment.
    private mutating func supplyTree(_ model: inout DashboardModel, from store: SharedStore) -> Supplied {
        guard let trace = model.openTrace else {
            tree = nil
            return .none
        }
        let known = tree
        let question = ask(store) { store, now in
            let revision = store.revision(of: trace)
            let isSupplied = revision == nil || model.traceView?.tree != nil
            if known?.trace != trace || known?.revision != revision || !isSupplied {
                bringTree(of: trace, revision, &model, from: &store, at: now)
            }
            let question = TreeQuestion(trace: trace, revision: revision, rows: model.treeRowsRequest)
            if question != known, let request = question.rows, let tree = model.traceView?.tree {
                _ = update(&model, .treeRows(store.rows(request, of: tree)))
            }
            return question
        }
        tree = question
        return question == known ? .none : .some
    }

    private mutating func detailAnswer(_ place: SpanPlace?, from store: SharedStore) -> DashboardMessage? {
        guard let place else {
            detail = nil
            return nil
        }
        let question = DetailQuestion(
            place: place, revision: ask(store) { store, _ in store.revision(of: place.trace) })
        guard question != detail else { return nil }
        detail = question
        return .detail(ask(store) { store, _ in store.detail(of: place.span, in: place.trace) })
    }

    private mutating func metricsAnswer(_ request: MetricsRequest?, from store: SharedStore) -> DashboardMessage? {
        guard request != metrics else { return nil }
        metrics = request
        return request.map { request in .metrics(ask(store) { $0.metrics(request, at: $1) }) }
    }

    private mutating func logsAnswer(_ request: LogsRequest?, from store: SharedStore) -> DashboardMessage? {
        guard request != logs else { return nil }
        logs = request
        return request.map { request in .logs(ask(store) { store, _ in store.logs(request) }) }
    }

    private mutating func diagnosisAnswer(isWanted: Bool, from store: SharedStore) -> DashboardMessage? {
        guard isWanted != hasDiagnosis else { return nil }
        hasDiagnosis = isWanted
        return isWanted ? .diagnosis(ask(store) { $0.diagnosis(at: $1) }) : nil
    }
}

private func bringTree(
    of trace: TraceID, _ revision: UInt64?, _ model: inout DashboardModel, from store: inout Store, at now: Timestamp
) {
    guard revision != nil else { return _ = update(&model, .tree(nil)) }
    var tree = model.takeTree(of: trace) ?? TraceTree(traceID: trace)
    _ = store.update(&tree, at: now)
    _ = update(&model, .tree(tree))
}
