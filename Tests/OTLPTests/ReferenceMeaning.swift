import Foundation
import OTLPReference
import SwiftProtobuf
import Telemetry

extension Meaning {
    init(_ reference: Reference) {
        self.init()
        switch reference {
        case .traces(let request):
            for group in request.resourceSpans {
                resource(group.resource, group.schemaURL) { meaning in
                    for records in group.scopeSpans {
                        meaning.scope(records.scope, records.schemaURL) { meaning in
                            for span in records.spans { meaning.within("span") { $0.span(span) } }
                        }
                    }
                }
            }
        case .metrics(let request):
            for group in request.resourceMetrics {
                resource(group.resource, group.schemaURL) { meaning in
                    for records in group.scopeMetrics {
                        meaning.scope(records.scope, records.schemaURL) { meaning in
                            for metric in records.metrics { meaning.within("metric") { $0.metric(metric) } }
                        }
                    }
                }
            }
        case .logs(let request):
            for group in request.resourceLogs {
                resource(group.resource, group.schemaURL) { meaning in
                    for records in group.scopeLogs {
                        meaning.scope(records.scope, records.schemaURL) { meaning in
                            for log in records.logRecords { meaning.within("log") { $0.log(log) } }
                        }
                    }
                }
            }
        }
    }

    private mutating func resource(_ resource: RefResource, _ schema: String, _ content: (inout Meaning) -> Void) {
        within("resource") { meaning in
            meaning.field("schema", schema)
            meaning.field("dropped", resource.droppedAttributesCount)
            meaning.attributes(resource.attributes)
            content(&meaning)
        }
    }

    private mutating func scope(_ scope: RefScope, _ schema: String, _ content: (inout Meaning) -> Void) {
        within("scope") { meaning in
            meaning.field("name", scope.name)
            meaning.field("version", scope.version)
            meaning.field("schema", schema)
            meaning.field("dropped", scope.droppedAttributesCount)
            meaning.attributes(scope.attributes)
            content(&meaning)
        }
    }

    private mutating func attributes(_ attributes: [RefKeyValue]) {
        for attribute in attributes { within("attribute " + attribute.key) { $0.value(attribute.value) } }
    }

    private mutating func value(_ value: RefAnyValue) {
        switch value.value {
        case nil, .stringValueStrindex: field("absent", "")
        case .stringValue(let text): field("string", text)
        case .boolValue(let flag): field("bool", flag)
        case .intValue(let number): field("int", number)
        case .doubleValue(let number): double("double", number)
        case .bytesValue(let bytes): field("bytes", Array(bytes))
        case .arrayValue(let array): within("array") { for element in array.values { $0.value(element) } }
        case .kvlistValue(let map): within("map") { $0.attributes(map.values) }
        }
    }

    private mutating func id(_ name: String, _ id: Data, bytes count: Int) {
        field(name, (id.isEmpty ? Data(count: count) : id).map { String(format: "%02x", $0) }.joined())
    }

    private mutating func span(_ span: RefSpan) {
        id("trace", span.traceID, bytes: 16)
        id("span", span.spanID, bytes: 8)
        id("parent", span.parentSpanID, bytes: 8)
        field("state", span.traceState)
        field("flags", span.flags)
        field("name", span.name)
        field("kind", known(span.kind.rawValue, of: 6))
        field("start", span.startTimeUnixNano)
        field("end", span.endTimeUnixNano)
        field("dropped", [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount])
        field("status", known(span.status.code.rawValue, of: 3))
        field("status message", span.status.message)
        attributes(span.attributes)
        for event in span.events {
            within("event") { meaning in
                meaning.field("time", event.timeUnixNano)
                meaning.field("name", event.name)
                meaning.field("dropped", event.droppedAttributesCount)
                meaning.attributes(event.attributes)
            }
        }
        for link in span.links {
            within("link") { meaning in
                meaning.id("trace", link.traceID, bytes: 16)
                meaning.id("span", link.spanID, bytes: 8)
                meaning.field("state", link.traceState)
                meaning.field("flags", link.flags)
                meaning.field("dropped", link.droppedAttributesCount)
                meaning.attributes(link.attributes)
            }
        }
    }

