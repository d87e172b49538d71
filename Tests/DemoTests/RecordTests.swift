import Demo
import Telemetry
import Testing

@Suite("What the fleet logs")
struct RecordTests {
    private static let start = Timestamp(seconds: 1_800_000_000)

    /// A quarter of an hour of work, made once.
    private static let quarter = work(minutes: 15)
    private static let ofLooopy = records(of: quarter).filter { $0.dialect != .events }

    private static func work(seed: UInt64 = 7, minutes: Int64, step: Int64 = 500_000_000) -> [Export] {
        var fleet = Fleet(agents: 6, seed: seed, rate: 1, start: start)
        let ticks = minutes * 60_000_000_000 / step
        return (1...ticks).flatMap { fleet.advance(to: start.advanced(by: $0 * step)) }
    }

    @Test func `the same seed gives the same records, another one others`() {
        #expect(records(of: Self.work(minutes: 2)) == records(of: Self.work(minutes: 2)))
        #expect(records(of: Self.work(minutes: 2)) != records(of: Self.work(seed: 8, minutes: 2)))
    }

    @Test func `how finely the clock is advanced changes nothing`() {
        #expect(records(of: Self.work(minutes: 2, step: 60_000_000_000)) == records(of: Self.work(minutes: 2)))
    }

    @Test func `each dialect logs, a few records a task`() {
        let all = records(of: Self.quarter)
        #expect(Set(all.map(\.dialect)) == Set(Dialect.allCases))
        let tasks = Dictionary(grouping: Self.ofLooopy) { $0.text("task.id") }
        #expect(tasks.count > 100 && tasks[""] == nil)
        #expect(Self.ofLooopy.count / tasks.count < 20)
    }

    @Test func `a record names a span that is sent, and was written while it ran`() throws {
        let sent = spans(of: Self.quarter)
        let finished = Set(sent.filter { $0.parent == .zero }.map(\.trace))
        let byID = Dictionary(uniqueKeysWithValues: sent.map { ($0.id, $0) })
        let written = Self.ofLooopy.filter { finished.contains($0.trace) }
        #expect(written.count > 800)
        for record in written {
            let span = try #require(byID[record.span], "\(record.body)")
            #expect(span.trace == record.trace && span.start <= record.time && record.time <= span.end)
        }
    }

    @Test func `a record names its agent and task, as the loop around it does`() throws {
        let loops = spans(of: Self.quarter).filter { $0.parent == .zero }
        let byTrace = Dictionary(uniqueKeysWithValues: loops.map { ($0.trace, $0) })
        let first = Self.ofLooopy.filter { $0.body.hasPrefix("task begins") && !$0.text("task.id").contains(".") }
        var compared = 0
        for record in first {
            guard let loop = byTrace[record.trace], record.time.since(loop.start) < 1000 else { continue }
            #expect(record.attributes["agent.id"] == loop.attributes["agent.id"])
            #expect(record.attributes["task.id"] == loop.attributes["task.id"] ?? loop.attributes["agent.task.id"])
            compared += 1
        }
        #expect(compared > 50)
    }

    @Test func `all is calm but for what fails`() {
        let levels = Dictionary(grouping: Self.ofLooopy, by: \.level).mapValues(\.count)
        #expect(Set(levels.keys) == [.debug, .info, .warn, .error])
        #expect((levels[.warn] ?? 0) + (levels[.error] ?? 0) < Self.ofLooopy.count / 5)
    }

    @Test func `each tool call that failed is an error, with the message`() {
        let errors = Dictionary(grouping: Self.ofLooopy.filter { $0.level == .error }, by: \.span)
        let calls = spans(of: Self.quarter).filter {
            $0.name == "tool.execute" && $0.status == .error
                && $0.attributes["agent.tool.name"]?.text?.hasPrefix("agent__") != true
        }
        #expect(calls.count > 20)
        for call in calls { #expect(errors[call.id]?.count == 1) }
        #expect(errors.values.joined().allSatisfy { $0.body.contains(" failed: ") && !$0.body.hasSuffix(": ") })
    }

    @Test func `the doctor finds nothing wrong with the fleet`() {
        var store = Store(startedAt: Self.start)
        for (second, export) in Self.quarter.map({ ($0.time, $0) }) { _ = store.ingest(export.batch, at: second) }
        let diagnosis = store.diagnosis(at: Self.start.advanced(by: 900_000_000_000))
        #expect(diagnosis.emitters.map(\.name.service) == ["claude-code", "kitchen-sink-agent", "looopy"])
        #expect(diagnosis.findings.map(\.warning) == [])
    }
}

extension Export {
    /// The last moment in it: it was sent soon after.
    var time: Timestamp {
        let times = batch.spans.map(\.end) + batch.logs.map(\.time) + batch.points.map(\.time)
        return (times.max() ?? .unset).advanced(by: 500_000_000)
    }
}
