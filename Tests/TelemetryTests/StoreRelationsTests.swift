import Testing

@testable import Telemetry

/// A trace of one agent's span, as a test writes it: its number, its agent, from when to when, its session.
private struct Line {
    var trace: UInt64
    var agent: String
    var from: Double
    /// Nil while it runs: then a model call has arrived, and nothing above it.
    var to: Double?
    var session = "s"
    var link: (trace: UInt64, span: UInt64)?

    init(_ trace: UInt64, _ agent: String, _ from: Double, _ to: Double?, session: String = "s") {
        (self.trace, self.agent, self.from, self.to, self.session) = (trace, agent, from, to, session)
    }

    func linked(to trace: UInt64, _ span: UInt64) -> Line {
        var line = self
        line.link = (trace, span)
        return line
    }

    var spans: [TestSpan] {
        var attributes: [String: TestValue] = ["agent.id": .string(agent)]
        if !session.isEmpty { attributes["session.id"] = .string(session) }
        guard let to else {
            let kind: [String: TestValue] = ["gen_ai.operation.name": "chat"]
            return [
                TestSpan(
                    trace * 100 + 2, in: trace * 100 + 1, "chat", from, from + 1, trace: trace,
                    attributes.merging(kind) { $1 })
            ]
        }
        attributes["langfuse.observation.type"] = "agent"
        var root = TestSpan(trace * 100 + 1, "agent[\(agent)]", from, to, trace: trace, attributes)
        root.links = link.map { [$0] } ?? []
        return [root]
    }
}

private func id(_ trace: UInt64) -> TraceID { TraceID(high: 7, low: trace) }

extension Store {
    /// Called trace and caller, of those that have one.
    fileprivate func callers(at seconds: Double = 200) -> [UInt64: UInt64] {
        var copy = self
        let rows = copy.overview(OverviewRequest(), at: at(seconds)).traces.rows
        return Dictionary(uniqueKeysWithValues: rows.compactMap { row in row.caller.map { (row.traceID.low, $0.low) } })
    }

    /// The tasks that run: agents, indented by depth.
    fileprivate func tasks(at seconds: Double = 20, agent: String? = nil) -> [String] {
        var copy = self
        var request = OverviewRequest()
        request.agent = agent
        return copy.overview(request, at: at(seconds)).tasks.active.map {
            String(repeating: "  ", count: $0.depth) + $0.agentID
        }
    }

    /// Rows of a trace's tree; called traces after an arrow, with their state.
    fileprivate func picture(_ trace: UInt64, at seconds: Double = 200) -> [String] {
        guard let tree = tree(of: id(trace), agent: nil, at: at(seconds)) else { return [] }
        return tree.lines.indices.map { line in
            let indent = String(repeating: "  ", count: Int(tree.lines[line].depth))
            guard let called = tree.called(at: line) else {
                return indent + (tree.rows[line]?.state == .placeholder ? "(running)" : tree.rows[line]?.name ?? "")
            }
            return indent + "> \(called.agent) \(called.state.rawValue)"
        }
    }
}

@Suite("Which trace called which")
struct StoreRelationsTests {
    private struct Case: CustomTestStringConvertible {
        var testDescription: String
        var lines: [Line]
        var callers: [UInt64: UInt64]

        init(_ name: String, _ lines: [Line], _ callers: [UInt64: UInt64]) {
            (self.testDescription, self.lines, self.callers) = (name, lines, callers)
        }
    }

    private static let cases = [
        Case("another agent that ran when it began", [Line(1, "a", 0, 10), Line(2, "b", 2, 5)], [2: 1]),
        Case("one that runs still", [Line(1, "a", 0, nil), Line(2, "b", 2, 5)], [2: 1]),
        Case("one that outlived its caller", [Line(1, "a", 0, 4), Line(2, "b", 2, 50)], [2: 1]),
        Case("one that ended before it began is none", [Line(1, "a", 0, 1), Line(2, "b", 2, 5)], [:]),
        Case("the same agent is none", [Line(1, "a", 0, 10), Line(2, "a", 2, 5)], [:]),
        Case("another session is none", [Line(1, "a", 0, 10), Line(2, "b", 2, 5, session: "t")], [:]),
        Case("no session is none", [Line(1, "a", 0, 10, session: ""), Line(2, "b", 2, 5, session: "")], [:]),
        Case(
            "of two the one that began last", [Line(1, "a", 0, 10), Line(2, "c", 1, 10), Line(3, "b", 2, 5)],
            [2: 1, 3: 2]),
        Case(
            "of two the one that still ran", [Line(1, "a", 0, 10), Line(2, "c", 1, 1.5), Line(3, "b", 2, 5)],
            [2: 1, 3: 1]),
        Case("equal starts: the one that was seen first", [Line(1, "a", 0, 10), Line(2, "b", 0, 10)], [2: 1]),
        Case(
            "a link, whatever the session",
            [Line(1, "a", 0, 10, session: "x"), Line(2, "b", 20, 30, session: "y").linked(to: 1, 101)], [2: 1]),
        Case(
            "a link before the session",
            [Line(1, "a", 0, 10), Line(2, "c", 1, 10), Line(3, "b", 2, 5).linked(to: 1, 101)], [2: 1, 3: 1]),
        Case(
            "a link to its own agent's trace counts", [Line(1, "a", 0, 1), Line(2, "a", 2, 5).linked(to: 1, 101)],
            [2: 1]),
        Case("a link to what was never seen is none", [Line(2, "b", 2, 5, session: "").linked(to: 1, 101)], [:]),
        Case("a link to itself is none", [Line(2, "b", 2, 5).linked(to: 2, 201)], [:]),
        Case(
            "links in a circle: only the later one was called",
            [Line(1, "a", 0, 9).linked(to: 2, 201), Line(2, "b", 1, 9).linked(to: 1, 101)], [2: 1]),
    ]

