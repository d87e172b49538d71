import Screen
package import Telemetry

/// The metrics screen: every instrument, and the series of one of them.
package struct MetricsScreenState: Hashable, Sendable {
    /// The instrument whose series are looked at, and where in them.
    package struct Opened: Hashable, Sendable {
        package var instrument: InstrumentKey
        package var series = ListPosition<SeriesKey>()
    }

    package var figures: MetricsFigures?
    package var instruments = ListPosition<InstrumentKey>()
    package var opened: Opened?

    /// The search of the list that is seen.
    package var search: String {
        get { opened?.series.search ?? instruments.search }
        set { if opened != nil { opened?.series.search = newValue } else { instruments.search = newValue } }
    }

    func request(of model: DashboardModel) -> MetricsRequest {
        var request = MetricsRequest(windowSeconds: model.windowSeconds, agent: model.agent)
        let layout = model.metricsLayout
        request.graphColumns = min(MetricsLayout.sparkColumns, model.windowSeconds)
        request.instruments = instruments.request(page: opened == nil ? layout.instrumentPage : 1)
        request.opened = opened.map { opened in
            var request = OpenedRequest(instrument: opened.instrument)
            request.series = opened.series.request(page: layout.seriesPage)
            request.graphColumns = max(1, min(layout.graph.width - MetricsLayout.labels, model.windowSeconds))
            request.graphRows = max(1, layout.graph.height - 1)
            return request
        }
        return request
    }
}

extension DashboardModel {
    var metricsLayout: MetricsLayout { MetricsLayout(screen: ScreenLayout(size: size)) }

    mutating func receive(_ figures: MetricsFigures) {
        metrics.figures = figures
        let layout = metricsLayout
        if metrics.opened == nil { metrics.instruments.receive(figures.instruments, page: layout.instrumentPage) }
        if let opened = figures.opened, opened.id == metrics.opened?.instrument {
            metrics.opened?.series.receive(opened.series, page: layout.seriesPage)
        }
    }

    mutating func moveInMetrics(_ motion: Motion) {
        guard let figures = metrics.figures else { return }
        let layout = metricsLayout
        if metrics.opened == nil {
            metrics.instruments.move(motion, count: figures.instruments.total, page: layout.instrumentPage)
        } else if let series = figures.opened?.series {
            metrics.opened?.series.move(motion, count: series.total, page: layout.seriesPage)
        }
    }

    /// Opens the selected instrument; of a series the trace that its newest exemplar is of.
    mutating func openInMetrics() {
        if metrics.opened != nil {
            if let exemplar = openedSeries?.exemplar { return drill(into: exemplar.traceID) }
            if openedSeries != nil { notice = "No point of this series names a trace." }
        } else if let instrument = metrics.figures?.instruments.row(at: metrics.instruments.row) {
            metrics.opened = MetricsScreenState.Opened(instrument: instrument.id)
        }
    }

    /// One step out of what is open on the screen; false when there is none.
    mutating func stepBackInMetrics() -> Bool {
        if !metrics.search.isEmpty {
            metrics.search = ""
        } else if metrics.opened != nil {
            metrics.opened = nil
        } else {
            return false
        }
        return true
    }

    /// The series whose graph is seen.
    var openedSeries: SeriesFigures? {
        guard let opened = metrics.opened, let figures = metrics.figures?.opened, figures.id == opened.instrument else {
            return nil
        }
        return figures.series.row(at: opened.series.row)
    }
}

/// Where everything stands on the metrics screen.
struct MetricsLayout: Hashable, Sendable {
    /// All of it, frame included: the table of instruments.
    var body: Rect
    var frame: FrameStyle
    /// Frames included: the series of an instrument, and the selected one's graph; that is empty where there is no room.
    var series: Rect
    var selected: Rect

    /// Columns left of a graph: the top of its scale, or what its rows stand for.
    static let labels = 10
    /// Parts of the window that the instruments' graphs may have.
    static let sparkColumns = 40

    init(screen: ScreenLayout?) {
        body = screen?.body ?? Rect(Size(width: 0, height: 0))
        frame = screen?.frame ?? .rule
        let hasGraph = body.height >= 12
        (series, selected) = body.splitTop(hasGraph ? body.height * 45 / 100 : body.height)
    }

    /// Rows of instruments that are seen: without the heading.
    var instrumentPage: Int { max(1, frame.inside(body).height - 1) }
    var seriesPage: Int { max(1, frame.inside(series).height - 1) }

    /// The inside of the selected series' frame below its line of figures: graph and time axis.
    var graph: Rect {
        guard !selected.isEmpty else { return selected }
        return frame.inside(selected).splitTop(1).rest.inset(left: 1, right: 1)
    }
}
