// What one export request carries, flat: records of a kind lie in one array, and what belongs to a record is a
// slice of another. Texts are interned, so a name that stands on 512 spans is kept (and checked) once.
// The alternative, a tree of objects like the generated protobuf types, costs 6 times the memory and 13 times the time.
//
// The arrays are those of the OTLP messages (opentelemetry-proto 1.x); names are the specification's.

/// The three signals of OTLP.
package enum Signal: String, Hashable, Sendable, CaseIterable {
    case traces, metrics, logs
}

/// A part of one of the batch's flat arrays.
package struct Slice: Hashable, Sendable {
    package var start: UInt32
    package var count: UInt32

    @inlinable package init(start: Int, count: Int) {
        self.start = UInt32(start)
        self.count = UInt32(count)
    }

    package static let empty = Slice(start: 0, count: 0)
    @inlinable package var isEmpty: Bool { count == 0 }
    @inlinable package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// An attribute's value (`AnyValue`).
package enum AttributeValue: Hashable, Sendable {
    /// An `AnyValue` with nothing in it.
    case absent
    case string(StringID)
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// Raw bytes, interned like a string but not UTF-8.
    case bytes(StringID)
    /// Elements, in `Batch.values`.
    case array(Slice)
    /// Entries of a nested map, in `Batch.entries`.
    case map(Slice)
}

/// A key and its value.
package struct Attribute: Hashable, Sendable {
    package var key: StringID
    package var value: AttributeValue

    @inlinable package init(key: StringID, value: AttributeValue) {
        self.key = key
        self.value = value
    }
}

/// The contents of one export request.
package struct Batch: Sendable {
    package var strings = StringTable()

    /// Attributes of resources, scopes, spans, log records and data points.
    package var attributes: [Attribute] = []
    /// Attributes of what lies inside a record: span events, links, exemplars.
    package var innerAttributes: [Attribute] = []
    /// Entries of nested map values.
    package var entries: [Attribute] = []
    /// Elements of array values.
    package var values: [AttributeValue] = []

    package var resources: [Resource] = []
    package var scopes: [Scope] = []

    package var spans: [SpanRecord] = []
    package var events: [SpanEvent] = []
    package var links: [SpanLink] = []

    package var logs: [LogRecord] = []

    package var metrics: [MetricRecord] = []
    package var points: [DataPoint] = []
    package var histograms: [HistogramPoint] = []
    package var exponentialHistograms: [ExponentialHistogramPoint] = []
    package var summaries: [SummaryPoint] = []
    package var exemplars: [Exemplar] = []
    /// Explicit bounds of histograms.
    package var bounds: [Double] = []
    /// Bucket counts of histograms, plain and exponential.
    package var counts: [UInt64] = []
    package var quantiles: [Quantile] = []

    /// The signal that the request's path named, where it carried another one.
    package var misdirected: Signal?

    package init() {}

    /// The text of an interned string.
    package func text(_ id: StringID) -> String { strings.text(id) }
}

/// What produced the telemetry (`Resource`).
package struct Resource: Hashable, Sendable {
    package var attributes = Slice.empty
    package var schemaURL = StringID.empty
    package var droppedAttributes: UInt32 = 0

    package init() {}
}

/// The instrumentation scope (`InstrumentationScope`) within a resource.
package struct Scope: Hashable, Sendable {
    /// Index in `Batch.resources`.
    package var resource: UInt32
    package var name = StringID.empty
    package var version = StringID.empty
    package var attributes = Slice.empty
    package var schemaURL = StringID.empty
    package var droppedAttributes: UInt32 = 0

    package init(resource: Int) { self.resource = UInt32(resource) }
}
