// Where in a request a byte lies, by name. Walked only when a request is refused, so the decoder keeps no path.

import Telemetry

/// The names of the fields that lead to a byte, such as `resourceSpans[0].scopeSpans[0].spans[3].traceId`.
func protobufPath(to offset: Int, in body: Bytes, of signal: Signal) -> String {
    var message = Message.request(signal)
    var range = 0..<body.count
    var path: [String] = []
    while let step = step(towards: offset, in: body, range, of: message) {
        path.append(step.name)
        guard let inner = step.message else { break }
        message = inner
        range = step.range
    }
    return path.joined(separator: ".")
}

/// The field of a message that holds a byte.
private struct Step {
    var name: String
    var message: Message?
    var range: Range<Int>
}

/// Walks the fields of one message up to the byte; nil when no field that is known holds it.
private func step(towards offset: Int, in body: Bytes, _ range: Range<Int>, of message: Message) -> Step? {
    var fields = FieldReader(range)
    var seen: [UInt32: Int] = [:]
    while let tag = try? fields.next(body) {
        let index = seen[tag.number, default: 0]
        seen[tag.number] = index + 1
        let valueStart = fields.position
        let value = value(of: tag, in: body, &fields)
        if let value, offset >= (value.isEmpty ? valueStart + 1 : value.upperBound) { continue }
        guard let field = message.fields[tag.number] else { return nil }
        let name = field.isRepeated ? "\(field.name)[\(index)]" : field.name
        return Step(name: name, message: value == nil ? nil : field.message, range: value ?? range)
    }
    return nil
}

/// Where a value's bytes lie; nil when they can't be read, so that the fault lies here.
private func value(of tag: Tag, in body: Bytes, _ fields: inout FieldReader) -> Range<Int>? {
    let start = fields.position
    if tag.wire == .delimited { return try? fields.delimited(body) }
    guard (try? fields.skip(tag, body)) != nil else { return nil }
    return start..<fields.position
}

/// A field as the JSON mapping names it.
private struct Field {
    var name: String
    var message: Message?
    var isRepeated = false
}

/// The messages of opentelemetry-proto that a request is made of.
private indirect enum Message {
    case request(Signal)
    case resourceRecords(Signal)
    case scopeRecords(Signal)
    case resource, scope, keyValue, anyValue, arrayValue, keyValueList
    case span, event, link, status
    case log
    case metric, numberPoints, histogramPoints, exponentialPoints, summaryPoints
    case numberPoint, histogramPoint, exponentialPoint, summaryPoint, exemplar

    var fields: [UInt32: Field] {
        switch self {
        case .request(let signal):
            [1: Field(name: signal.resourceKey, message: .resourceRecords(signal), isRepeated: true)]
        case .resourceRecords(let signal):
            [
                1: Field(name: "resource", message: .resource),
                2: Field(name: signal.scopeKey, message: .scopeRecords(signal), isRepeated: true),
                3: Field(name: "schemaUrl"),
            ]
        case .scopeRecords(let signal):
            [
                1: Field(name: "scope", message: .scope),
                2: Field(name: signal.recordKey, message: signal.record, isRepeated: true),
                3: Field(name: "schemaUrl"),
            ]
        case .resource: [1: .attributes]
        case .scope: [1: Field(name: "name"), 2: Field(name: "version"), 3: .attributes]
        case .keyValue: [1: Field(name: "key"), 2: Field(name: "value", message: .anyValue)]
        case .anyValue:
            [
                1: Field(name: "stringValue"), 5: Field(name: "arrayValue", message: .arrayValue),
                6: Field(name: "kvlistValue", message: .keyValueList), 7: Field(name: "bytesValue"),
            ]
        case .arrayValue: [1: Field(name: "values", message: .anyValue, isRepeated: true)]
        case .keyValueList: [1: Field(name: "values", message: .keyValue, isRepeated: true)]
        case .span:
            [
                1: Field(name: "traceId"), 2: Field(name: "spanId"), 3: Field(name: "traceState"),
                4: Field(name: "parentSpanId"), 5: Field(name: "name"), 6: Field(name: "kind"),
                7: Field(name: "startTimeUnixNano"), 8: Field(name: "endTimeUnixNano"), 9: .attributes,
                11: Field(name: "events", message: .event, isRepeated: true),
                13: Field(name: "links", message: .link, isRepeated: true), 15: Field(name: "status", message: .status),
            ]
        case .event: [1: Field(name: "timeUnixNano"), 2: Field(name: "name"), 3: .attributes]
        case .link:
            [1: Field(name: "traceId"), 2: Field(name: "spanId"), 3: Field(name: "traceState"), 4: .attributes]
        case .status: [2: Field(name: "message"), 3: Field(name: "code")]
        case .log:
            [
                1: Field(name: "timeUnixNano"), 2: Field(name: "severityNumber"), 3: Field(name: "severityText"),
                5: Field(name: "body", message: .anyValue), 6: .attributes, 9: Field(name: "traceId"),
                10: Field(name: "spanId"), 11: Field(name: "observedTimeUnixNano"), 12: Field(name: "eventName"),
            ]
        case .metric:
            [
                1: Field(name: "name"), 2: Field(name: "description"), 3: Field(name: "unit"),
                5: Field(name: "gauge", message: .numberPoints), 7: Field(name: "sum", message: .numberPoints),
                9: Field(name: "histogram", message: .histogramPoints),
                10: Field(name: "exponentialHistogram", message: .exponentialPoints),
                11: Field(name: "summary", message: .summaryPoints),
            ]
        case .numberPoints: [1: Field(name: "dataPoints", message: .numberPoint, isRepeated: true)]
        case .histogramPoints: [1: Field(name: "dataPoints", message: .histogramPoint, isRepeated: true)]
        case .exponentialPoints: [1: Field(name: "dataPoints", message: .exponentialPoint, isRepeated: true)]
        case .summaryPoints: [1: Field(name: "dataPoints", message: .summaryPoint, isRepeated: true)]
        case .numberPoint: [5: .exemplars, 7: .attributes]
        case .histogramPoint:
            [6: Field(name: "bucketCounts"), 7: Field(name: "explicitBounds"), 8: .exemplars, 9: .attributes]
        case .exponentialPoint:
            [1: .attributes, 8: Field(name: "positive"), 9: Field(name: "negative"), 11: .exemplars]
        case .summaryPoint: [6: Field(name: "quantileValues", isRepeated: true), 7: .attributes]
        case .exemplar:
            [
                4: Field(name: "spanId"), 5: Field(name: "traceId"),
                7: Field(name: "filteredAttributes", message: .keyValue, isRepeated: true),
            ]
        }
    }
}

extension Field {
    static let attributes = Field(name: "attributes", message: .keyValue, isRepeated: true)
    static let exemplars = Field(name: "exemplars", message: .exemplar, isRepeated: true)
}

extension Signal {
    /// The key of a JSON export request.
    var resourceKey: String {
        switch self {
        case .traces: "resourceSpans"
        case .metrics: "resourceMetrics"
        case .logs: "resourceLogs"
        }
    }

    var scopeKey: String {
        switch self {
        case .traces: "scopeSpans"
        case .metrics: "scopeMetrics"
        case .logs: "scopeLogs"
        }
    }

    var recordKey: String {
        switch self {
        case .traces: "spans"
        case .metrics: "metrics"
        case .logs: "logRecords"
        }
    }

    fileprivate var record: Message {
        switch self {
        case .traces: .span
        case .metrics: .metric
        case .logs: .log
        }
    }
}
