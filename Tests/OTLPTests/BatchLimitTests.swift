import OTLP
import Telemetry
import Testing

/// Bodies that stand for much more than they are.
@Suite struct BatchLimitTests {
    private static let limit = 1 << 20

    /// A message as a field.
    private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length = content.count
        var bytes = [number << 3 | 2]
        while length >= 0x80 {
            bytes.append(UInt8(length & 0x7F) | 0x80)
            length >>= 7
        }
        return bytes + [UInt8(length)] + content
    }

    private static func many(_ bytes: [UInt8], _ count: Int = 100_000) -> [UInt8] {
        Array(repeatElement(bytes, count: count).joined())
    }

    private static func spans(_ spans: [UInt8]) -> [UInt8] { field(1, field(2, spans)) }
    private static func span(_ span: [UInt8]) -> [UInt8] { spans(field(2, span)) }
    private static func point(_ kind: UInt8, _ point: [UInt8]) -> [UInt8] {
        spans(field(2, field(kind, field(1, point))))
    }

    /// Distinct texts of three bytes, each as an attribute's key.
    private static let keys = (0..<60_000).flatMap { number in
        field(9, field(1, [number & 63, number >> 6 & 63, number >> 12].map { UInt8($0 + 48) }))
    }

    /// By name: a body of a megabyte is no name for a test.
    private static let bombs: [(name: String, signal: Signal, body: [UInt8])] = [
        ("resources", .traces, many([0x0A, 0])), ("scopes", .traces, field(1, many([0x12, 0]))),
        ("spans", .traces, spans(many([0x12, 0]))), ("logs", .logs, spans(many([0x12, 0]))),
        ("metrics", .metrics, spans(many([0x12, 0]))), ("attributes", .traces, span(many([0x4A, 0]))),
        ("events", .traces, span(many([0x5A, 0]))), ("links", .traces, span(many([0x6A, 0]))),
        ("inner attributes", .traces, span(field(11, many([0x1A, 0])))),
        ("array", .traces, span(field(9, field(2, field(5, many([0x0A, 0])))))),
        ("map", .traces, span(field(9, field(2, field(6, many([0x0A, 0])))))),
        ("points", .metrics, spans(field(2, field(7, many([0x0A, 0]))))),
        ("histograms", .metrics, spans(field(2, field(9, many([0x0A, 0]))))),
        ("bounds", .metrics, point(9, field(7, [UInt8](repeating: 0, count: 1 << 20)))),
        ("counts", .metrics, point(10, field(8, field(2, [UInt8](repeating: 1, count: 1 << 18))))),
        ("quantiles", .metrics, point(11, many([0x32, 0]))), ("exemplars", .metrics, point(7, many([0x2A, 0]))),
        ("strings", .traces, span(keys)),
        // The resource is continued again and again, with a scope's attribute between.
        (
            "continued", .traces,
            field(1, many(field(1, field(1, [])) + field(2, field(1, field(3, []))), 2_000))
        ),
    ]

    @Test("What stands for more than the limit is refused as too large", arguments: bombs.map(\.name))
    func bomb(name: String) throws {
        let (_, signal, body) = try #require(Self.bombs.first { $0.name == name })
        let error = #expect(throws: DecodingError.self) {
            try decodeExportRequest(body, of: signal, in: .protobuf, limit: Self.limit)
        }
        #expect(error?.isTooLarge == true)
        #expect(error?.reason == "what it stands for takes more than 1048576 bytes")
    }

    @Test(
        "JSON is measured alike",
        arguments: [
            #"{"resourceSpans":[{"scopeSpans":[{"spans":["#,
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":["#,
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"value":{"arrayValue":{"values":["#,
        ])
    func json(head: String) {
        let body = Array((head + String(repeating: "{},", count: 100_000)).utf8)
        let error = #expect(throws: DecodingError.self) {
            try decodeExportRequest(body, of: .traces, in: .json, limit: Self.limit)
        }
        #expect(error?.isTooLarge == true)
    }

    @Test("A usual request takes a small part of it") func usual() throws {
        let attribute = Self.field(
            9, Self.field(1, Array("key".utf8)) + Self.field(2, Self.field(1, Array("value".utf8))))
        let body = Self.spans(Self.many(Self.field(2, Self.many(attribute, 10)), 512))
        #expect(try decodeExportRequest(body, of: .traces, in: .protobuf, limit: Self.limit).spans.count == 512)
    }
}
