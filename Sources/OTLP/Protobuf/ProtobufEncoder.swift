// Batches as export requests in protobuf. For senders of telemetry that are not pressed for time: simulations and tests.

import Telemetry

/// The request that decodes to the batch's records of the signal.
func encodeProtobuf(_ batch: Batch, of signal: Signal) -> [UInt8] {
    let encoder = ProtobufEncoder(batch: batch, signal: signal, outline: BatchOutline(batch, signal))
    var writer = ProtobufWriter()
    for resource in batch.resources.indices { writer.message(1) { encoder.resourceRecords(resource, &$0) } }
    return writer.bytes
}

private struct ProtobufEncoder {
    let batch: Batch
    let signal: Signal
    let outline: BatchOutline

    func resourceRecords(_ index: Int, _ writer: inout ProtobufWriter) {
        let resource = batch.resources[index]
        writer.message(1) { writer in
            attributes(1, batch.attributes[resource.attributes.range], &writer)
            writer.varint(2, UInt64(resource.droppedAttributes))
        }
        for scope in outline.scopes[index] { writer.message(2) { scopeRecords(scope, &$0) } }
        writer.string(3, text(resource.schemaURL))
    }

    func scopeRecords(_ index: Int, _ writer: inout ProtobufWriter) {
        let scope = batch.scopes[index]
        writer.message(1) { writer in
            writer.string(1, text(scope.name))
            writer.string(2, text(scope.version))
            attributes(3, batch.attributes[scope.attributes.range], &writer)
            writer.varint(4, UInt64(scope.droppedAttributes))
        }
        for record in outline.records[index] {
            writer.message(2) { writer in
                switch signal {
                case .traces: span(batch.spans[record], &writer)
                case .metrics: metric(batch.metrics[record], &writer)
                case .logs: log(batch.logs[record], &writer)
                }
            }
        }
        writer.string(3, text(scope.schemaURL))
    }

    // MARK: Values

    func text(_ id: StringID) -> ArraySlice<UInt8> { batch.strings.bytes(of: id) }

    func attributes(_ number: Int, _ attributes: ArraySlice<Attribute>, _ writer: inout ProtobufWriter) {
        for attribute in attributes {
            writer.message(number) { writer in
                writer.string(1, text(attribute.key))
                writer.message(2) { value(attribute.value, &$0) }
            }
        }
    }

    func value(_ value: AttributeValue, _ writer: inout ProtobufWriter) {
        switch value {
        case .absent: break
        case .string(let id): writer.presentString(1, text(id))
        case .bool(let flag): writer.presentVarint(2, flag ? 1 : 0)
        case .int(let number): writer.presentVarint(3, UInt64(signed: number))
        case .double(let number): writer.presentFixed64(4, number.bitPattern)
        case .array(let slice):
            writer.message(5) { writer in
                for element in batch.values[slice.range] { writer.message(1) { self.value(element, &$0) } }
            }
        case .map(let slice): writer.message(6) { attributes(1, batch.entries[slice.range], &$0) }
        case .bytes(let id): writer.presentString(7, text(id))
        }
    }

    // MARK: Spans and logs

    func span(_ span: SpanRecord, _ writer: inout ProtobufWriter) {
        writer.id(1, span.traceID.high, span.traceID.low)
        writer.id(2, span.spanID.rawValue)
        writer.string(3, text(span.traceState))
        writer.id(4, span.parentID.rawValue)
        writer.string(5, text(span.name))
        writer.varint(6, UInt64(span.kind.rawValue))
        writer.fixed64(7, span.start.nanoseconds)
        writer.fixed64(8, span.end.nanoseconds)
        attributes(9, batch.attributes[span.attributes.range], &writer)
        writer.varint(10, UInt64(span.droppedAttributes))
        for event in batch.events[span.events.range] { writer.message(11) { self.event(event, &$0) } }
        writer.varint(12, UInt64(span.droppedEvents))
        for link in batch.links[span.links.range] { writer.message(13) { self.link(link, &$0) } }
        writer.varint(14, UInt64(span.droppedLinks))
        writer.message(15) { writer in
            writer.string(2, text(span.statusMessage))
            writer.varint(3, UInt64(span.status.rawValue))
        }
        writer.fixed32(16, span.flags)
    }

    func event(_ event: SpanEvent, _ writer: inout ProtobufWriter) {
        writer.fixed64(1, event.time.nanoseconds)
        writer.string(2, text(event.name))
        attributes(3, batch.innerAttributes[event.attributes.range], &writer)
        writer.varint(4, UInt64(event.droppedAttributes))
    }

    func link(_ link: SpanLink, _ writer: inout ProtobufWriter) {
        writer.id(1, link.traceID.high, link.traceID.low)
        writer.id(2, link.spanID.rawValue)
        writer.string(3, text(link.traceState))
        attributes(4, batch.innerAttributes[link.attributes.range], &writer)
        writer.varint(5, UInt64(link.droppedAttributes))
        writer.fixed32(6, link.flags)
    }

    func log(_ log: LogRecord, _ writer: inout ProtobufWriter) {
        writer.fixed64(1, log.time.nanoseconds)
        writer.varint(2, UInt64(signed: log.severity))
        writer.string(3, text(log.severityText))
        if log.body != .absent { writer.message(5) { value(log.body, &$0) } }
        attributes(6, batch.attributes[log.attributes.range], &writer)
        writer.varint(7, UInt64(log.droppedAttributes))
        writer.fixed32(8, log.flags)
        writer.id(9, log.traceID.high, log.traceID.low)
        writer.id(10, log.spanID.rawValue)
        writer.fixed64(11, log.observed.nanoseconds)
        writer.string(12, text(log.eventName))
    }

