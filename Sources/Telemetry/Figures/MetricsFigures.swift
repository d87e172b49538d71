// What the metrics screen shows at one moment: the rows that are seen, and no others.

/// What the metrics screen wants to show.
package struct MetricsRequest: Hashable, Sendable {
    /// Length of the window in seconds, 1 to 3,600.
    package var windowSeconds: Int
    /// Limits it to one agent: by its id, or by its name where no id equals it.
    package var agent: String?
    /// The instruments whose names or descriptions hold its search text.
    package var instruments = ListRequest<InstrumentKey>()
    /// The instrument whose series are wanted too.
    package var opened: OpenedRequest?
    /// Into how many equal parts the window is cut for the instruments' graphs.
    package var graphColumns = 40

    package init(windowSeconds: Int = 300, agent: String? = nil) {
        self.windowSeconds = windowSeconds
        self.agent = agent
    }
}

/// Which series of an instrument are wanted, and how the selected one is to be drawn.
package struct OpenedRequest: Hashable, Sendable {
    package var instrument: InstrumentKey
    /// The series whose attributes hold its search text.
    package var series = ListRequest<SeriesKey>()
    /// Columns of the selected series' graph or heat map, and rows of the heat map.
    package var graphColumns = 60
    package var graphRows = 10

    package init(instrument: InstrumentKey) { self.instrument = instrument }
}

/// Which rows of a list are wanted.
package struct ListRequest<ID: Hashable & Sendable>: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        /// The row at this place; clamped to the list.
        case index(Int)
        /// This row, wherever it is now; the one at `index` when it is gone.
        case id(ID, index: Int)
    }

    package var selection = Selection.index(0)
    /// Place of the first wanted row; moved as little as needed to hold the selected row.
    package var firstRow = 0
    package var rowCount = 50
    /// Only rows that hold this text, whatever its case; empty for all.
    package var search = ""

    package init() {}
}

/// The wanted rows of a list.
package struct ListRows<Row: Hashable & Sendable>: Hashable, Sendable {
    /// Rows in all, under filter and search.
    package var total = 0
    /// Place of `rows[0]` in the list.
    package var firstRow = 0
    package var rows: [Row] = []
    /// Place of the selected row in the list; nil when it is empty.
    package var selected: Int?

    package init() {}

    /// The row at a place of the whole list, if it is one of the wanted.
    package func row(at place: Int) -> Row? {
        rows.indices.contains(place - firstRow) ? rows[place - firstRow] : nil
    }

    /// The selected row.
    package var selectedRow: Row? { selected.flatMap { row(at: $0) } }
}

/// The instruments that were heard of, and the series of one of them.
package struct MetricsFigures: Hashable, Sendable {
    package var windowSeconds = 300
    /// By name.
    package var instruments = ListRows<InstrumentFigures>()
    package var opened: OpenedInstrument?
    /// Instruments and series that are kept, whatever the filter.
    package var instrumentCount = 0
    package var seriesCount = 0
    /// Series that were let go to make room.
    package var evicted = 0

    package init() {}
}

/// What a series, or all series of an instrument, told in the window. What is unknown is nil.
package struct SeriesSummary: Hashable, Sendable {
    /// The value now. Of several series: the least and the greatest; of those that can be added up, their sum twice.
    package var current: ClosedRange<Double>?
    /// Of levels and measurements in the window; of counters, of their rates.
    package var min: Double?
    package var mean: Double?
    package var max: Double?
    /// What was counted or measured in the window, and how much of that a second.
    package var count: Double?
    package var rate: Double?
    package var p50: Double?
    package var p95: Double?
    package var p99: Double?
    /// Do the percentiles come from a histogram with wide buckets? And so do the least and the greatest where points don't
    /// say them.
    package var percentilesAreEstimates = false
    package var minIsEstimate = false
    package var maxIsEstimate = false

    package init() {}
}

/// An instrument's row.
package struct InstrumentFigures: Hashable, Sendable, Identifiable {
    package var id: InstrumentKey
    package var description = ""
    package var seriesCount = 0
    package var summary = SeriesSummary()
    /// By part of the window, oldest first: mean levels, or rates a second. Nil where nothing is known.
    package var history: [Double?] = []

    package init(id: InstrumentKey) { self.id = id }
}

/// An instrument whose series are looked at.
package struct OpenedInstrument: Hashable, Sendable {
    package var id: InstrumentKey
    package var description = ""
    /// By their attributes; where there are very many, in the order in which they were first heard of.
    package var series = ListRows<SeriesFigures>()
    /// The attributes that all listed series have alike; none where there is only one.
    package var shared: [AttributeText] = []
    /// Of the selected series.
    package var graph = SeriesGraph.none
    /// False when it has no series (any more).
    package var isKept = true

    package init(id: InstrumentKey) { self.id = id }
}

/// A series' row.
package struct SeriesFigures: Hashable, Sendable, Identifiable {
    package var id: SeriesKey
    package var agent = ""
    package var service = ""
    package var serviceInstance = ""
    package var attributes: [AttributeText] = []
    package var summary = SeriesSummary()
    /// Of a summary, as sent.
    package var quantiles: [Quantile] = []
    /// The newest measurement that a trace is known of.
    package var exemplar: SeriesExemplar?
    /// The latest point's time.
    package var time = Timestamp.unset

    package init(id: SeriesKey) { self.id = id }
}

/// How a series went over the window.
package enum SeriesGraph: Hashable, Sendable {
    case none
    /// By part of the window, oldest first; as `InstrumentFigures.history`.
    case values([Double?])
    case heat(HeatMap)
}

/// How measurements were spread, by part of the window.
package struct HeatMap: Hashable, Sendable {
    /// Values from `low` to `high`; each row spans about the same factor. A row of zeros has both zero.
    package struct Row: Hashable, Sendable {
        package var low: Double
        package var high: Double

        package init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    /// By rising value.
    package var rows: [Row] = []
    /// By part of the window, oldest first, how much was measured of each row; empty where nothing is known.
    package var columns: [[Double]] = []

    package init() {}

    /// The fullest cell.
    package var peak: Double { columns.reduce(0) { max($0, $1.max() ?? 0) } }
}
