import Testing

@testable import Telemetry

@Suite("What is kept of log records")
struct StoreLogsTests {
    @Test func `records stand by time, stable among equals, with their agent, level and text`() {
        let rows = Rows([
            batch(logs: [TestLog("second", at: 2, severity: 9), TestLog("first", at: 1, severity: 17)]),
            batch(logs: [TestLog("as late as the second", at: 2, ["agent.id": "coder"])], service: "other"),
        ])
        #expect(rows.lines == ["first", "second", "as late as the second"])
        #expect(rows.figures.rows.map(\.agent) == ["looopy", "looopy", "coder"])
        #expect(rows.figures.rows.map(\.level) == [.error, .info, .unset])
        #expect(rows.store.counts.logRecords.accepted == 3 && rows.store.counts.logRecords.retained == 3)
    }

    @Test func `a running task is its agent's as its first record says, before any span does`() {
        let spans = batch([TestSpan(11, in: 10, "llm.call", 1, 2, ["llm.model": "m"])])
        let records = batch(logs: [
            TestLog("later", at: 2, trace: 1, ["agent.id": "helper"]),
            TestLog("begins", at: 1, trace: 1, ["agent.id": "planner"]),
        ])
        for batches in [[spans, records], [records, spans]] {
            var store = store(batches, now: 3)
            #expect(store.overview(OverviewRequest(), at: at(6)).tasks.active.map(\.agentID) == ["planner"])
            #expect(store.totals(at: 6, agent: "planner").tasks.active == 1)
            #expect(store.overview(OverviewRequest(), at: at(6)).traces.rows.map(\.agents.last?.id) == ["planner"])
            #expect(store.overview(OverviewRequest(), at: at(6)).traces.rows.first?.agents.count == 1)
        }
    }

    @Test
    func `a trace's first record says whose task it is, also without a time of its own, and when it is long gone`() {
        let spans = batch([TestSpan(11, in: 10, "llm.call", 1, 2, ["llm.model": "m"])])
        let first = batch(logs: [TestLog("begins", at: 1, trace: 1, ["agent.id": "planner"])])
        let later = batch(logs: [TestLog("later", at: nil, observed: 2, trace: 1, ["agent.id": "helper"])])
        let many = (0..<1_100).map { TestLog("more", at: 3 + Double($0) / 1_000, trace: 1, ["agent.id": "helper"]) }
        var store = store([spans, first, later, batch(logs: many)], now: 3)
        #expect(store.overview(OverviewRequest(), at: at(8)).tasks.active.map(\.agentID) == ["planner"])
    }

    @Test func `a task that only event logs tell of is listed when it has ended`() {
        func event(_ name: String, _ prompt: String, _ time: Double, _ more: [String: TestValue] = [:]) -> TestLog {
            let own: [String: TestValue] = ["session.id": "s", "prompt.id": .string(prompt)]
            return TestLog(at: time, event: name, own.merging(more) { own, _ in own })
        }
        var store = store([
            batch(logs: [
                event("user_prompt", "p1", 1), event("api_request", "p1", 3, ["input_tokens": 10, "model": "m"]),
                event("user_prompt", "p2", 5),
            ])
        ])
        let tasks = store.overview(OverviewRequest(), at: at(101)).tasks
        #expect(tasks.counts == TaskCounts(active: 1, completed: 1))
        #expect(tasks.active.map(\.taskID) == ["p2"])
        #expect(tasks.finished.map(\.taskID) == ["p1"])
        #expect(tasks.finished.first?.tokens == TokenCounts(input: 10))
    }

    @Test func `a record from the future stands where it arrived, one without a time likewise`() {
        let rows = Rows([
            batch(logs: [TestLog("from the future", at: 9_000), TestLog("observed", at: nil, observed: 50)]),
            batch(logs: [TestLog("timeless", at: nil), TestLog("now", at: 101)]),
        ])
        #expect(rows.lines == ["observed", "from the future", "timeless", "now"])
    }

    @Test(
        arguments: [
            (LogBody.none, ""), ("text\nin lines", "text in lines"), (.value(42), "42"), (.value(true), "true"),
            (.value(1.5), "1.5"), (.bytes([0, 255, 16]), "<3 bytes: 00ff10>"),
            (.array(["a", .value(1)]), "[\"a\", 1]"),
            (.map([("a", "b"), ("c", .array([]))]), "{\"a\": \"b\", \"c\": []}"),
            (.map([("level", "info"), ("msg", "said")]), "said"),
        ] as [(LogBody, String)])
    func `bodies of every kind are shown as text`(body: LogBody, line: String) {
        #expect(Rows([batch(logs: [TestLog(body)])]).lines == [line])
    }

