import OTLP
import Telemetry

extension Meaning {
    init(_ batch: Batch, _ signal: Signal) {
        self.init()
        for (r, resource) in batch.resources.enumerated() {
            within("resource") { meaning in
                meaning.field("schema", batch.text(resource.schemaURL))
                meaning.field("dropped", resource.droppedAttributes)
                meaning.attributes(batch, batch.attributes[resource.attributes.range])
                for (s, scope) in batch.scopes.enumerated() where Int(scope.resource) == r {
                    meaning.within("scope") { $0.scope(batch, scope, s, signal) }
                }
            }
        }
    }

    private mutating func scope(_ batch: Batch, _ scope: Scope, _ index: Int, _ signal: Signal) {
        field("name", batch.text(scope.name))
        field("version", batch.text(scope.version))
        field("schema", batch.text(scope.schemaURL))
        field("dropped", scope.droppedAttributes)
        attributes(batch, batch.attributes[scope.attributes.range])
        switch signal {
        case .traces: for span in batch.spans where Int(span.scope) == index { within("span") { $0.span(batch, span) } }
        case .metrics:
            for metric in batch.metrics where Int(metric.scope) == index {
                within("metric") { $0.metric(batch, metric) }
            }
        case .logs: for log in batch.logs where Int(log.scope) == index { within("log") { $0.log(batch, log) } }
        }
    }

    private mutating func attributes(_ batch: Batch, _ attributes: ArraySlice<Attribute>) {
        for attribute in attributes {
            within("attribute " + batch.text(attribute.key)) { $0.value(batch, attribute.value) }
        }
    }

    private mutating func value(_ batch: Batch, _ value: AttributeValue) {
        switch value {
        case .absent: field("absent", "")
        case .string(let id): field("string", batch.text(id))
        case .bool(let flag): field("bool", flag)
        case .int(let number): field("int", number)
        case .double(let number): double("double", number)
        case .bytes(let id): field("bytes", Array(batch.strings.bytes(of: id)))
        case .array(let slice):
            within("array") { for element in batch.values[slice.range] { $0.value(batch, element) } }
        case .map(let slice): within("map") { $0.attributes(batch, batch.entries[slice.range]) }
        }
    }

    private mutating func span(_ batch: Batch, _ span: SpanRecord) {
        field("trace", span.traceID)
        field("span", span.spanID)
        field("parent", span.parentID)
        field("state", batch.text(span.traceState))
        field("flags", span.flags)
        field("name", batch.text(span.name))
        field("kind", span.kind.rawValue)
        field("start", span.start.nanoseconds)
        field("end", span.end.nanoseconds)
        field("dropped", [span.droppedAttributes, span.droppedEvents, span.droppedLinks])
        field("status", span.status.rawValue)
        field("status message", batch.text(span.statusMessage))
        attributes(batch, batch.attributes[span.attributes.range])
        for event in batch.events[span.events.range] {
            within("event") { meaning in
                meaning.field("time", event.time.nanoseconds)
                meaning.field("name", batch.text(event.name))
                meaning.field("dropped", event.droppedAttributes)
                meaning.attributes(batch, batch.innerAttributes[event.attributes.range])
            }
        }
        for link in batch.links[span.links.range] {
            within("link") { meaning in
                meaning.field("trace", link.traceID)
                meaning.field("span", link.spanID)
                meaning.field("state", batch.text(link.traceState))
                meaning.field("flags", link.flags)
                meaning.field("dropped", link.droppedAttributes)
                meaning.attributes(batch, batch.innerAttributes[link.attributes.range])
            }
        }
    }

    private mutating func log(_ batch: Batch, _ log: LogRecord) {
        field("time", log.time.nanoseconds)
        field("observed", log.observed.nanoseconds)
        field("severity", log.severity)
        field("severity text", batch.text(log.severityText))
        field("event", batch.text(log.eventName))
        field("trace", log.traceID)
        field("span", log.spanID)
        field("flags", log.flags)
        field("dropped", log.droppedAttributes)
        within("body") { $0.value(batch, log.body) }
        attributes(batch, batch.attributes[log.attributes.range])
    }

    private mutating func metric(_ batch: Batch, _ metric: MetricRecord) {
        field("name", batch.text(metric.name))
        field("description", batch.text(metric.description))
        field("unit", batch.text(metric.unit))
        switch metric.kind {
        case .unspecified: field("kind", "none")
        case .gauge: field("kind", "gauge")
        case .sum(let temporality, let isMonotonic):
            field("kind", "sum \(temporality.rawValue) \(isMonotonic)")
        case .histogram(let temporality): field("kind", "histogram \(temporality.rawValue)")
        case .exponentialHistogram(let temporality): field("kind", "exponential \(temporality.rawValue)")
        case .summary: field("kind", "summary")
        }
        for point in batch.points[metric.points.range] { within("point") { $0.point(batch, point) } }
    }

    private mutating func point(_ batch: Batch, _ point: DataPoint) {
        field("start", point.start.nanoseconds)
        field("time", point.time.nanoseconds)
        field("flags", point.flags)
        attributes(batch, batch.attributes[point.attributes.range])
        switch point.value {
        case .none: field("none", "")
        case .int(let number): field("int", number)
        case .double(let number): double("double", number)
        case .histogram(let index): histogram(batch, batch.histograms[Int(index)])
        case .exponentialHistogram(let index): exponential(batch, batch.exponentialHistograms[Int(index)])
        case .summary(let index):
            let summary = batch.summaries[Int(index)]
            field("count", summary.count)
            double("sum", summary.sum)
            for quantile in batch.quantiles[summary.quantiles.range] {
                double("quantile", quantile.quantile)
                double("value", quantile.value)
            }
        }
        for exemplar in batch.exemplars[point.exemplars.range] { within("exemplar") { $0.exemplar(batch, exemplar) } }
    }

    private mutating func histogram(_ batch: Batch, _ histogram: HistogramPoint) {
        field("count", histogram.count)
        if let sum = histogram.sum { double("sum", sum) }
        if let min = histogram.min { double("min", min) }
        if let max = histogram.max { double("max", max) }
        field("counts", Array(batch.counts[histogram.bucketCounts.range]))
        for bound in batch.bounds[histogram.bounds.range] { double("bound", bound) }
    }

    private mutating func exponential(_ batch: Batch, _ histogram: ExponentialHistogramPoint) {
        field("count", histogram.count)
        if let sum = histogram.sum { double("sum", sum) }
        if let min = histogram.min { double("min", min) }
        if let max = histogram.max { double("max", max) }
        field("scale", histogram.scale)
        field("zero count", histogram.zeroCount)
        double("zero threshold", histogram.zeroThreshold)
        field("positive", histogram.positiveOffset)
        field("positive counts", Array(batch.counts[histogram.positiveCounts.range]))
        field("negative", histogram.negativeOffset)
        field("negative counts", Array(batch.counts[histogram.negativeCounts.range]))
    }

    private mutating func exemplar(_ batch: Batch, _ exemplar: Exemplar) {
        field("time", exemplar.time.nanoseconds)
        field("trace", exemplar.traceID)
        field("span", exemplar.spanID)
        switch exemplar.value {
        case .int(let number): field("int", number)
        case .double(let number): double("double", number)
        case .none, .histogram, .exponentialHistogram, .summary: field("none", "")
        }
        attributes(batch, batch.innerAttributes[exemplar.attributes.range])
    }
}
