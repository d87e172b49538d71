import Testing

@testable import Telemetry

private let steps = MetricKind.sum(.delta, isMonotonic: true)

@Suite("The instrument table")
struct InstrumentTableTests {
    private func store(_ batches: [Batch], maxSeries: Int = 10_000, memory: Int = 256 << 20) -> Store {
        var limits = Store.Limits()
        limits.maxSeries = maxSeries
        limits.memory = memory
        var store = Store(limits: limits, startedAt: Timestamp(seconds: 900))
        for batch in batches { _ = store.ingest(batch, at: Timestamp(seconds: 1_300)) }
        return store
    }

    private func figures(_ store: Store, _ change: (inout MetricsRequest) -> Void = { _ in }) -> MetricsFigures {
        var store = store
        var request = MetricsRequest(windowSeconds: 600)
        change(&request)
        return store.metrics(request, at: Timestamp(seconds: 1_300))
    }

    private func key(_ name: String, unit: String = "", _ kind: MetricKind = steps) -> InstrumentKey {
        InstrumentKey(scope: "looopy", name: name, unit: unit, kind: kind)
    }

    private func point(
        _ value: Int64, at time: UInt64 = 1_010, _ attributes: KeyValuePairs<String, any MetricAttributeLiteral> = [:]
    ) -> MetricPoint { MetricPoint(.int(value), from: 1_000, at: time, attributes) }

