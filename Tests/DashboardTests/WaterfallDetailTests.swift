import Telemetry
import Testing

@testable import Dashboard
@testable import Screen

@Suite struct WaterfallDetailTests {
    private static let call: SpanDetail = {
        var detail = SpanDetail(traceID: TraceID(high: 0xabc, low: 1), spanID: SpanID(0x10))
        detail.parentID = SpanID(0x0f)
        detail.name = "chat"
        detail.role = .llm
        detail.kind = .client
        detail.status = .error
        detail.statusMessage = "rate limited"
        detail.start = Timestamp(nanoseconds: 1_772_366_400_250_000_000)
        detail.end = detail.start.advanced(by: 1_250_000_000)
        detail.agent = AgentName(id: "a-1", name: "researcher")
        detail.taskID = "task-7"
        detail.attributes = [
            AttributeText(key: "gen_ai.request.model", value: "gpt-4o", isKey: true),
            AttributeText(key: "gen_ai.input.messages", value: "[{\"role\":\"user\",\"content\":\"Find the answer\"}]"),
            AttributeText(key: "note", value: "first\nsecond", fullLength: 12_345),
        ]
        detail.droppedAttributes = 2
        detail.events = [
            EventDetail(name: "first_token", offsetMs: 320, attributes: [AttributeText(key: "index", value: "0")]),
            EventDetail(name: "exception", offsetMs: 1_200, attributes: []),
        ]
        detail.links = [
            LinkDetail(traceID: TraceID(high: 2, low: 2), spanID: SpanID(5), attributes: [], isRetained: false)
        ]
        detail.resource = [AttributeText(key: "service.name", value: "looopy")]
        detail.scopeName = "looopy.llm"
        detail.scopeVersion = "1.2.0"
        detail.notes = ["Counted under its caller."]
        return detail
    }()

    private func picture(_ detail: SpanDetail, width: Int, height: Int, firstRow: Int = 0) -> String {
        var surface = Surface(size: Size(width: width, height: height))
        var state = DetailState()
        state.firstRow = firstRow
        renderDetail(
            state, detail: detail, now: detail.end, theme: .builtIn, glyphs: .unicode, into: &surface,
            rect: surface.bounds)
        return surface.text()
    }