    @Test(arguments: cases) private func `callers`(_ example: Case) {
        #expect(store([batch(example.lines.flatMap(\.spans))]).callers() == example.callers)
    }

    @Test func `whom a trace names as its caller called it, not who began last`() {
        func line(_ trace: UInt64, _ agent: String, _ from: Double, parent: String? = nil) -> TestSpan {
            var attributes: [String: TestValue] = [
                "agent.id": .string(agent), "session.id": "s", "langfuse.observation.type": "agent",
            ]
            if let parent { attributes["parent_agent_id"] = .string(parent) }
            return TestSpan(trace * 100, "agent[\(agent)]", from, 90, trace: trace, attributes)
        }
        let named = [line(1, "planner", 0), line(2, "writer", 1), line(3, "critic", 2, parent: "planner")]
        #expect(store([batch(named)]).callers()[3] == 1)
        let unnamed = [line(1, "planner", 0), line(2, "writer", 1), line(3, "critic", 2)]
        #expect(store([batch(unnamed)]).callers()[3] == 2)
    }

    @Test func `sub-agents that are called side by side have one caller`() {
        // The first call of each ends a second after its start.
        let lines = [Line(1, "a", 0, nil), Line(2, "b", 2, nil), Line(3, "c", 2.01, nil), Line(4, "d", 3.5, nil)]
        #expect(store([batch(lines.flatMap(\.spans))], now: 10).callers(at: 11) == [2: 1, 3: 1, 4: 3])
    }

    @Test func `callers do not depend on the order of arrival, but for equal starts`() {
        for example in Self.cases where !example.testDescription.hasPrefix("equal") {
            let batches = example.lines.reversed().map { batch($0.spans) }
            #expect(store(batches).callers() == example.callers, "\(example.testDescription)")
        }
    }

    @Test func `who was evicted called nobody`() {
        var limits = Store.Limits()
        limits.memory = 40_000
        var store = store([batch(Line(1, "a", 0, 50).spans), batch(Line(2, "b", 2, 60).spans)], limits: limits)
        #expect(store.callers() == [2: 1])
        for number in 3...60 {
            let filler = Line(UInt64(number), "a", 70, 71, session: "other").spans
            _ = store.ingest(batch(filler), at: at(100 + Double(number)))
        }
        #expect(store.revision(of: id(1)) == nil)
        #expect(store.revision(of: id(2)) != nil)
        #expect(store.callers()[2] == nil)
    }

    @Test func `all that was listed is forgotten with the traces`() {
        var limits = Store.Limits()
        limits.memory = 1
        let lines = (1...50).map { Line(UInt64($0), "a\($0)", Double($0), nil).linked(to: 1, 101) }
        let store = store([batch(lines.flatMap(\.spans))], limits: limits)
        #expect(store.relations.byteCount == 0)
        #expect(store.ledger.symbols.count == 0)
    }

    // MARK: Tasks

    @Test func `sub-agents stand below their callers`() {
        let lines = [
            Line(1, "a", 0, nil), Line(2, "x", 1, nil, session: "t"), Line(3, "b", 2, nil), Line(4, "c", 3, nil),
        ]
        #expect(store([batch(lines.flatMap(\.spans))], now: 10).tasks() == ["a", "  b", "    c", "x"])
        #expect(store([batch(lines.reversed().flatMap(\.spans))], now: 10).tasks() == ["a", "  b", "    c", "x"])
    }

    @Test func `the tasks of one session stand together, and the earliest says where`() {
        let lines = [
            Line(1, "a", 0, nil), Line(2, "x", 1, nil, session: "t"), Line(3, "a", 2, nil),
            Line(4, "y", 3, nil, session: ""),
        ]
        #expect(store([batch(lines.flatMap(\.spans))], now: 10).tasks() == ["a", "a", "x", "y"])
    }