    @Test func `a long body is cut, and its length told`() {
        let text = LogBody.value(.string(String(repeating: "x", count: 40_000)))
        let rows = Rows([batch(logs: [TestLog(text, at: 1), TestLog(.array([text, text]), at: 2)])])
        #expect(rows.detail(0)?.body.utf8.count == 16_384)
        #expect(rows.detail(0)?.bodyLength == 40_000)
        #expect(rows.detail(1)?.body.utf8.count == 16_384)
        #expect(rows.detail(1)?.bodyLength == 80_008)
        #expect(rows.lines.allSatisfy { $0.utf8.count <= 512 })
    }

    @Test(arguments: [0, 1, 2, 3])
    func `a long text is cut between characters`(offset: Int) {
        let text = LogBody.value(.string(String(repeating: "x", count: offset) + String(repeating: "😀", count: 6_000)))
        let rows = Rows([batch(logs: [TestLog(text, at: 1), TestLog(.array([text, text]), at: 2)])])
        for place in 0..<2 {
            let body = rows.detail(place)?.body ?? ""
            #expect(!body.contains("\u{fffd}"))
            #expect((16_381...16_384).contains(body.utf8.count))
        }
    }

    @Test func `the detail has everything`() {
        let log = TestLog(
            .map([("a", .map([("b", .value(1))]))]), at: 1, observed: 2, severity: 13, text: "Warning",
            event: "tool_result", trace: 3, span: 4, ["tool_name": "ls", "x": 2])
        let detail = Rows([batch(logs: [log], resource: ["deployment.environment": "test"])]).detail(0)
        #expect(detail?.body == "{\n  \"a\": {\n    \"b\": 1\n  }\n}")
        #expect(detail?.time == at(1) && detail?.observed == at(2))
        #expect(detail?.severity == 13 && detail?.severityText == "Warning" && detail?.event == "tool_result")
        #expect(detail?.traceID == TraceID(high: 7, low: 3) && detail?.spanID == SpanID(4))
        #expect(detail?.attributes.map { "\($0.key)=\($0.value)" } == ["tool_name=ls", "x=2"])
        #expect(detail?.resource.map(\.key) == ["deployment.environment", "service.name"])
        #expect(detail?.scopeName == "test" && detail?.spanIsRetained == false)
    }

    @Test func `a body that only repeats the event's name gives way to the attributes`() {
        let logs = [
            TestLog("claude_code.tool_result", at: 1, event: "tool_result", ["session.id": "s", "success": true]),
            TestLog("done", at: 2, event: "tool_result", ["tool_name": "ls", "other": "x"]),
        ]
        let rows = Rows([batch(logs: logs)]).figures.rows
        #expect(rows.map(\.line) == ["", "done"])
        #expect(rows.map { $0.fields.map(\.key) } == [["success"], ["tool_name"]])
    }

