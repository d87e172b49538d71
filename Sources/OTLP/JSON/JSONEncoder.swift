// Batches as export requests in JSON. For senders of telemetry that are not pressed for time: simulations and tests.

import Telemetry

/// The request that decodes to the batch's records of the signal.
func encodeJSON(_ batch: Batch, of signal: Signal) -> [UInt8] {
    let encoder = JSONEncoder(batch: batch, signal: signal, outline: BatchOutline(batch, signal))
    var writer = JSONWriter()
    writer.object { writer in
        writer.array(signal.resourceKey, batch.resources.indices) { resource, writer in
            writer.object { encoder.resourceRecords(resource, &$0) }
        }
    }
    return writer.bytes
}

private struct JSONEncoder {
    let batch: Batch
    let signal: Signal
    let outline: BatchOutline

    func resourceRecords(_ index: Int, _ writer: inout JSONWriter) {
        let resource = batch.resources[index]
        writer.object("resource") { writer in
            attributes("attributes", batch.attributes[resource.attributes.range], &writer)
            writer.int("droppedAttributesCount", resource.droppedAttributes)
        }
        writer.array(signal.scopeKey, outline.scopes[index]) { scope, writer in
            writer.object { scopeRecords(scope, &$0) }
        }
        writer.string("schemaUrl", text(resource.schemaURL))
    }

    func scopeRecords(_ index: Int, _ writer: inout JSONWriter) {
        let scope = batch.scopes[index]
        writer.object("scope") { writer in
            writer.string("name", text(scope.name))
            writer.string("version", text(scope.version))
            attributes("attributes", batch.attributes[scope.attributes.range], &writer)
            writer.int("droppedAttributesCount", scope.droppedAttributes)
        }
        writer.array(signal.recordKey, outline.records[index]) { record, writer in
            writer.object { writer in
                switch signal {
                case .traces: span(batch.spans[record], &writer)
                case .metrics: metric(batch.metrics[record], &writer)
                case .logs: log(batch.logs[record], &writer)
                }
            }
        }
        writer.string("schemaUrl", text(scope.schemaURL))
    }

    // MARK: Values

    func text(_ id: StringID) -> String { batch.text(id) }

    func id(_ key: String, _ id: TraceID, _ writer: inout JSONWriter) {
        if !id.isZero { writer.presentString(key, id.description) }
    }

    func id(_ key: String, _ id: SpanID, _ writer: inout JSONWriter) {
        if !id.isZero { writer.presentString(key, id.description) }
    }

    func attributes(_ key: String, _ attributes: ArraySlice<Attribute>, _ writer: inout JSONWriter) {
        writer.array(key, attributes) { attribute, writer in keyValue(attribute, &writer) }
    }

