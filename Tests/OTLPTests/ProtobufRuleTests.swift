import OTLP
import Telemetry
import Testing

/// The rules of the wire format, each on the smallest body that shows it.
@Suite struct ProtobufRuleTests {
    /// A message of fewer than 128 bytes as a field.
    private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(content.count)] + content
    }

    /// A request with one span.
    private static func request(span: [UInt8]) -> [UInt8] { field(1, field(2, field(2, span))) }

    private func span(_ content: [UInt8]) throws -> (SpanRecord, Batch) {
        let batch = try decodeExportRequest(Self.request(span: content), of: .traces, in: .protobuf)
        return (try #require(batch.spans.first), batch)
    }

    @Test("An empty body is an empty request") func empty() throws {
        #expect(try decodeExportRequest([], of: .traces, in: .protobuf).spans.isEmpty)
    }

    @Test("The last of a scalar wins") func lastWins() throws {
        let (span, batch) = try span([0x2A, 1, 0x61, 0x2A, 1, 0x62])
        #expect(batch.text(span.name) == "b")
    }

    @Test("Attributes between events stay together") func interleaved() throws {
        func attribute(_ key: UInt8) -> [UInt8] { Self.field(9, Self.field(1, [key])) }
        let event = Self.field(11, Self.field(3, Self.field(1, [0x78])))
        let (span, batch) = try span(attribute(0x61) + event + attribute(0x62) + event)
        #expect(batch.attributes[span.attributes.range].map { batch.text($0.key) } == ["a", "b"])
        #expect(span.events.count == 2)
    }

    @Test("A resource after its spans, and in two parts, is one resource") func splitResource() throws {
        func resource(_ key: UInt8) -> [UInt8] { Self.field(1, Self.field(1, Self.field(1, [key]))) }
        let spans = Self.field(2, Self.field(2, Self.field(9, Self.field(1, [0x7A]))))
        let body = Self.field(1, resource(0x61) + spans + resource(0x62))
        let batch = try decodeExportRequest(body, of: .traces, in: .protobuf)
        #expect(batch.resources.count == 1)
        #expect(batch.attributes[batch.resources[0].attributes.range].map { batch.text($0.key) } == ["a", "b"])
    }

    @Test(
        "Unknown fields of all wire types are passed over",
        arguments: [
            [0x98, 0x06, 0x01], [0x99, 0x06, 1, 2, 3, 4, 5, 6, 7, 8], [0x9A, 0x06, 2, 1, 1], [0x9D, 0x06, 1, 2, 3, 4],
            [0x9B, 0x06, 0x08, 0x01, 0x9C, 0x06],  // A group.
            [0x28, 0x01],  // A name that is a number.
        ] as [[UInt8]])
    func unknown(bytes: [UInt8]) throws {
        let (span, batch) = try span(bytes + [0x2A, 1, 0x61])
        #expect(batch.text(span.name) == "a")
    }

    @Test(
        "What is malformed is refused with place and reason",
        arguments: [
            ([0x0A, 4, 1, 2, 3, 4], "traceId", "the id has 4 bytes instead of 16"),
            ([0x12, 2, 1, 2], "spanId", "the id has 2 bytes instead of 8"),
            ([0x2A, 1, 0xFF], "name", "the string is not UTF-8"),
            ([0x2A, 9, 0x61], "name", "the body ends within a field"),
            ([0x39, 1, 2], "startTimeUnixNano", "the body ends within a field"),
            ([0x30] + [UInt8](repeating: 0x80, count: 11), "kind", "a number is longer than 10 bytes"),
            ([0x4A, 3, 0x0A, 1, 0xC0], "attributes[0].key", "the string is not UTF-8"),
            ([0x00], "", "the field's tag is not valid"),
            ([0x9B, 0x06, 0x08, 0x01], "", "the body ends within a field"),
            ([0x9B, 0x06, 0xA4, 0x06], "", "the field's tag is not valid"),
        ] as [([UInt8], String, String)])
    func malformed(bytes: [UInt8], field: String, reason: String) throws {
        let error = #expect(throws: DecodingError.self) { try span(bytes) }
        #expect(error?.reason == reason)
        let prefix = "resourceSpans[0].scopeSpans[0].spans[0]"
        #expect(error?.path == (field.isEmpty ? prefix : prefix + "." + field))
    }

    @Test("Ids without bytes are no ids") func noIDs() throws {
        let (span, _) = try span([0x0A, 0, 0x12, 0])
        #expect(span.traceID.isZero && span.spanID.isZero)
    }

    @Test("Values nest 64 levels deep and no deeper") func nesting() throws {
        func body(levels: Int) -> [UInt8] {
            func long(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
                [number << 3 | 2, UInt8(content.count & 0x7F) | 0x80, UInt8(content.count >> 7)] + content
            }
            var value: [UInt8] = [0x10, 1]
            for _ in 1..<levels { value = long(5, long(1, value)) }
            return long(1, long(2, long(2, long(9, long(2, value)))))
        }
        let batch = try decodeExportRequest(body(levels: 64), of: .traces, in: .protobuf)
        #expect(batch.values.count == 63)
        let error = #expect(throws: DecodingError.self) {
            try decodeExportRequest(body(levels: 65), of: .traces, in: .protobuf)
        }
        #expect(error?.reason == "values are nested more than 64 levels deep")
    }

    @Test("Numbers are read packed and one by one, in several parts") func packed() throws {
        let one: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]
        let two: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0]
        let point = [0x31] + one + Self.field(6, one + two)
        let metric = Self.field(9, Self.field(1, point))
        let batch = try decodeExportRequest(
            Self.field(1, Self.field(2, Self.field(2, metric))), of: .metrics, in: .protobuf)
        #expect(batch.counts[batch.histograms[0].bucketCounts.range] == [1, 1, 2])
    }

    @Test("The last kind of data of a metric wins") func oneof() throws {
        let metric = Self.field(5, Self.field(1, [])) + Self.field(7, Self.field(1, []) + Self.field(1, []))
        let batch = try decodeExportRequest(
            Self.field(1, Self.field(2, Self.field(2, metric))), of: .metrics, in: .protobuf)
        #expect(batch.metrics[0].kind == .sum(.unspecified, isMonotonic: false))
        #expect(batch.metrics[0].points.count == 2)
        #expect(batch.points.count == 2)
    }
}