    @Test func `whose caller has ended stands under the one above, or alone`() {
        let lines = [Line(1, "a", 0, nil), Line(2, "b", 1, 4), Line(3, "c", 2, nil)]
        #expect(store([batch(lines.flatMap(\.spans))], now: 10).tasks() == ["a", "  c"])
        #expect(store([batch(lines[1...].flatMap(\.spans))], now: 10).tasks() == ["c"])
    }

    @Test func `the filter leaves depths that can be seen`() {
        let lines = [Line(1, "a", 0, nil), Line(2, "b", 1, nil), Line(3, "a", 2, nil)]
        let store = store([batch(lines.flatMap(\.spans))], now: 10)
        #expect(store.tasks() == ["a", "  b", "    a"])
        #expect(store.tasks(agent: "a") == ["a", "  a"])
        #expect(store.tasks(agent: "b") == ["b"])
    }

    @Test func `two agents of one trace whose callers are missing: the second stands below the first`() {
        let chat: [String: TestValue] = ["gen_ai.operation.name": "chat"]
        let spans = [
            TestSpan(12, in: 11, "chat", 0, 1, chat.merging(["agent.id": "a"]) { $1 }),
            TestSpan(22, in: 21, "chat", 2, 3, chat.merging(["agent.id": "b"]) { $1 }),
        ]
        #expect(store([batch(spans)], now: 10).tasks() == ["a", "  b"])
    }

    @Test func `announced agents stand as their spans lie`() {
        func marker(_ id: UInt64, of span: UInt64, in parent: UInt64, _ agent: String, _ start: Double) -> TestSpan {
            TestSpan(
                id, in: span, "invoke_agent \(agent)", start, start,
                [
                    "logfire.span_type": "pending_span", "gen_ai.operation.name": "invoke_agent",
                    "gen_ai.agent.name": .string(agent),
                    "logfire.pending_parent_id": .string(SpanID(parent).description),
                ])
        }
        let spans = [
            marker(2, of: 1, in: 0, "a", 0), marker(4, of: 3, in: 1, "b", 1), marker(6, of: 5, in: 3, "c", 2),
            marker(8, of: 7, in: 1, "d", 3),
        ]
        #expect(store([batch(spans)], now: 10).tasks() == ["a", "  b", "    c", "  d"])
    }

    @Test func `a sub-agent that logs tell of stands below the prompt's task, beside spans of the session`() {
        let logs = logBatch([
            (1, "gemini_cli.user_prompt", ["session.id": "s"]),
            (4, "gemini_cli.agent.start", ["session.id": "s", "agent.id": "searcher"]),
        ])
        let spans = batch([Line(1, "x", 2, nil, session: "t"), Line(2, "y", 3, nil, session: "")].flatMap(\.spans))
        #expect(store([spans, logs], now: 10).tasks() == ["gemini-cli", "  searcher", "x", "y"])
    }

    /// Log records of one service: when, which event, its attributes.
    private func logBatch(_ records: [(at: Double, name: String, attributes: [String: String])]) -> Batch {
        var batch = batch([], service: "gemini-cli")
        for record in records {
            var log = LogRecord()
            log.time = at(record.at)
            log.eventName = batch.strings.intern(record.name)
            log.attributes = Slice(start: batch.attributes.count, count: record.attributes.count)
            for (key, value) in record.attributes.sorted(by: { $0.key < $1.key }) {
                let text = AttributeValue.string(batch.strings.intern(value))
                batch.attributes.append(Attribute(key: batch.strings.intern(key), value: text))
            }
            batch.logs.append(log)
        }
        return batch
    }

    @Test func `tasks that call each other in a circle are all there`() {
        let circle = [TaskPlacing(caller: 2), TaskPlacing(), TaskPlacing(caller: 0), TaskPlacing(caller: 3)]
        #expect(arranged(circle).map(\.task).sorted() == [0, 1, 2, 3])
        #expect(arranged(circle).first == TaskPlaced(task: 1, depth: 0))
    }

    // MARK: Trees

    private let caller: [TestSpan] = [
        TestSpan(102, in: 101, "loop.iteration", 0, 9, ["agent.id": "a", "agent.iteration": 0]),
        TestSpan(103, in: 102, "llm.call", 0, 1, ["agent.id": "a", "langfuse.observation.type": "generation"]),
        TestSpan(
            104, in: 102, "tool.execute", 1, 8,
            ["agent.id": "a", "langfuse.observation.type": "tool", "agent.tool.name": "agent__b__invoke"]),
        TestSpan(
            105, in: 102, "tool.execute", 1.5, 8,
            ["agent.id": "a", "langfuse.observation.type": "tool", "agent.tool.name": "shell"]),
        TestSpan(
            101, "agent[a]", 0, 10,
            ["agent.id": "a", "session.id": "s", "langfuse.observation.type": "agent"]),
    ]