    @Test func `Instruments stand by name; those that differ in unit or kind are two`() {
        let batches =
            ["b", "a", "c"].map { MetricBatchBuilder.batch($0, steps, point(1)) } + [
                MetricBatchBuilder.batch("a", unit: "ms", steps, point(1)),
                MetricBatchBuilder.batch("a", .gauge, point(1)),
            ]
        #expect(
            figures(store(batches)).instruments.rows.map(\.id) == [
                key("a", .gauge), key("a"), key("a", unit: "ms"), key("b"), key("c"),
            ])
    }

    @Test func `Series of one instrument are added up, whatever service they are of`() throws {
        let batches = [
            MetricBatchBuilder.batch("m", steps, point(10, ["k": "x"])),
            MetricBatchBuilder.batch("m", steps, point(5, ["k": "y"])),
            MetricBatchBuilder.batch("m", steps, point(1, ["k": "x"]), resource: ["service.name": "other"]),
            MetricBatchBuilder.batch("m", steps, point(2, at: 1_020, ["k": "x"])),
        ]
        let figures = figures(store(batches)) { $0.opened = OpenedRequest(instrument: key("m")) }
        #expect(figures.instruments.rows[0].seriesCount == 3)
        #expect(figures.instruments.rows[0].summary.count == 18)
        #expect(figures.instruments.rows[0].summary.current == 18...18)
        let series = try #require(figures.opened).series.rows
        #expect(series.map(\.service) == ["looopy", "other", "looopy"])
        #expect(series.map { $0.summary.count ?? 0 } == [12, 1, 5])
        #expect(series[0].attributes == [AttributeText(key: "k", value: "x")])
    }

    @Test func `What all listed series have alike is told apart from what they differ in`() throws {
        let batches = ["input", "output"].map { type in
            MetricBatchBuilder.batch("m", steps, point(1, ["session.id": "s", "type": type, "model": "m"]))
        }
        func shared(_ batches: [Batch]) -> [AttributeText]? {
            figures(store(batches)) { $0.opened = OpenedRequest(instrument: key("m")) }.opened?.shared
        }
        #expect(
            shared(batches) == [AttributeText(key: "session.id", value: "s"), AttributeText(key: "model", value: "m")])
        #expect(shared([batches[0]]) == [])
        #expect(shared(batches + [MetricBatchBuilder.batch("m", steps, point(1))]) == [])
    }

    @Test func `Gauges of several series show the least and the greatest`() {
        let batches = [3, 8].map { MetricBatchBuilder.batch("m", .gauge, point(Int64($0), ["k": $0])) }
        #expect(figures(store(batches)).instruments.rows[0].summary.current == 3...8)
    }

    @Test func `An agent's filter leaves its own series, named by point, resource or service`() throws {
        let batches = [
            MetricBatchBuilder.batch("a", steps, point(1, ["agent.id": "coder"])),
            MetricBatchBuilder.batch("a", steps, point(2, ["agent.id": "planner"])),
            MetricBatchBuilder.batch(
                "b", steps, point(4), resource: ["service.name": "s", "gen_ai.agent.name": "coder"]),
            MetricBatchBuilder.batch("c", steps, point(8), resource: ["service.name": "coder"]),
            MetricBatchBuilder.batch("d", steps, point(16), resource: ["service.name": "s"]),
        ]
        let figures = figures(store(batches)) {
            $0.agent = "coder"
            $0.opened = OpenedRequest(instrument: key("a"))
        }
        #expect(figures.instruments.rows.map(\.id.name) == ["a", "b", "c"])
        #expect(figures.instruments.rows.map(\.summary.count) == [1, 4, 8])
        #expect(try #require(figures.opened).series.rows.map(\.agent) == ["coder"])
        #expect((figures.instrumentCount, figures.seriesCount) == (4, 5))
        #expect(self.figures(store(batches)) { $0.agent = "nobody" }.instruments.total == 0)
    }

    @Test func `A search finds instruments by name and series by attribute`() throws {
        let batches = ["Alpha", "beta"].map { MetricBatchBuilder.batch($0, steps, point(1, ["k": $0])) }
        let found = figures(store(batches)) { $0.instruments.search = "ALPH" }
        #expect(found.instruments.rows.map(\.id.name) == ["Alpha"])
        let opened = figures(store(batches)) {
            $0.opened = OpenedRequest(instrument: key("beta"))
            $0.opened?.series.search = "alpha"
        }
        #expect(try #require(opened.opened).series.total == 0)
    }

    @Test func `Only the wanted rows are made, around the selected one`() {
        let batches = (0..<40).map { MetricBatchBuilder.batch("m\($0 + 10)", steps, point(1)) }
        let store = store(batches)
        let rows = figures(store) {
            $0.instruments.rowCount = 5
            $0.instruments.selection = .id(key("m30"), index: 0)
        }.instruments
        #expect((rows.total, rows.firstRow, rows.selected) == (40, 16, 20))
        #expect(rows.rows.map(\.id.name) == ["m26", "m27", "m28", "m29", "m30"])
        let gone = figures(store) { $0.instruments.selection = .id(key("gone"), index: 70) }.instruments
        #expect(gone.selected == 39)
        #expect(figures(self.store([])).instruments.selected == nil)
    }

    @Test func `The newest exemplar with a trace leads to it`() throws {
        func exemplar(_ trace: UInt64, at time: UInt64) -> Exemplar {
            var exemplar = Exemplar()
            (exemplar.traceID, exemplar.spanID) = (TraceID(high: 0, low: trace), SpanID(trace))
            (exemplar.time, exemplar.value) = (Timestamp(seconds: time), .double(1.5))
            return exemplar
        }
        var first = point(1)
        first.exemplars = [exemplar(7, at: 1_009), exemplar(0, at: 1_010), exemplar(6, at: 1_001)]
        let batches = [
            MetricBatchBuilder.batch("m", steps, first), MetricBatchBuilder.batch("m", steps, point(1, at: 1_020)),
        ]
        let opened = figures(store(batches)) { $0.opened = OpenedRequest(instrument: key("m")) }.opened
        let known = try #require(opened?.series.rows.first?.exemplar)
        #expect((known.traceID.low, known.value, known.time) == (7, 1.5, Timestamp(seconds: 1_009)))
    }

    @Test func `A histogram's selected series has a heat map that holds all that was measured`() throws {
        let value = MetricPoint.Value.histogram(bounds: [1, 10, 100], counts: [1, 2, 3, 4], sum: 900)
        let batches = [MetricBatchBuilder.batch("m", .histogram(.delta), MetricPoint(value, from: 1_000, at: 1_060))]
        let opened = figures(store(batches)) {
            $0.opened = OpenedRequest(instrument: key("m", .histogram(.delta)))
            $0.opened?.graphColumns = 20
            $0.opened?.graphRows = 8
        }.opened
        guard case .heat(let map) = opened?.graph else {
            Issue.record("no heat map")
            return
        }
        #expect((map.rows.count, map.columns.count) == (8, 20))
        let sums = map.columns.map { $0.reduce(0, +) }
        #expect(abs(sums.reduce(0, +) - 10) < 1e-9)
        #expect(map.columns.indices.filter { !map.columns[$0].isEmpty } == [10, 11])
        #expect(sums.count { $0 > 0 } == 2)
    }

    // MARK: Bounds

    @Test func `The least recently updated series go first, and are counted`() {
        var batches = (0..<3).map { MetricBatchBuilder.batch("m\($0)", steps, point(1)) }
        batches.append(MetricBatchBuilder.batch("m0", steps, point(1, at: 1_020)))
        batches.append(MetricBatchBuilder.batch("m3", steps, point(1)))
        let figures = figures(store(batches, maxSeries: 3))
        #expect(figures.instruments.rows.map(\.id.name) == ["m0", "m2", "m3"])
        #expect((figures.seriesCount, figures.evicted) == (3, 1))
    }

    @Test func `A flood of attribute sets takes no more than its room`() {
        var store = store([], maxSeries: 200, memory: 8 << 20)
        for round in 0..<100 {
            var builder = MetricBatchBuilder()
            for number in 0..<50 {
                let text = String(repeating: "x", count: 2_000)
                builder.metric("m\(number % 7)", steps, point(1, ["id": round * 50 + number, "text\(number)": text]))
            }
            _ = store.ingest(builder.batch, at: Timestamp(seconds: 1_300))
        }
        let figures = figures(store)
        #expect((figures.seriesCount, figures.evicted) == (200, 4_800))
        #expect(figures.instruments.rows.reduce(0) { $0 + $1.seriesCount } == 200)
        #expect(store.retainedBytes < 1 << 20)
        #expect(store.metrics.evictions == 4_800)
    }

    @Test func `Little memory keeps fewer series, and coarser ones`() {
        var store = store([], maxSeries: 100_000, memory: 1 << 20)
        let counts = (0..<100).map { _ in 1 as UInt64 }
        for time in 0..<40 as Range<UInt64> {
            var builder = MetricBatchBuilder()
            for number in 0..<100 {
                let value = MetricPoint.Value.exponential(scale: 3, offset: 0, counts: counts, sum: 1)
                builder.metric(
                    "m", .exponentialHistogram(.delta),
                    MetricPoint(value, from: 1_000 + time, at: 1_001 + time, ["id": number]))
            }
            _ = store.ingest(builder.batch, at: Timestamp(seconds: 1_100))
        }
        #expect(store.metrics.instruments.byteCount <= 1 << 18)
        #expect(store.metrics.instruments.seriesCount > 0)
    }

    @Test func `When all series are gone, so are their bytes`() {
        var store = store([], maxSeries: 1)
        for number in 0..<50 {
            _ = store.ingest(
                MetricBatchBuilder.batch("m\(number)", steps, point(1, ["a": number])),
                at: Timestamp(seconds: 1_300))
        }
        #expect(store.metrics.instruments.instrumentCount == 1)
        #expect(store.metrics.instruments.byteCount < 3_000)
        #expect(store.metrics.instruments.symbols.count <= 4)
    }

    @Test func `Texts are cut, and so many attributes are kept`() throws {
        var builder = MetricBatchBuilder()
        let long = String(repeating: "é", count: 1_000)
        builder.metric(long, steps, point(1, [long: long]))
        let id = try #require(figures(store([builder.batch])).instruments.rows.first?.id)
        #expect(id.name.utf8.count <= 260)
        let series = figures(store([builder.batch])) { $0.opened = OpenedRequest(instrument: id) }.opened?.series.rows
        #expect(try #require(series?.first).attributes[0].value.utf8.count <= 260)
    }
}
