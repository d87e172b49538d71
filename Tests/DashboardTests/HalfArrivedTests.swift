import Screen
import Telemetry
import Testing

@testable import Dashboard

// A trace as it comes in: exporters send a span when it ends, so leaves come first and the root last. The store is the
// real one, fed at three moments with what had ended by then.

@Suite struct HalfArrivedTests {
    @Test(arguments: [
        (1, "only the first calls", 4.5), (2, "an iteration, a sub-agent at work", 17.0), (3, "all", 40.0),
    ])
    func `A trace at three moments`(number: Int, what: String, seconds: Double) {
        var arrival = Arrival(until: seconds)
        arrival.type("4G")
        expectScreen("half-\(number)-120x40", arrival.model)
    }

    @Test func `A sub-agent's trace is opened from its caller's, and Esc comes back to the same row`() {
        var arrival = Arrival(until: 17)
        arrival.type("4G<enter>")
        expectScreen("calls-120x40", arrival.model)
        arrival.type("G")
        let here = arrival.model.traceView?.waterfall.selected
        arrival.type("<enter>")
        #expect(arrival.model.openTrace == Story.reviewer)
        expectScreen("called-120x40", arrival.model)
        arrival.type("<esc>")
        #expect(arrival.model.openTrace == Story.coder)
        #expect(arrival.model.traceView?.waterfall.selected == here)
        arrival.type("<esc>")
        #expect(arrival.model.depth == .top)
    }

    @Test func `From the list a sub-agent's trace leads to its caller's, and back`() {
        var arrival = Arrival(until: 17)
        arrival.type("g<enter>")
        #expect(arrival.model.openTrace == Story.reviewer)
        arrival.type("u")
        #expect(arrival.model.openTrace == Story.coder)
        #expect(arrival.model.traceView?.waterfall.selected == TraceTree.rowID(ofCalled: Story.reviewer))
        arrival.type("u")
        #expect(arrival.model.notice == "No caller of this trace is known.")
        arrival.type("<esc>")
        #expect(arrival.model.openTrace == Story.reviewer)
        arrival.type("uu<esc><esc>")
        #expect(arrival.model.depth == .top)
    }

    @Test func `From the waterfall's panel a call leads into the trace and back into the panel`() {
        var arrival = Arrival(until: 17)
        arrival.type("4G5G<right>")
        #expect(arrival.model.depth == .waterfall(Story.reviewer))
        arrival.type("q")
        #expect(arrival.model.depth == .top)
        #expect(arrival.model.focus == .waterfall)
        #expect(arrival.model.openTrace == Story.coder)
        #expect(arrival.model.traceView?.waterfall.selected == TraceTree.rowID(ofCalled: Story.reviewer))
    }

    @Test func `The selection stays on its span while parents arrive above it`() {
        var arrival = Arrival(until: 4.5)
        arrival.type("4G5jj")
        let selected = arrival.model.traceView?.waterfall.selected
        #expect(selected == SpanID(13))
        arrival.arrive(until: 40)
        #expect(arrival.model.traceView?.waterfall.selected == selected)
        #expect(arrival.model.traceView?.selectedRow == 4)
    }

    @Test(arguments: [(200, 60, ""), (80, 24, ""), (60, 16, "1"), (40, 10, "1"), (120, 40, "1z")])
    func `Sub-agents stand below their callers at any size`(width: Int, height: Int, keys: String) {
        var arrival = Arrival(until: 17, width, height)
        arrival.type(keys)
        expectScreen("calls-tasks-\(width)x\(height)\(keys.contains("z") ? "-zoomed" : "")", arrival.model)
    }

    @Test(arguments: [(80, 24), (40, 10)])
    func `A trace that calls and one that was called, at small sizes`(width: Int, height: Int) {
        var arrival = Arrival(until: 17, width, height)
        arrival.type("4G<enter>G")
        expectScreen("calls-\(width)x\(height)", arrival.model)
        arrival.type("<enter>")
        expectScreen("called-\(width)x\(height)", arrival.model)
    }

