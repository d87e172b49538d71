import Screen
import Telemetry
import Testing

@testable import Dashboard

/// Any keys, figures and sizes, in any order: nothing traps, nothing is painted outside of the screen.
@Suite struct RandomTests {
    @Test(arguments: 1...16)
    func `Random keys, figures and sizes never trap`(seed: UInt64) {
        var random = Random(state: seed &* 0x9e37_79b9_7f4a_7c15)
        var model = DashboardModel(
            settings: DashboardSettings(
                size: random.size(), glyphs: random.chance(4) ? .ascii : .unicode, addresses: ["[::1]:4318"]))
        for _ in 0..<250 {
            _ = update(&model, random.message(model))
            var surface = Surface(size: random.chance(20) ? random.size() : model.size)
            render(model, theme: .builtIn, into: &surface)
            if let cursor = surface.cursor { #expect(surface.bounds.contains(cursor)) }
        }
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }

    mutating func size() -> Size {
        let common = [
            Size(width: 1, height: 1), Size(width: 40, height: 10), Size(width: 80, height: 24),
            Size(width: 120, height: 40),
        ]
        if chance(2) { return common.randomElement(using: &self) ?? common[0] }
        return Size(width: .random(in: 1...200, using: &self), height: .random(in: 1...60, using: &self))
    }

    mutating func key() -> Key {
        let keys =
            KeyMap.standard.groups.flatMap { $0.rows.flatMap { $0.keys.map(\.key) } } + [
                .character("x"), .character("é"), .insert, .function(5),
            ]
        return keys.randomElement(using: &self) ?? .enter
    }

    mutating func message(_ model: DashboardModel) -> DashboardMessage {
        switch Int.random(in: 0..<22, using: &self) {
        case 0: return .input(.resize(size()))
        case 1: return .input(.paste("a\u{1b}[31m\n漢"))
        case 2: return .clock(Timestamp(nanoseconds: next()))
        case 3: return .notice("A notice that is rather long, 漢字 too, so that it has to be cut somewhere.")
        case 4: return .themeChanged("nord")
        case 5, 6: return .tree(tree(model))
        case 7: return .detail(model.openSpan.map { chance(3) ? wildDetail($0) : Sample.detail($0) })
        case 20, 21: return .logs(logs(model))
        case 8...11: return .overview(overview(model))
        case 12: return model.metricsRequest.map { .metrics(metrics($0)) } ?? .input(.key(.character("M")))
        default: return .input(.key(key()))
        }
    }

    mutating func tree(_ model: DashboardModel) -> TraceTree? {
        guard let id = model.openTrace, !chance(4) else { return nil }
        var tree = Sample.tree(id)
        if chance(3) {
            tree.lines = []
            tree.findMarked()
        }
        return tree
    }

    /// Mostly what a store would answer; sometimes anything that the types allow.
    mutating func metrics(_ request: MetricsRequest) -> MetricsFigures {
        var figures = Sample.metrics(request)
        guard chance(2) else { return figures }
        let extremes = [Double.nan, .infinity, -.infinity, 0, -1, 1e308, -1e308, 1e-300, 0.5]
        func pick(_ random: inout Random) -> Double { extremes.randomElement(using: &random) ?? 0 }
        for index in figures.instruments.rows.indices {
            figures.instruments.rows[index].summary.rate = pick(&self)
            figures.instruments.rows[index].summary.p95 = pick(&self)
            figures.instruments.rows[index].history = (0..<50).map { _ in chance(3) ? nil : pick(&self) }
        }
        figures.instruments.firstRow = .random(in: -5...50, using: &self)
        figures.instruments.selected = chance(2) ? nil : .random(in: -3...400, using: &self)
        var map = HeatMap()
        map.rows = (0..<Int.random(in: 0...60, using: &self)).map { _ in .init(low: pick(&self), high: pick(&self)) }
        map.columns = (0..<30).map { _ in (0..<Int.random(in: 0...60, using: &self)).map { _ in pick(&self) } }
        figures.opened?.graph = chance(2) ? .heat(map) : .values((0..<200).map { _ in pick(&self) })
        if chance(4) { figures.opened?.isKept = false }
        if chance(4) { figures.opened?.series.rows = [] }
        return figures
    }

    mutating func logs(_ model: DashboardModel) -> LogsFigures {
        var figures = Sample.logs(model.logsRequest ?? LogsRequest(), count: .random(in: 0...200, using: &self))
        guard chance(2) else { return figures }
        figures.rows = Array(figures.rows.prefix(.random(in: 0...20, using: &self)))
        figures.top = chance(2) ? nil : .random(in: -3...400, using: &self)
        figures.selected = chance(2) ? nil : .random(in: -3...400, using: &self)
        figures.firstRow = .random(in: -5...50, using: &self)
        figures.opened = chance(3) ? model.logs.opened.map { LogDetail(id: $0.id) } : figures.opened
        if chance(3) { figures.progress = .searching(looked: 3, of: 0) }
        return figures
    }

    func wildDetail(_ place: SpanPlace) -> SpanDetail {
        var detail = SpanDetail(traceID: place.trace, spanID: place.span)
        detail.start = Timestamp(nanoseconds: .max)
        detail.attributes = (0..<50).map {
            AttributeText(key: "k\($0)\u{7}", value: String(repeating: "漢\n", count: $0))
        }
        return detail
    }

    /// Mostly what a store would answer; sometimes anything that the types allow.
    mutating func overview(_ model: DashboardModel) -> Overview {
        var overview = Sample.overview(model.overviewRequest, traces: .random(in: 0...300, using: &self))
        guard chance(2) else { return overview }
        let extremes = [Double.nan, .infinity, -.infinity, 0, -1, 1e300, 1e-300, 0.5]
        func pick(_ random: inout Random) -> Double { extremes.randomElement(using: &random) ?? 0 }
        overview.now = Timestamp(nanoseconds: next())
        overview.spansPerSecond = pick(&self)
        overview.windowSeconds = Int.random(in: -1...4_000, using: &self)
        overview.tokenHistory.max = pick(&self)
        for index in overview.tokenHistory.parts.indices { overview.tokenHistory.parts[index]?.input = pick(&self) }
        overview.window.tools[0].p95Ms = pick(&self)
        overview.window.toolCalls = CallCounts(ok: .max / 2, failed: .max / 4)
        overview.window.cacheHitRate = pick(&self)
        overview.tasks.active = Array(overview.tasks.active.prefix(.random(in: 0...4, using: &self)))
        overview.tasks.finished[0].durationMs = pick(&self)
        overview.traces.selected = chance(2) ? nil : .random(in: -3...400, using: &self)
        overview.traces.firstRow = .random(in: -5...50, using: &self)
        overview.traces.rows = Array(overview.traces.rows.prefix(.random(in: 0...20, using: &self)))
        overview.agents = chance(2) ? [] : overview.agents
        overview.toolHistory = chance(2) ? [] : [CallCounts(ok: 0, failed: 3)]
        if chance(5) { overview.lastArrival = nil }
        return overview
    }
}