    func keyValue(_ attribute: Attribute, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.string("key", text(attribute.key))
            writer.object("value") { value(attribute.value, &$0) }
        }
    }

    func value(_ value: AttributeValue, _ writer: inout JSONWriter) {
        switch value {
        case .absent: break
        case .string(let id): writer.presentString("stringValue", text(id))
        case .bool(let flag): writer.presentBool("boolValue", flag)
        case .int(let number): writer.presentLong("intValue", number)
        case .double(let number): writer.presentDouble("doubleValue", number)
        case .array(let slice):
            writer.object("arrayValue") { writer in
                writer.array("values", batch.values[slice.range]) { element, writer in
                    writer.object { self.value(element, &$0) }
                }
            }
        case .map(let slice):
            writer.object("kvlistValue") { writer in
                writer.array("values", batch.entries[slice.range]) { entry, writer in keyValue(entry, &writer) }
            }
        case .bytes(let id): writer.presentString("bytesValue", encodeBase64(batch.strings.bytes(of: id)))
        }
    }

    // MARK: Spans and logs

    func span(_ span: SpanRecord, _ writer: inout JSONWriter) {
        id("traceId", span.traceID, &writer)
        id("spanId", span.spanID, &writer)
        writer.string("traceState", text(span.traceState))
        id("parentSpanId", span.parentID, &writer)
        writer.int("flags", span.flags)
        writer.string("name", text(span.name))
        writer.int("kind", span.kind.rawValue)
        writer.long("startTimeUnixNano", span.start.nanoseconds)
        writer.long("endTimeUnixNano", span.end.nanoseconds)
        attributes("attributes", batch.attributes[span.attributes.range], &writer)
        writer.int("droppedAttributesCount", span.droppedAttributes)
        writer.array("events", batch.events[span.events.range]) { event, writer in
            writer.object { self.event(event, &$0) }
        }
        writer.int("droppedEventsCount", span.droppedEvents)
        writer.array("links", batch.links[span.links.range]) { link, writer in
            writer.object { self.link(link, &$0) }
        }
        writer.int("droppedLinksCount", span.droppedLinks)
        writer.object("status") { writer in
            writer.string("message", text(span.statusMessage))
            writer.int("code", span.status.rawValue)
        }
    }

    func event(_ event: SpanEvent, _ writer: inout JSONWriter) {
        writer.long("timeUnixNano", event.time.nanoseconds)
        writer.string("name", text(event.name))
        attributes("attributes", batch.innerAttributes[event.attributes.range], &writer)
        writer.int("droppedAttributesCount", event.droppedAttributes)
    }

    func link(_ link: SpanLink, _ writer: inout JSONWriter) {
        id("traceId", link.traceID, &writer)
        id("spanId", link.spanID, &writer)
        writer.string("traceState", text(link.traceState))
        attributes("attributes", batch.innerAttributes[link.attributes.range], &writer)
        writer.int("droppedAttributesCount", link.droppedAttributes)
        writer.int("flags", link.flags)
    }

    func log(_ log: LogRecord, _ writer: inout JSONWriter) {
        writer.long("timeUnixNano", log.time.nanoseconds)
        writer.long("observedTimeUnixNano", log.observed.nanoseconds)
        writer.int("severityNumber", log.severity)
        writer.string("severityText", text(log.severityText))
        if log.body != .absent { writer.object("body") { value(log.body, &$0) } }
        attributes("attributes", batch.attributes[log.attributes.range], &writer)
        writer.int("droppedAttributesCount", log.droppedAttributes)
        writer.int("flags", log.flags)
        id("traceId", log.traceID, &writer)
        id("spanId", log.spanID, &writer)
        writer.string("eventName", text(log.eventName))
    }

    // MARK: Metrics

    func metric(_ metric: MetricRecord, _ writer: inout JSONWriter) {
        writer.string("name", text(metric.name))
        writer.string("description", text(metric.description))
        writer.string("unit", text(metric.unit))
        let points = batch.points[metric.points.range]
        switch metric.kind {
        case .unspecified: break
        case .gauge: writer.object("gauge") { self.points(points, .unspecified, &$0) }
        case .sum(let temporality, let isMonotonic):
            writer.object("sum") { writer in
                self.points(points, temporality, &writer)
                writer.bool("isMonotonic", isMonotonic)
            }
        case .histogram(let temporality): writer.object("histogram") { self.points(points, temporality, &$0) }
        case .exponentialHistogram(let temporality):
            writer.object("exponentialHistogram") { self.points(points, temporality, &$0) }
        case .summary: writer.object("summary") { self.points(points, .unspecified, &$0) }
        }
    }

    func points(
        _ points: ArraySlice<DataPoint>, _ temporality: Temporality, _ writer: inout JSONWriter
    ) {
        writer.array("dataPoints", points) { point, writer in writer.object { self.point(point, &$0) } }
        writer.int("aggregationTemporality", temporality.rawValue)
    }

    func point(_ point: DataPoint, _ writer: inout JSONWriter) {
        attributes("attributes", batch.attributes[point.attributes.range], &writer)
        writer.long("startTimeUnixNano", point.start.nanoseconds)
        writer.long("timeUnixNano", point.time.nanoseconds)
        switch point.value {
        case .none, .int, .double: number(point.value, &writer)
        case .histogram(let index): histogram(batch.histograms[Int(index)], &writer)
        case .exponentialHistogram(let index):
            exponentialHistogram(batch.exponentialHistograms[Int(index)], &writer)
        case .summary(let index): summary(batch.summaries[Int(index)], &writer)
        }
        writer.array("exemplars", batch.exemplars[point.exemplars.range]) { exemplar, writer in
            writer.object { self.exemplar(exemplar, &$0) }
        }
        writer.int("flags", point.flags)
    }

    func number(_ value: PointValue, _ writer: inout JSONWriter) {
        switch value {
        case .double(let value): writer.presentDouble("asDouble", value)
        case .int(let value): writer.presentLong("asInt", value)
        case .none, .histogram, .exponentialHistogram, .summary: break
        }
    }

    func histogram(_ histogram: HistogramPoint, _ writer: inout JSONWriter) {
        writer.long("count", histogram.count)
        if let sum = histogram.sum { writer.presentDouble("sum", sum) }
        writer.array("bucketCounts", batch.counts[histogram.bucketCounts.range]) { $1.quoted(String($0)) }
        writer.array("explicitBounds", batch.bounds[histogram.bounds.range]) { $1.double($0) }
        if let min = histogram.min { writer.presentDouble("min", min) }
        if let max = histogram.max { writer.presentDouble("max", max) }
    }

    func exponentialHistogram(_ histogram: ExponentialHistogramPoint, _ writer: inout JSONWriter) {
        writer.long("count", histogram.count)
        if let sum = histogram.sum { writer.presentDouble("sum", sum) }
        writer.int("scale", histogram.scale)
        writer.long("zeroCount", histogram.zeroCount)
        for (key, offset, counts) in [
            ("positive", histogram.positiveOffset, histogram.positiveCounts),
            ("negative", histogram.negativeOffset, histogram.negativeCounts),
        ] {
            writer.object(key) { writer in
                writer.int("offset", offset)
                writer.array("bucketCounts", batch.counts[counts.range]) { $1.quoted(String($0)) }
            }
        }
        if let min = histogram.min { writer.presentDouble("min", min) }
        if let max = histogram.max { writer.presentDouble("max", max) }
        writer.double("zeroThreshold", histogram.zeroThreshold)
    }

    func summary(_ summary: SummaryPoint, _ writer: inout JSONWriter) {
        writer.long("count", summary.count)
        writer.double("sum", summary.sum)
        writer.array("quantileValues", batch.quantiles[summary.quantiles.range]) { quantile, writer in
            writer.object { writer in
                writer.double("quantile", quantile.quantile)
                writer.double("value", quantile.value)
            }
        }
    }

    func exemplar(_ exemplar: Exemplar, _ writer: inout JSONWriter) {
        writer.long("timeUnixNano", exemplar.time.nanoseconds)
        number(exemplar.value, &writer)
        id("spanId", exemplar.spanID, &writer)
        id("traceId", exemplar.traceID, &writer)
        attributes("filteredAttributes", batch.innerAttributes[exemplar.attributes.range], &writer)
    }
}
