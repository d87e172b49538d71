import Telemetry
import Testing

@Suite("A trace as a tree")
struct StoreTreeTests {
    private func picture(_ spans: [TestSpan], agent: String? = nil) -> [String] {
        let tree = store([batch(spans)]).tree(of: TraceID(high: 7, low: 1), agent: agent, at: at(200))
        return tree?.lines.indices.compactMap { index in
            guard let line = tree?.lines[index], let row = tree?.rows[index] else { return nil }
            let indent = String(repeating: "  ", count: Int(line.depth))
            let marks = (line.isError ? "!" : row.hasErrorBelow ? "." : "") + (row.isMatch ? "" : "~")
            let name = row.state == .placeholder ? "(running)" : row.name
            return indent + row.role.name + " " + name + (row.subject.isEmpty ? "" : " " + row.subject) + marks
        } ?? []
    }

    @Test func `spans stand under their parents, siblings by start`() {
        #expect(
            picture(seedTrace.reversed()) == [
                "agent agent.loop main-agent.",
                "  iteration agent.loop.iteration #1.",
                "    llm llm.call gpt-4",
                "    tool tool.execute search",
                "    agent agent.invoke researcher",
                "      agent agent.loop researcher",
                "        iteration agent.loop.iteration #1",
                "          llm llm.call claude",
                "    tool tool.execute read_file!",
            ])
    }

    @Test func `a tool call that says it failed is marked, whatever its status`() {
        #expect(
            picture([
                TestSpan(1, "agent.loop", 0, 5, ["agent.id": "main"]),
                TestSpan(2, in: 1, "tool.execute", 1, 2, ["tool.name": "ls", "tool.success": false]),
                TestSpan(3, in: 1, "tool.execute", 2, 3, ["tool.name": "ls", "tool.success": true]),
            ]) == ["agent agent.loop main.", "  tool tool.execute ls!", "  tool tool.execute ls"])
    }

    @Test func `what has not arrived is a running row above its children`() {
        #expect(
            picture([seedTrace[0], seedTrace[1]]) == [
                "other (running)", "  llm llm.call gpt-4", "  tool tool.execute search",
            ])
    }

    @Test func `a filter marks the rows of other agents`() {
        #expect(
            picture(seedTrace, agent: "researcher").filter { !$0.contains("~") } == [
                "    agent agent.invoke researcher",
                "      agent agent.loop researcher",
                "        iteration agent.loop.iteration #1",
                "          llm llm.call claude",
            ])
    }

    @Test func `circles and self-parents become local roots, and nothing is lost`() {
        #expect(picture([TestSpan(1, in: 1, "self")]) == ["other self"])
        #expect(picture([TestSpan(1, in: 2, "a"), TestSpan(2, in: 3, "b"), TestSpan(3, in: 1, "c")]).count == 3)
    }

    @Test func `last children and descendants are known`() throws {
        let tree = try #require(store([batch(seedTrace)]).tree(of: TraceID(high: 7, low: 1), agent: nil, at: at(200)))
        #expect(tree.lines.map(\.descendants) == [8, 7, 0, 0, 3, 2, 1, 0, 0])
        #expect(tree.lines.indices.map(tree.isLastChild) == [true, true, false, false, false, true, true, true, true])
        #expect(tree.lines.indices.map { tree.rows[$0]?.tokens } == [nil, nil, 1200, nil, nil, nil, nil, 55, nil])
        #expect(tree.start == at(0))
        #expect(tree.end == at(6))
    }

    @Test func `a detail has what was sent, the important first`() throws {
        let trace = TraceID(high: 7, low: 1)
        let store = store([batch(seedTrace, resource: ["service.version": "1.2.3"])])
        let detail = try #require(store.detail(of: SpanID(14), in: trace))
        #expect(detail.name == "tool.execute")
        #expect(detail.statusMessage == "no such file")
        #expect(
            detail.attributes.map { "\($0.key)=\($0.value)" } == [
                "tool.name=read_file", "tool.provider=mcp", "tool.success=false", "tool.cached=false",
            ])
        #expect(detail.resource.map(\.key) == ["service.name", "service.version"])
        #expect(detail.agent == AgentName(id: "main-agent", name: "main-agent"))
        let tool = try #require(store.detail(of: SpanID(12), in: trace))
        #expect(
            tool.events == [
                EventDetail(
                    name: "tool.retry", offsetMs: 500,
                    attributes: [
                        AttributeText(key: "retry.attempt", value: "1", isKey: true),
                        AttributeText(key: "retry.delay_ms", value: "10"),
                    ])
            ])
        #expect(store.detail(of: SpanID(99), in: trace) == nil)
    }

    /// Attempts as an attribute, as events, and as requests that were sent again: one call each.
    private static let attempts: [(attributes: [String: TestValue], events: Int)] = [
        (["attempt": 3], 0), ([:], 3), (["http.request.resend_count": 2], 0), (["attempt": 3], 3),
    ]

    @Test(arguments: attempts)
    func `attempts of one call are one call, and its detail says how many`(
        attributes: [String: TestValue], events: Int
    ) throws {
        let own: [String: TestValue] = ["span.type": "llm_request", "model": "m", "input_tokens": 10]
        let attempts = (0..<events).map {
            (name: "gen_ai.request.attempt", at: Double($0), attributes: ["attempt": TestValue.int(Int64($0) + 1)])
        }
        let span = TestSpan(1, "claude_code.llm_request", 0, 5, own.merging(attributes) { $1 }, events: attempts)
        let store = store([batch([span], service: "claude-code")])
        #expect(store.totals().modelCalls == 1)
        let detail = try #require(store.detail(of: SpanID(1), in: TraceID(high: 7, low: 1)))
        #expect(detail.notes == ["It took 3 attempts, which are counted as one call."])
    }

    @Test func `a long value is kept as its beginning and its length`() throws {
        let text = String(repeating: "x", count: 1 << 20)
        let store = store([batch([TestSpan(1, "a", 0, 1, ["gen_ai.prompt": .string(text)])])])
        let detail = try #require(store.detail(of: SpanID(1), in: TraceID(high: 7, low: 1)))
        #expect(detail.attributes.first?.fullLength == 1 << 20)
        #expect(detail.attributes.first?.value.utf8.count == 16_384)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a chain of 100,000 spans that comes from its end is taken in at once`() {
        let chain = (1...100_000).reversed().map { TestSpan(UInt64($0), in: UInt64($0 - 1), "step") }
        let tree = store([batch(chain)]).tree(of: TraceID(high: 7, low: 1), agent: nil, at: at(200))
        #expect(tree?.rows.count == 100_000)
        #expect(tree?.lines.last?.depth == 99_999)
    }
}
