import OTLP
import OTLPReference
import SwiftProtobuf
import Telemetry
import Testing

/// Random requests, compared with swift-protobuf's generated types.
@Suite struct ReferenceTests {
    private static let requests = 500

    @Test("Random requests mean the same to the reference and to us", arguments: Signal.allCases)
    func protobuf(signal: Signal) throws {
        var random = RandomRequests(seed: 1)
        for number in 0..<Self.requests {
            let reference = random.request(signal)
            let expected = Meaning(reference)
            let body = try reference.protobuf()
            let batch = try decodeExportRequest(body, of: signal, in: .protobuf)
            expect(Meaning(batch, signal), expected, "request \(number)")
        }
    }

    @Test("JSON written by the reference means the same as protobuf", arguments: Signal.allCases)
    func json(signal: Signal) throws {
        var options = JSONEncodingOptions()
        var random = RandomRequests(seed: 2)
        for number in 0..<Self.requests {
            // Enums as numbers and by name, names in both spellings.
            options.alwaysPrintEnumsAsInts = number % 2 == 0
            options.preserveProtoFieldNames = number % 3 == 0
            let reference = random.request(signal)
            let batch = try decodeExportRequest(try reference.json(options), of: signal, in: .json)
            expect(Meaning(batch, signal), Meaning(reference), "request \(number)")
        }
    }

    @Test("What we encode is read by the reference and by us", arguments: Signal.allCases)
    func encoders(signal: Signal) throws {
        var random = RandomRequests(seed: 3)
        for number in 0..<200 {
            let reference = random.request(signal)
            let expected = Meaning(reference)
            let batch = try decodeExportRequest(try reference.protobuf(), of: signal, in: .protobuf)
            let encoded = encodeExportRequest(batch, of: signal, in: .protobuf)
            expect(Meaning(try Reference(encoded, signal)), expected, "protobuf of request \(number)")
            let json = encodeExportRequest(batch, of: signal, in: .json)
            let again = try decodeExportRequest(json, of: signal, in: .json)
            expect(Meaning(again, signal), expected, "JSON of request \(number)")
        }
    }

    private func expect(_ found: Meaning, _ expected: Meaning, _ what: String) {
        #expect(found == expected, "\(what): \(found.firstDifference(from: expected))")
    }
}
