import Foundation
import Testing

@testable import Report

@Suite struct JSONWriterTests {
    @Test(arguments: [
        ("", #""""#),
        ("plain é 検索 🙂", #""plain é 検索 🙂""#),
        ("a\"b\\c/d", #""a\"b\\c/d""#),
        ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{8}\u{1B}[2J\u{1F}", #""\u0000\u0008\u001b[2J\u001f""#),
        ("\u{7F}\u{9B}\u{2028}\u{2029}", #""\u007f\u009b\u2028\u2029""#),
        (String(decoding: [0x61, 0xFF, 0x62] as [UInt8], as: UTF8.self), "\"a\u{FFFD}b\""),
    ])
    func `a string is escaped where it has to be`(text: String, json: String) {
        #expect(JSONWriter.text(of: .string(text), layout: .line) == json)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-2.5, "-2.5"), (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"),
            (123_456_789.125, "123456789.125"), (1e300, "1e+300"), (2.2250738585072014e-308, "2.2250738585072014e-308"),
            (9_007_199_254_740_992, "9007199254740992"),
            (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
        ] as [(Double, String)])
    func `a number has the shortest digits that give it back`(value: Double, json: String) {
        #expect(JSONWriter.text(of: .number(value), layout: .line) == json)
        if value.isFinite { #expect(Double(json) == value) }
    }

    @Test func `a value can stand on one line or be indented`() {
        let value: JSONValue = [
            "a": .array([.integer(.min), .null]), "empty": .array([]), "none": [:], "o": ["x": .string("y")],
        ]
        #expect(
            JSONWriter.text(of: value, layout: .line)
                == #"{"a":[-9223372036854775808,null],"empty":[],"none":{},"o":{"x":"y"}}"#)
        #expect(
            JSONWriter.text(of: value, layout: .indented) == """
                {
                  "a": [
                    -9223372036854775808,
                    null
                  ],
                  "empty": [],
                  "none": {},
                  "o": {
                    "x": "y"
                  }
                }
                """)
    }

    @Test func `any string reads back as it was`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let scalars = (0..<20).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let json = JSONWriter.text(of: .array([.string(text)]), layout: .line)
            let read = try JSONDecoder().decode([String].self, from: Data(json.utf8))
            #expect(read[0].unicodeScalars.elementsEqual(text.unicodeScalars))
        }
    }
}