    private mutating func log(_ log: RefLog) {
        field("time", log.timeUnixNano)
        field("observed", log.observedTimeUnixNano)
        field("severity", log.severityNumber.rawValue)
        field("severity text", log.severityText)
        field("event", log.eventName)
        id("trace", log.traceID, bytes: 16)
        id("span", log.spanID, bytes: 8)
        field("flags", log.flags)
        field("dropped", log.droppedAttributesCount)
        within("body") { $0.value(log.body) }
        attributes(log.attributes)
    }

    private mutating func metric(_ metric: RefMetric) {
        field("name", metric.name)
        field("description", metric.description_p)
        field("unit", metric.unit)
        switch metric.data {
        case nil: field("kind", "none")
        case .gauge(let gauge):
            field("kind", "gauge")
            for point in gauge.dataPoints { within("point") { $0.point(point) } }
        case .sum(let sum):
            field("kind", "sum \(known(sum.aggregationTemporality.rawValue, of: 3)) \(sum.isMonotonic)")
            for point in sum.dataPoints { within("point") { $0.point(point) } }
        case .histogram(let histogram):
            field("kind", "histogram \(known(histogram.aggregationTemporality.rawValue, of: 3))")
            for point in histogram.dataPoints { within("point") { $0.point(point) } }
        case .exponentialHistogram(let histogram):
            field("kind", "exponential \(known(histogram.aggregationTemporality.rawValue, of: 3))")
            for point in histogram.dataPoints { within("point") { $0.point(point) } }
        case .summary(let summary):
            field("kind", "summary")
            for point in summary.dataPoints { within("point") { $0.point(point) } }
        }
    }

    private mutating func common(_ start: UInt64, _ time: UInt64, _ flags: UInt32, _ attributes: [RefKeyValue]) {
        field("start", start)
        field("time", time)
        field("flags", flags)
        self.attributes(attributes)
    }

    private mutating func point(_ point: RefNumberPoint) {
        common(point.startTimeUnixNano, point.timeUnixNano, point.flags, point.attributes)
        switch point.value {
        case nil: field("none", "")
        case .asInt(let number): field("int", number)
        case .asDouble(let number): double("double", number)
        }
        exemplars(point.exemplars)
    }

    private mutating func point(_ point: RefHistogramPoint) {
        common(point.startTimeUnixNano, point.timeUnixNano, point.flags, point.attributes)
        field("count", point.count)
        if point.hasSum { double("sum", point.sum) }
        if point.hasMin { double("min", point.min) }
        if point.hasMax { double("max", point.max) }
        field("counts", point.bucketCounts)
        for bound in point.explicitBounds { double("bound", bound) }
        exemplars(point.exemplars)
    }

    private mutating func point(_ point: RefExponentialPoint) {
        common(point.startTimeUnixNano, point.timeUnixNano, point.flags, point.attributes)
        field("count", point.count)
        if point.hasSum { double("sum", point.sum) }
        if point.hasMin { double("min", point.min) }
        if point.hasMax { double("max", point.max) }
        field("scale", point.scale)
        field("zero count", point.zeroCount)
        double("zero threshold", point.zeroThreshold)
        field("positive", point.positive.offset)
        field("positive counts", point.positive.bucketCounts)
        field("negative", point.negative.offset)
        field("negative counts", point.negative.bucketCounts)
        exemplars(point.exemplars)
    }

    private mutating func point(_ point: RefSummaryPoint) {
        common(point.startTimeUnixNano, point.timeUnixNano, point.flags, point.attributes)
        field("count", point.count)
        double("sum", point.sum)
        for quantile in point.quantileValues {
            double("quantile", quantile.quantile)
            double("value", quantile.value)
        }
    }

    private mutating func exemplars(_ exemplars: [RefExemplar]) {
        for exemplar in exemplars {
            within("exemplar") { meaning in
                meaning.field("time", exemplar.timeUnixNano)
                meaning.id("trace", exemplar.traceID, bytes: 16)
                meaning.id("span", exemplar.spanID, bytes: 8)
                switch exemplar.value {
                case nil: meaning.field("none", "")
                case .asInt(let number): meaning.field("int", number)
                case .asDouble(let number): meaning.double("double", number)
                }
                meaning.attributes(exemplar.filteredAttributes)
            }
        }
    }

    /// A batch reads a number that is not in the enum as the first one.
    private func known(_ number: Int, of count: Int) -> Int { (0..<count).contains(number) ? number : 0 }
}
