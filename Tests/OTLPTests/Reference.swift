import Foundation
import OTLPReference
import SwiftProtobuf
import Telemetry

typealias TracesRequest = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest
typealias MetricsRequest = Opentelemetry_Proto_Collector_Metrics_V1_ExportMetricsServiceRequest
typealias LogsRequest = Opentelemetry_Proto_Collector_Logs_V1_ExportLogsServiceRequest
typealias RefAnyValue = Opentelemetry_Proto_Common_V1_AnyValue
typealias RefKeyValue = Opentelemetry_Proto_Common_V1_KeyValue
typealias RefScope = Opentelemetry_Proto_Common_V1_InstrumentationScope
typealias RefResource = Opentelemetry_Proto_Resource_V1_Resource
typealias RefSpan = Opentelemetry_Proto_Trace_V1_Span
typealias RefLog = Opentelemetry_Proto_Logs_V1_LogRecord
typealias RefMetric = Opentelemetry_Proto_Metrics_V1_Metric
typealias RefNumberPoint = Opentelemetry_Proto_Metrics_V1_NumberDataPoint
typealias RefHistogramPoint = Opentelemetry_Proto_Metrics_V1_HistogramDataPoint
typealias RefExponentialPoint = Opentelemetry_Proto_Metrics_V1_ExponentialHistogramDataPoint
typealias RefSummaryPoint = Opentelemetry_Proto_Metrics_V1_SummaryDataPoint
typealias RefExemplar = Opentelemetry_Proto_Metrics_V1_Exemplar

/// The types that swift-protobuf generated, by signal.
enum Reference {
    case traces(TracesRequest)
    case metrics(MetricsRequest)
    case logs(LogsRequest)

    init(_ body: [UInt8], _ signal: Signal) throws {
        switch signal {
        case .traces: self = .traces(try TracesRequest(serializedBytes: body))
        case .metrics: self = .metrics(try MetricsRequest(serializedBytes: body))
        case .logs: self = .logs(try LogsRequest(serializedBytes: body))
        }
    }

    private var message: any SwiftProtobuf.Message {
        switch self {
        case .traces(let request): request
        case .metrics(let request): request
        case .logs(let request): request
        }
    }

    func protobuf() throws -> [UInt8] { try message.serializedBytes() }

    /// OTLP's JSON, made of what swift-protobuf writes by turning ids from base64 to hex. A quote within a string is
    /// written with a backslash, so the keys that are searched for stand nowhere else.
    func json(_ options: JSONEncodingOptions) throws -> [UInt8] {
        var text = try message.jsonString(options: options)
        for key in ["traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id"] {
            let parts = text.components(separatedBy: "\"\(key)\":\"")
            text = parts[0]
            for part in parts.dropFirst() {
                let end = try require(part.firstIndex(of: "\""))
                let id = try require(Data(base64Encoded: String(part[..<end])))
                text += "\"\(key)\":\"" + id.map { String(format: "%02x", $0) }.joined() + part[end...]
            }
        }
        return Array(text.utf8)
    }
}

private func require<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw CocoaError(.coderInvalidValue) }
    return value
}
