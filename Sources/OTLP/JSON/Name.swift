import Telemetry

/// The names of fields that are read, in lowerCamelCase; the original names, in snake_case, mean the same
/// (protobuf.dev, "ProtoJSON Format": parsers accept both).
enum Name: String, CaseIterable {
    case unknown = ""
    case resourceSpans, resourceMetrics, resourceLogs, scopeSpans, scopeMetrics, scopeLogs
    case resource, scope, spans, metrics, logRecords, schemaUrl
    case key, value, stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue, values
    case name, version, attributes, droppedAttributesCount
    case traceId, spanId, traceState, parentSpanId, flags, kind, startTimeUnixNano, endTimeUnixNano
    case events, droppedEventsCount, links, droppedLinksCount, status, message, code, timeUnixNano
    case observedTimeUnixNano, severityNumber, severityText, body, eventName
    case description, unit, gauge, sum, histogram, exponentialHistogram, summary
    case dataPoints, aggregationTemporality, isMonotonic
    case asDouble, asInt, exemplars, filteredAttributes, count, bucketCounts, explicitBounds, min, max
    case scale, zeroCount, zeroThreshold, positive, negative, offset, quantileValues, quantile
}

/// All names in both spellings, and what each stands for, by its position among the strings.
struct NameTable: Sendable {
    private var strings = StringTable()
    private var names = [Name.unknown]

    /// A reader keeps a copy, as looking up a global for each key costs.
    static let shared = NameTable()

    private init() {
        for name in Name.allCases where name != .unknown {
            for spelling in Set([name.rawValue, Self.snakeCase(name.rawValue)]) {
                _ = strings.intern(spelling)
                names.append(name)
            }
        }
    }

    /// The name that a key in JSON stands for.
    @inline(__always)
    func name(of key: borrowing Bytes) -> Name {
        guard let id = strings.find(key) else { return .unknown }
        return names[Int(id.index)]
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { result, letter in
            result += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
        }
    }
}