    @Test func `a row says first what it is about and how it went; ids come last, whose it is not at all`() {
        let whose: [String: TestValue] = [
            "user.id": "u", "user.email": "a@b.c", "organization.id": "o", "terminal.type": "tmux", "session.id": "s",
            "event.kind": "x", "prompt.id": "p",
        ]
        let request: [String: TestValue] = [
            "model": "gpt-5", "duration_ms": 1_200, "input_tokens": 10, "output_tokens": 2, "query_source": "main",
        ]
        let result: [String: TestValue] = [
            "tool_name": "ls", "success": "false", "error": "denied", "duration_ms": "3", "tool_use_id": "t",
        ]
        let logs = [(request, 1.0), (result, 2)].map { own, time in
            TestLog("claude_code.event", at: time, event: "event", own.merging(whose) { first, _ in first })
        }
        let rows = Rows([batch(logs: logs)]).figures.rows
        #expect(
            rows.map { $0.fields.map(\.key) } == [
                ["model", "input_tokens", "output_tokens", "duration_ms", "query_source", "prompt.id"],
                ["tool_name", "success", "duration_ms", "error", "prompt.id", "tool_use_id"],
            ])
    }

    // MARK: Fields of loggers

    @Test(arguments: [
        ("info", LogLevel.info), ("warn", .warn), ("silly", .trace), ("http", .info), ("verbose", .debug),
        ("crit", .fatal), ("ERROR", .error), ("10", .trace), ("20", .debug), ("30", .info), ("35", .info),
        ("40", .warn), ("50", .error), ("60", .fatal), ("9", .unset), ("loud", .unset), ("INFO2", .info),
        ("DEBUG4", .debug), ("FATAL3", .fatal), ("WRN", .warn), ("FINER", .trace), ("INFO5", .unset), ("2", .unset),
    ])
    func `the level stands in for a severity number`(word: String, level: LogLevel) {
        let attributes = Rows([batch(logs: [TestLog("x", ["level": .string(word)])])])
        let body = Rows([batch(logs: [TestLog(.map([("level", .value(.string(word)))]))])])
        let text = Rows([batch(logs: [TestLog("x", text: word)])])
        for rows in [attributes, body, text] { #expect(rows.figures.rows.map(\.level) == [level]) }
    }

    @Test(arguments: [
        ("trace_id", "span_id", "agent_id", "message"), ("traceId", "spanId", "agentId", "msg"),
    ])
    func `ids, agent and message stand in, in snake and camel case, in attributes and in a map`(
        trace: String, span: String, agent: String, message: String
    ) {
        let texts = [
            (trace, TraceID(high: 7, low: 9).description), (span, SpanID(5).description), (agent, "coder"),
            (message, "said"),
        ]
        let attributes = Dictionary(uniqueKeysWithValues: texts.map { ($0.0, TestValue.string($0.1)) })
        let rows = Rows([
            batch(logs: [TestLog(.none, at: 1, attributes)]),
            batch(logs: [TestLog(.map(texts.map { ($0.0, LogBody.value(.string($0.1))) }), at: 2)]),
        ])
        #expect(rows.lines == ["said", "said"])
        #expect(rows.figures.rows.map(\.agent) == ["coder", "coder"])
        for place in 0..<2 {
            #expect(rows.detail(place)?.traceID == TraceID(high: 7, low: 9))
            #expect(rows.detail(place)?.spanID == SpanID(5))
        }
    }

    @Test func `a record is its span's agent's, also when the span comes later`() {
        var rows = Rows([batch(logs: [TestLog("in a span", trace: 1, span: 2)])])
        #expect(rows.figures.rows.map(\.agent) == ["looopy"])
        _ = rows.figures(agent: "coder")
        _ = rows.store.ingest(
            batch([
                TestSpan(1, "agent.loop", 0, 4, ["agent.id": "coder"]), TestSpan(2, in: 1, "tool.execute", 0, 2),
            ]), at: at(110))
        #expect(rows.figures(agent: "coder").rows.map(\.line) == ["in a span"])
        #expect(rows.figures(agent: "looopy").total == 0)
        let detail = rows.store.detail(of: SpanID(2), in: TraceID(high: 7, low: 1))
        #expect(detail?.logs.map(\.line) == ["in a span"])
        #expect(detail?.logs.first?.offsetMs == 1_000)
    }

    // MARK: Repetitions

    @Test func `what is sent again is a duplicate; equal records of one request are not`() {
        let twice = batch(logs: [TestLog("retry"), TestLog("retry"), TestLog("other")])
        let rows = Rows([twice, twice])
        #expect(rows.lines == ["retry", "retry", "other"])
        #expect(rows.store.counts.logRecords.duplicate == 3 && rows.store.counts.logRecords.accepted == 3)
    }

    @Test func `events are known by session and number, at their time`() {
        func event(_ body: LogBody, _ number: Int64, at time: Double) -> TestLog {
            TestLog(body, at: time, event: "api_request", ["session.id": "s", "event.sequence": .int(number)])
        }
        let rows = Rows([
            batch(logs: [event("one", 1, at: 1)]), batch(logs: [event("one again, worded otherwise", 1, at: 1)]),
            batch(logs: [event("one of the session taken up again", 1, at: 7), event("two", 2, at: 8)]),
        ])
        #expect(rows.lines == ["one", "one of the session taken up again", "two"])
        #expect(rows.store.counts.logRecords.duplicate == 1)
    }

    @Test func `records without any time are never duplicates`() {
        let timeless = batch(logs: [TestLog("tick", at: nil)])
        #expect(Rows([timeless, timeless]).lines == ["tick", "tick"])
    }

    @Test func `what was sent long ago is forgotten`() {
        var recent = Store(startedAt: at(0)).recentLogs
        let isNew = (0...recent.limit).map { recent.insert($0) }
        #expect(!isNew.contains(false))
        let again = [recent.limit, 1, 0].map { recent.insert($0) }
        #expect(again == [false, false, true])
    }
}

/// A store with some batches of logs, and what it shows of them.
struct Rows {
    var store: Store
    var figures: LogsFigures

    init(_ batches: [Batch], limits: Store.Limits = .init()) {
        store = TelemetryTests.store(batches, limits: limits)
        figures = store.logs(LogsRequest())
    }

    var lines: [String] { figures.rows.map(\.line) }

    mutating func figures(agent: String) -> LogsFigures { store.logs(LogsRequest(agent: agent)) }

    /// Everything of the record in a row.
    func detail(_ row: Int) -> LogDetail? {
        var store = store
        var request = LogsRequest()
        request.opened = figures.rows[row].id
        return store.logs(request).opened
    }
}
