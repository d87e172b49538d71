import Demo
import Telemetry
import Testing

/// A quarter of an hour of a fleet's work, read back out of its batches.
struct FleetTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    /// What the default of `work` gives, made once.
    private static let quarter = FleetTests().work()

    private func work(seed: UInt64 = 7, agents: Int = 5, minutes: Int64 = 15, step: Int64 = 100_000_000) -> [Export] {
        var fleet = Fleet(agents: agents, seed: seed, rate: 1, start: start)
        let end = start.advanced(by: minutes * 60 * 1_000_000_000)
        var exports: [Export] = []
        var now = start
        while now < end {
            now = min(end, now.advanced(by: step))
            exports += fleet.advance(to: now)
        }
        return exports
    }

    @Test func `the same seed gives the same spans`() {
        #expect(spans(of: work(minutes: 3)) == spans(of: work(minutes: 3)))
    }

    @Test func `another seed gives other spans`() {
        #expect(spans(of: work(minutes: 1)) != spans(of: work(seed: 8, minutes: 1)))
    }

    @Test(arguments: [7_000_000, 730_000_000, 60_000_000_000] as [Int64])
    func `how finely the clock is advanced changes nothing`(step: Int64) {
        #expect(spans(of: work(minutes: 3, step: step)) == spans(of: work(minutes: 3)))
    }

    @Test func `a clock that goes back changes nothing`() {
        var fleet = Fleet(agents: 2, seed: 1, rate: 1, start: start)
        _ = fleet.advance(to: start.advanced(by: 60_000_000_000))
        #expect(fleet.advance(to: start).isEmpty)
    }

    @Test func `a span is sent within half a second of its end, and never before`() {
        var fleet = Fleet(agents: 5, seed: 3, rate: 1, start: start)
        for tick in 1...600 {
            let now = start.advanced(by: Int64(tick) * 500_000_000)
            for span in spans(of: fleet.advance(to: now)) {
                #expect(span.end <= now && now.since(span.end) < 500_000_000)
            }
        }
    }

    @Test func `span ids are unique and set`() {
        let all = spans(of: Self.quarter)
        #expect(all.count > 500)
        #expect(Set(all.map(\.id)).count == all.count)
        #expect(all.allSatisfy { $0.id != .zero && !$0.trace.isZero })
    }

    @Test func `a finished trace is a tree with one root, and children lie within their parents`() throws {
        let traces = Dictionary(grouping: spans(of: Self.quarter), by: \.trace)
        let finished = traces.values.filter { $0.contains { $0.parent == .zero } }
        #expect(finished.count > 40)
        for trace in finished {
            #expect(trace.count { $0.parent == .zero } == 1)
            let byID = Dictionary(uniqueKeysWithValues: trace.map { ($0.id, $0) })
            for span in trace where span.parent != .zero {
                let parent = try #require(byID[span.parent], "\(span.name) has no parent")
                #expect(parent.start <= span.start && span.end <= parent.end, "\(span.name) in \(parent.name)")
            }
        }
    }

    @Test func `events lie within their span`() {
        for span in spans(of: Self.quarter) {
            #expect(span.events.allSatisfy { span.start <= $0.time && $0.time <= span.end }, "\(span.name)")
        }
    }

    @Test func `every tool call has an outcome, in the words of its dialect`() {
        let calls = spans(of: Self.quarter).filter { $0.name == "tool.execute" }
        #expect(calls.count > 200)
        for call in calls {
            #expect(call.status == .ok || call.status == .error)
            if call.attributes["tool.name"] != nil {
                #expect(call.attributes["tool.success"] == .bool(call.status == .ok))
            } else {
                #expect(call.attributes["agent.tool.name"] != nil)
            }
            #expect((call.status == .error) == call.events.contains { $0.name == "exception" })
        }
        #expect(calls.contains { $0.status == .error })
    }

    @Test func `each model call's total is the sum of its parts`() {
        var calls = 0
        for span in spans(of: Self.quarter) where span.name == "llm.call" && span.status != .error {
            let prefix = span.attributes["llm.model"] == nil ? "gen_ai.usage" : "llm.usage"
            let parts = ["prompt", "completion", "total"].map { span.number("\(prefix).\($0)_tokens") }
            #expect(parts[0] + parts[1] == parts[2] && parts[0] > 0 && parts[1] > 0)
            calls += 1
        }
        #expect(calls > 300)
    }

    @Test func `both dialects speak`() {
        let names = Set(spans(of: Self.quarter).map(\.name))
        let seed: Set = ["agent.loop", "agent.loop.iteration", "llm.call", "tool.execute", "agent.invoke"]
        #expect(names.isSuperset(of: seed))
        #expect(names.isSuperset(of: ["agent[coder]", "loop.start", "loop.iteration"]))
        #expect(names.isSuperset(of: ["agent[reviewer]", "agent.invoke[agent__reviewer__invoke]"]))
    }

    @Test func `the design's events are all there`() {
        let names = Set(spans(of: Self.quarter).flatMap { $0.events.map(\.name) })
        let designed: Set = [
            "llm.response.received", "llm.streaming.start", "llm.streaming.chunk", "llm.streaming.complete",
            "tool.execution.complete", "tool.retry", "cache.lookup", "agent.invocation.complete", "exception",
        ]
        #expect(names.isSuperset(of: designed))
    }

    @Test func `today's sub-agent works in a trace of its own, in the same session`() throws {
        let all = spans(of: Self.quarter)
        let call = try #require(all.first { $0.attributes["agent.tool.name"] == .text("agent__reviewer__invoke") })
        let caller = try #require(all.first { $0.trace == call.trace && $0.name == "agent[coder]" })
        let session = caller.attributes["session.id"]
        let callees = all.filter {
            $0.name == "agent[reviewer]" && $0.attributes["session.id"] == session && $0.start == call.start
        }
        #expect(callees.count == 1)
        #expect(callees.allSatisfy { $0.trace != call.trace })
    }

    @Test func `more agents than personas get names of their own`() {
        let agents = Set(spans(of: work(agents: 8, minutes: 5)).compactMap { $0.attributes["agent.id"] })
        #expect(agents.contains(.text("researcher-2")) && agents.contains(.text("coder-2")))
    }

    @Test func `tasks are short and long, completed and failed`() {
        let tasks = spans(of: work(minutes: 60)).filter { $0.parent == .zero }
        let seconds = tasks.map { Double($0.end.since($0.start)) / 1e9 }
        let usual = seconds.count { (5...90).contains($0) }
        #expect(Double(usual) > 0.6 * Double(tasks.count))
        #expect(seconds.contains { $0 > 120 })
        #expect(tasks.contains { $0.status == .ok } && tasks.contains { $0.status == .error })
    }

    @Test func `a rate of ten does ten times the work`() {
        func tasks(_ rate: Double) -> Int {
            var fleet = Fleet(agents: 5, seed: 1, rate: rate, start: start)
            let end = start.advanced(by: 600_000_000_000)
            return spans(of: fleet.advance(to: end)).count { $0.parent == .zero }
        }
        let ratio = Double(tasks(10)) / Double(tasks(1))
        #expect(7...13 ~= ratio)
    }
}
