import Telemetry
import Testing

@Suite("Tasks that run and tasks that ended")
struct StoreTasksTests {
    private func tasks(_ store: Store, at seconds: Double, agent: String? = nil) -> TaskOverview {
        var store = store
        var request = OverviewRequest()
        request.agent = agent
        return store.overview(request, at: at(seconds)).tasks
    }

    @Test func `a task runs from its first child on and ends with its root`() throws {
        var store = store([batch([codeTrace[0]])], now: 3)
        let running = tasks(store, at: 4)
        #expect(running.counts == TaskCounts(active: 1))
        let task = try #require(running.active.first)
        #expect(task.agentID == "coder")
        #expect(task.taskID == "s-turn-1")
        #expect(task.tokens == TokenCounts(input: 300, output: 40, cacheRead: 128))
        #expect(task.step == .after(.llm, name: "gpt-4o", endedAt: at(3)))
        #expect(task.startedAt == at(2))

        _ = store.ingest(batch([codeTrace[1], codeTrace[2]]), at: at(5))
        #expect(tasks(store, at: 5).counts == TaskCounts(active: 1))
        #expect(tasks(store, at: 5).active.first?.iteration == 2)

        _ = store.ingest(batch([codeTrace[3], codeTrace[4]]), at: at(6))
        let ended = tasks(store, at: 6)
        #expect(ended.counts == TaskCounts(completed: 1))
        #expect(ended.active.isEmpty)
        let finished = try #require(ended.finished.first)
        #expect(finished.taskID == "s-turn-1")
        #expect(finished.outcome == .completed)
        #expect(finished.durationMs == 5000)
        #expect(finished.tokens.total == 340)
        #expect(finished.iterations == 1)
    }

    @Test func `the seed's running iterations are one task, whatever has arrived of it`() {
        var store = Store(startedAt: at(0))
        for span in seedTrace.dropLast() {
            _ = store.ingest(batch([span]), at: at(7))
            #expect(tasks(store, at: 7).counts.active == 1, "after \(span.name)")
        }
        _ = store.ingest(batch([seedTrace[seedTrace.count - 1]]), at: at(8))
        #expect(tasks(store, at: 8).counts == TaskCounts(completed: 2))
    }

    @Test func `silence makes a task stalled, then gives it up, and a sign of life takes that back`() {
        var store = store([batch([codeTrace[0]])], now: 10)
        #expect(tasks(store, at: 70).active.first?.isStalled == false)
        #expect(tasks(store, at: 71).active.first?.isStalled == true)
        #expect(tasks(store, at: 1_900).counts == TaskCounts(other: 1))
        #expect(tasks(store, at: 1_900).active.isEmpty)
        let givenUp = store.overview(OverviewRequest(), at: at(1_900)).tasks.finished
        #expect(givenUp.map(\.outcome) == [.timedOut])
        #expect(givenUp.map(\.endedAt) == [at(1_900)])
        _ = store.ingest(batch([codeTrace[1]]), at: at(1_901))
        #expect(tasks(store, at: 1_902).finished == [])
        #expect(tasks(store, at: 1_902).counts == TaskCounts(active: 1))
        _ = store.ingest(batch(Array(codeTrace[2...])), at: at(1_903))
        #expect(store.totals(at: 1_904).tasks == TaskCounts(completed: 1))
    }

    @Test func `a failed task says why`() {
        let store = store([batch([TestSpan(1, "agent[x]", status: .error, message: "shutdown", ["agent.id": "x"])])])
        #expect(tasks(store, at: 101).finished.map(\.outcome) == [.failed(message: "shutdown")])
    }

    @Test func `an agent whose parent stays away is a task that ended, not one that runs`() {
        let store = store([batch([TestSpan(1, in: 99, "agent[x]", status: .ok, ["agent.id": "x"])])])
        #expect(tasks(store, at: 101).counts == TaskCounts(completed: 1))
    }

    @Test func `the filter limits tasks to one agent`() {
        let store = store([batch(seedTrace)], now: 8)
        #expect(tasks(store, at: 9, agent: "researcher").finished.map(\.taskID) == ["T2"])
        #expect(tasks(store, at: 9, agent: "main-agent").counts == TaskCounts(completed: 1))
        #expect(tasks(store, at: 9, agent: "nobody").counts == TaskCounts())
    }

    @Test func `a trace of another service whose root is missing is no task`() {
        let store = store([batch([TestSpan(2, in: 1, "GET /"), TestSpan(3, in: 2, "SELECT")])])
        #expect(tasks(store, at: 101).counts == TaskCounts())
    }

    @Test func `the first span that names an agent is a sign of its task, before any call`() {
        let first = TestSpan(2, in: 1, "agent.initialize", 0, 1, status: .ok, ["agent.id": "coder", "session.id": "s"])
        let store = store([batch([first])], now: 2)
        #expect(tasks(store, at: 3).counts == TaskCounts(active: 1))
        #expect(tasks(store, at: 3).active.first?.agentID == "coder")
    }

