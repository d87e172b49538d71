import OTLP
import Telemetry
import Testing

/// The rules of OTLP/JSON, each on the smallest body that shows it.
@Suite struct JSONRuleTests {
    private static func request(span: String) -> [UInt8] {
        Array(#"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span)]}]}]}"#.utf8)
    }

    private func span(_ members: String) throws -> (SpanRecord, Batch) {
        let batch = try decodeExportRequest(Self.request(span: "{\(members)}"), of: .traces, in: .json)
        return (try #require(batch.spans.first), batch)
    }

    private func value(_ json: String) throws -> (AttributeValue, Batch) {
        let (span, batch) = try span(#""attributes":[{"key":"k","value":\#(json)}]"#)
        return (batch.attributes[Int(span.attributes.start)].value, batch)
    }

    @Test("Ids are hex in any case, and none when empty") func ids() throws {
        let (span, _) = try span(
            #""traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","parentSpanId":"""#)
        #expect(span.traceID.description == "5b8efff798038103d269b633813fc60c")
        #expect(span.spanID.description == "eee19b7ec3c1b174")
        #expect(span.parentID.isZero)
    }

    @Test(
        "Whole numbers are numbers or strings, exact also with an exponent",
        arguments: [
            ("1544712660300000001", 1_544_712_660_300_000_001), (#""18446744073709551615""#, UInt64.max),
            ("1e3", 1000), ("1.5e1", 15), ("1.5447126603e18", 1_544_712_660_300_000_000), ("-0", 0), ("10.0", 10),
        ] as [(String, UInt64)])
    func wholeNumbers(json: String, expected: UInt64) throws {
        #expect(try span(#""startTimeUnixNano":\#(json)"#).0.start.nanoseconds == expected)
    }

    @Test(
        "Values of all kinds",
        arguments: [
            (#"{"intValue":"-9223372036854775808"}"#, .int(.min)), (#"{"intValue":7}"#, .int(7)),
            (#"{"doubleValue":1.5}"#, .double(1.5)), (#"{"doubleValue":"Infinity"}"#, .double(.infinity)),
            (#"{"doubleValue":"-Infinity"}"#, .double(-.infinity)), (#"{"doubleValue":"2.5"}"#, .double(2.5)),
            (#"{"doubleValue":1.7976931348623157e308}"#, .double(.greatestFiniteMagnitude)),
            (#"{"boolValue":true}"#, .bool(true)), (#"{"boolValue":false}"#, .bool(false)), ("{}", .absent),
            ("null", .absent), (#"{"stringValue":null}"#, .absent), (#"{"intValue":1,"boolValue":true}"#, .bool(true)),
        ] as [(String, AttributeValue)])
    func values(json: String, expected: AttributeValue) throws {
        #expect(try value(json).0 == expected)
    }

    @Test(
        "Escapes are undone; a surrogate alone becomes U+FFFD",
        arguments: [
            (#"a\"b\\c\/d\b\f\n\r\t"#, "a\"b\\c/d\u{8}\u{C}\n\r\t"), (#"\u00e9\u0000"#, "é\u{0}"),
            (#"\ud83d\ude00"#, "😀"), (#"\ud83d!"#, "\u{FFFD}!"), (#"\ude00"#, "\u{FFFD}"),
            (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
        ])
    func escapes(json: String, expected: String) throws {
        let (span, batch) = try span(#""name":"\#(json)""#)
        #expect(batch.text(span.name) == expected)
    }

    @Test("Bytes are base64 of both alphabets, with or without padding", arguments: ["+/8=", "-_8=", "-_8", #"+\/8="#])
    func bytes(text: String) throws {
        let (value, batch) = try value(#"{"bytesValue":"\#(text)"}"#)
        guard case .bytes(let id) = value else { return #expect(Bool(false), "\(value)") }
        #expect(Array(batch.strings.bytes(of: id)) == [0xFB, 0xFF])
    }

    @Test("Enums are numbers or names", arguments: ["3", #""SPAN_KIND_CLIENT""#]) func enums(json: String) throws {
        #expect(try span(#""kind":\#(json)"#).0.kind == .client)
    }

    @Test("Names in snake_case, unknown ones, null and white space") func leniency() throws {
        let body = """
            { "resource_spans" : [ null, { "scope_spans" : [ { "spans" : [ {
              "what": [1, {"a": [true, "x"]}], "name": null, "start_time_unix_nano": "5", "links": null } ] } ] } ] }
            """
        let batch = try decodeExportRequest(Array(body.utf8), of: .traces, in: .json)
        #expect(batch.spans.map(\.start.nanoseconds) == [5])
    }

    @Test("Null in a list of values is a value that is absent") func nullElement() throws {
        let (_, batch) = try value(#"{"arrayValue":{"values":[null,{"intValue":1}]}}"#)
        #expect(batch.values == [.absent, .int(1)])
    }

    @Test(
        "What is malformed is refused with place and reason",
        arguments: [
            (#"{"spanId":"12"}"#, ".spanId", "the id has 2 characters instead of 16"),
            (#"{"spanId":"zze19b7ec3c1b174"}"#, ".spanId", "the id is not written in hex digits"),
            (#"{"kind":1.5}"#, ".kind", "the number is not a whole number"),
            (#"{"startTimeUnixNano":-1}"#, ".startTimeUnixNano", "the number does not fit the field"),
            (#"{"flags":4294967296}"#, ".flags", "the number does not fit the field"),
            (#"{"name":5}"#, ".name", "expected a string, found '5'"),
            (#"{"name":"\x"}"#, ".name", "the escape in the string is not valid"),
            (#"{"events":[{},{"name":7}]}"#, ".events[1].name", "expected a string, found '7'"),
            (#"{"name":"a",}"#, "", "expected a key in quotes, found '}'"),
            (#"{"kind":01}"#, ".kind", "the number is not valid"),
            (
                #"{"attributes":[{"value":{"doubleValue":1e999}}]}"#, ".attributes[0].value.doubleValue",
                "the number does not fit the field"
            ),
            (
                #"{"attributes":[{"value":{"bytesValue":"a"}}]}"#, ".attributes[0].value.bytesValue",
                "the bytes are not base64"
            ),
        ])
    func malformed(span: String, field: String, reason: String) throws {
        let error = #expect(throws: DecodingError.self) {
            try decodeExportRequest(Self.request(span: span), of: .traces, in: .json)
        }
        #expect(error?.path == "resourceSpans[0].scopeSpans[0].spans[0]" + field)
        #expect(error?.reason == reason)
    }

    @Test("Bytes that are not UTF-8 are refused") func notUTF8() {
        var body = Self.request(span: #"{"name":"?"}"#)
        body = body.map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        let error = #expect(throws: DecodingError.self) { try decodeExportRequest(body, of: .traces, in: .json) }
        #expect(error?.reason == "the string is not UTF-8")
    }

    @Test("Deep nesting is refused, not followed", arguments: ["[", #"{"a":"#, #"{"resourceSpans":[{"x":["#])
    func nesting(opening: String) {
        let body = Array((#"{"x":"# + String(repeating: opening, count: 100_000)).utf8)
        let error = #expect(throws: DecodingError.self) { try decodeExportRequest(body, of: .traces, in: .json) }
        #expect(error?.reason == "values are nested more than 512 levels deep")
    }

    @Test("Values nest 64 levels deep and no deeper") func deepValues() throws {
        func json(levels: Int) -> String {
            let opening = String(repeating: #"{"arrayValue":{"values":["#, count: levels - 1)
            return opening + #"{"intValue":1}"# + String(repeating: "]}}", count: levels - 1)
        }
        #expect(try value(json(levels: 64)).1.values.count == 63)
        let error = #expect(throws: DecodingError.self) { try value(json(levels: 65)) }
        #expect(error?.reason == "values are nested more than 64 levels deep")
    }

    @Test("Only one JSON text makes a request", arguments: ["", "{", "{} x", "[]", "null", "{}}"])
    func wholeText(body: String) {
        #expect(throws: DecodingError.self) { try decodeExportRequest(Array(body.utf8), of: .traces, in: .json) }
    }

    @Test(
        "A body's signal is that of its first known key",
        arguments: [
            (#"{"resourceLogs":[]}"#, .logs), (#"{"x":[{}],"resource_metrics":[]}"#, .metrics),
            (#"{"resourceSpans":"#, .traces), ("{}", nil), ("", nil), ("[1]", nil), (#"{"x":"#, nil),
        ] as [(String, Signal?)])
    func signals(body: String, expected: Signal?) {
        #expect(signal(ofJSON: Array(body.utf8)) == expected)
    }

    @Test("Answers, in both encodings") func answers() {
        func json(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let partial = PartialSuccess(rejected: 3, message: "no \"room\"")
        #expect(encodeExportResponse(to: .traces, partial: nil, in: .protobuf) == [])
        #expect(json(encodeExportResponse(to: .traces, partial: nil, in: .json)) == "{}")
        #expect(
            json(encodeExportResponse(to: .metrics, partial: partial, in: .json))
                == #"{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"no \"room\""}}"#)
        #expect(
            encodeExportResponse(to: .logs, partial: PartialSuccess(rejected: 3, message: "no"), in: .protobuf)
                == [0x0A, 6, 0x08, 3, 0x12, 2, 0x6E, 0x6F])
        #expect(encodeStatus(code: 3, message: "no", in: .protobuf) == [0x08, 3, 0x12, 2, 0x6E, 0x6F])
        #expect(json(encodeStatus(code: 3, message: "no", in: .json)) == #"{"code":3,"message":"no"}"#)
    }
}
