import OTLP
import Telemetry
import Testing

@testable import looptop

@Suite struct RecordedFileTests {
    private func file(_ text: String, _ name: String) -> RecordedFile {
        RecordedFile(bytes: Array(text.utf8), name: name)
    }

    @Test(
        arguments: [
            (#"{"resourceSpans":[]}"#, "x", .json),
            ("\u{FEFF} \n{\n  \"resourceSpans\": [ ]\n}\n", "x", .json),
            (#"{"a":"}\"{"}"#, "x.traces.pb", .json),
            ("{}\n{}", "x", .jsonLines),
            (#"{"a":[{}]} {"b":1}"#, "x", .jsonLines),
            (#"{"resourceSpans":[]}"#, "x.jsonl", .jsonLines),
            (#"{"resourceSpans":[]}"#, "X.NDJSON.gz", .jsonLines),
            (#"{"resourceSpans":["#, "x", .json),
            ("oops", "001.traces.json", .json),
            ("", "x", .unknown),
            ("[]", "x", .unknown),
            ("PRI * HTTP/2.0", "tcp-01.grpc.bin", .unknown),
            ("", "001.metrics.pb", .protobuf(.metrics)),
            ("\n\u{3}abc", "LOGS.bin", .protobuf(.logs)),
            ("\n\u{3}abc", "logs-of-traces", .protobuf(.traces)),
            ("\n{\n\"\n", "traces.pb", .protobuf(.traces)),
        ] as [(String, String, RecordedFile.Form)])
    func `the form is told by the content, the signal of protobuf by the name`(
        text: String, name: String, form: RecordedFile.Form
    ) {
        #expect(file(text, name).form == form)
    }

    @Test func `each line with a signal is a request`() {
        let text = "{\"resourceLogs\":[]}\n\n{\"x\":1}\r\n{\"resourceMetrics\":[]}"
        let requests = [
            RecordedFile.Request(range: 0..<19, signal: .logs, encoding: .json, line: 1),
            RecordedFile.Request(range: 30..<52, signal: .metrics, encoding: .json, line: 4),
        ]
        #expect(file(text, "x").contents == .requests(requests, strayLines: [3]))
    }

    @Test(arguments: [
        ("{\"a\":1}", "x", "it has no resourceSpans, resourceMetrics or resourceLogs at the top"),
        ("{}\n{}\n", "x", "it has no resourceSpans, resourceMetrics or resourceLogs at the top"),
        ("abc", "x.bin", "it is not JSON, and its name has none of traces, metrics and logs in it"),
    ])
    func `what is not OTLP says why`(text: String, name: String, reason: String) {
        #expect(file(text, name).contents == .foreign(reason))
    }
}