    @Test func `In ASCII every byte of it is printable`() {
        for keys in ["", "1z", "4G<enter>"] {
            var arrival = Arrival(until: 17, glyphs: .ascii)
            arrival.type(keys)
            #expect(dump(arrival.model).utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
        }
    }

    @Test func `Enter on a task of which no span was sent finds its log records; Escape leads back`() {
        var session = Session()
        var overview = Sample.overview()
        for name in ["first", "second"] {
            var task = Sample.active(0, "claude", "claude-code", name, 5, iteration: nil, tokens: nil)
            task.traceID = TraceID(high: 0, low: 0)
            task.spanID = .zero
            overview.tasks.active.append(task)
        }
        for key in "1jjjjj" {
            _ = update(&session.model, .input(.key(.character(key)))); session.send(.overview(overview))
        }
        #expect(session.model.tasks.row(in: overview.tasks) == 5)
        _ = update(&session.model, .input(.key(.enter)))
        #expect((session.model.depth, session.model.screen) == (.top, .logs))
        #expect(session.model.logsRequest?.search == "second")
        session.type("<esc>")
        #expect((session.model.screen, session.model.focus) == (.dashboard, .tasks))
        #expect(session.model.logs.search == "")
    }
}

/// The program around the model, with a store.
private struct Arrival {
    var model: DashboardModel
    private var store = Store(startedAt: Story.at(0))
    private var seconds = 0.0

    init(until seconds: Double, _ width: Int = 120, _ height: Int = 40, glyphs: Glyphs = .unicode) {
        model = DashboardModel(
            settings: DashboardSettings(
                size: Size(width: width, height: height), glyphs: glyphs, addresses: ["127.0.0.1:4318"]))
        arrive(until: seconds)
    }

    /// What ended up to a moment comes in, a span at a time.
    mutating func arrive(until end: Double) {
        for span in Story.spans where span.to > seconds && span.to <= end {
            _ = store.ingest(Story.batch(span), at: Story.at(span.to))
        }
        seconds = end
        supply()
    }

    mutating func supply() {
        let now = Story.at(seconds)
        _ = update(&model, .clock(now))
        _ = update(&model, .overview(store.overview(model.overviewRequest, at: now)))
        if let id = model.openTrace { supplyTree(of: id, at: now) }
        if let place = model.openSpan { _ = update(&model, .detail(store.detail(of: place.span, in: place.trace))) }
    }

    private mutating func supplyTree(of trace: TraceID, at now: Timestamp) {
        var tree = model.takeTree(of: trace) ?? TraceTree(traceID: trace)
        _ = store.update(&tree, at: now)
        _ = update(&model, .tree(tree))
        guard let request = model.treeRowsRequest else { return }
        _ = update(&model, .treeRows(store.rows(request, of: tree)))
    }

    mutating func type(_ keys: String) {
        for key in parse(keys) {
            _ = update(&model, .input(.key(key)))
            supply()
        }
    }
}