    @Test func `a running task that spans and a gauge tell of is one`() {
        let gauge = MetricBatchBuilder.batch(
            "agent.active_tasks", .gauge, MetricPoint(.int(1), from: 0, at: 1_000_000_002, ["agent.id": "main-agent"]))
        #expect(tasks(store([batch([seedTrace[0]]), gauge], now: 4), at: 6).counts.active == 1)
        #expect(tasks(store([gauge], now: 4), at: 6).counts.active == 1)
    }

    @Test func `an iteration stays known when a call below it turns out to be another's`() {
        let spans = [
            TestSpan(1, "agent[a]", 0, 9, ["agent.id": "a"]),
            TestSpan(2, in: 1, "loop.iteration", 0, 9, ["agent.iteration": 2]),
            TestSpan(3, in: 2, "call_llm", 1, 2, ["gen_ai.usage.input_tokens": 5]),
            TestSpan(4, in: 3, "chat", 1, 2, ["gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 5]),
        ]
        for spans in [spans, spans.reversed()] {
            #expect(tasks(store([batch(spans)]), at: 101).finished.first?.iterations == 3)
        }
    }

    // MARK: What runs

    @Test func `iterations that say no number are counted`() throws {
        func cycle(_ id: UInt64, _ from: Double) -> TestSpan {
            TestSpan(id, in: 1, "execute_event_loop_cycle", from, from + 1, ["event_loop.cycle_id": .string("c-\(id)")])
        }
        let call = chat(2, in: 1, 0, 1, input: 10, output: 1, ["gen_ai.agent.name": "strand"])
        var store = store([batch([call, cycle(3, 0), cycle(4, 1)])], now: 3)
        #expect(tasks(store, at: 4).active.map(\.iteration) == [3])
        _ = store.ingest(batch([cycle(4, 1), agent(1, "strand", 0, 3)]), at: at(5))
        #expect(tasks(store, at: 5).finished.map(\.iterations) == [2])
    }

    /// A hook's span: its root is never sent.
    private func hook(_ id: UInt64, _ event: String, _ time: Double, call: String = "") -> TestSpan {
        var attributes: [String: TestValue] = [
            "gen_ai.client.name": "claude", "gen_ai.client.hook.event": .string(event),
            "gen_ai.client.session_id": "s",
        ]
        if event.hasSuffix("ToolUse") { attributes["gen_ai.client.tool_name"] = "Bash" }
        if !call.isEmpty { attributes["gen_ai.client.tool_use_id"] = .string(call) }
        return TestSpan(id, in: 1, "hook \(event)", time, time, attributes)
    }

    @Test(arguments: ["toolu_1", ""])
    func `a tool that a hook says began is in flight until it comes back, in any order`(call: String) {
        let prompt = hook(2, "UserPromptSubmit", 1)
        let (began, back) = (hook(3, "PreToolUse", 2, call: call), hook(4, "PostToolUse", 5, call: call))
        let running = store([batch([prompt, began])], now: 3)
        #expect(tasks(running, at: 4).active.map(\.step) == [.running(.tool, name: "Bash", since: at(2))])
        #expect(tasks(running, at: 4).active.map(\.toolCalls.total) == [0])
        for spans in [[prompt, began, back], [back, began, prompt]] {
            let ended = store(spans.map { batch([$0]) }, now: 6)
            #expect(tasks(ended, at: 10).active.map(\.step) == [.after(.tool, name: "Bash", endedAt: at(5))])
            #expect(tasks(ended, at: 10).active.map(\.toolCalls) == [CallCounts(ok: 1)])
        }
        // The same call again, later.
        let again = store([batch([prompt, began, back, hook(5, "PreToolUse", 6, call: call)])], now: 7)
        #expect(tasks(again, at: 8).active.map(\.step) == [.running(.tool, name: "Bash", since: at(6))])
    }

    @Test func `an agent that is often silent for long is not stalled after a minute`() {
        var store = Store(startedAt: at(0))
        for turn in 0..<8 {
            let time = 100 + Double(turn) * 90
            let span = TestSpan(
                UInt64(turn) + 2, in: 1, "llm.call", time - 1, time, ["agent.id": "thinker", "llm.model": "m"])
            _ = store.ingest(batch([span]), at: at(time))
        }
        let last = 100.0 + 7 * 90
        #expect(tasks(store, at: last + 100).active.map(\.isStalled) == [false])
        #expect(tasks(store, at: last + 200).active.map(\.isStalled) == [true])
    }

    @Test func `a task that its sender gave up has timed out, and so has its trace; one called off has not`() {
        let own: [String: TestValue] = ["gen_ai.operation.name": "invoke_agent"]
        func states(_ more: [String: TestValue]) -> (TraceState?, FinishedTask.Outcome?) {
            var store = store([batch([TestSpan(1, "qwen-code.interaction", 0, 3, own.merging(more) { $1 })])])
            let overview = store.overview(OverviewRequest(), at: at(101))
            return (overview.traces.rows.first?.state, overview.tasks.finished.first?.outcome)
        }
        #expect(states(["qwen-code.span.ttl_expired": true]) == (.timedOut, .timedOut))
        #expect(states(["qwen-code.turn_status": "cancelled"]) == (.ok, .other))
        #expect(states(["qwen-code.turn_status": "ok"]) == (.ok, .completed))
    }
}