    // MARK: Metrics

    func metric(_ metric: MetricRecord, _ writer: inout ProtobufWriter) {
        writer.string(1, text(metric.name))
        writer.string(2, text(metric.description))
        writer.string(3, text(metric.unit))
        let points = batch.points[metric.points.range]
        switch metric.kind {
        case .unspecified: break
        case .gauge: writer.message(5) { self.points(points, .unspecified, &$0) }
        case .sum(let temporality, let isMonotonic):
            writer.message(7) { writer in
                self.points(points, temporality, &writer)
                writer.varint(3, isMonotonic ? 1 : 0)
            }
        case .histogram(let temporality): writer.message(9) { self.points(points, temporality, &$0) }
        case .exponentialHistogram(let temporality): writer.message(10) { self.points(points, temporality, &$0) }
        case .summary: writer.message(11) { self.points(points, .unspecified, &$0) }
        }
    }

    func points(
        _ points: ArraySlice<DataPoint>, _ temporality: Temporality, _ writer: inout ProtobufWriter
    ) {
        for point in points { writer.message(1) { self.point(point, &$0) } }
        writer.varint(2, UInt64(temporality.rawValue))
    }

    func point(_ point: DataPoint, _ writer: inout ProtobufWriter) {
        writer.fixed64(2, point.start.nanoseconds)
        writer.fixed64(3, point.time.nanoseconds)
        let attributes = batch.attributes[point.attributes.range]
        let exemplars = batch.exemplars[point.exemplars.range]
        switch point.value {
        case .none, .int, .double:
            number(point.value, double: 4, int: 6, &writer)
            for exemplar in exemplars { writer.message(5) { self.exemplar(exemplar, &$0) } }
            self.attributes(7, attributes, &writer)
            writer.varint(8, UInt64(point.flags))
        case .histogram(let index):
            histogram(batch.histograms[Int(index)], &writer)
            for exemplar in exemplars { writer.message(8) { self.exemplar(exemplar, &$0) } }
            self.attributes(9, attributes, &writer)
            writer.varint(10, UInt64(point.flags))
        case .exponentialHistogram(let index):
            self.attributes(1, attributes, &writer)
            exponentialHistogram(batch.exponentialHistograms[Int(index)], &writer)
            writer.varint(10, UInt64(point.flags))
            for exemplar in exemplars { writer.message(11) { self.exemplar(exemplar, &$0) } }
        case .summary(let index):
            summary(batch.summaries[Int(index)], &writer)
            self.attributes(7, attributes, &writer)
            writer.varint(8, UInt64(point.flags))
        }
    }

    func number(_ value: PointValue, double: Int, int: Int, _ writer: inout ProtobufWriter) {
        switch value {
        case .double(let value): writer.presentFixed64(double, value.bitPattern)
        case .int(let value): writer.presentFixed64(int, UInt64(signed: value))
        case .none, .histogram, .exponentialHistogram, .summary: break
        }
    }

    func histogram(_ histogram: HistogramPoint, _ writer: inout ProtobufWriter) {
        writer.fixed64(4, histogram.count)
        if let sum = histogram.sum { writer.presentFixed64(5, sum.bitPattern) }
        writer.packedFixed64(6, batch.counts[histogram.bucketCounts.range])
        writer.packedFixed64(7, batch.bounds[histogram.bounds.range].map(\.bitPattern))
        if let min = histogram.min { writer.presentFixed64(11, min.bitPattern) }
        if let max = histogram.max { writer.presentFixed64(12, max.bitPattern) }
    }

    func exponentialHistogram(_ histogram: ExponentialHistogramPoint, _ writer: inout ProtobufWriter) {
        writer.fixed64(4, histogram.count)
        if let sum = histogram.sum { writer.presentFixed64(5, sum.bitPattern) }
        writer.varint(6, UInt64(zigzag: histogram.scale))
        writer.fixed64(7, histogram.zeroCount)
        for (number, offset, counts) in [
            (8, histogram.positiveOffset, histogram.positiveCounts),
            (9, histogram.negativeOffset, histogram.negativeCounts),
        ] {
            writer.message(number) { writer in
                writer.varint(1, UInt64(zigzag: offset))
                writer.packedVarint(2, batch.counts[counts.range])
            }
        }
        if let min = histogram.min { writer.presentFixed64(12, min.bitPattern) }
        if let max = histogram.max { writer.presentFixed64(13, max.bitPattern) }
        writer.double(14, histogram.zeroThreshold)
    }

    func summary(_ summary: SummaryPoint, _ writer: inout ProtobufWriter) {
        writer.fixed64(4, summary.count)
        writer.double(5, summary.sum)
        for quantile in batch.quantiles[summary.quantiles.range] {
            writer.message(6) { writer in
                writer.double(1, quantile.quantile)
                writer.double(2, quantile.value)
            }
        }
    }

    func exemplar(_ exemplar: Exemplar, _ writer: inout ProtobufWriter) {
        writer.fixed64(2, exemplar.time.nanoseconds)
        number(exemplar.value, double: 3, int: 6, &writer)
        writer.id(4, exemplar.spanID.rawValue)
        writer.id(5, exemplar.traceID.high, exemplar.traceID.low)
        attributes(7, batch.innerAttributes[exemplar.attributes.range], &writer)
    }
}