    @Test func `a called trace stands under the tool's span that called it, the one that names it first`() {
        let answer = TestSpan(202, in: 201, "llm.call", 2, 2.5, trace: 2, ["langfuse.observation.type": "generation"])
        let called = Line(2, "b", 2, 5).spans + [answer] + Line(3, "c", 3, nil).spans
        let store = store([batch(caller + called)], now: 10)
        #expect(
            store.picture(1, at: 11) == [
                "agent[a]", "  loop.iteration", "    llm.call", "    tool.execute", "      > b ok", "    tool.execute",
            ])
        #expect(store.picture(2, at: 11) == ["agent[b]", "  llm.call", "  > c running"])
    }

    @Test func `before its caller's span has arrived, a called trace stands under the local root`() {
        let early = store([batch([caller[1]] + Line(2, "b", 2, nil).spans)], now: 10)
        // Without the root no span names the session.
        #expect(early.picture(1, at: 11) == ["(running)", "  llm.call"])
        var first = caller[1]
        first.attributes["session.id"] = "s"
        let known = store([batch([first] + Line(2, "b", 2, nil).spans)], now: 10)
        #expect(known.picture(1, at: 11) == ["(running)", "  llm.call", "  > b running"])
    }

    @Test func `a model's call calls nobody, even if it ends when the called trace begins`() {
        var call = caller[1]
        call.attributes["session.id"] = "s"
        call.to = 2
        let store = store([batch([call] + Line(2, "b", 2, nil).spans)], now: 10)
        #expect(store.picture(1, at: 11) == ["(running)", "  llm.call", "  > b running"])
    }

    @Test func `a linked trace stands under the linked span`() {
        let store = store([batch(caller + Line(2, "b", 20, 30, session: "").linked(to: 1, 103).spans)], now: 40)
        #expect(
            store.picture(1) == [
                "agent[a]", "  loop.iteration", "    llm.call", "      > b ok", "    tool.execute", "    tool.execute",
            ])
        #expect(store.tree(of: id(2), agent: nil, at: at(50))?.caller == TraceCaller(traceID: id(1), agent: "a"))
    }

    @Test func `a tree is another one when a trace that it called changes`() throws {
        for link in [nil, (trace: UInt64(1), span: UInt64(101))] {
            var line = Line(2, "b", 2, nil, session: link == nil ? "s" : "")
            var store = store([batch(Line(1, "a", 0, nil).spans + line.spans)], now: 10)
            let before = try #require(store.revision(of: id(1)))
            line.to = 9
            line.link = link
            _ = store.ingest(batch(line.spans), at: at(11))
            #expect(try #require(store.revision(of: id(1))) > before)
            #expect(store.tree(of: id(1), agent: nil, at: at(12))?.called.map(\.state) == [.ok])
        }
    }

    @Test func `what had not arrived is replaced in its place, at any depth`() {
        var store = Store(startedAt: at(0))
        var order: [SpanID] = []
        for span in [caller[1], caller[2], caller[3], caller[0], caller[4]] {
            _ = store.ingest(batch([span]), at: at(10))
            let rows = store.tree(of: id(1), agent: nil, at: at(11))?.lines.map(\.spanID) ?? []
            #expect(rows.filter(order.contains) == order, "after \(span.name)")
            order = rows
        }
        #expect(order.map(\.rawValue) == [101, 102, 103, 104, 105])
    }

    // MARK: Bounds

    @Test(.timeLimit(.minutes(1)))
    func `a thousand traces of one session are related within bounds`() {
        var store = Store(startedAt: at(0))
        for number in 1...1_000 {
            let line = Line(UInt64(number), "a\(number % 700)", Double(number) / 100, nil)
            _ = store.ingest(batch(line.spans), at: at(Double(number) / 100 + 1))
        }
        #expect(store.relations.traces(of: store.traces[0].relation.conversation).count == 256)
        #expect(store.report(ReportRequest(), at: at(20)).warnings.count { $0.contains("traces of one session") } == 1)
        #expect(store.tasks(at: 20).count == 200)
        // Each has its first answer after a second.
        #expect(store.callers(at: 20)[1_000] == 900)
        for number in stride(from: 1, to: 1_000, by: 50) {
            _ = store.tree(of: id(UInt64(number)), agent: nil, at: at(20))
        }
    }

    @Test func `a tree shows the first of many traces that it called`() {
        let called = (2...200).map { Line($0, "b", Double($0), nil) }
        let store = store([batch(([Line(1, "a", 0, nil)] + called).flatMap(\.spans))], now: 300)
        #expect(store.picture(1, at: 300).count == 2 + 64)
    }
}
