import Foundation
import OTLP
import Telemetry
import Testing

@testable import OTLPReceiver

// What the OTLP specification asks of a server, where no other test shows it. docs/otlp-conformance.md has all of it.

private let signals: [(path: String, rejected: String)] = [
    ("/v1/traces", "rejectedSpans"), ("/v1/metrics", "rejectedDataPoints"), ("/v1/logs", "rejectedLogRecords"),
]

/// The header and the body of an answer.
private func parts(_ answer: String) -> (head: String, body: String) {
    let end = answer.range(of: "\r\n\r\n")
    return end.map { (String(answer[..<$0.lowerBound]), String(answer[$0.upperBound...])) } ?? (answer, "")
}

@Suite struct ConformanceTests {
    @Test(arguments: signals) func `Partial success has the signal's own count as a string, and a message`(
        path: String, rejected: String
    ) throws {
        var summary = IngestSummary()
        (summary.accepted, summary.rejected, summary.reason) = (1, 2, "2 had no ids")
        let wire = try Wire(Recorder(summary: summary))
        let answer = parts(try wire.send(request("POST", path, body: "{}")))
        #expect(answer.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.body == #"{"partialSuccess":{"\#(rejected)":"2","errorMessage":"2 had no ids"}}"#)
        let protobuf = try wire.send(request("POST", path, ["Content-Type: application/x-protobuf"]))
        #expect(parts(protobuf).body == "\u{0a}\u{10}\u{08}\u{02}\u{12}\u{0c}2 had no ids")
    }

    @Test(arguments: signals) func `Full success leaves partial_success unset`(path: String, _: String) throws {
        let wire = try Wire()
        #expect(parts(try wire.send(request("POST", path, body: "{}"))).body == "{}")
        let protobuf = try wire.send(request("POST", path, ["Content-Type: application/x-protobuf"]))
        #expect(parts(protobuf).head.contains("Content-Length: 0"))
        #expect(parts(protobuf).body == "")
    }

    @Test(arguments: [
        ("application/json", "/v1/logs", "{\"resourceLogs\":7}", "400 Bad Request"),
        ("application/x-protobuf", "/v1/logs", "\u{0a}\u{7f}", "400 Bad Request"),
        ("application/json", "/else", "{}", "404 Not Found"),
        ("application/x-protobuf", "/else", "", "404 Not Found"),
    ])
    func `A refusal has the content type of the request`(
        type: String, path: String, body: String, status: String
    ) throws {
        let answer = try Wire().send(request("POST", path, ["Content-Type: \(type)"], body: body))
        #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n"))
    }

    @Test func `Bad data is told by its field in the details of the status`() throws {
        let body = #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":7}]}]}]}"#
        let answer = parts(try Wire().send(request(body: body)))
        let field = "resourceSpans[0].scopeSpans[0].spans[0].name"
        let status = try #require(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
        let details = try #require(status["details"] as? [[String: Any]])
        #expect(details.count == 1)
        #expect(details[0]["@type"] as? String == "type.googleapis.com/google.rpc.BadRequest")
        let violations = try #require(details[0]["fieldViolations"] as? [[String: String]])
        #expect(violations.map { $0["field"] } == [field])
        #expect(violations[0]["description"]?.isEmpty == false)
    }

    @Test func `Where there is no room the client is told when to come again`() throws {
        let wire = try Wire()
        let other = try #require(RoomShare(of: wire.service.room))
        #expect(other.claim(wire.service.limits.bytesInFlight) == .granted)
        let answer = parts(try wire.send(request(body: "{}")))
        #expect(answer.head.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(answer.head.contains("Retry-After: 1"))
        #expect(answer.body.contains(#"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1s"}"#))
        withExtendedLifetime(other) {}
    }

    @Test func `Unknown fields are passed over in both encodings`() throws {
        let wire = try Wire()
        let json = #"{"future":{"a":[1]},"resourceSpans":[{"new":1,"scopeSpans":[{"spans":[{"name":"a","x":{}}]}]}]}"#
        #expect(try wire.send(request(body: json)).hasPrefix("HTTP/1.1 200 OK\r\n"))
        // Field 99, a varint, in front of a span.
        let protobuf = [0x98, 0x06, 0x01] + protobufSpan
        let headers = ["Content-Type: application/x-protobuf"]
        #expect(try wire.send(request("POST", "/v1/traces", headers, body: protobuf)).hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(wire.recorder.seen.spans == [1, 1])
    }
}

/// The tests that docs/otlp-conformance.md names.
@Suite struct ConformanceDocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `Every test that docs/otlp-conformance.md names is there`() throws {
        let document = try String(contentsOf: Self.root.appending(path: "docs/otlp-conformance.md"), encoding: .utf8)
        let links = document.matches(of: /\[`([^`]+)`\]\(\.\.\/(Tests\/[^)]+)\)/)
        #expect(links.count > 40)
        for link in links {
            let (name, path) = (String(link.1), String(link.2))
            let file = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
            let forms = ["func \(name)(", "func `\(name)`(", "@Test(\"\(name)\"", "\"\(name)\",\n", "def \(name)("]
            #expect(forms.contains { file.contains($0) }, "\(name) is not in \(path)")
        }
    }

    @Test func `Every row of docs/otlp-conformance.md names a test or says why there is none`() throws {
        let document = try String(contentsOf: Self.root.appending(path: "docs/otlp-conformance.md"), encoding: .utf8)
        let rows = document.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| requirement |") }
        #expect(rows.count > 30)
        for row in rows {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells.count == 5, "\(row)")
            for cell in cells.suffix(2) { #expect(cell.contains("](../Tests/") || cell.hasPrefix("—"), "\(row)") }
        }
    }
}
