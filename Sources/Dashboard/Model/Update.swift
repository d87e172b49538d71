import Screen
import Telemetry

/// What a message makes of the model, and what is asked of the program around it.
package func update(_ model: inout DashboardModel, _ message: DashboardMessage) -> [DashboardEffect] {
    var effects: [DashboardEffect] = []
    switch message {
    case .input(let event): effects = model.receive(event)
    case .overview(let overview): model.receive(overview)
    case .tree(let tree): model.receive(tree)
    case .treeRows(let rows): model.traceView?.receive(rows)
    case .detail(let detail): model.detailView?.receive(detail)
    case .metrics(let figures): model.receive(figures)
    case .logs(let figures): model.receive(figures)
    case .diagnosis(let diagnosis): model.receive(diagnosis)
    case .accepted(let spans): model.note(accepted: spans)
    case .clock(let time): model.clock = time
    case .themeChanged(let name):
        model.themeName = name
        model.notice = "Theme: \(name)"
    case .notice(let sentence): model.notice = sentence
    }
    model.openViews()
    return effects
}

extension DashboardModel {
    fileprivate mutating func receive(_ event: InputEvent) -> [DashboardEffect] {
        switch event {
        case .key(let key):
            notice = nil
            return press(key)
        case .paste(let text):
            editPrompt { $0.insert(text) }
            return []
        case .resize(let size):
            self.size = size
            fitToSize()
            return []
        }
    }

    fileprivate mutating func receive(_ new: Overview) {
        overview = new
        noteSurvey(new)
        traces.receive(new.traces, page: tracePage)
        tasks.receive(new.tasks, page: taskPage)
        guard case .paused(var pause) = flow else { return }
        pause.acceptedSpans = new.ingest.spans.accepted
        flow = .paused(pause)
    }

    fileprivate mutating func note(accepted spans: Int) {
        guard case .paused(var pause) = flow else { return }
        pause.newSpans = max(0, spans - pause.acceptedSpans)
        flow = .paused(pause)
    }

    fileprivate mutating func receive(_ tree: TraceTree?) {
        let rows = spanRows
        traceView?.receive(tree, rows: rows)
    }

    /// Follows the selection: the views of trace and span are of what is asked for.
    fileprivate mutating func openViews() {
        if traceView?.trace != openTrace { traceView = openTrace.map(TraceView.init) }
        if detailView?.place != openSpan { detailView = openSpan.map(DetailView.init) }
    }

    private mutating func fitToSize() {
        if !DashboardLayout.panels(size: size).contains(focus) { focus = .traces }
        if let overview {
            traces.firstRow = scrolled(traces.firstRow, toShow: traces.row, page: tracePage)
            tasks.receive(overview.tasks, page: taskPage)
        }
        let rows = spanRows
        if let tree = traceView?.tree { traceView?.waterfall.receive(tree, rows: rows) }
    }
}
