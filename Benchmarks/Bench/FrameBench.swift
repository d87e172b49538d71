import Dashboard
import Screen
import Telemetry

/// CPU time of a frame at 200x60 with a million spans retained and spans coming in between frames: asking the store,
/// updating the model, painting, and looking for the cells that changed.
func frameRows() throws -> [Row] {
    var dashboard = try FrameSubject()
    let panels = dashboard.frames()
    for key in [Key.home, .enter] { dashboard.press(key) }
    let waterfall = dashboard.frames()
    precondition(dashboard.model.openTrace == bigTrace, "the big trace is not open")
    return [
        Row(name: "frame, dashboard, 1,000,000 spans", figure: panels, goal: "3 ms"),
        Row(name: "frame, waterfall of 100,000 spans", figure: waterfall, goal: "3 ms"),
    ]
}

/// The trace that grows: first seen last, so that it is the first of the list.
private let bigTrace = TraceID(high: 7, low: 7)

/// A dashboard without a terminal.
private struct FrameSubject {
    var store: Store
    var model = DashboardModel(settings: DashboardSettings(size: Size(width: 200, height: 60)))
    var now: Timestamp
    private var shown: Surface?
    private var revision: UInt64?
    private var grown = 0
    private let theme = Theme.builtIn

    init() throws {
        let count = 512
        now = sampleEnd(1_953 * count)
        var limits = Store.Limits()
        limits.memory = 1 << 30
        store = Store(limits: limits, startedAt: sampleStart)
        for number in 0..<1_953 { _ = store.ingest(try decodedRequest(spans: count, number: number), at: now) }
        for _ in 0..<1_000 { grow(by: 100) }
        supply()
    }

    /// The times of 300 frames.
    mutating func frames() -> String {
        var times: [Double] = []
        for _ in 0..<300 {
            grow(by: 8)
            let start = cpuTime()
            frame()
            times.append((cpuTime() - start) / 1e6)
        }
        times.sort()
        let mean = times.reduce(0, +) / Double(times.count)
        return "mean \(decimal(mean)) p99 \(decimal(times[times.count * 99 / 100])) ms"
    }

    mutating func press(_ key: Key) {
        _ = update(&model, .input(.key(key)))
        supply()
    }

    /// A tenth of a second later some spans have come.
    private mutating func grow(by count: Int) {
        now = now.advanced(by: 100_000_000)
        _ = store.ingest(bigTraceRequest(from: grown, count: count, now: now), at: now)
        grown += count
    }

    private mutating func frame() {
        supply()
        var surface = Surface(size: model.size, style: theme.style(.background))
        render(model, theme: theme, into: &surface)
        if let shown { precondition(changedCells(from: shown, to: surface) > 0, "the frame shows nothing new") }
        shown = surface
    }

    /// What the program's loop gives to the model before it draws.
    private mutating func supply() {
        _ = update(&model, .clock(now))
        _ = update(&model, .overview(store.overview(model.overviewRequest, at: now)))
        guard let trace = model.openTrace else { return }
        let newest = store.revision(of: trace)
        if newest != revision || model.traceView?.tree == nil { updateTree(of: trace) }
        revision = newest
        guard let request = model.treeRowsRequest, let tree = model.traceView?.tree else { return }
        _ = update(&model, .treeRows(store.rows(request, of: tree)))
    }

    private mutating func updateTree(of trace: TraceID) {
        var tree = model.takeTree(of: trace) ?? TraceTree(traceID: trace)
        _ = store.update(&tree, at: now)
        _ = update(&model, .tree(tree))
    }

    private func changedCells(from old: Surface, to new: Surface) -> Int {
        zip(old.cells, new.cells).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
    }
}

/// Spans of one trace: iterations of a root that has not ended, with 9 calls in each.
private func bigTraceRequest(from first: Int, count: Int, now: Timestamp) -> Batch {
    var batch = sampleRequest(spans: count, number: 1_000_000)
    for place in 0..<count {
        let index = first + place
        let iteration = index / 10 * 10
        batch.spans[place].traceID = bigTrace
        batch.spans[place].spanID = SpanID(UInt64(index + 2))
        batch.spans[place].parentID = SpanID(index == iteration ? 1 : UInt64(iteration + 2))
        batch.spans[place].name = batch.strings.intern(index == iteration ? "loop.iteration" : "tool.execute")
        batch.spans[place].start = now.advanced(by: Int64(place) * 1_000_000 - 90_000_000)
        batch.spans[place].end = now
        guard index == iteration, let last = batch.spans[place].attributes.range.last else { continue }
        batch.attributes[last] = Attribute(
            key: batch.strings.intern("iteration.number"), value: .int(Int64(index / 10 + 1)))
    }
    return batch
}