/// A coder that asks a reviewer, as Looopy's code tells of it: two traces of one session.
private enum Story {
    static let coder = TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4701)
    static let reviewer = TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4702)

    struct Span {
        var trace: TraceID
        var id: UInt64
        var parent: UInt64
        var name: String
        var type: String
        var from: Double
        var to: Double
        var attributes: [(String, String)] = []
    }

    static func at(_ seconds: Double) -> Timestamp {
        Timestamp(seconds: 1_800_000_000).advanced(by: Int64(seconds * 1e9))
    }

    private static let usage = [("gen_ai.response.model", "claude-sonnet-4"), ("gen_ai.usage.prompt_tokens", "1200")]

    /// In the order of their ends.
    static let spans: [Span] = [
        Span(trace: coder, id: 1, parent: 0, name: "agent[coder]", type: "agent", from: 1, to: 36),
        Span(trace: coder, id: 2, parent: 1, name: "loop.start", type: "event", from: 1, to: 36),
        Span(trace: coder, id: 11, parent: 2, name: "loop.iteration", type: "chain", from: 1, to: 8),
        Span(trace: coder, id: 12, parent: 11, name: "llm.call", type: "generation", from: 1, to: 3, attributes: usage),
        Span(
            trace: coder, id: 13, parent: 11, name: "tool.execute", type: "tool", from: 3, to: 4,
            attributes: [("agent.tool.name", "read_file")]),
        Span(
            trace: coder, id: 14, parent: 11, name: "tool.execute", type: "tool", from: 4, to: 8,
            attributes: [("agent.tool.name", "run_tests")]),
        Span(trace: coder, id: 21, parent: 2, name: "loop.iteration", type: "chain", from: 8, to: 30),
        Span(
            trace: coder, id: 22, parent: 21, name: "llm.call", type: "generation", from: 8, to: 11, attributes: usage),
        Span(
            trace: coder, id: 23, parent: 21, name: "tool.execute", type: "tool", from: 11, to: 30,
            attributes: [("agent.tool.name", "agent__reviewer__invoke")]),
        Span(trace: coder, id: 31, parent: 2, name: "loop.iteration", type: "chain", from: 30, to: 36),
        Span(
            trace: coder, id: 32, parent: 31, name: "llm.call", type: "generation", from: 30, to: 36, attributes: usage),
        Span(trace: reviewer, id: 1, parent: 0, name: "agent[reviewer]", type: "agent", from: 11, to: 29),
        Span(trace: reviewer, id: 2, parent: 1, name: "loop.start", type: "event", from: 11, to: 29),
        Span(trace: reviewer, id: 11, parent: 2, name: "loop.iteration", type: "chain", from: 11, to: 16),
        Span(
            trace: reviewer, id: 12, parent: 11, name: "llm.call", type: "generation", from: 11, to: 14,
            attributes: usage),
        Span(
            trace: reviewer, id: 13, parent: 11, name: "tool.execute", type: "tool", from: 14, to: 16,
            attributes: [("agent.tool.name", "shell")]),
        Span(trace: reviewer, id: 21, parent: 2, name: "loop.iteration", type: "chain", from: 16, to: 29),
        Span(
            trace: reviewer, id: 22, parent: 21, name: "llm.call", type: "generation", from: 16, to: 29,
            attributes: usage),
    ].sorted { ($0.to, $1.parent) < ($1.to, $0.parent) }

    static func batch(_ span: Span) -> Batch {
        var batch = Batch()
        let agent = span.trace == coder ? "coder" : "reviewer"
        let task = span.trace == coder ? "fix-flaky-router-test-17" : "fix-flaky-router-test-17.reviewer-8c41"
        var texts = [("agent.id", agent), ("agent.task.id", task), ("langfuse.observation.type", span.type)]
        if ["agent", "event", "chain"].contains(span.type) { texts.append(("session.id", "ctx-8c41f2")) }
        if span.type == "chain" { texts.append(("agent.iteration", String(span.id / 10 - 1))) }
        var resource = Resource()
        resource.attributes = batch.add([("service.name", "looopy")])
        batch.resources.append(resource)
        batch.scopes.append(Scope(resource: 0))
        var record = SpanRecord()
        (record.traceID, record.spanID, record.parentID) = (span.trace, SpanID(span.id), SpanID(span.parent))
        record.name = batch.strings.intern(span.name)
        (record.start, record.end, record.status) = (at(span.from), at(span.to), .ok)
        record.attributes = batch.add(texts + span.attributes)
        batch.spans.append(record)
        return batch
    }
}

extension Batch {
    fileprivate mutating func add(_ texts: [(String, String)]) -> Slice {
        let first = attributes.count
        for (key, text) in texts {
            let value = Int64(text).map(AttributeValue.int) ?? .string(strings.intern(text))
            attributes.append(Attribute(key: strings.intern(key), value: value))
        }
        return Slice(start: first, count: texts.count)
    }
}
