import Telemetry

/// Puts drafts into a batch of one process, whose resource it is made with.
struct BatchBuilder {
    private(set) var batch = Batch()
    private var scopes: [String: UInt32] = [:]

    /// A batch of the process with these resource attributes.
    init(resource attributes: DraftAttributes) {
        var resource = Resource()
        resource.attributes = outer(attributes)
        batch.resources = [resource]
    }

    mutating func add(_ draft: SpanDraft) {
        var span = SpanRecord()
        span.traceID = draft.traceID
        span.spanID = draft.spanID
        span.parentID = draft.parentID
        span.name = batch.strings.intern(draft.name)
        span.kind = .internal
        span.start = draft.start
        span.end = draft.end
        span.status = draft.status
        span.statusMessage = batch.strings.intern(draft.statusMessage)
        // Sampled, as every W3C context of a recorded span (Trace Context, section 3.2.2.5).
        span.flags = 1
        span.scope = scope(draft.scope)
        span.attributes = outer(draft.attributes)
        span.events = Slice(start: batch.events.count, count: draft.events.count)
        batch.events += draft.events.map { event($0) }
        batch.spans.append(span)
    }

    mutating func append(_ record: LogRecord) { batch.logs.append(record) }

    mutating func intern(_ text: String) -> StringID { batch.strings.intern(text) }

    private mutating func event(_ draft: EventDraft) -> SpanEvent {
        var event = SpanEvent()
        event.time = draft.time
        event.name = batch.strings.intern(draft.name)
        event.attributes = Slice(start: batch.innerAttributes.count, count: draft.attributes.count)
        let attributes = draft.attributes.map { attribute($0.key, $0.value) }
        batch.innerAttributes += attributes
        return event
    }

    /// Adds an instrument with the points that `points` gives it; one without points is not sent.
    mutating func metric(
        _ name: String, unit: String, kind: MetricKind, scope: String, _ points: (inout BatchBuilder) -> Void
    ) {
        let first = batch.points.count
        points(&self)
        guard batch.points.count > first else { return }
        var metric = MetricRecord()
        metric.name = batch.strings.intern(name)
        metric.unit = batch.strings.intern(unit)
        metric.kind = kind
        metric.scope = self.scope(scope)
        metric.points = Slice(start: first, count: batch.points.count - first)
        batch.metrics.append(metric)
    }

    /// Adds a point with text attributes, given as keys and values of the same number.
    mutating func point(
        _ value: PointValue, _ keys: [String], _ values: [String], from start: Timestamp, at time: Timestamp
    ) {
        self.point(value, zip(keys, values).map { ($0, .string($1)) }, from: start, at: time)
    }

    /// Adds a point.
    mutating func point(
        _ value: PointValue, _ attributes: DraftAttributes, from start: Timestamp, at time: Timestamp
    ) {
        var point = DataPoint()
        point.start = start
        point.time = time
        point.value = value
        point.attributes = outer(attributes)
        batch.points.append(point)
    }

    /// Keeps a distribution, for a point to hold.
    mutating func keep(_ histogram: HistogramPoint, bounds: [Double], counts: [UInt64]) -> PointValue {
        var histogram = histogram
        histogram.bounds = Slice(start: batch.bounds.count, count: bounds.count)
        histogram.bucketCounts = Slice(start: batch.counts.count, count: counts.count)
        batch.bounds += bounds
        batch.counts += counts
        batch.histograms.append(histogram)
        return .histogram(UInt32(batch.histograms.count - 1))
    }

    mutating func scope(_ name: String) -> UInt32 {
        if let known = scopes[name] { return known }
        var scope = Scope(resource: 0)
        scope.name = batch.strings.intern(name)
        batch.scopes.append(scope)
        scopes[name] = UInt32(batch.scopes.count - 1)
        return UInt32(batch.scopes.count - 1)
    }

    mutating func outer(_ drafts: DraftAttributes) -> Slice {
        let attributes = drafts.map { attribute($0.key, $0.value) }
        batch.attributes += attributes
        return Slice(start: batch.attributes.count - attributes.count, count: attributes.count)
    }

    private mutating func attribute(_ key: String, _ value: DraftValue) -> Attribute {
        Attribute(key: batch.strings.intern(key), value: attributeValue(value))
    }

    private mutating func attributeValue(_ value: DraftValue) -> AttributeValue {
        switch value {
        case .string(let text): return .string(batch.strings.intern(text))
        case .int(let number): return .int(Int64(number))
        case .double(let number): return .double(number)
        case .bool(let flag): return .bool(flag)
        case .strings(let texts):
            let elements = texts.map { AttributeValue.string(batch.strings.intern($0)) }
            batch.values += elements
            return .array(Slice(start: batch.values.count - elements.count, count: elements.count))
        }
    }
}
