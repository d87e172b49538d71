import OTLP
import OTLPReference
import SwiftProtobuf
import Telemetry

private typealias Request = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest

/// CPU time to decode a span, beside swift-protobuf's generated types on the same request. Its JSON is that of proto3
/// (ids in base64), so each gets the text that it understands.
func decodeRows() throws -> [Row] {
    let count = 512
    let batch = sampleRequest(spans: count)
    let protobuf = encodeExportRequest(batch, of: .traces, in: .protobuf)
    let json = encodeExportRequest(batch, of: .traces, in: .json)
    let referenceJSON: [UInt8] = try Request(serializedBytes: protobuf).jsonUTF8Bytes()
    let kilobytes = { (body: [UInt8]) in "\(body.count / 1000) kB" }
    return [
        Row(
            name: "decode protobuf, \(count) spans, \(kilobytes(protobuf))", spans: count,
            ours: try leastTime { try decodeExportRequest(protobuf, of: .traces, in: .protobuf).spans.count },
            reference: try leastTime { try Request(serializedBytes: protobuf).spanCount }),
        Row(
            name: "decode JSON, \(count) spans, \(kilobytes(json))", spans: count,
            ours: try leastTime { try decodeExportRequest(json, of: .traces, in: .json).spans.count },
            reference: try leastTime { try Request(jsonUTF8Bytes: referenceJSON).spanCount }),
    ]
}

extension Row {
    /// Microseconds a span from the nanoseconds of a request.
    fileprivate init(name: String, spans: Int, ours: Double, reference: Double) {
        let perSpan = { (time: Double) in decimal(time / Double(spans) / 1000) + " µs/span" }
        self.init(
            name: name, figure: perSpan(ours), goal: "1.00 µs/span",
            reference: "\(perSpan(reference)) (swift-protobuf)",
            ratio: decimal(ours / reference))
    }
}

extension Request {
    fileprivate var spanCount: Int { resourceSpans.reduce(0) { $0 + $1.scopeSpans.reduce(0) { $0 + $1.spans.count } } }
}

/// The least time of 200 runs. That each gives all spans is checked, so that none is optimised away.
private func leastTime(of work: () throws -> Int) throws -> Double {
    let expected = try work()
    var sum = 0
    let time = leastTime(rounds: 200) { sum += (try? work()) ?? 0 }
    precondition(sum == 200 * expected)
    return time
}
