import Telemetry
import Testing

@testable import Demo

@Suite("An agent that tells of its work by event logs only")
struct EventTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    /// Some tasks in a row, as they are planned.
    private func plan(tasks: Int = 12) -> [Run] {
        var planner = Planner(seed: 5, rate: 1)
        var clock = start
        return (1...tasks).map { turn in
            let run = planner.task(of: "claude-code", .claudeCode, turn: turn, at: clock)
            clock = planner.pause(after: run.end)
            return run
        }
    }

    private func events(of runs: [Run]) -> [RecordDraft] {
        var random = Randomness(seed: 6)
        var conversation = Conversation(random: &random)
        return runs.flatMap { conversation.records(of: $0, random: &random) }
    }

    /// What a store makes of the events and counters up to a moment.
    private func store(of runs: [Run], until moment: Timestamp) -> Store {
        var store = Store(startedAt: start)
        var meter = DeltaMeter(start: start)
        for event in events(of: runs) where event.time <= moment {
            var builder = BatchBuilder(resource: Fleet.resource(of: .events))
            builder.add(event)
            if case .request(let call, let identity) = event.measurement { meter.record(call, identity) }
            meter.export(at: event.time, into: &builder)
            _ = store.ingest(builder.batch, at: event.time)
        }
        var builder = BatchBuilder(resource: Fleet.resource(of: .events))
        meter.export(at: moment.advanced(by: 60_000_000_000), into: &builder)
        if !builder.batch.metrics.isEmpty { _ = store.ingest(builder.batch, at: moment) }
        return store
    }

    @Test func `a store counts what is planned, once`() throws {
        let runs = plan()
        let calls = runs.flatMap(\.iterations).flatMap(\.calls)
        let tools = runs.flatMap(\.iterations).flatMap(\.tools)
        let end = try #require(runs.last?.end)
        var store = store(of: runs, until: end)
        let totals = store.report(ReportRequest(), at: end).totals
        #expect(totals.agents.map(\.id) == ["claude-code"])
        #expect(totals.modelCalls == calls.count)
        #expect(totals.modelCallsFailed == calls.count { $0.outcome != .ok })
        #expect(totals.toolCalls.ok == tools.count { $0.outcome == .ok })
        #expect(totals.toolCalls.failed == tools.count { $0.outcome != .ok })
        #expect(totals.tokens.input == Int64(calls.map(\.inputTokens).reduce(0, +)))
        #expect(totals.tokens.output == Int64(calls.map(\.outputTokens).reduce(0, +)))
        #expect(totals.tokens.cacheRead == Int64(calls.map(\.cachedTokens).reduce(0, +)))
        let dollars = calls.filter { $0.outcome == .ok }.map { SeparateUsage($0).dollars }.reduce(0, +)
        #expect(abs((totals.costUSD ?? 0) - dollars) < 0.001 && dollars > 0.1)
        #expect(totals.tasks.active == 1 && totals.tasks.completed == runs.count - 1)
        #expect(totals.toolSource == .logs && totals.tokenSource == .metrics)
    }

    @Test func `a tool that runs is what its task does now`() throws {
        let runs = plan()
        let call = try #require(runs.flatMap(\.iterations).flatMap(\.tools).first { $0.tool.name == "Bash" })
        let during = call.start.advanced(by: 1_000_000)
        var store = store(of: runs, until: during)
        let task = try #require(store.overview(OverviewRequest(), at: during).tasks.active.first)
        #expect(task.agentID == "claude-code")
        #expect(task.step == .running(.tool, name: "Bash", since: call.start))
    }

    @Test func `events are numbered through the conversation, in order of time`() {
        let events = events(of: plan())
        let numbers = events.compactMap { event in event.attributes.first { $0.key == "event.sequence" }?.value }
        #expect(numbers == (1...events.count).map { .int($0) })
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    }

    @Test func `a prompt has an id of its own, and its text`() {
        let prompts = events(of: plan()).filter { $0.body == "claude_code.user_prompt" }
        let ids = prompts.compactMap { event in event.attributes.first { $0.key == "prompt.id" }?.value }
        #expect(Set(ids).count == 12)
        let texts = prompts.map { event in event.attributes.first { $0.key == "prompt" }?.value }
        #expect(texts.allSatisfy { $0 != nil && $0 != .string("") })
    }

    @Test func `a call to a tool is decided on, then has a result`() {
        let tools = plan().flatMap(\.iterations).flatMap(\.tools).count
        let events = events(of: plan())
        #expect(events.count { $0.body == "claude_code.tool_decision" } == tools && tools > 30)
        #expect(events.count { $0.body == "claude_code.tool_result" } == tools)
    }

    @Test func `counters tell what came since the last time`() {
        var meter = DeltaMeter(start: start)
        let calls = plan().flatMap(\.iterations).flatMap(\.calls).filter { $0.outcome == .ok }
        var sums: [Double] = []
        for (index, call) in calls.prefix(2).enumerated() {
            meter.record(call, [])
            var builder = BatchBuilder(resource: [])
            meter.export(at: start.advanced(by: Int64(index + 1) * 10_000_000_000), into: &builder)
            let batch = builder.batch
            #expect(batch.metrics.map(\.kind) == [.sum(.delta, isMonotonic: true), .sum(.delta, isMonotonic: true)])
            #expect(batch.points.allSatisfy { $0.time.since($0.start) == 10_000_000_000 })
            sums.append(
                batch.points[batch.metrics[0].points.range].reduce(0) { sum, point in
                    if case .double(let value) = point.value { sum + value } else { .nan }
                })
        }
        #expect(sums == calls.prefix(2).map { Double($0.inputTokens + $0.outputTokens) })
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_001, "2024-02-29T23:59:59.001Z"),
            (1_800_000_000_000, "2027-01-15T08:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] as [(UInt64, String)])
    func `moments are written as ISO 8601 has it`(milliseconds: UInt64, text: String) {
        #expect(Timestamp(nanoseconds: milliseconds * 1_000_000).iso8601 == text)
    }

    @Test func `UUIDs are of version 4`() throws {
        var random = Randomness(seed: 1)
        let pattern = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        for _ in 0..<100 { #expect(random.uuid().wholeMatch(of: pattern) != nil) }
    }
}