    @Test func `A detail is all that is known, what matters first, at any width`() {
        #expect(
            picture(Self.call, width: 60, height: 35) == """
                 L chat
                 status    ✗ error: rate limited
                 duration  1.3s
                 start     2026-03-01 12:00:00.250 UTC
                 kind      client
                 agent     researcher (a-1)
                 task      task-7
                 trace     0000000000000abc0000000000000001
                 span      0000000000000010
                 parent    000000000000000f
                 Counted under its caller.

                 Attributes 3, 2 more dropped by the sender
                 gen_ai.request.model   gpt-4o
                 gen_ai.input.messages  [{"role":"user","content":"Find the
                                        answer"}]
                 note                   first
                                        second
                                        … cut here, 12,345 bytes in all

                 Events 2
                 +320ms   first_token
                          index  0
                 +1.2s    exception

                 Links 1
                 trace  00000000000000020000000000000002
                 span   0000000000000005, not retained

                 Resource 1
                 service.name  looopy

                 Scope
                 name     looopy.llm
                 version  1.2.0
                """)
        #expect(
            picture(Self.call, width: 30, height: 46) == """
                 L chat
                 status    ✗ error: rate
                           limited
                 duration  1.3s
                 start     2026-03-01
                           12:00:00.250 UTC
                 kind      client
                 agent     researcher (a-1)
                 task      task-7
                 trace     0000000000000abc000
                           0000000000001
                 span      0000000000000010
                 parent    000000000000000f
                 Counted under its caller.

                 Attributes 3, 2 more dropped
                 gen_ai.request.model
                              gpt-4o
                 gen_ai.input.messages
                              [{"role":"user",
                              "content":"Find
                              the answer"}]
                 note         first
                              second
                              … cut here,
                              12,345 bytes in
                              all

                 Events 2
                 +320ms   first_token
                          index  0
                 +1.2s    exception

                 Links 1
                 trace  0000000000000002000000
                        0000000002
                 span   0000000000000005, not
                        retained

                 Resource 1
                 service.name
                              looopy

                 Scope
                 name     looopy.llm
                 version  1.2.0
                """)
    }

    @Test(arguments: [1, 2, 5, 10, 24, 39, 60, 120])
    func `The count of lines is the number that is painted, and none is too wide`(width: Int) {
        let lines = detailLines(Self.call, width: width, now: .unset, glyphs: .ascii)
        #expect(lines.count == detailLineCount(Self.call, width: width))
        if width >= 60 { #expect(lines.allSatisfy { columns(of: $0.text) <= width }) }
    }

    @Test func `Scrolling ends with the last line at the bottom`() {
        let count = detailLineCount(Self.call, width: 60)
        let end = picture(Self.call, width: 60, height: 4, firstRow: 1_000)
        #expect(end == picture(Self.call, width: 60, height: 4, firstRow: count - 4))
        #expect(end.hasSuffix(" version  1.2.0"))
        #expect(picture(Self.call, width: 60, height: 1, firstRow: -5) == " L chat")
    }

    @Test func `A long value is cut after 200 lines`() {
        var detail = SpanDetail(traceID: TraceID(high: 1, low: 1), spanID: SpanID(1))
        detail.attributes = [AttributeText(key: "k", value: String(repeating: "x", count: 100_000))]
        let lines = detailLines(detail, width: 54, now: .unset, glyphs: .unicode).map(\.text)
        #expect(lines.filter { $0.contains("xxx") }.count == 200)
        #expect(lines.last == "    … 90,000 more bytes")
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 100, ["one two three"]),
        ("onetwothree", 4, ["onet", "woth", "ree"]),
        ("a\nb\r\nc\n", 9, ["a", "b", "c"]),
        ("a\n\nb", 9, ["a", "", "b"]),
        ("", 9, [""]),
        ("搜索引擎", 5, ["搜索", "引擎"]),
        ("搜索", 1, ["搜", "索"]),
        ("a\tb", 9, ["a b"]),
        // A blank far to the left is a place to break a line only where that saves the word.
        ("a bcdefghijk", 8, ["a bcdefg", "hijk"]),
        ("a bcdefghi", 8, ["a", "bcdefghi"]),
        ("a bcdefgh", 8, ["a", "bcdefgh"]),
        ("  bcdefgh", 8, ["  bcdefg", "h"]),
    ])
    func `Text is broken by columns, at blanks where that is near`(text: String, width: Int, lines: [String]) {
        let result = wrapped(text, width: width, limit: 100)
        #expect(result.lines == lines)
        #expect(result.restBytes == 0)
    }

    @Test func `What a limit leaves out is counted in bytes`() {
        let result = wrapped("aaaa bbbb ccéc", width: 4, limit: 2)
        #expect(result.lines == ["aaaa", "bbbb"])
        #expect(result.restBytes == 5)
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00.000 UTC"),
        (951_782_400_001, "2000-02-29 00:00:00.001 UTC"),
        (1_772_366_400_250, "2026-03-01 12:00:00.250 UTC"),
        (4_102_444_799_999, "2099-12-31 23:59:59.999 UTC"),
        (18_446_744_073_709, "2554-07-21 23:34:33.709 UTC"),
    ])
    func `A moment is told in UTC`(milliseconds: UInt64, text: String) {
        #expect(utcText(Timestamp(nanoseconds: milliseconds * 1_000_000)) == text)
    }

    @Test func `A span that is known by its children only says so`() {
        var detail = SpanDetail(traceID: TraceID(high: 1, low: 1), spanID: SpanID(1))
        detail.state = .placeholder
        detail.start = at(0)
        let lines = detailLines(detail, width: 60, now: at(65_000), glyphs: .unicode).map(\.text)
        #expect(lines[0] == " · (no name)")
        #expect(lines[1] == " status    ● running, not yet received; known by its")
        #expect(lines[2] == "           children")
        #expect(lines[3] == " duration  1m05s")
    }
}
