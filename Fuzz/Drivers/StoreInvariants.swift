import Glibc
import OTLP
import Telemetry

@testable import Telemetry

private let memory = 1 << 20
private let start = Timestamp(seconds: 1_700_000_000)

/// A store keeps its promises whatever it is told, and in whatever order.
func checkStore(_ input: [UInt8]) {
    var choices = Choices(input)
    var subject = Subject(isRecorded: choices.chance(in: 8))
    while !choices.isEmpty {
        subject.wait(&choices)
        let batch = BatchMaker.batch(&choices, now: subject.now)
        subject.take(batch)
    }
    subject.checkEverything()
}

/// The same with whole requests: for each a byte for its signal, a byte for the time before it, its length and body.
func checkStoreOfRequests(_ input: [UInt8]) {
    var choices = Choices(input)
    var subject = Subject(isRecorded: false)
    while !choices.isEmpty {
        let signal = choices.one(of: Signal.allCases)
        subject.wait(&choices)
        let body = choices.run()
        guard let batch = try? decodeExportRequest(body, of: signal, in: .protobuf) else { continue }
        subject.take(batch)
    }
    subject.checkEverything()
}

/// A store with the moment.
private struct Subject {
    private(set) var now = start
    private var store: Store

    init(isRecorded: Bool) {
        var limits = Store.Limits()
        limits.memory = memory
        limits.agents = 20
        limits.names = 60
        limits.maxSeries = 100
        store = Store(limits: limits, startedAt: isRecorded ? .unset : start)
    }

    /// Lets time pass: mostly little, sometimes until tasks are stalled, given up or out of every window.
    mutating func wait(_ choices: inout Choices) {
        let seconds: Int64 = choices.one(of: [0, 0, 1, 1, 5, 31, 61, 1_801, 4_000, -10])
        now = now.advanced(by: seconds * 1_000_000_000)
    }

    mutating func take(_ batch: Batch) {
        if getenv("FUZZ_SHOW") != nil { show(batch) }
        let summary = store.ingest(batch, at: now)
        precondition(min(summary.accepted, summary.duplicate, summary.rejected) >= 0, "a negative count")
        precondition(summary.rejected == 0 || summary.reason != nil, "a rejection without a reason")
        precondition(store.retainedBytes <= memory, "\(store.retainedBytes) bytes are retained")
        check(store.counts.spans)
        check(store.counts.logRecords)
        precondition(store.counts.logRecords.retained == store.logTable.count, "log records that are not counted")
    }

    private func show(_ batch: Batch) {
        print("at \(now.since(start) / 1_000_000_000) s")
        for signal in Signal.allCases {
            let text = String(decoding: encodeExportRequest(batch, of: signal, in: .json), as: UTF8.self)
            if text.count > 30 { print(text) }
        }
    }

    private func check(_ counts: IngestCounts.Records) {
        precondition(counts.accepted == counts.retained + counts.evicted, "\(counts) does not add up")
    }

    mutating func checkEverything() {
        var request = OverviewRequest()
        request.wantsRuns = true
        let overview = store.overview(request, at: now)
        check(overview.window)
        check(overview.tasks.counts)
        precondition(
            overview.spansPerSecond >= 0 && overview.traces.total == store.slots.count, "traces are miscounted")
        let report = store.report(ReportRequest(), at: now)
        check(report.totals)
        check(report.window)
        for agent in report.totals.agents.prefix(3) {
            request.agent = agent.id
            check(store.overview(request, at: now).window)
        }
        checkLists()
        var spans = 0
        for id in Array(store.slots.keys) { spans += checkTree(of: id) }
        precondition(spans == store.counts.spans.retained, "\(spans) spans are in trees")
    }

    private mutating func checkLists() {
        var request = MetricsRequest()
        for row in store.metrics(request, at: now).instruments.rows.prefix(8) {
            request.opened = OpenedRequest(instrument: row.id)
            _ = store.metrics(request, at: now)
        }
        let logs = store.logs(LogsRequest(search: "a"))
        precondition(logs.rows.count <= logs.total, "more rows than records")
        _ = store.diagnosis(at: now)
    }

    /// The received spans in a trace's tree, which has every line below its parent.
    private mutating func checkTree(of id: TraceID) -> Int {
        var tree = TraceTree(traceID: id)
        guard store.update(&tree, at: now) else { fatalError("a trace without a tree") }
        let lines = tree.lines
        var below = [Int32](repeating: 0, count: lines.count)
        for (place, line) in lines.enumerated().reversed() {
            precondition(line.parent < place && line.parent >= -1, "a line above its parent")
            precondition(line.depth == (line.parent < 0 ? 0 : lines[Int(line.parent)].depth + 1), "a wrong depth")
            precondition(line.descendants == below[place], "lines below that are not counted")
            if line.parent >= 0 { below[Int(line.parent)] += below[place] + 1 }
        }
        var request = TreeRowsRequest()
        request.lines = lines.indices.filter { lines[$0].called == nil }
        let received = store.rows(request, of: tree).rows.filter { $0.value.state == .ended }
        for place in received.keys.prefix(3) {
            precondition(store.detail(of: lines[place].spanID, in: id) != nil, "a span without a detail")
        }
        return received.count
    }

    // MARK: Figures

    private func check(_ section: Section) {
        check(section.tasks)
        check(section.toolCalls)
        check(section.tokens)
        check([section.cacheHitRate, section.tokensPerSecond, section.costUSD])
        precondition(min(section.toolRetries, section.modelCalls, section.modelCallsFailed) >= 0, "a negative count")
        for agent in section.agents {
            check(agent.tasks)
            check(agent.toolCalls)
            check(agent.tokens)
            check([agent.costUSD, agent.runsP95Ms])
        }
        for tool in section.tools {
            check(tool.calls)
            check([tool.p50Ms, tool.p95Ms])
            precondition(min(tool.cached, tool.retries) >= 0, "a negative count")
        }
        for model in section.models {
            check(model.tokens)
            check([model.p50Ms, model.p95Ms, model.timeToFirstTokenP50Ms])
            precondition(min(model.calls, model.failed) >= 0, "a negative count")
        }
        for cache in section.cacheByProvider { precondition((0...1).contains(cache.hitRate), "a rate beyond 1") }
    }

    private func check(_ tasks: TaskCounts) {
        precondition(min(tasks.active, tasks.completed, tasks.failed, tasks.other) >= 0, "\(tasks)")
    }

    private func check(_ calls: CallCounts) { precondition(min(calls.ok, calls.failed, calls.other) >= 0, "\(calls)") }

    private func check(_ tokens: TokenCounts) {
        let counts = [
            tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite, tokens.reasoning, tokens.unsplit,
            tokens.total,
        ]
        precondition(counts.allSatisfy { $0 ?? 0 >= 0 }, "\(tokens)")
    }

    private func check(_ numbers: [Double?]) {
        precondition(numbers.allSatisfy { $0 ?? 0 >= 0 && ($0 ?? 0).isFinite }, "\(numbers)")
    }
}
